"""Which messages wait for an answer, kept beside the log, so that nobody reads it to the end."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_all
from configurator.storage.case_opening import keep_cases
from configurator.storage.tables_inbox import OpenMessageRow
from customers.identity.event import Event, Kind
from customers.identity.messages import waits


def keep_open(session: Session, told: Sequence[Event]) -> None:
    """For the log alone: open the messages among new events, close those they answer.

    A complaint opens a case as well.
    """
    rows = [{"event": one.id, "person": one.person, "at": one.at} for one in told if waits(one)]
    insert_all(session, OpenMessageRow, rows)
    for one in told:
        if one.kind is Kind.ANSWERED and one.document:
            its = OpenMessageRow.event == one.document
            session.execute(delete(OpenMessageRow).where(its))
    keep_cases(session, told)


def forget_open(session: Session, person: str) -> None:
    """For the log alone: nobody can answer any more what somebody wrote who was erased."""
    session.execute(delete(OpenMessageRow).where(OpenMessageRow.person == person))
