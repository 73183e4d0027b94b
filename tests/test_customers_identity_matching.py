"""The matcher: laws for any records, cases people know, and made-up people with known truth."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.crowd.filling import crowd
from customers.identity.columns import Blocked
from customers.identity.matching import LIKELY, WORTH_SHOWING, Linking, links
from customers.identity.record import Record

PEOPLE = int(os.environ.get("SURMESURE_PEOPLE", "3000"))
"""How many made-up people are linked; in full 100,000."""

ANY = Linking(threshold=0.0)

NAMES = ("Jean", "Zoé", "Mohamed", "محمد", "Martin", "Diop", "N'Diaye", "El Alaoui", "", "J.")
RECORDS = st.builds(
    Record,
    id=st.uuids().map(str),
    given_name=st.sampled_from(NAMES),
    surname=st.sampled_from(NAMES),
    birth_date=st.sampled_from(("", "1980-02-03", "03/02/1980", "1980-03-02", "19810203", "x")),
    street=st.sampled_from(("", "12 rue Pasteur", "12 r. Pasteur", "14 rue Pasteur")),
    postcode=st.sampled_from(("", "75011", "75012")),
    town=st.sampled_from(("", "Paris", "Saint-Étienne", "st etienne")),
    phone=st.sampled_from(("", "0612345678", "+33 6 12 34 56 78", "0699999999")),
    email=st.sampled_from(("", "a@example.com", "a@example.org")),
)
SOURCES = st.lists(RECORDS, max_size=7, unique_by=lambda one: one.id)


@given(SOURCES, SOURCES)
@settings(deadline=None)
def test_both_directions_give_the_same_pairs(ours, theirs):
    there = links(ours, theirs, ANY) if theirs else ()
    back = links(theirs, ours, ANY) if ours else ()

    if ours and theirs:
        assert by_pair(there) == pytest.approx(by_pair(back))
    assert all(link.a in {one.id for one in ours} for link in there)


@given(SOURCES)
@settings(deadline=None)
def test_the_order_of_records_says_nothing(records):
    found, turned = links(records, how=ANY), links(records[::-1], how=ANY)

    assert by_pair(found) == pytest.approx(by_pair(turned))
    assert found == links(records, how=ANY)


@given(SOURCES)
@settings(deadline=None)
def test_a_probability_is_one_and_the_most_probable_come_first(records):
    chances = [link.probability for link in links(records, how=ANY)]

    assert all(0 <= chance <= 1 for chance in chances)
    assert chances == sorted(chances, reverse=True)


@given(SOURCES)
@settings(deadline=None)
def test_case_and_accents_change_nothing(records):
    plain = [Record(one.id, *(unaccented(text) for text in texts_of(one))) for one in records]

    assert by_pair(links(records, how=ANY)) == by_pair(links(plain, how=ANY))


SAME = {
    "in Arabic and in Latin letters": (
        Record("1", "Fatima", "El Alaoui", "1980-03-02", phone="0612345678"),
        Record("2", "فاطمة", "العلوي", "02/03/1980", phone="+33 6 12 34 56 78"),
    ),
    "swapped names": (
        Record("1", "Jean", "Dupont", "1970-01-25", town="Nantes"),
        Record("2", "Dupont", "Jean", "1970-01-25", town="Nantes"),
    ),
    "swapped day and month": (
        Record("1", "Awa", "Ndiaye", "1990-04-11", postcode="44000", email="awa@example.com"),
        Record("2", "Awa", "N'Diaye", "1990-11-04", postcode="44000", email="awa@example.com"),
    ),
    "slips everywhere": (
        Record("1", "Charlotte", "Whitfield", "1985-06-30", "12 Mill Lane", "SW9 8JH", "London"),
        Record("2", "Charlote", "Whitfeild", "1985-06-03", "12 Mil Lane", "SW9 8HJ", "london"),
    ),
    "an abbreviated street and no date": (
        Record("1", "Étienne", "Chevalier", "", "12, av. Jean Jaurès", "31000", "Toulouse"),
        Record("2", "etienne", "CHEVALIER", "", "12 avenue Jean-Jaurès", "31000", "TOULOUSE"),
    ),
    "names and mail address alone": (
        Record("1", "Paul", "Martin", email="p.martin@example.com"),
        Record("2", "Paul", "Martin", email="P.Martin+jeans@Example.com"),
    ),
}

APART = {
    "a couple with one phone": (
        Record("1", "Omar", "Diop", phone="0612345678", town="Dakar"),
        Record("2", "Awa", "Diop", phone="0612345678", town="Dakar"),
    ),
    "a family at one address": (
        Record("1", "Jean", "Dupont", "1970-01-25", "3 rue Pasteur", "44000", "Nantes"),
        Record("2", "Marie", "Dupont", "1972-05-12", "3 rue Pasteur", "44000", "Nantes"),
    ),
    "namesakes of different age": (
        Record("1", "Mohamed", "Alaoui", "1970-01-25", town="Casablanca"),
        Record("2", "Mohamed", "Alaoui", "1991-10-09", town="Casablanca"),
    ),
    "two of whom only the street is known": (
        Record("1", surname="Roux", street="3 rue Pasteur", town="Nantes"),
        Record("2", surname="Petit", street="3 rue Pasteur", town="Nantes"),
    ),
    "two of whom nothing is known": (Record("1"), Record("2")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_one_person_is_recognised(pair):
    one, other = pair

    assert [(link.a, link.b) for link in links([one], [other], Linking(LIKELY))] == [("1", "2")]
    assert len(links(pair, how=Linking(LIKELY))) == 1


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_two_people_stay_two(pair):
    assert links(pair, how=Linking(WORTH_SHOWING)) == ()


def test_without_records_there_are_no_pairs():
    assert links([]) == links([Record("1", "Ann")]) == ()


def test_what_is_rare_says_more():
    common = [Record(f"m{one}", "Marie", "Martin", town="Lyon") for one in range(60)]
    rare = [Record(f"r{one}", "Zénobie", "Quatrehomme", town="Lyon") for one in range(2)]
    others = [Record(f"o{one}", f"G{one}", f"S{one}", town="Lyon") for one in range(300)]

    found = by_pair(links([*common, *rare, *others], how=ANY))

    assert found["r0", "r1"] > 2 * found["m0", "m1"]


@pytest.mark.parametrize(
    "blocked", [Blocked(frozenset({"+33 1 99 00 00 00"})), Blocked(most_sharing=3)]
)
def test_a_shops_own_number_links_nobody(blocked):
    names = (("Ann", "Lee"), ("Ben", "Moss"), ("Carl", "Hay"), ("Dora", "Vane"))
    people = [
        Record(f"{given} {surname}", given, surname, phone="0199000000", email=f"{given}@x.com")
        for given, surname in names
    ]
    twice = Record("again", "Ann", "Lee", phone="0199000000")

    freely = by_pair(links([*people, twice], how=ANY))
    found = by_pair(links([*people, twice], how=Linking(0.0, blocked)))

    assert ("Ann Lee", "Ben Moss") in freely
    assert ("Ann Lee", "Ben Moss") not in found
    assert found["Ann Lee", "again"] < freely["Ann Lee", "again"]


@pytest.fixture(scope="module")
def judged():
    """Pairs of made-up people: each with its probability and whether it is true; all true ones."""
    lives = list(crowd(PEOPLE, 7, datetime(2026, 1, 1, tzinfo=UTC)))
    person = {one.record.id: one.person for life in lives for one in life.records}
    times = [len(life.records) for life in lives]
    found = links([one.record for life in lives for one in life.records], how=Linking(0.01))
    pairs = [(link.probability, person[link.a] == person[link.b]) for link in found]
    return pairs, sum(time * (time - 1) // 2 for time in times)


def test_made_up_people_are_linked_with_few_mistakes(judged):
    pairs, true = judged

    linked = [is_true for chance, is_true in pairs if chance >= LIKELY]

    precision, recall = sum(linked) / len(linked), sum(linked) / true
    print(f"{precision=:.4f} {recall=:.4f}")  # noqa: T201 - shown by -rP
    assert precision >= 0.99
    assert recall >= 0.85


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.9), (0.9, 0.99), (0.99, 1.01)])
def test_a_probability_means_what_it_says(judged, low, high):
    some = [(chance, is_true) for chance, is_true in judged[0] if low <= chance < high]

    said = sum(chance for chance, _ in some) / len(some)
    happened = sum(is_true for _, is_true in some) / len(some)
    # With so few pairs a share is known no better.
    doubt = 3 * (said * (1 - said) / len(some)) ** 0.5
    assert abs(said - happened) <= doubt + 0.06


def by_pair(found):
    return {tuple(sorted((link.a, link.b))): link.probability for link in found}


def texts_of(one):
    return (
        one.given_name,
        one.surname,
        one.birth_date,
        one.street,
        one.postcode,
        one.town,
        one.phone,
        one.email,
    )


def unaccented(text):
    return text.upper().translate(str.maketrans("ÉÈ", "EE"))
