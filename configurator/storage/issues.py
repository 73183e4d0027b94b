"""Complaints about what was chosen, and the issues of products they open for authors."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere
from configurator.storage.events import tell
from configurator.storage.tables_taste import IssueRow
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import BLAMED

SURE = 80


@dataclass(frozen=True, slots=True)
class Blamed:
    """Somebody was not content with the value of an option of an order, or brought it back.

    `id` makes it happen once; `by` is the account that wrote it down.
    """

    id: str
    person: str
    number: str
    product: str
    option: str
    value: str
    note: str
    by: str
    at: datetime
    is_return: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """A value people complained of; `outcome` is what was done about it, empty while it is open."""

    id: str
    product: str
    option: str
    value: str
    complaints: int
    opened_at: datetime
    newest_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""


def blame(session: Session, what: Blamed) -> None:
    """Tell the log of a complaint, and open an issue of the product or count it to an open one."""
    tell(session, _event(what))
    hold(session, f"issue {what.product}")
    its = IssueRow.option == what.option, IssueRow.value == what.value
    open_ = IssueRow.product == what.product, IssueRow.closed_at.is_(None)
    row = session.scalars(select(IssueRow).where(*open_, *its)).first()
    if row is None:
        row = IssueRow(
            id=what.id,
            product=what.product,
            option=what.option,
            value=what.value,
            complaints=0,
            opened_at=what.at,
            newest_at=what.at,
            closed_at=None,
            closed_by="",
            outcome="",
        )
        session.add(row)
    row.complaints, row.newest_at = row.complaints + 1, what.at
    deed = audit.Deed(what.at, what.by, "complained", f"order {what.number}")
    audit.record(session, deed)


def issues_of(session: Session, product: str) -> tuple[Issue, ...]:
    """The issues of a product: open ones first, of both the most complained of first."""
    rows = session.scalars(select(IssueRow).where(IssueRow.product == product)).all()
    found = [
        Issue(
            row.id,
            row.product,
            row.option,
            row.value,
            row.complaints,
            row.opened_at,
            row.newest_at,
            row.closed_at,
            row.outcome,
        )
        for row in rows
    ]
    return tuple(
        sorted(found, key=lambda one: (one.closed_at is not None, -one.complaints, one.id))
    )


def close_issue(session: Session, id_: str, outcome: str, by: str, at: datetime) -> None:
    """Say what was done about an issue; one that is closed stays as it was. Raises NotThere."""
    row = session.get(IssueRow, id_, with_for_update=True)
    if row is None:
        raise NotThere("issue", id_)
    if row.closed_at is None:
        row.closed_at, row.closed_by, row.outcome = at, by, outcome
        deed = audit.Deed(at, by, "closed an issue", f"product {row.product}")
        audit.record(session, deed)


def _event(what: Blamed) -> Event:
    return Event(
        id=f"blamed {what.number} {what.id}",
        person=what.person,
        kind=Kind.RETURNED if what.is_return else Kind.COMPLAINED,
        at=what.at,
        told_at=what.at,
        medium=Medium.SHOP,
        adviser=what.by,
        line=what.product,
        document=what.number,
        tellings=(Telling(BLAMED, what.option, Source.PERSON, SURE),),
        note=what.note,
    )
