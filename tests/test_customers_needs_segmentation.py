"""Segments of three ways: written down, learned from labels, found in the data."""

import sqlite3
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from customers.needs.coding import coded, met, scale
from customers.needs.criteria import FILE as CRITERIA
from customers.needs.criteria import BadCriteria, criteria_in, shipped
from customers.needs.criteria import Family as Criterial
from customers.needs.groups import Groups
from customers.needs.judged import Sorted, Warn, judged
from customers.needs.learned import Tree
from customers.needs.levers import Lever, NotReady, Strategy, aimed_at
from customers.needs.rule import Reader, Written, members
from customers.needs.segmentation import (
    Asked,
    Family,
    Made,
    People,
    Refused,
    Way,
    document,
    made,
    model_from,
)
from customers.needs.with_sklearn import alike

KNOWN = shipped()
VALUES = {
    "cycles": ("often", "never"),
    "weather": ("warm", "cold", "any"),
    "where": ("work", "hands", "leisure", "evening"),
    "channel": ("web", "shop", "phone"),
    "ageing": ("mine", "same", "worn"),
    "purchases": ("0", "1", "3", "8"),
    "motivation": ("work", "gift", "style", "comfort"),
}


def planted(number: int, kinds: int = 8, seed: int = 3) -> tuple[list[dict[str, str]], list[int]]:
    """People of so many kinds, who answer each question as their kind does, or as it comes."""
    chance = Random(seed)
    usual = [{key: chance.choice(some) for key, some in VALUES.items()} for _ in range(kinds)]
    truth = [chance.randrange(kinds) for _ in range(number)]
    people = [
        {
            key: usual[kind][key] if chance.random() < 0.92 else chance.choice(some)
            for key, some in VALUES.items()
            if chance.random() < 0.97
        }
        | {"age": str(chance.randrange(18, 90)), "region": chance.choice(("fr_75", "ma_20"))}
        for kind in truth
    ]
    return people, truth


def as_people(traits, cents=None, labels=None) -> People:
    ids = [f"p{place:04}" for place in range(len(traits))]
    worth = np.arange(len(ids), dtype=float) if cents is None else cents
    named = {} if labels is None else dict(zip(ids, labels, strict=True))
    return People(ids, traits, worth, named)


def test_eight_planted_groups_are_found_and_one_seed_gives_the_same():
    traits, truth = planted(900)
    asked, people = Asked(Family.NEED, Way.FOUND, seed=7), as_people(traits)

    found, again = made(asked, people, KNOWN), made(replace(asked, number=8), people, KNOWN)

    assert isinstance(found, Made)
    assert isinstance(again, Made)
    assert len(found.names) == 8
    assert alike(truth, found.model.places(traits)) > 0.9
    assert found.model.places(traits) == again.model.places(traits)
    assert found.figures == again.figures
    assert found.agreement > 0.9
    assert sum(one.people for one in found.figures) == len(traits)
    assert all(one.likeness > 0.3 and one.stands_out and not one.warnings for one in found.figures)
    assert isinstance(found.model, Groups)
    kept = model_from(document(found.model))
    assert kept.places(traits) == found.model.places(traits)
    key, sign, _ = kept.why(traits[0], kept.places(traits[:1])[0])[0]
    assert (sign, key in VALUES) == ("=", True)


def test_what_labels_show_is_learned_read_and_kept():
    traits, truth = planted(300, kinds=3)
    people = as_people(traits, labels=[f"kind {kind}" for kind in truth])

    found = made(Asked(Family.NEED, Way.LABELS), people, KNOWN)

    assert isinstance(found, Made)
    assert isinstance(found.model, Tree)
    assert found.model.right > 0.85
    assert found.names == ("kind 0", "kind 1", "kind 2")
    told = np.array(found.model.places(traits))
    assert np.mean(told == truth) > 0.9
    kept = model_from(document(found.model))
    assert kept.places(traits) == told.tolist()
    assert isinstance(kept, Tree)
    ways = dict(kept.leaves())
    assert set(ways) == set(found.names)
    assert all(sign in {"=", "!=", "<", ">="} for way in ways.values() for _, sign, _ in way)
    person = traits[0]
    assert all(
        (person.get(key) == value) == (sign == "=")
        for key, sign, value in kept.why(person, 0)
        if sign in {"=", "!="}
    )


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        (lambda chance, _: chance.choice(("one", "other")), "unsure"),
        (lambda _, place: "one" if place < 8 else "other", "too_few"),
        (lambda *_: "one", "too_few"),
    ],
)
def test_labels_that_tell_nothing_are_refused_and_it_is_said_why(labels, why):
    traits, _ = planted(200)
    chance = Random(5)
    told = [labels(chance, place) for place in range(len(traits))]

    found = made(Asked(Family.NEED, Way.LABELS), as_people(traits, labels=told), KNOWN)

    assert isinstance(found, Refused)
    assert found.weak
    assert found.weak.why == why
    assert found.weak.right < found.weak.floor or why == "too_few"


RULES = [
    ("region = fr_75 and age < 30", "region = 'fr_75' AND age < 30"),
    ("not (region = fr_75) or age >= 65", "NOT (region = 'fr_75') OR age >= 65"),
    ("age >= 0", "age >= 0"),
    (
        "where in (work, hands) and purchases > 0",
        "\"where\" IN ('work', 'hands') AND purchases > 0",
    ),
    ("cycles != never", "cycles != 'never'"),
    (
        "at least two of (cycles = often, weather = cold, age > 40)",
        "(cycles='often') + (weather='cold') + (age > 40) >= 2",
    ),
]


@pytest.mark.parametrize(("rule", "sql"), RULES)
def test_a_rule_gives_the_same_people_as_sql_written_by_hand(rule, sql):
    traits, _ = planted(600)
    chance = Random(1)
    for one in traits:
        if chance.random() < 0.3:
            del one["age"]
    keys = [*VALUES, "age", "region"]
    numbers = {"age", "purchases"}
    database = sqlite3.connect(":memory:")
    columns = ", ".join(f'"{key}" {"INTEGER" if key in numbers else "TEXT"}' for key in keys)
    database.execute(f"CREATE TABLE people (id INTEGER, {columns})")
    rows = [(place, *(one.get(key) for key in keys)) for place, one in enumerate(traits)]
    database.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 - ours
    by_hand = [row[0] for row in database.execute(f"SELECT id FROM people WHERE {sql}")]  # noqa: S608 - ours
    database.close()

    reader = Reader(KNOWN, met(traits, KNOWN.all))
    (claimed,), problems = reader.understood([Written("s", rule)])
    found = members(reader, claimed.claim, traits)

    if rule.startswith("at least"):  # SQL adds nothing to what is not known.
        traits = [one for one in traits if {"age", "cycles", "weather"} <= one.keys()]
        known = [place for place in by_hand if found[place]]
        assert known == by_hand
        return
    assert not problems
    assert 0 < len(by_hand) < len(traits)
    assert [place for place, is_in in enumerate(found) if is_in] == by_hand


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("regoin = fr_75", "did you mean `region`?"),
        ("region = fr_99", "has no value"),
        ("age <", "found the end"),
        ("age < 16", "minors"),
        ("age = 12", "minors"),
        ("region = fr_75 and not (age >= 18)", "minors"),
        ("motivation = gift and motivation != mosque", "belief"),
    ],
)
def test_a_rule_that_is_wrong_or_sorts_by_what_is_forbidden_is_refused(rule, told):
    traits, _ = planted(30)
    traits[0]["motivation"] = "mosque"

    asked = Asked(Family.NEED, Way.RULES, (Written("s", rule),))
    found = made(asked, as_people(traits), KNOWN)

    assert isinstance(found, Refused)
    assert told in str(found.problems[0]), found.problems


def test_the_first_rule_that_is_true_has_the_person_and_says_by_what():
    written = (Written("young", "age < 40"), Written("here", "region = fr_75"))
    traits = [{"age": "30", "region": "fr_75"}, {"age": "50", "region": "fr_75"}, {"age": "60"}]

    found = made(Asked(Family.CHANNEL, Way.RULES, written), as_people(traits), KNOWN)

    assert isinstance(found, Made)
    assert found.model.places(traits) == [0, 1, -1]
    assert found.model.why(traits[0], 0) == (("age", "=", "30"),)
    assert [one.warnings for one in found.figures] == [(Warn.SMALL,)] * 2


def test_size_likeness_stability_and_value_come_out_by_hand():
    traits = [{"where": "work"}] * 30 + [{"where": "hands"}] * 10
    scales = [scale(KNOWN["where"], traits)]
    places = np.array([0] * 30 + [1] * 10)
    cents = np.array([*range(0, 3000, 100), *[np.nan] * 9, 500.0])
    moved = np.where(places == 1, -1, 0)

    work, hands = judged(
        Sorted(scales, coded(scales, traits), places, cents, (places, moved)),
        2,
        replace(KNOWN.limits, smallest=11),
    )

    assert (work.people, work.share, work.likeness, work.stability) == (30, 0.75, 1.0, 1.0)
    assert (work.low_cents, work.middle_cents, work.high_cents) == (725, 1450, 2175)
    assert [(one.value, one.share, one.among_all) for one in work.stands_out] == [
        ("work", 1.0, 0.75)
    ]
    assert hands.stability == 0.5
    assert hands.middle_cents == 500
    assert hands.warnings == (Warn.SMALL, Warn.UNSTABLE)


def test_every_family_of_criteria_has_one_and_none_reads_what_is_forbidden():
    assert {one.family for one in KNOWN.all} == set(Criterial)
    text = CRITERIA.read_text("utf-8")
    for old, new in (
        ("reads: [occupation]", "reads: [religion]"),
        ("says: {en: Town,", "says: {en: Ethnicity,"),
        ("reads: [medium]", "reads: [street]"),
    ):
        with pytest.raises(BadCriteria):
            criteria_in(text.replace(old, new))


def test_a_target_without_description_or_strategy_cannot_be_aimed_at():
    whole = Strategy("Who cycles to work", dict.fromkeys(Lever, "as it is"), is_target=True)

    assert aimed_at("cyclists", whole) is whole
    for lacking in (
        replace(whole, description=" "),
        replace(whole, levers={**whole.levers, Lever.PRICE: ""}),
        replace(whole, is_target=False),
    ):
        with pytest.raises(NotReady):
            aimed_at("cyclists", lacking)
    assert replace(whole, description="", levers={}).missing == ("description", *Lever)
