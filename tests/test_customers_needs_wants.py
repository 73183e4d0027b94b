"""Needs of a person: said, inferred from orders, of the community or own; and traits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from catalog.text import Text
from customers.dialogue.needs import Answer, Need
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import TASTE
from customers.identity.profile import profile
from customers.needs.criteria import shipped
from customers.needs.traits import Seen, as_key, as_words, traits_of
from customers.needs.wants import (
    Told,
    inferred,
    is_of_community,
    said,
    shares_of,
    together,
)
from customers.value.policy import FILE as POLICIES
from customers.value.policy import BadPolicies, policies_in, read_policies

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CYCLES = Need(
    "cycles",
    Text(en="Do you cycle?"),
    (
        Answer("often", Text(en="Often"), {("fit", "relaxed"): 4.0, ("cloth", "stretch"): 4.0}),
        Answer("never", Text(en="Never"), {}),
    ),
)
EVERYBODY = [
    {"fit": fit, "cloth": cloth}
    for fit in ("relaxed", "slim", "skinny", "straight")
    for cloth in ("stretch", "rigid", "linen", "light")
]
POPULAR = shares_of(EVERYBODY)


def event(number: int, key: str, value: str, note: str = "", kind: Kind = Kind.ANSWERED) -> Event:
    at = NOW - timedelta(days=10 - number)
    telling = Telling(key, value, Source.PERSON, 80)
    return Event(
        str(number), "p", kind, at, at, Medium.WEB, adviser="sam", tellings=(telling,), note=note
    )


def test_the_last_answer_counts_with_the_words_that_were_written_beside_it():
    events = [
        event(1, TASTE, "need cycles=often"),
        event(2, TASTE, "need cycles=never", "Sold the bicycle"),
        event(3, TASTE, "fit=slim"),
        event(4, "brake", "Three weeks are long", kind=Kind.NOTED),
        event(5, TASTE, "need cycles=at night"),
    ]

    found = said(events, [CYCLES])

    assert [(one.need, one.evidence, one.told, one.by) for one in found] == [
        ("cycles=never", ("Sold the bicycle",), Told.SAID, "sam"),
        ("brake=three_weeks_are_long", ("Three weeks are long",), Told.SAID, "sam"),
    ]


def test_orders_that_speak_clearly_tell_a_need_and_what_speaks_for_it():
    rides = [{"fit": "relaxed", "cloth": "stretch"}]

    (found,) = inferred(rides, [CYCLES], POPULAR, NOW)

    # Of values a quarter each, those four times likelier have 4 of 7 with the answer: 16/7 each,
    # together 5.2 to 1.
    assert (found.need, found.told) == ("cycles=often", Told.INFERRED)
    assert set(found.evidence) == {"fit=relaxed", "cloth=stretch"}


@pytest.mark.parametrize(
    "made",
    [
        [],
        [{"fit": "relaxed"}],  # One value alone is none.
        [{"fit": "relaxed", "cloth": "rigid"}],
        [{"wash": "raw"}],
    ],
)
def test_orders_that_say_little_tell_nothing(made):
    assert inferred(made, [CYCLES], POPULAR, NOW) == ()


def test_what_was_said_stands_before_what_is_inferred():
    guessed = inferred([{"fit": "relaxed", "cloth": "stretch"}], [CYCLES], POPULAR, NOW)
    own = said([event(1, TASTE, "need cycles=never")], [CYCLES])

    assert [one.need for one in together(own, guessed)] == ["cycles=never"]
    assert [one.need for one in together((), guessed)] == ["cycles=often"]


def test_a_need_is_of_the_community_when_enough_have_it_else_an_own_one():
    support = {"cycles=often": 10, "brake=three_weeks_are_long": 9}
    assert is_of_community("cycles=often", support, 10)
    assert not is_of_community("brake=three_weeks_are_long", support, 10)
    assert not is_of_community("weather=cold", support, 10)


def test_traits_say_what_is_known_in_the_words_of_criteria_and_no_more():
    events = [
        replace(event(1, "birth_date", "1990-11-23"), kind=Kind.BOUGHT, line="jeans"),
        event(2, "town", "Aix-en-Provence"),
        event(3, "occupation", "مهندس"),
        replace(
            event(4, "postcode", "20250"),
            tellings=(
                Telling("postcode", "20250", Source.PERSON, 80),
                Telling("country", "MA", Source.PERSON, 80),
            ),
        ),
    ]
    made = [{"fit": "slim"}, {"fit": "relaxed"}, {"fit": "relaxed"}]
    seen = Seen(profile(events, NOW), date(2026, 11, 22), "CPP", made, {"cycles": "often"})

    found = traits_of(seen, shipped())

    assert found["age"] == "35"
    assert found["town"] == "aix_en_provence"
    assert as_words(found["occupation"]) == "مهندس"
    assert as_words(found["region"]).lower().startswith("casablanca")
    assert (found["tier"], found["cycles"], found["channel"]) == ("CPP", "often", "web")
    assert (found["purchases"], found["silent_days"], found["complaints"]) == ("1", "9", "0")
    assert not {"weather", "language", "brake", "birth_date"} & set(found)
    assert traits_of(replace(seen, today=date(2026, 11, 23)), shipped())["age"] == "36"


@pytest.mark.parametrize("text", ["Casablanca-Settat", "Ouvrière qualifiée", "خياط ماهر"])
def test_a_word_becomes_a_key_that_rules_can_name(text):
    key = as_key(text)
    assert key.isascii()
    assert key.replace("_", "").isalnum()
    assert as_key(as_words(key)) == key


def test_treatments_are_read_by_name_and_a_mistake_in_one_is_told_by_its_place():
    quick = read_policies().treatments["quick"]
    assert quick.channels == ("sms", "mail")
    text = POLICIES.read_text("utf-8")
    with pytest.raises(BadPolicies) as error:
        policies_in(text.replace("channels: [sms, mail]", "channels: sms"), "p.yaml")
    assert "a list in brackets" in str(error.value)
