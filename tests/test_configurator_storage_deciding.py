"""Messages from what happened to what went: planned once, decided once, stopped, learned from."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.configuration import Configuration
from configurator.jobs.messages import (
    FOLLOWING,
    WRITING,
    Desk,
    decide_due,
    desk_of,
    plan_by_night,
    plan_news,
)
from configurator.jobs.work import run_due_jobs
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.channels import CHANNELS, Item, Passed, note_passed
from configurator.storage.consents import note_consent
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.deciding import CannotBeSaid, learn_answers
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.erasing_rows import drop_rows
from configurator.storage.events import tell
from configurator.storage.idempotency import Request
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.inbox import Said as Answered
from configurator.storage.inbox import answer_message
from configurator.storage.jobs import find_job, want_job
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.opposition import take_in_list
from configurator.storage.orders import place_order
from configurator.storage.pairs import Decision, keep_contact
from configurator.storage.recipients import addressees
from configurator.storage.scans import record_scan
from configurator.storage.tables_cases import CaseRow
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_messages import HabitRow, MessageRow, OpposedNumberRow
from configurator.storage.tables_value import ValueRunRow
from configurator.storage.topics import Topic, follow
from configurator.storage.value import told
from customers.dialogue.message import Because, Intent, Nature
from customers.identity.event import Event, Kind, Medium
from customers.rights.consent import EVERYTHING, Consent, Said, Source
from customers.rights.purpose import Channel
from customers.value.buying import Buying, Model
from customers.value.scoring import Fit
from customers.value.season import Season
from production.order import Person
from production.tracking import Direction, Scan
from tests.shop import NOON, ORDER

BY = "yasmine"
PHONE = "06 12 34 56 78"
LONG_AGO = NOON - timedelta(days=400)
OFFER = Intent(
    id="offer",
    nature=Nature.SELLING,
    purpose="marketing",
    objective="a second pair",
    measure="bought within 14 days",
    begins_at=NOON - timedelta(hours=1),
    ends_at=NOON + timedelta(days=10),
    channels=(Channel.EMAIL,),
    worth_cents=5000,
    programme="campaign spring",
)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def went() -> list[str]:
    """Programmes of what was handed over."""
    return []


@pytest.fixture
def desk(database: Database, settings: Settings, went: list[str]) -> Desk:
    """A desk at noon, all channels open, everybody looked at, and Anna and Bo among them."""
    with database.recording() as session:
        for channel in CHANNELS:
            for item in Item:
                other = Channel.WEB if channel is not Channel.WEB else Channel.EMAIL
                note_passed(session, Passed(channel, item, other.value, NOON, BY))
        run = ValueRunRow(
            began_at=NOON, day=NOON.toordinal(), customers=2, fitted={}, current=False
        )
        session.add(run)
        for name in ("anna", "bo"):
            come(session, name)
    return replace(
        desk_of(database, settings, NOON),
        hand_over=lambda _session, row: went.append(f"{row.person} {row.programme}"),
    )


def come(session: Session, name: str) -> None:
    """Somebody with an address he proved, a number, and an account."""
    email = f"{name}@example.org"
    create_customer(session, Customer(name, name.title(), email, PHONE, LONG_AGO), BY)
    keep_contact(session, name, "email", email, LONG_AGO, is_proved=True)
    keep_contact(session, name, "phone", PHONE + name[:0], LONG_AGO, is_proved=True)
    account = Account(f"{name}-account", email, name, Role.CUSTOMER, LONG_AGO, name)
    create_account(session, account, "hash", BY)


def say(
    desk: Desk,
    person: str,
    said: Said,
    purpose: str = "marketing",
    channel: Channel = Channel.EMAIL,
) -> None:
    with desk.database.recording() as session:
        number = len(session.scalars(select(MessageRow.id)).all())
        id_ = f"{person} {said} {purpose} {channel} {desk.now.isoformat()} {number}"
        about = (id_, person, purpose, channel, said, desk.now, Source.SHOP)
        note_consent(session, Consent(*about, "as shown", 1, "en", "aloud", BY))


def plan(desk: Desk, person: str, *intents: Intent) -> None:
    with desk.database.recording() as session:
        rows = [Planned(f"{person}-{one.id}", person, one, one.programme) for one in intents]
        plan_messages(session, rows, desk.now)


def happens(desk: Desk, id_: str, person: str, kind: Kind, document: str = "") -> None:
    with desk.database.recording() as session:
        tell(session, Event(id_, person, kind, desk.now, desk.now, Medium.WEB, document=document))


def later(desk: Desk, **time: int) -> Desk:
    return replace(desk, now=desk.now + timedelta(**time))


def work(desk: Desk) -> None:
    """What the worker does each minute."""
    assert plan_news(desk)
    assert decide_due(desk)[1]


def row_of(desk: Desk, programme: str, person: str = "anna") -> MessageRow:
    with desk.database.reading() as session:
        its = MessageRow.programme == programme, MessageRow.person == person
        row = session.scalars(select(MessageRow).where(*its)).one()
        session.expunge(row)
        return row


def fate(desk: Desk, programme: str, person: str = "anna") -> tuple[str, str]:
    row = row_of(desk, programme, person)
    return row.state, row.because


def order(desk: Desk, person: str) -> str:
    """The number of an order of his."""
    with desk.database.recording() as session:
        draft = Draft(
            f"{person}-link", Configuration("jeans", "2026-11"), desk.now, customer=person
        )
        create_draft(session, draft)
        made = replace(ORDER, configuration=draft.link, person=Person(person, "", ""))
        made = replace(made, placed_at=desk.now)
        return place_order(
            session, made, person, Request("order", person, {}), BY
        ).stored.order.number


def scan(desk: Desk, number: str, station: str) -> None:
    about = (f"{number} {station}", Direction.IN, station, desk.now, desk.now, BY)
    with desk.database.recording() as session:
        record_scan(session, number, Scan(*about))


def test_a_sale_schedules_what_follows_and_what_has_become_pointless_is_not_said(
    desk: Desk, went: list[str]
) -> None:
    number = order(desk, "anna")
    work(desk)
    assert went == ["anna order_received"]
    for day, station in ((2, "cutting"), (6, "ready"), (8, "collected")):
        scan(later(desk, days=day), number, station)
        work(later(desk, days=day))
    assert went == [f"anna {one}" for one in ("order_received", "in_work", "ready")]
    planned = {row_of(desk, one).due_at for one in ("care", "how_does_it_fit")}
    assert planned == {NOON + timedelta(days=11), NOON + timedelta(days=18)}
    happens(later(desk, days=9), "back", "anna", Kind.RETURNED, number)
    work(later(desk, days=9))
    assert fate(desk, "care") == fate(desk, "how_does_it_fit") == ("lapses", Because.UNDONE)
    reached = row_of(desk, "ready").reached_at
    assert reached == NOON + timedelta(days=8)


def test_asked_again_and_by_two_at_once_the_same_goes_once(desk: Desk, went: list[str]) -> None:
    order(desk, "anna")
    say(desk, "anna", Said.GIVEN)
    plan(desk, "anna", OFFER)
    both = [Thread(target=work, args=(desk,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    work(desk)
    assert sorted(went) == sorted(set(went))
    assert "anna order_received" in went


def test_of_two_campaigns_on_one_day_one_goes_and_the_other_waits_with_its_reason(
    desk: Desk, went: list[str]
) -> None:
    looked_at(desk)
    say(desk, "anna", Said.GIVEN)
    autumn = replace(OFFER, id="autumn", programme="campaign autumn", worth_cents=2000)
    plan(desk, "anna", OFFER, autumn)
    work(desk)
    assert went == ["anna campaign spring"]
    assert fate(desk, "campaign autumn") == ("waits", Because.ANOTHER_TODAY)
    assert row_of(desk, "campaign autumn").detail == "anna-offer"


def looked_at(desk: Desk) -> None:
    """A night has looked at everybody."""
    with desk.database.recording() as session:
        row = session.scalars(select(ValueRunRow)).one()
        row.current = True
        row.fitted = told(Fit(Buying(Model.MBG_NBD, 1.0, 1.0, 1.0, 1.0, 0.0), None), Season())


def test_nothing_is_said_without_a_yes_and_an_unknown_phase_is_named(
    desk: Desk, went: list[str]
) -> None:
    with desk.database.recording() as session:
        create_customer(session, Customer("zoe", "Zoe", "zoe@example.org", "", LONG_AGO), BY)
    plan(desk, "zoe", OFFER)
    plan(desk, "anna", OFFER, replace(OFFER, id="aimless", objective="", programme="campaign 0"))
    work(desk)
    assert fate(desk, "campaign spring", "zoe") == ("lapses", Because.NOT_IDENTIFIED)
    assert fate(desk, "campaign 0") == ("lapses", Because.NO_OBJECTIVE)
    assert fate(desk, "campaign spring") == ("waits", Because.NOT_DIFFERENTIATED)
    looked_at(desk)
    work(later(desk, hours=1))
    assert fate(desk, "campaign spring") == ("lapses", Because.CONSENT)
    assert not went


def test_an_objection_is_heeded_at_once_in_what_waits_already_and_service_goes_on(
    desk: Desk, went: list[str]
) -> None:
    looked_at(desk)
    say(desk, "anna", Said.GIVEN)
    plan(desk, "anna", replace(OFFER, begins_at=NOON + timedelta(hours=2)))
    say(later(desk, hours=1), "anna", Said.WITHDRAWN, channel=Channel.ANY)
    order(later(desk, hours=1), "anna")
    work(later(desk, hours=3))
    assert went == ["anna order_received"]
    assert fate(desk, "campaign spring") == ("lapses", Because.CONSENT)


def test_of_who_is_restricted_nothing_goes_and_it_waits_for_the_end_of_that(
    desk: Desk, went: list[str]
) -> None:
    order(desk, "anna")
    say(desk, "anna", Said.WITHDRAWN, EVERYTHING, Channel.ANY)
    work(desk)
    assert fate(desk, "order_received") == ("waits", Because.RESTRICTED)
    tomorrow = later(desk, days=1)
    say(tomorrow, "anna", Said.LIFTED, EVERYTHING, Channel.ANY)
    work(tomorrow)
    assert went == ["anna order_received"]


def test_while_a_complaint_is_open_nothing_is_sold_and_settled_it_goes_on(
    desk: Desk, went: list[str]
) -> None:
    looked_at(desk)
    say(desk, "anna", Said.GIVEN)
    happens(desk, "angry", "anna", Kind.COMPLAINED)
    plan(desk, "anna", OFFER)
    work(desk)
    assert went == ["anna complaint"]
    assert fate(desk, "campaign spring") == ("waits", Because.COMPLAINT)
    with desk.database.recording() as session:
        answered = Answered("We change it.", Medium.PHONE, BY, desk.now)
        answer_message(session, "angry", answered)
    with desk.database.recording() as session:
        for row in session.scalars(select(CaseRow)):
            row.state, row.settled_at = "settled", desk.now
    work(later(desk, days=3))
    assert "anna campaign spring" in went


def test_a_question_asked_on_the_web_and_answered_in_the_shop_is_closed_everywhere(
    desk: Desk, went: list[str]
) -> None:
    happens(desk, "asked", "anna", Kind.COMPLAINED)
    assert plan_news(desk)
    with desk.database.recording() as session:
        answer_message(session, "asked", Answered("Here.", Medium.SHOP, BY, desk.now))
    work(later(desk, minutes=5))
    assert fate(desk, "complaint") == ("lapses", Because.UNDONE)
    assert not went


def test_a_number_on_the_list_is_not_called_to_sell_and_the_list_holds_no_number(
    desk: Desk, went: list[str]
) -> None:
    looked_at(desk)
    for one in ("anna", "bo"):
        say(desk, one, Said.GIVEN, channel=Channel.PHONE)
    with desk.database.recording() as session:
        assert take_in_list(session, ["+33 6 12 34 56 78", "no number"], BY, NOON) == 1
        assert "12345678" not in session.scalars(select(OpposedNumberRow.mark)).one()
    plan(desk, "anna", replace(OFFER, channels=(Channel.PHONE,)))
    work(later(desk, hours=2))
    assert fate(desk, "campaign spring") == ("lapses", Because.CONSENT)
    assert row_of(desk, "campaign spring").detail == "opposition_list"
    assert not went


def test_merged_persons_are_one_recipient_and_what_was_planned_for_both_goes_once(
    desk: Desk, went: list[str]
) -> None:
    looked_at(desk)
    for one in ("anna", "bo"):
        say(desk, one, Said.GIVEN)
    order(desk, "bo")
    assert plan_news(desk)
    with desk.database.recording() as session:
        merge = merge_persons(session, "anna", "bo", Decision("same", BY, NOON))
    plan(desk, "anna", OFFER)
    plan(desk, "bo", OFFER)
    work(desk)
    work(desk)
    assert sorted(went) == ["anna campaign spring", "bo order_received"]
    assert fate(desk, "campaign spring", "bo") == ("lapses", Because.TOLD)
    with desk.database.recording() as session:
        unmerge_persons(session, merge.id, Decision("not the same", BY, NOON))
    work(later(desk, hours=1))
    assert len(went) == 2


def test_who_is_erased_is_told_nothing_and_nothing_of_his_messages_stays(
    desk: Desk, went: list[str]
) -> None:
    order(desk, "anna")
    assert plan_news(desk)
    with desk.database.recording() as session:
        session.add(HabitRow(person="anna", part="midday", channel="email", since=NOON))
        session.flush()
        drop_rows(session, "an-erasure", ["anna"], NOON)
    work(desk)
    assert not went
    with desk.database.reading() as session:
        assert not session.scalars(select(MessageRow)).all()
        assert not session.scalars(select(HabitRow)).all()


def test_what_nobody_can_put_into_words_ends_with_that_reason_and_stops_nobody_else(
    desk: Desk, went: list[str]
) -> None:
    def hand(_session: Session, row: MessageRow) -> None:
        if row.person == "anna":
            raise CannotBeSaid("NoWords")
        if row.person == "bo" and not went:
            went.append("failed")
            raise RuntimeError
        went.append(row.person)

    order(desk, "anna")
    order(desk, "bo")
    work(replace(desk, hand_over=hand))
    assert fate(desk, "order_received") == ("lapses", Because.NO_WORDS)
    assert went[-1] == "bo"
    assert row_of(desk, "order_received", "bo").state == "sent"


def test_the_channel_changes_with_his_clock_by_what_he_answered(desk: Desk) -> None:
    with desk.database.recording() as session:
        for number in range(40):
            by_mail, at_dawn = number % 2 == 0, number % 4 < 2
            hour = 7 if at_dawn else 18
            at = NOON.replace(hour=hour) - timedelta(days=9 + number)
            intent = replace(OFFER, id=f"before {number}", begins_at=at, ends_at=at + timedelta(1))
            plan_messages(session, [Planned(f"m{number}", "anna", intent, "x")], at)
            row = session.get(MessageRow, f"m{number}")
            assert row is not None
            row.state, row.sent_at = "sent", at
            row.channel = "email" if by_mail else "sms"
            row.part = "morning" if at_dawn else "evening"
            row.clicked_at = at if by_mail == at_dawn else None
        learn_answers(session)
    best = {}
    for hour in (7, 18):
        now = replace(desk, now=NOON.replace(hour=hour))
        with desk.database.reading() as session:
            drawn = addressees(session, ["anna"], now.outlook)["anna"].recipient.odds
        best[hour] = max((Channel.EMAIL, Channel.SMS), key=drawn.__getitem__)
    assert best == {7: Channel.EMAIL, 18: Channel.SMS}


def test_a_channel_that_was_chosen_for_somebody_stays_his_for_four_weeks(desk: Desk) -> None:
    looked_at(desk)
    say(desk, "anna", Said.GIVEN)
    say(desk, "anna", Said.GIVEN, channel=Channel.LETTER)
    plan(desk, "anna", OFFER)
    work(desk)
    for days, stands in ((27, Channel.EMAIL), (29, None)):
        with desk.database.reading() as session:
            known = addressees(session, ["anna"], later(desk, days=days).outlook)
        assert known["anna"].recipient.habit is stands


def test_a_night_tells_of_seasons_and_of_what_is_new_to_who_agreed_once(
    desk: Desk, went: list[str]
) -> None:
    looked_at(desk)
    say(desk, "anna", Said.GIVEN)
    with desk.database.recording() as session:
        follow(session, "anna", [Topic.PRODUCTS], NOON)
    plan_by_night(desk, ["jeans"])
    for days in (1, 2, 3):
        tomorrow = later(desk, days=days)
        plan_by_night(tomorrow, ["jeans", "belt"])
        assert decide_due(tomorrow)[1]
    assert sorted(went) == ["anna new_for_him", "anna season"]


def test_the_jobs_do_all_of_it_for_the_purposes_the_register_names(
    desk: Desk, settings: Settings
) -> None:
    order(desk, "anna")
    for job in (WRITING, FOLLOWING):
        with desk.database.recording() as session:
            want_job(session, job, NOON)
    run_due_jobs(desk.database, settings, NOON)
    with desk.database.reading() as session:
        done = [find_job(session, job) for job in (WRITING, FOLLOWING)]
        assert [(one.state, one.last_error) for one in done if one] == [("done", "")] * 2
        assert session.scalars(select(HandedRow.channel)).all() == ["email"]
    assert row_of(desk, "order_received").state == "sent"
