"""Commitments in storage: the day of an order by itself, prices, and an apology for what broke."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, text

from catalog.configuration import Configuration
from configurator.storage.apologies import apologised
from configurator.storage.commitments import (
    broken_since,
    commitments_about,
    commitments_of,
    end_of,
    judge,
    judged_since,
    lapse,
    make_commitment,
    price_id,
    promise_open_orders,
)
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request
from configurator.storage.orders import place_order
from configurator.storage.scans import record_scan
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tasks import Outcome, TaskKind, end_task, open_tasks
from customers.dialogue.commitment import Commitment, Ended, Kind, State, done, withdrawn
from production.tracking import Direction, Scan
from tests.shop import LINK, NOON, ORDER

JEANS = Configuration("jeans", "2026-11")
DUE = datetime(2026, 12, 12, 22, 59, 59, 999_999, tzinfo=UTC)
"""The end of the promised day in Paris."""

CALL = Commitment(
    *("call", "zoe", Kind.CALLBACK, "case", "sam", NOON, NOON + timedelta(hours=4)),
    words="I call you back.",
)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, Customer("zoe", "Zoe", "", "", NOON), "sam")
        create_draft(session, Draft(LINK, JEANS, saved_at=NOON))
    return database


def ordered(database: Database, total_cents: int = 15_900) -> str:
    with database.recording() as session:
        order, asked = replace(ORDER, total_cents=total_cents), Request("order", "key", {})
        return place_order(session, order, "zoe", asked, "sam").stored.order.number


def scanned(database: Database, number: str, way: str, at: datetime, undoes: str = "") -> None:
    place = "ready" if way == "in" else ""
    with database.recording() as session:
        name = f"{way} {at}"
        scan = Scan(name, Direction(way), place, at, at, "wilma", undoes=undoes)
        record_scan(session, number, scan)


def state_of(database: Database, about: str) -> tuple[State, datetime | None]:
    with database.reading() as session:
        (one,) = commitments_about(session, about)
        return one.state, one.ended_at


@pytest.mark.parametrize(("at", "state"), [(DUE, "kept"), (DUE + timedelta(seconds=1), "broken")])
def test_the_day_of_an_order_is_a_promise_by_the_clock_of_the_shop_that_the_workshop_keeps(
    database: Database, at: datetime, state: str
) -> None:
    number = ordered(database)
    with database.reading() as session:
        (promise,) = commitments_of(session, "zoe")
    assert (promise.kind, promise.about, promise.due_at) == (Kind.DATE, number, DUE)
    assert state_of(database, number) == (State.OPEN, None)
    scanned(database, number, "in", at)
    assert state_of(database, number) == (State(state), at)


def test_what_was_scanned_by_mistake_is_no_promise_kept_and_a_cancelled_one_none_at_all(
    database: Database,
) -> None:
    number, at = ordered(database), NOON + timedelta(days=2)
    scanned(database, number, "in", at)
    assert state_of(database, number)[0] is State.KEPT
    scanned(database, number, "undo", at + timedelta(hours=1), undoes=f"in {at}")
    assert state_of(database, number) == (State.OPEN, None)
    scanned(database, number, "cancel", at + timedelta(hours=2))
    assert state_of(database, number)[0] is State.WITHDRAWN


def test_a_breach_makes_an_apology_once_for_a_person_to_say_and_a_message_of_service(
    database: Database,
) -> None:
    number, late = ordered(database), DUE + timedelta(days=1)
    for _again in range(2):
        with database.recording() as session:
            lapse(session, late)
    scanned(database, number, "in", late)
    assert state_of(database, number) == (State.BROKEN, DUE)
    with database.reading() as session:
        (line,) = open_tasks(session)
        (message,) = session.scalars(select(MessageRow)).all()
        (broken,) = broken_since(session, NOON)
        assert apologised(session, [broken.id]) == frozenset()
        told = message.words, message.nature, message.about
    assert (line.task.kind, line.task.person, line.task.about) == (TaskKind.APOLOGY, "zoe", number)
    assert told == ("apology", "service", broken.id)
    with database.recording() as session:
        end_task(session, line.task.id, Outcome.DONE, "sam", late)
        assert apologised(session, [broken.id]) == {broken.id}


@pytest.mark.parametrize(("asked", "state"), [(15_900, "kept"), (16_000, "broken")])
def test_a_quoted_price_is_kept_by_an_order_that_costs_no_more(
    database: Database, asked: int, state: str
) -> None:
    quote = replace(CALL, id=price_id(LINK, 1), kind=Kind.PRICE, about="4821 / 1", cents=15_900)
    with database.recording() as session:
        make_commitment(session, quote)
    ordered(database, asked)
    assert state_of(database, "4821 / 1") == (State(state), NOON)


def test_a_quote_nobody_took_is_let_go_and_counts_for_nothing(database: Database) -> None:
    quote = replace(CALL, id=price_id(LINK, 2), kind=Kind.PRICE, about="4821 / 2", cents=15_900)
    with database.recording() as session:
        make_commitment(session, quote)
        make_commitment(session, quote)
    ordered(database)  # At another revision.
    with database.recording() as session:
        assert lapse(session, quote.due_at + timedelta(days=1)) == ()
    assert state_of(database, "4821 / 2")[0] is State.WITHDRAWN
    with database.reading() as session:
        assert judged_since(session, NOON, UTC) == ()


def test_what_a_person_promised_is_judged_once_and_its_words_are_sealed(database: Database) -> None:
    with database.recording() as session:
        make_commitment(session, CALL)
        raw = session.execute(text("SELECT sealed FROM commitment")).scalar_one()
        assert CALL.words not in raw
        assert commitments_of(session, "zoe") == (CALL,)
        judge(session, "call", lambda one: done(one, NOON), "sam", NOON)
        for again in (done, withdrawn):
            with pytest.raises(Ended):
                judge(session, "call", partial(again, at=NOON), "sam", NOON)
        with pytest.raises(NotThere):
            judge(session, "elsewhere", lambda one: done(one, NOON), "sam", NOON)
        assert judged_since(session, NOON, UTC) == ((Kind.CALLBACK, NOON.date(), State.KEPT),)


def test_orders_from_before_are_promises_too_while_they_are_made(database: Database) -> None:
    number = ordered(database)
    with database.recording() as session:
        session.execute(text("DELETE FROM commitment"))
    with database.recording() as session:
        assert (promise_open_orders(session), promise_open_orders(session)) == (1, 0)
        (found,) = commitments_about(session, number)
    assert (found.due_at, found.person) == (DUE, "zoe")
    assert end_of(ORDER.promised_on, UTC) == DUE + timedelta(hours=1)
