"""Cases that follow from the log: a complaint opens one, an answer to it from the inbox counts."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_missing
from configurator.storage.documents import fingerprint
from configurator.storage.tables_cases import CaseRow
from customers.dialogue.case import Department, Origin, State
from customers.identity.event import Event, Kind
from customers.identity.messages import waits

DIGITS = 24


def keep_cases(session: Session, told: Iterable[Event]) -> None:
    """For the log alone: open a case for each complaint that waits, note answers to others."""
    complained = [one for one in told if one.kind is Kind.COMPLAINED and waits(one)]
    insert_missing(session, CaseRow, [_row(one) for one in complained])
    answers = {one.document: one for one in told if one.kind is Kind.ANSWERED and one.document}
    if not answers:
        return
    for row in session.scalars(select(CaseRow).where(CaseRow.message.in_(answers))):
        if row.state in {State.OPEN, State.REOPENED}:
            row.state, row.waiting_since = State.WAITS, None
            row.owner = row.owner or answers[row.message or ""].adviser
            row.revision += 1


def case_of(message: str) -> str:
    """The id of the case that stems from the event with that id."""
    return fingerprint(["case", message])[:DIGITS]


def _row(event: Event) -> dict[str, object]:
    return {
        "id": case_of(event.id),
        "person": event.person,
        "origin": Origin.COMPLAINT.value,
        "message": event.id,
        "order_number": event.document,
        "departments": Department.SHOP.value,
        # Who took a complaint down at the counter looks after it until it is handed over.
        "owner": event.adviser,
        "state": State.OPEN.value,
        "opened_at": event.at,
        "waiting_since": event.at,
        "settled_at": None,
        "revision": 1,
    }
