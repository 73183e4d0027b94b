"""Campaigns: what must be right before one goes, what it says to whom, what it takes off."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from customers.dialogue.campaign import Flaw, Plan, flaws, from_document, to_document
from customers.dialogue.campaign_capacity import capacity, working_days
from customers.dialogue.campaign_offer import (
    Offer,
    offer_code,
    offer_code_written,
    read_offer_code,
)
from customers.dialogue.campaign_result import Arm, effect, share_of
from customers.dialogue.campaign_text import LANGUAGES, Words, filled, says_something, written_to
from customers.needs.levers import Lever, Strategy
from customers.rights.purpose import Channel
from customers.value.offer import Workload, sizing
from customers.value.referral import read_code

TODAY = date(2026, 11, 20)
LATER = TODAY + timedelta(days=14)
READY = Strategy("They cycle to work", dict.fromkeys(Lever, "as said"), is_target=True)
WORDS = Words("Your {garment|jeans}", "{offer} until {until}, with {code}.")
PLAN = Plan(
    name="Winter",
    segments=("cyclists",),
    objective="One order more",
    texts=dict.fromkeys(LANGUAGES, WORDS),
    offer=Offer(TODAY, LATER, percent=10),
    channels=(Channel.EMAIL,),
    begins_on=TODAY,
    ends_on=LATER,
)
AIMS = {"cyclists": READY}


def found(plan: Plan, aims=AIMS) -> list[Flaw]:
    return [one.flaw for one in flaws(plan, aims, TODAY)]


def with_words(subject: str, body: str, **changes) -> Plan:
    texts = {**PLAN.texts, "fr": Words(subject, body)}
    return replace(PLAN, texts=texts, **changes)


def test_a_plan_without_flaws_is_kept_and_read_again():
    assert found(PLAN) == []
    assert from_document(to_document(PLAN)) == PLAN


@pytest.mark.parametrize(
    ("plan", "flaw"),
    [
        (replace(PLAN, name=" "), Flaw.NO_NAME),
        (replace(PLAN, segments=()), Flaw.NO_SEGMENT),
        (replace(PLAN, segments=("gone",)), Flaw.NO_SEGMENT),
        (replace(PLAN, objective=""), Flaw.NO_OBJECTIVE),
        (replace(PLAN, within_days=0), Flaw.NO_OBJECTIVE),
        (replace(PLAN, texts={"en": WORDS, "fr": WORDS}), Flaw.NO_TEXT),
        (with_words("Bonjour {name}", "{name}, {offer} {code}"), Flaw.ONLY_THE_NAME),
        (with_words("Bonjour", "{wsh|bleu} {garment|jean} {code}"), Flaw.UNKNOWN_GAP),
        (with_words("Bonjour", "{garment|jean} {code} }"), Flaw.UNKNOWN_GAP),
        (with_words("Bonjour", "{garment} {code}"), Flaw.NO_OTHER_WORDS),
        (with_words("Bonjour", "{garment|jean}"), Flaw.NO_CODE),
        (replace(PLAN, offer=None), Flaw.NO_OFFER),
        (replace(PLAN, offer=Offer(TODAY, LATER)), Flaw.BAD_OFFER),
        (replace(PLAN, offer=Offer(TODAY, LATER, percent=100)), Flaw.BAD_OFFER),
        (replace(PLAN, offer=Offer(TODAY, LATER, percent=5, cents=500)), Flaw.BAD_OFFER),
        (replace(PLAN, offer=Offer(date(2026, 1, 1), date(2026, 2, 1), 5)), Flaw.BAD_OFFER),
        (replace(PLAN, channels=()), Flaw.NO_CHANNEL),
        (replace(PLAN, begins_on=None), Flaw.NO_DATES),
        (replace(PLAN, ends_on=date(2026, 11, 1)), Flaw.BAD_DATES),
        (replace(PLAN, held_percent=0), Flaw.BAD_SHARES),
        (replace(PLAN, take_percent=0), Flaw.BAD_SHARES),
    ],
)
def test_a_plan_with_a_flaw_names_it(plan, flaw):
    assert flaw in found(plan)


def test_a_flaw_of_a_text_names_language_part_and_gap():
    (one,) = flaws(with_words("Bonjour {wsh|x}", WORDS.body + "{garment|jean}"), AIMS, TODAY)
    assert (one.step, one.place, one.detail) == ("texts", "fr subject", "{wsh|x}")


def test_a_segment_without_description_or_strategy_is_not_aimed_at():
    bare = Strategy("", {Lever.PRICE: "usual"}, is_target=True)
    (one,) = flaws(PLAN, {"cyclists": bare}, TODAY)
    assert one.flaw is Flaw.NOT_DESCRIBED
    assert one.detail.split() == ["description", *(str(it) for it in Lever if it != Lever.PRICE)]
    assert found(PLAN, {"cyclists": replace(READY, is_target=False)}) == [Flaw.NO_TARGET]


def test_gaps_are_filled_with_what_is_known_and_else_with_the_other_words():
    known = {"garment": "Slim jeans", "name": "Ines"}
    assert filled("{name}, your {garment|jeans} in {wash| any wash }.", known) == (
        "Ines, your Slim jeans in any wash."
    )
    assert filled("{garment.__class__|no}{0|no}", known) == "nono"
    assert written_to(Words("{name}", "{garment|jeans}"), {}) == Words("", "jeans")


def test_of_whom_nothing_else_is_known_there_is_only_the_name_to_say():
    assert says_something(WORDS, {"garment": "Jeans"})
    assert not says_something(WORDS, {"name": "Ines", "wash": "raw", "offer": "10 %"})


@pytest.mark.parametrize(
    ("offer", "off"),
    [
        (Offer(TODAY, LATER, percent=15), 2_235),
        (Offer(TODAY, LATER, cents=2_000), 2_000),
        (Offer(TODAY, LATER, cents=99_999), 14_900),
        (Offer(TODAY, LATER, add_on="lining=flannel"), 1_200),
        (Offer(TODAY, LATER, add_on="lining=silk"), 0),
        (Offer(TODAY, LATER, add_on="hem=raw"), 0),
    ],
)
def test_an_offer_takes_off_what_it_says_and_never_more_than_the_price(offer, off):
    assert offer.off_cents(14_900, {"lining=flannel": 1_200, "hem=raw": -300}) == off


def test_codes_are_of_one_person_and_told_apart_from_those_of_customers():
    codes = {offer_code("secret", f"person {number}") for number in range(2_000)}
    assert len(codes) == 2_000
    code = offer_code("secret", "person 1")
    assert read_offer_code(offer_code_written(code).lower()) == code
    assert not read_code(code)
    assert not read_offer_code(code[:8])


def test_an_interval_covers_a_planted_effect_and_none_where_there_is_none():
    draw = np.random.default_rng(7)

    def covers(more: float) -> int:
        runs = [
            effect(
                Arm(9_000, draw.binomial(9_000, 0.05 + more)),
                Arm(1_000, draw.binomial(1_000, 0.05)),
            )
            for _ in range(400)
        ]
        return sum(one.low <= more <= one.high for one in runs if one)

    assert covers(0.03) >= 0.9 * 400
    assert covers(0.0) >= 0.9 * 400


def test_shares_have_the_limits_of_wilson_and_differences_those_of_newcombe():
    # Newcombe (1998), table II, example (a): 56 of 70 against 48 of 80.
    told = effect(Arm(70, 56), Arm(80, 48))
    assert told is not None
    assert (round(told.low, 4), round(told.high, 4)) == (0.0524, 0.3339)
    assert told.is_sure
    none = share_of(Arm(10, 0))
    assert (none.low, round(none.high, 4)) == (0.0, 0.2775)
    assert effect(Arm(0, 0), Arm(5, 1)) is None


def test_the_workshop_has_room_for_what_is_expected_or_not():
    work = Workload(minutes_a_pair=60, minutes_a_day=420)
    size = sizing(1_000, 10, 50, 5, work)
    assert (size.pairs, size.days) == (45, 7)
    assert working_days(TODAY, LATER) == 11
    assert capacity(size, 28, work, TODAY, LATER).fits
    assert not capacity(size, 29, work, TODAY, LATER).fits
