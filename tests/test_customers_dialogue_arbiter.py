"""The arbiter: nobody is disturbed more than the rules say, and each no has its reason."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.dialogue.arbiter import Recipient, decide
from customers.dialogue.message import Because, Fate, Intent, Nature, Sent
from customers.dialogue.pressure import BadPressure, Pressure, pressure, read_pressure
from customers.rights.purpose import Channel

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 2, 12, tzinfo=PARIS)
ALL = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.LETTER, Channel.WEB)
KEEN = dict.fromkeys(ALL, 0.5)


def nobody_refuses(_purpose: str, _channel: Channel) -> None:
    """What is said of those who agreed to all."""


def intent(name: str = "one", nature: Nature = Nature.SELLING, **other: Any) -> Intent:
    usual: dict[str, Any] = {
        "purpose": "marketing",
        "objective": "a second pair",
        "measure": "bought",
        "begins_at": MONDAY - timedelta(days=1),
        "ends_at": MONDAY + timedelta(days=10),
        "channels": (Channel.EMAIL,),
        "worth_cents": 5000,
    }
    return Intent(name, nature, **usual | other)


def whom(local: datetime = MONDAY, **other: Any) -> Recipient:
    usual: dict[str, Any] = {
        "country": "FR",
        "reachable": ALL,
        "refuses": nobody_refuses,
        "odds": KEEN,
    }
    return Recipient(local, **usual | other)


def decided(*intents: Intent, by: Pressure | None = None, enabled=ALL, **about):
    return decide(intents, whom(**about), by or pressure(), enabled)


def fate(*intents: Intent, **about):
    """Of the last that was decided: what becomes of it, and why."""
    verdict = decided(*intents, **about)[-1]
    return verdict.fate, verdict.because, verdict.detail


def test_of_two_campaigns_on_one_day_the_one_worth_more_goes_and_the_other_waits_with_its_reason():
    first, second = decided(intent("less", worth_cents=2000), intent("more", worth_cents=3000))
    assert (first.intent.id, first.fate, first.channel) == ("more", Fate.GOES, Channel.EMAIL)
    assert (second.intent.id, second.fate) == ("less", Fate.WAITS)
    assert (second.because, second.detail) == (Because.ANOTHER_TODAY, "more")
    assert second.until == datetime(2026, 3, 3, tzinfo=PARIS)


def test_a_gate_names_the_phase_that_is_missing():
    assert fate(intent(objective=" ")) == (Fate.LAPSES, Because.NO_OBJECTIVE, "")
    assert fate(intent(measure="")) == (Fate.LAPSES, Because.NO_OBJECTIVE, "")
    assert fate(intent(), is_identified=False) == (Fate.LAPSES, Because.NOT_IDENTIFIED, "")
    assert fate(intent(), is_differentiated=False)[1] is Because.NOT_DIFFERENTIATED
    asks = intent(nature=Nature.ASKING)
    assert fate(asks, is_differentiated=False)[0] is Fate.GOES


def test_an_sms_at_ten_at_night_waits_for_the_morning_of_a_day_on_which_it_may_come():
    saturday = datetime(2026, 3, 7, 22, tzinfo=PARIS)
    for nature in Nature:
        (verdict,) = decided(intent(nature=nature, channels=(Channel.SMS,)), local=saturday)
        assert (verdict.fate, verdict.because) == (Fate.WAITS, Because.QUIET)
        assert verdict.until == datetime(2026, 3, 9, 8, tzinfo=PARIS)


def test_over_the_night_on_which_clocks_change_the_morning_begins_at_eight():
    night = datetime(2026, 3, 28, 23, tzinfo=PARIS)
    by = read_pressure("hours: {sms: {other: [mon-sun 08:00-20:00]}}")
    april = datetime(2026, 4, 1, tzinfo=PARIS)
    (verdict,) = decided(intent(channels=(Channel.SMS,), ends_at=april), local=night, by=by)
    assert verdict.until == datetime(2026, 3, 29, 8, tzinfo=PARIS)
    assert verdict.until.utcoffset() == timedelta(hours=2)


def test_while_a_complaint_is_open_nothing_is_sold_and_service_goes_on():
    assert fate(intent(), complains=True)[:2] == (Fate.WAITS, Because.COMPLAINT)
    assert fate(intent(nature=Nature.SERVICE), complains=True)[0] is Fate.GOES
    soon = intent(ends_at=MONDAY + timedelta(hours=3))
    assert fate(soon, complains=True)[:2] == (Fate.LAPSES, Because.COMPLAINT)


def test_who_is_held_back_is_not_sold_to_but_served():
    held = {"held_back": {"spring"}}
    assert fate(intent(programme="spring"), **held)[:2] == (Fate.LAPSES, Because.HELD_BACK)
    assert fate(intent(programme="autumn"), **held)[0] is Fate.GOES
    service = intent(nature=Nature.SERVICE, programme="spring")
    assert fate(service, **held)[0] is Fate.GOES


def test_a_refusal_of_one_channel_leaves_the_others():
    def no_mail(_purpose: str, channel: Channel) -> str | None:
        return "objected" if channel is Channel.EMAIL else None

    either = intent(channels=(Channel.EMAIL, Channel.LETTER))
    (verdict,) = decided(either, refuses=no_mail)
    assert verdict.channel is Channel.LETTER
    assert fate(intent(), refuses=no_mail) == (Fate.LAPSES, Because.CONSENT, "objected")


def test_a_channel_goes_only_once_it_was_opened_and_where_there_is_an_address():
    assert fate(intent(), enabled=[Channel.SMS]) == (Fate.LAPSES, Because.CLOSED, "email")
    assert fate(intent(), reachable=[Channel.SMS]) == (Fate.LAPSES, Because.UNREACHABLE, "email")
    assert fate(intent(channels=())) == (Fate.LAPSES, Because.UNREACHABLE, "")


@pytest.mark.parametrize(
    ("caps", "sent", "because"),
    [
        ("", 50, None),
        ("email: {day: , week: }", 50, None),
        ("email: {}", 50, None),
        ("email: {week: 0}", 0, Because.CLOSED),
        ("any: {day: 0}", 0, Because.CLOSED),
        ("email: {week: 3}", 2, None),
        ("email: {week: 3}", 3, Because.CAP),
        ("any: {week: 3}", 3, Because.CAP),
        ("sms: {week: 3}", 3, None),
    ],
)
def test_a_blank_cap_is_none_and_a_cap_of_nought_lets_nothing_through_but_service(
    caps, sent, because
):
    by = read_pressure(f"caps: {{{caps}}}")
    before = tuple(
        Sent(MONDAY - timedelta(days=1, minutes=one), Channel.EMAIL, Nature.ASKING)
        for one in range(sent)
    )
    assert fate(intent(), by=by, sent=before)[1] is because
    assert fate(intent(nature=Nature.SERVICE), by=by, sent=before)[0] is Fate.GOES


def test_what_was_sent_for_service_counts_for_no_cap():
    served = tuple(Sent(MONDAY, Channel.EMAIL, Nature.SERVICE) for _ in range(50))
    assert fate(intent(), sent=served)[0] is Fate.GOES


def test_what_is_not_worth_the_disturbance_waits_and_then_lapses():
    cheap = intent(worth_cents=30)
    assert fate(cheap)[0] is Fate.GOES
    lately = (Sent(MONDAY - timedelta(days=2), Channel.SMS, Nature.ASKING),)
    assert fate(cheap, sent=lately)[:2] == (Fate.WAITS, Because.NOT_WORTH)
    last_day = replace(cheap, ends_at=MONDAY + timedelta(hours=1))
    assert fate(last_day, sent=lately)[:2] == (Fate.LAPSES, Because.NOT_WORTH)


def test_of_several_channels_that_goes_which_is_worth_most_and_service_takes_the_first():
    either = intent(channels=(Channel.PHONE, Channel.EMAIL))
    assert decided(either)[0].channel is Channel.EMAIL
    assert decided(replace(either, nature=Nature.SERVICE))[0].channel is Channel.PHONE


def test_a_tier_bounds_channels_and_effort_of_all_but_service():
    offered = {"offered": {Channel.EMAIL, Channel.WEB}}
    assert fate(intent(channels=(Channel.PHONE,)), **offered) == (
        Fate.LAPSES,
        Because.POLICY,
        "phone",
    )
    assert fate(intent(nature=Nature.SERVICE, channels=(Channel.PHONE,)), **offered)[0] is Fate.GOES
    assert fate(intent(nature=Nature.ASKING), is_costly=True)[:2] == (Fate.WAITS, Because.EFFORT)
    assert fate(intent(nature=Nature.SERVICE), is_costly=True)[0] is Fate.GOES


def test_of_who_is_restricted_nothing_goes_not_even_service():
    for nature in Nature:
        found = fate(intent(nature=nature), is_restricted=True)
        assert found[:2] == (Fate.WAITS, Because.RESTRICTED)


def test_a_habit_goes_before_what_is_worth_more_where_the_message_may_go_that_way():
    either = intent(channels=(Channel.PHONE, Channel.EMAIL))
    assert decided(either, habit=Channel.PHONE)[0].channel is Channel.PHONE
    assert decided(either, habit=Channel.LETTER)[0].channel is Channel.EMAIL
    assert decided(either, habit=Channel.PHONE, reachable=[Channel.EMAIL])[0].channel == "email"


def test_a_message_out_of_its_time_waits_or_lapses():
    tomorrow = MONDAY + timedelta(days=1)
    (early,) = decided(intent(begins_at=tomorrow))
    assert (early.fate, early.because, early.until) == (Fate.WAITS, Because.TOO_EARLY, tomorrow)
    assert fate(intent(ends_at=MONDAY)) == (Fate.LAPSES, Because.TOO_LATE, "")


INTENTS = st.lists(
    st.builds(
        intent,
        st.integers(0, 10**9).map(str),
        st.sampled_from(Nature),
        channels=st.permutations(ALL).map(lambda some: tuple(some[:2])),
        worth_cents=st.integers(0, 9000),
        begins_at=st.integers(0, 20).map(lambda days: MONDAY + timedelta(days)),
        ends_at=st.integers(5, 30).map(lambda days: MONDAY + timedelta(days)),
        programme=st.sampled_from(["", "held"]),
    ),
    max_size=25,
    unique_by=lambda one: one.id,
)


@settings(max_examples=40)
@given(INTENTS, st.sets(st.integers(0, 29)))
def test_over_a_month_no_limit_is_ever_passed_and_each_intent_ends_or_waits_with_a_reason(
    wanted, complaining
):
    sent: list[Sent] = []
    open_ = {one.id: one for one in wanted}
    for hour in range(0, 30 * 24, 5):
        now = MONDAY + timedelta(hours=hour)
        complains = (now - MONDAY).days in complaining
        about = whom(now, sent=tuple(sent), complains=complains, held_back={"held"})
        for verdict in decide(tuple(open_.values()), about, pressure(), ALL):
            its = verdict.intent
            if verdict.fate is not Fate.GOES:
                assert verdict.because is not None
                assert verdict.fate is Fate.LAPSES or now < (verdict.until or now) < its.ends_at
            else:
                assert its.begins_at <= now < its.ends_at
                assert verdict.channel in its.channels
                assert its.nature is Nature.SERVICE or its.programme != "held"
                assert not (its.nature is Nature.SELLING and complains)
                assert verdict.channel is not Channel.SMS or 8 <= now.hour < 20
                sent.append(Sent(now, verdict.channel, its.nature))
            if verdict.fate is not Fate.WAITS:
                del open_[its.id]
    ours = [one for one in sent if one.nature is not Nature.SERVICE]
    days = Counter(one.at.date() for one in ours)
    assert max(days.values(), default=0) <= 2
    assert (
        max(
            Counter(
                (one.at.date(), one.channel) for one in ours if one.channel is not Channel.WEB
            ).values(),
            default=0,
        )
        <= 1
    )
    sold = Counter(one.at.date() for one in ours if one.nature is Nature.SELLING)
    assert max(sold.values(), default=0) <= 1
    for one in ours:
        week = [other for other in ours if one.at - timedelta(days=7) < other.at <= one.at]
        assert len(week) <= 4
    assert not open_


@pytest.mark.parametrize(
    "text",
    [
        "caps: {email: {day: -1}}",
        "caps: {email: {day: 1.5}}",
        "caps: {email: {month: 3}}",
        "caps: {pigeon: {day: 1}}",
        "hours: {sms: {FR: [mon-sat 08:00-20:00]}}",
        "hours: {sms: {other: [always]}}",
        "[]",
        "caps: [",
    ],
)
def test_a_file_with_a_mistake_is_refused(text):
    with pytest.raises(BadPressure):
        read_pressure(text)
