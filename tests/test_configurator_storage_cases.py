"""Cases in storage: opened by complaints, one owner and thread, and selling waits until the end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.cases import (
    StaleCase,
    cases_of,
    complain,
    complaining,
    complaints_without,
    count_open_cases,
    get_case,
    open_case,
    open_cases,
    save_case,
    take_up,
    thread_of,
)
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.inbox import Said, answer_message, count_waiting
from configurator.storage.pairs import Decision
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.case import (
    Case,
    Deed,
    Department,
    Entry,
    Origin,
    State,
    handed_over,
    reopened,
    said,
    settled,
)
from customers.identity.event import Event, Kind, Medium
from tests.shop import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for id_ in ("zoe", "zoey", "omar"):
            create_customer(session, Customer(id_, id_.title(), "", "", NOON), "sam")
        for id_ in ("sam", "wilma", "ben"):
            account = Account(id_, f"{id_}@example.com", id_.title(), Role.STAFF, NOON)
            create_account(session, account, "$", "test")
    return database


def torn(database: Database, person: str = "zoe") -> str:
    event = Event(
        *(f"torn {person}", person, Kind.COMPLAINED, NOON, NOON, Medium.SHOP),
        adviser="sam",
        document="26-1001",
        note="The seam is torn.",
    )
    with database.recording() as session:
        return complain(session, event)


def write(
    database: Database, id_: str, deed: Deed, hours: int, by: str = "", **more: object
) -> None:
    """One more entry, and the case as it is after it."""
    at = NOON + hours * HOUR
    with database.recording() as session:
        case, entry = get_case(session, id_), Entry(f"{deed} {hours}", deed, by, at, f"{deed}!")
        match deed:
            case Deed.HANDED_OVER:
                moved = handed_over(case, str(more["to"]), [Department(str(more["at"]))])
            case Deed.SETTLED:
                moved = settled(case, by, at)
            case Deed.REOPENED:
                moved = reopened(case, at)
            case _:
                moved = said(case, entry)
        save_case(session, moved, entry)


def sold_to(database: Database, *persons: str) -> list[str]:
    """To whom of these something may be sold."""
    with database.reading() as session:
        return sorted(set(persons) - complaining(session, persons))


def test_a_complaint_opens_a_case_and_nothing_is_sold_until_it_is_settled(
    database: Database,
) -> None:
    assert sold_to(database, "zoe", "omar") == ["omar", "zoe"]
    id_ = torn(database)
    assert torn(database) == id_
    with database.reading() as session:
        (case,) = open_cases(session)
        (first,) = thread_of(session, case)
    assert (case.id, case.origin, case.owner) == (id_, Origin.COMPLAINT, "sam")
    assert (case.order_number, case.waiting_since) == ("26-1001", NOON)
    assert (first.deed, first.words) == (Deed.FROM_CUSTOMER, "The seam is torn.")
    assert sold_to(database, "zoe", "omar") == ["omar"]

    write(database, id_, Deed.TO_CUSTOMER, 1, "sam")
    assert sold_to(database, "zoe", "omar") == ["omar"]  # Answered is not settled.
    write(database, id_, Deed.SETTLED, 2, "sam")
    assert sold_to(database, "zoe", "omar") == ["omar", "zoe"]
    write(database, id_, Deed.FROM_CUSTOMER, 3)
    assert sold_to(database, "zoe", "omar") == ["omar"]


def test_three_departments_work_on_one_case_with_one_owner_and_one_thread(
    database: Database,
) -> None:
    id_ = torn(database)
    write(database, id_, Deed.HANDED_OVER, 1, "sam", to="wilma", at="workshop")
    write(database, id_, Deed.INSIDE, 2, "wilma")
    write(database, id_, Deed.HANDED_OVER, 3, "wilma", to="ben", at="books")
    write(database, id_, Deed.TO_CUSTOMER, 4, "ben")
    with database.reading() as session:
        (case,) = cases_of(session, "zoe")
        thread = thread_of(session, case)
        assert count_open_cases(session, "ben") == (1, 1)
        assert count_open_cases(session, "sam") == (1, 0)
        assert (open_cases(session, "sam"), len(open_cases(session, "ben"))) == ((), 1)
    assert case.owner == "ben"
    assert case.departments == {Department.SHOP, Department.WORKSHOP, Department.BOOKS}
    assert [one.deed for one in thread] == [
        *(Deed.FROM_CUSTOMER, Deed.HANDED_OVER, Deed.INSIDE, Deed.HANDED_OVER, Deed.TO_CUSTOMER)
    ]
    assert case.state is State.WAITS


def test_two_who_write_at_once_do_not_overwrite_each_other(database: Database) -> None:
    id_ = torn(database)
    with database.reading() as session:
        seen = get_case(session, id_)
    write(database, id_, Deed.INSIDE, 1, "wilma")
    late = Entry("late", Deed.SETTLED, "sam", NOON + 2 * HOUR, "Done.")
    with pytest.raises(StaleCase), database.recording() as session:
        save_case(session, settled(seen, "sam", late.at), late)
    with database.reading() as session:
        assert get_case(session, id_).is_open
        with pytest.raises(NotThere):
            get_case(session, "elsewhere")


@pytest.mark.parametrize("where", ["case", "inbox"])
def test_an_answer_counts_in_the_inbox_and_in_the_case_wherever_it_was_written(
    database: Database, where: str
) -> None:
    id_ = torn(database)
    if where == "case":
        write(database, id_, Deed.TO_CUSTOMER, 1, "wilma")
    else:
        with database.recording() as session:
            said = Said("to_customer!", Medium.PHONE, "wilma", NOON + HOUR)
            answer_message(session, "torn zoe", said)
    with database.reading() as session:
        assert count_waiting(session) == 0
        case = get_case(session, id_)
        assert (case.state, case.waiting_since) == (State.WAITS, None)
        words = [(one.deed, one.by, one.words) for one in thread_of(session, case)]
    assert words[1:] == [(Deed.TO_CUSTOMER, "wilma", "to_customer!")]


def test_a_complaint_from_before_is_listed_and_suspends_and_becomes_a_case_when_taken_up(
    database: Database,
) -> None:
    torn(database)
    with database.recording() as session:
        session.execute(text("DELETE FROM customer_case"))
    with database.recording() as session:
        assert [one.id for one in complaints_without(session)] == ["torn zoe"]
        assert complaining(session, ["zoe"]) == {"zoe"}
        id_ = take_up(session, "torn zoe", "ben", NOON + HOUR)
        assert take_up(session, "torn zoe", "sam", NOON + HOUR) == id_
        assert complaints_without(session) == ()
        assert get_case(session, id_).owner == "ben"
        assert complaining(session, ["zoe"]) == {"zoe"}
        with pytest.raises(NotThere):
            take_up(session, "nothing", "ben", NOON)


def test_a_request_is_a_case_that_suspends_nothing(database: Database) -> None:
    asked = Case("shorter", "zoe", Origin.REQUEST, NOON, waiting_since=NOON)
    entry = Entry("asked", Deed.FROM_CUSTOMER, "", NOON, '{"Could" they be shorter?')
    with database.recording() as session:
        open_case(session, asked, entry)
        with pytest.raises(NotThere):
            open_case(session, replace(asked, id="other", person="nobody"), entry)
    with database.reading() as session:
        assert cases_of(session, "zoe") == (asked,)
        assert thread_of(session, asked) == (entry,)
    assert sold_to(database, "zoe") == ["zoe"]


def test_cases_of_who_was_merged_are_his_and_after_an_unmerge_each_has_his_own(
    database: Database,
) -> None:
    torn(database, "zoey")
    with database.recording() as session:
        merge_persons(session, "zoe", "zoey", Decision("merge", "sam", NOON))
    assert sold_to(database, "zoe", "zoey", "omar") == ["omar"]
    with database.reading() as session:
        assert len(cases_of(session, "zoe")) == 1
    with database.recording() as session:
        unmerge_persons(session, "merge", Decision("unmerge", "sam", NOON))
    assert sold_to(database, "zoe", "zoey", "omar") == ["omar", "zoe"]
    with database.reading() as session:
        assert cases_of(session, "zoe") == ()


def test_the_customer_is_told_of_an_answer_and_asked_after_a_week_if_all_is_well(
    database: Database,
) -> None:
    def planned() -> list[tuple[str, str, object]]:
        with database.reading() as session:
            rows = session.scalars(select(MessageRow).order_by(MessageRow.due_at)).all()
            return [(row.words, row.state, row.due_at) for row in rows]

    id_ = torn(database)
    write(database, id_, Deed.INSIDE, 1, "sam")
    assert planned() == []
    write(database, id_, Deed.TO_CUSTOMER, 1, "sam")
    write(database, id_, Deed.SETTLED, 2, "sam")
    week = NOON + timedelta(days=7, hours=2)
    answer = ("case_answer", "waits", NOON + HOUR)
    assert planned() == [answer, ("case_well", "waits", week)]
    write(database, id_, Deed.REOPENED, 3, "sam")
    assert planned() == [answer, ("case_well", "lapses", week)]
