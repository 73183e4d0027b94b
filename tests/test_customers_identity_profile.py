from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import SHELF_LIFE, Who
from customers.identity.profile import Because, Stage, contacts_of, profile, together

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
A_DAY = timedelta(days=1)
COUNTER = Event("e", "anna", Kind.VISITED, NOW, NOW, Medium.SHOP)


def told(key: str, value: str, sure: int = 70, days_ago: int = 0, number: int = 1) -> Event:
    at = NOW - days_ago * A_DAY
    telling = Telling(key, value, Source.PERSON, sure)
    return replace(
        COUNTER, id=f"{value}{number}", at=at, told_at=at, tellings=(telling,), number=number
    )


def test_the_profile_counts_what_was_posted_in_every_dimension() -> None:
    dimensions = product(
        (Medium.SHOP, Medium.WEB, Medium.PHONE, Medium.LETTER),
        ("Lyon", "Rabat"),
        ("clothes", "care"),
        ("jeans", "chinos"),
    )
    events = [
        replace(COUNTER, id=str(number), medium=medium, shop=shop, division=division, line=line)
        for number, (medium, shop, division, line) in enumerate(dimensions)
    ]

    known = profile(events, NOW)

    assert known.counts("medium") == {"shop": 8, "web": 8, "phone": 8, "letter": 8}
    assert known.counts("shop") == {"Lyon": 16, "Rabat": 16}
    assert known.counts("division") == {"clothes": 16, "care": 16}
    assert known.counts("line") == {"jeans": 16, "chinos": 16}


def test_five_viewed_and_one_bought_are_six_lines_in_order() -> None:
    kinds = [Kind.VIEWED] * 5 + [Kind.BOUGHT]
    events = [
        replace(COUNTER, id=str(day), kind=kind, at=NOW + day * A_DAY)
        for day, kind in enumerate(kinds)
    ]

    known = profile(reversed(events), NOW)

    assert [one.kind for one in known.events] == kinds
    assert not known.is_prospect


@pytest.mark.parametrize(
    ("first", "second", "chosen", "because"),
    [
        (told("town", "Fes"), told("town", "Fes", number=2), "Fes", Because.ONLY),
        (told("town", "Fes", 90), told("town", "Fez", 70, number=2), "Fes", Because.SURER),
        (told("town", "Fes", 70, 9), told("town", "Fez", 70, 3), "Fez", Because.NEWER),
        (told("town", "Fes", 90, 900), told("town", "Fez", 10), "Fez", Because.FRESHER),
        (told("town", "Fes"), told("town", "Fez", number=2), "Fez", Because.TOLD_LATER),
    ],
)
def test_sources_that_disagree_keep_both_values_and_say_what_chose(
    first: Event, second: Event, chosen: str, because: Because
) -> None:
    field = profile([first, second], NOW).fields["town"]

    assert (field.chosen.value, field.because) == (chosen, because)
    assert {field.chosen.value, *(one.value for one in field.others)} == {
        said.value for one in (first, second) for said in one.tellings
    }
    assert field.is_disputed is (because is not Because.ONLY)


def test_every_field_shows_its_source_its_day_and_how_sure_it_is() -> None:
    chosen = profile([told("email", "anna@example.org", 70, 4)], NOW).fields["email"].chosen

    assert (chosen.source, chosen.confidence) == (Source.PERSON, 70)
    assert (chosen.at, chosen.event) == (NOW - 4 * A_DAY, "anna@example.org1")


@pytest.mark.parametrize(("key", "life"), SHELF_LIFE.items())
def test_a_field_older_than_its_shelf_life_is_flagged(key: str, life: timedelta | None) -> None:
    days = life.days if life else 36_500
    fresh, old = (profile([told(key, "it", days_ago=ago)], NOW) for ago in (days, days + 1))

    assert not fresh.stale
    assert [one.key for one in old.stale] == ([key] if life else [])


def test_as_of_a_day_is_what_we_had_been_told_by_then() -> None:
    moved = told("town", "Rabat", days_ago=10)
    late = replace(
        told("town", "Fes", days_ago=30),
        told_at=NOW,
        tellings=(Telling("town", "Fes", Source.IMPORT, 90),),
    )
    early = told("town", "Lyon", days_ago=40)

    assert profile([early, moved, late], NOW).value("town") == "Fes"
    assert profile([early, moved, late], NOW, NOW - 5 * A_DAY).value("town") == "Rabat"
    assert profile([early, moved, late], NOW, NOW - 20 * A_DAY).value("town") == "Lyon"
    assert profile([early, moved, late], NOW, NOW - 50 * A_DAY).value("town") == ""


def test_as_of_a_day_a_field_is_as_old_as_it_was_then() -> None:
    old = told("email", "anna@example.org", days_ago=1000)

    assert profile([old], NOW).stale
    assert not profile([old], NOW, NOW - 900 * A_DAY).stale


def test_a_contact_is_identified_and_classified_by_the_first_thing_he_does() -> None:
    welcomed = replace(COUNTER, id="w", kind=Kind.WELCOMED, at=NOW - 3 * A_DAY)
    called = replace(COUNTER, id="c", kind=Kind.CALLED, at=NOW - 2 * A_DAY)

    assert profile([welcomed], NOW).stage is Stage.IDENTIFIED
    known = profile([welcomed, COUNTER, called], NOW)
    assert known.stage is Stage.CLASSIFIED
    assert known.classified_by == called


def test_a_prospect_becomes_a_customer_and_keeps_his_history() -> None:
    bought = replace(COUNTER, id="b", kind=Kind.BOUGHT, at=NOW + A_DAY)

    assert profile([COUNTER], NOW).is_prospect
    known = profile([COUNTER, bought], NOW)
    assert not known.is_prospect
    assert known.events == (COUNTER, bought)


def test_an_organisation_has_contacts_and_the_same_profile_as_a_person() -> None:
    firm = replace(told("kind", "organisation"), person="firm")
    acts = [
        replace(COUNTER, id=f"{who}{day}", person=who, organisation="firm", at=NOW + day * A_DAY)
        for day, who in enumerate(["zoe", "anna", "zoe", "omar"])
    ]

    assert contacts_of("firm", acts) == ("zoe", "anna", "omar")
    assert profile([firm], NOW).who is Who.ORGANISATION
    assert profile(acts, NOW).who is Who.PRIVATE
    assert len(together([[firm], acts])) == 5
