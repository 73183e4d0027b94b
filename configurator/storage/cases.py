"""Cases: opened by complaints, requests or staff, each with one owner and one thread of words.

A complaint is an event of the log and its words stay there; what is written in the case is sealed
under the key of its person.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from configurator.storage import audit
from configurator.storage.case_opening import case_of
from configurator.storage.customers import get_customer
from configurator.storage.errors import NotThere, Stale
from configurator.storage.events import batched, event_from, keys_of, tell
from configurator.storage.one_person import all_of
from configurator.storage.sealed_words import open_words, seal_words
from configurator.storage.tables_cases import CaseEntryRow, CaseRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_inbox import OpenMessageRow
from configurator.storage.tellings import Telling, drop_planned, plan_telling
from customers.dialogue.case import (
    ASKED_AFTER,
    Case,
    Deed,
    Department,
    Entry,
    Origin,
    State,
)
from customers.identity.event import Event, Kind, Medium
from customers.identity.messages import answer_to, answered

MOST_LISTED = 200
"""So many cases are listed at once."""

ANSWER, WELL = "case_answer", "case_well"
"""What names the texts: there is an answer of ours; is all well since it was settled?"""

TOLD_WITHIN = timedelta(days=7)

TOLD = frozenset({Deed.TO_CUSTOMER, Deed.SETTLED})
"""Entries that answer the message a case stems from, if nobody did before."""


class StaleCase(Stale):
    """Somebody else wrote in the case meanwhile; nothing was changed."""


def complain(session: Session, event: Event) -> str:
    """Tell the log of a complaint; the id of the case that it opens. Raises NotThere."""
    get_customer(session, event.person)
    tell(session, event)
    return case_of(event.id)


def open_case(session: Session, case: Case, entry: Entry) -> None:
    """Open a case by hand, with what was said first. Raises NotThere."""
    get_customer(session, case.person)
    session.add(CaseRow(**_columns(case)))
    session.flush()
    _write(session, case, entry)
    deed = audit.Deed(entry.at, entry.by or "customer", "opened case", f"case {case.id}")
    audit.record(session, deed)


def take_up(session: Session, message: str, owner: str, at: datetime) -> str:
    """Open a case for a complaint from before there were any; its id. Raises NotThere."""
    row = session.scalars(select(EventRow).where(EventRow.event_id == message)).first()
    if row is None or row.kind != Kind.COMPLAINED:
        raise NotThere("message", message)
    id_ = case_of(message)
    if session.get(CaseRow, id_) is None:
        case = Case(
            id=id_,
            person=row.person,
            origin=Origin.COMPLAINT,
            opened_at=row.at,
            message=message,
            order_number=row.document,
            owner=owner,
            waiting_since=row.at,
        )
        session.add(CaseRow(**_columns(case)))
        session.flush()
        audit.record(session, audit.Deed(at, owner, "opened case", f"case {id_}"))
    return id_


def save_case(session: Session, moved: Case, entry: Entry) -> None:
    """Keep a case that was moved on, with the entry of its thread that says how.

    What is told the customer answers his message in the inbox too. Raises NotThere, StaleCase.
    """
    row = session.get(CaseRow, moved.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("case", moved.id)
    if row.revision != moved.revision:
        raise StaleCase
    for name, value in _columns(moved).items():
        setattr(row, name, value)
    row.revision += 1
    _write(session, moved, entry)
    if entry.deed in TOLD and moved.message:
        _answer(session, moved.message, entry)
    _have_told(session, moved, entry)
    after = {"owner": moved.owner, "state": moved.state}
    who, subject = entry.by or "customer", f"case {moved.id}"
    audit.record(session, audit.Deed(entry.at, who, entry.deed, subject, after=after))


def get_case(session: Session, id_: str) -> Case:
    """The case with that id. Raises NotThere."""
    row = session.get(CaseRow, id_, populate_existing=True)
    if row is None:
        raise NotThere("case", id_)
    return _case(row)


def cases_of(session: Session, person: str) -> tuple[Case, ...]:
    """All cases of a person, and of who is one with him, open ones first, then the newest."""
    found = _listed(session, CaseRow.person.in_(all_of(person)))
    return tuple(sorted(found, key=lambda one: one.opened_at, reverse=True))


def open_cases(session: Session, owner: str | None = None) -> tuple[Case, ...]:
    """Cases that are not settled, all or that owner's and nobody's, the longest waiting first."""
    mine = () if owner is None else (CaseRow.owner.in_((owner, "")),)
    return _listed(session, CaseRow.state != State.SETTLED, *mine)


def count_open_cases(session: Session, owner: str) -> tuple[int, int]:
    """How many cases are open, and how many of them are of that owner or of nobody."""
    open_ = select(func.count()).select_from(CaseRow).where(CaseRow.state != State.SETTLED)
    mine = open_.where(CaseRow.owner.in_((owner, "")))
    return session.scalar(open_) or 0, session.scalar(mine) or 0


def complaints_without(session: Session) -> tuple[Event, ...]:
    """Complaints nobody answered that have no case: they came before there were any."""
    rows = (
        select(EventRow)
        .join(OpenMessageRow, OpenMessageRow.event == EventRow.event_id)
        .outerjoin(CaseRow, CaseRow.message == EventRow.event_id)
        .where(EventRow.kind == Kind.COMPLAINED, CaseRow.id.is_(None))
        .order_by(EventRow.at)
        .limit(MOST_LISTED)
    )
    return tuple(event_from(row, None) for row in session.scalars(rows))


def thread_of(session: Session, case: Case) -> tuple[Entry, ...]:
    """All that was said and done in a case, oldest first; no words of who was erased."""
    mine = select(CaseEntryRow).where(CaseEntryRow.case_id == case.id)
    rows = session.scalars(mine.order_by(CaseEntryRow.number)).all()
    keys = keys_of(session, [case.person])
    written = [_entry(row, open_words(keys, row.person, row.id, row.sealed)) for row in rows]
    # What was answered from the case stands in it already; the log has it for the timeline.
    known = {one.at for one in written if one.deed in TOLD}
    log = _in_the_log(session, case)
    told = [one for one in log if one.deed is Deed.FROM_CUSTOMER or one.at not in known]
    return tuple(sorted([*told, *written], key=lambda one: one.at))


def complaining(session: Session, persons: Collection[str]) -> frozenset[str]:
    """Those of `persons` who, or who is one with whom, has a complaint that is still open.

    It is open until its case is settled; without a case, until it is answered.
    """
    own, other = aliased(PersonRow), aliased(PersonRow)
    found = set[str]()
    complained = CaseRow.origin == Origin.COMPLAINT, CaseRow.state != State.SETTLED
    for some in batched(sorted(set(persons))):
        one = select(own.id).join(other, other.leader == own.leader).where(own.id.in_(some))
        cases = one.join(CaseRow, CaseRow.person == other.id).where(*complained)
        before = (
            one.join(OpenMessageRow, OpenMessageRow.person == other.id)
            .join(EventRow, EventRow.event_id == OpenMessageRow.event)
            .outerjoin(CaseRow, CaseRow.message == EventRow.event_id)
            .where(EventRow.kind == Kind.COMPLAINED, CaseRow.id.is_(None))
        )
        found.update(session.scalars(cases), session.scalars(before))
    return frozenset(found)


def _answer(session: Session, message: str, entry: Entry) -> None:
    if session.get(OpenMessageRow, message) is None:
        return
    row = session.scalars(select(EventRow).where(EventRow.event_id == message)).one()
    about = event_from(row, None)
    tell(session, answer_to(about, entry.words, Medium.OTHER, entry.by, entry.at))


def _have_told(session: Session, case: Case, entry: Entry) -> None:
    """Plan what the customer is told of an entry: an answer at once, and later if all is well."""
    wait = {Deed.TO_CUSTOMER: timedelta(0), Deed.SETTLED: ASKED_AFTER}.get(entry.deed)
    if wait is None:
        if entry.deed in {Deed.REOPENED, Deed.FROM_CUSTOMER}:
            drop_planned(session, WELL, case.id)
        return
    words = WELL if entry.deed is Deed.SETTLED else ANSWER
    begins = entry.at + wait
    telling = Telling(
        id=f"{words} {entry.id}",
        person=case.person,
        words=words,
        about=case.id,
        objective="the customer reads what became of it and says whether it is well",
        measure="settled within 14 days",
        begins_at=begins,
        ends_at=begins + TOLD_WITHIN,
    )
    plan_telling(session, telling, entry.at)


def _in_the_log(session: Session, case: Case) -> list[Entry]:
    if not case.message:
        return []
    ids = (case.message, answered(case.message))
    rows = session.scalars(select(EventRow).where(EventRow.event_id.in_(ids))).all()
    keys = keys_of(session, {row.person for row in rows})
    told = [event_from(row, keys.get(row.person)) for row in rows]
    return [
        Entry(
            one.id,
            Deed.TO_CUSTOMER if one.kind is Kind.ANSWERED else Deed.FROM_CUSTOMER,
            one.adviser if one.kind is Kind.ANSWERED else "",
            one.at,
            one.note,
        )
        for one in told
    ]


def _write(session: Session, case: Case, entry: Entry) -> None:
    mine = select(func.count()).select_from(CaseEntryRow)
    count = session.scalar(mine.where(CaseEntryRow.case_id == case.id)) or 0
    session.add(
        CaseEntryRow(
            id=entry.id,
            case_id=case.id,
            person=case.person,
            number=count + 1,
            deed=entry.deed,
            written_by=entry.by,
            written_at=entry.at,
            sealed=seal_words(session, case.person, entry.id, entry.words),
        )
    )
    session.flush()


def _entry(row: CaseEntryRow, words: str) -> Entry:
    return Entry(row.id, Deed(row.deed), row.written_by, row.written_at, words)


def _listed(session: Session, *which: ColumnElement[bool]) -> tuple[Case, ...]:
    row = CaseRow
    # Written so that both databases put those that wait for nobody last.
    order = row.waiting_since.is_(None), row.waiting_since, row.opened_at, row.id
    rows: Sequence[CaseRow] = session.scalars(
        select(row).where(*which).order_by(*order).limit(MOST_LISTED)
    ).all()
    return tuple(map(_case, rows))


def _columns(case: Case) -> dict[str, object]:
    told = asdict(case)
    told["departments"] = " ".join(sorted(case.departments))
    # Cases without a message must not be taken for one another.
    told["message"] = case.message or None
    return told


def _case(row: CaseRow) -> Case:
    blank = Case(row.id, row.person, Origin(row.origin), row.opened_at)
    return replace(
        blank,
        message=row.message or "",
        order_number=row.order_number,
        departments=frozenset(map(Department, row.departments.split())),
        owner=row.owner,
        state=State(row.state),
        waiting_since=row.waiting_since,
        settled_at=row.settled_at,
        revision=row.revision,
    )
