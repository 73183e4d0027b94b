from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from customers.rights.consent import (
    EVERYTHING,
    Consent,
    Refusal,
    Said,
    Source,
    Standing,
    may,
    refusal,
)
from customers.rights.purpose import Channel

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOON.date()
EMAIL, SMS, WEB, ANY = Channel.EMAIL, Channel.SMS, Channel.WEB, Channel.ANY
YES = Consent(
    "yes", "anna", "marketing", EMAIL, Said.GIVEN, NOON, Source.PAGE, "Write to me.", 1, "en", "-"
)


def said(*words: Consent, **more) -> Standing:
    numbered = (replace(one, number=place) for place, one in enumerate(words, start=1))
    return Standing(tuple(numbered), **more)


def no(purpose: str = "marketing", channel: Channel = EMAIL, person: str = "anna") -> Consent:
    return replace(YES, purpose=purpose, channel=channel, person=person, said=Said.WITHDRAWN)


def yes(purpose: str = "marketing", channel: Channel = EMAIL, person: str = "anna") -> Consent:
    return replace(YES, purpose=purpose, channel=channel, person=person)


def test_of_one_purpose_and_channel_nothing_follows_for_another() -> None:
    both = said(yes(), yes(channel=SMS), yes("tracking", WEB))
    assert may(both, "marketing", EMAIL, TODAY)
    left = said(yes(), yes(channel=SMS), yes("tracking", WEB), no())
    assert refusal(left, "marketing", EMAIL, TODAY) is Refusal.OBJECTED
    assert may(left, "marketing", SMS, TODAY)
    assert may(left, "tracking", WEB, TODAY)
    assert refusal(said(), "marketing", Channel.PHONE, TODAY) is Refusal.NOT_ASKED


def test_a_letter_must_come_back_before_a_yes_to_letters_counts() -> None:
    asked = replace(YES, said=Said.ASKED)
    assert refusal(said(asked), "marketing", EMAIL, TODAY) is Refusal.NOT_CONFIRMED
    assert may(said(asked, YES), "marketing", EMAIL, TODAY)
    assert may(said(YES, asked), "marketing", EMAIL, TODAY)
    assert refusal(said(asked, no()), "marketing", EMAIL, TODAY) is Refusal.OBJECTED


def test_who_bought_hears_of_similar_goods_until_he_says_no_and_nobody_else_does() -> None:
    assert refusal(said(), "similar", EMAIL, TODAY) is Refusal.NO_CUSTOMER
    assert may(said(has_bought=True), "similar", EMAIL, TODAY)
    assert not may(said(no("similar"), has_bought=True), "similar", EMAIL, TODAY)
    assert not may(said(no(channel=ANY), has_bought=True), "similar", EMAIL, TODAY)
    assert not may(said(has_bought=True), "marketing", EMAIL, TODAY)


def test_an_objection_to_marketing_stops_its_profiling_at_once_and_nothing_else() -> None:
    objected = said(yes(), yes("tracking", WEB), no(channel=ANY))
    for channel in (EMAIL, SMS):
        assert refusal(objected, "marketing", channel, TODAY) is Refusal.OBJECTED
    assert refusal(objected, "lifetime_value", ANY, TODAY) is Refusal.OBJECTED
    assert may(objected, "tracking", WEB, TODAY)
    assert may(objected, "taste", ANY, TODAY)
    for needed in ("orders", "service", "books"):
        assert may(objected, needed, EMAIL, TODAY)


def test_do_not_track_and_do_not_contact_each_do_as_they_are_named() -> None:
    untracked = said(yes(), yes("tracking", WEB), no("tracking", ANY))
    assert may(untracked, "marketing", EMAIL, TODAY)
    for purpose, channel in (("tracking", WEB), ("taste", ANY), ("lifetime_value", ANY)):
        assert refusal(untracked, purpose, channel, TODAY) is Refusal.OBJECTED
    lifted = replace(no("tracking", ANY), said=Said.LIFTED)
    again = said(yes("tracking", WEB), no("tracking", ANY), lifted)
    assert may(again, "taste", ANY, TODAY)
    assert refusal(again, "tracking", WEB, TODAY) is Refusal.NOT_ASKED


def test_a_restriction_stops_all_that_is_not_needed_until_it_is_lifted() -> None:
    stop = no(EVERYTHING, ANY)
    assert refusal(said(yes(), stop), "marketing", EMAIL, TODAY) is Refusal.RESTRICTED
    assert refusal(said(stop), "taste", ANY, TODAY) is Refusal.RESTRICTED
    assert may(said(stop), "orders", ANY, TODAY)
    assert may(said(yes(), stop, replace(stop, said=Said.LIFTED)), "marketing", EMAIL, TODAY)


@pytest.mark.parametrize(
    ("birth_date", "country", "is_served"),
    [
        ("2011-11-20", "FR", True),
        ("2011-11-21", "FR", False),
        ("20/11/2008", "MA", True),
        ("21.11.2008", "MA", False),
        ("2010-11-20", "", True),
        ("2010-11-21", "", False),
        ("2010", "", False),
        ("2009", "", True),
        ("soon", "FR", True),
        ("", "FR", True),
    ],
)
def test_below_the_age_of_the_country_nobody_is_profiled_or_courted(
    birth_date: str,
    country: str,
    is_served: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    one = said(yes(), yes("tracking", WEB), birth_date=birth_date, country=country)
    for purpose, channel in (("marketing", EMAIL), ("tracking", WEB), ("taste", ANY)):
        assert may(one, purpose, channel, TODAY) == is_served
    assert may(one, "orders", ANY, date(2026, 11, 20))


def test_a_clock_that_was_set_back_makes_no_withdrawal_undone() -> None:
    earlier = replace(no(), at=NOON - timedelta(days=1))
    assert not may(said(yes(), earlier), "marketing", EMAIL, TODAY)


def test_of_merged_customers_the_stricter_word_stands_until_they_speak_as_one() -> None:
    joined = NOON + timedelta(hours=1)
    apart = no(person="ann"), yes()
    assert not may(said(*apart, one_since=joined), "marketing", EMAIL, TODAY)
    assert not may(said(*reversed(apart), one_since=joined), "marketing", EMAIL, TODAY)
    again = replace(yes(), at=joined + timedelta(seconds=1))
    assert may(said(*apart, again, one_since=joined), "marketing", EMAIL, TODAY)
    assert may(said(yes()), "marketing", EMAIL, TODAY)
