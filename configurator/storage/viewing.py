"""Designs that known customers looked at: noted at once, told to the log in bulk.

Noting adds one row and touches nothing that others wait for; the worker tells the log of all of
them a moment later. What was noted is lost by no restart, and told once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from configurator.storage.database import Database
from configurator.storage.events import batched, tell
from configurator.storage.tables_identity import EventRow
from configurator.storage.tables_wishes import LookRow
from customers.identity.event import Event, Kind, Medium

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Look:
    """A customer looked at a starting design."""

    person: str
    product: str
    design: str
    at: datetime


def note_look(session: Session, look: Look) -> None:
    """Keep `look` until the log is told of it."""
    person, product, design, at = look.person, look.product, look.design, look.at
    session.add(LookRow(customer=person, product=product, design=design, at=at))


def tell_all_looks(database: Database, now: datetime, once_within: timedelta) -> None:
    """Tell the log of everything noted, some hundreds in each transaction.

    Where nothing waits, nothing is written and nobody has to wait.
    """
    taken = AT_ONCE if _is_any(database) else 0
    while taken == AT_ONCE:
        with database.recording() as session:
            taken = tell_looks(session, now, once_within)


def tell_looks(session: Session, now: datetime, once_within: timedelta) -> int:
    """Tell of the oldest looks, at most some hundreds; how many looks were taken.

    Whoever looks at the same design again before `once_within` is over has viewed it once.
    """
    first = select(LookRow).order_by(LookRow.id).limit(AT_ONCE)
    rows = session.scalars(first.with_for_update(skip_locked=True)).all()
    looks = sorted((_look(row) for row in rows), key=lambda one: one.at)
    views = _views(looks, _last_views(session, looks), once_within)
    tell(session, *(_event(one, now) for one in views))
    session.execute(delete(LookRow).where(LookRow.id.in_([row.id for row in rows])))
    return len(rows)


Design = tuple[str, str, str]
"""Person, product and key of a design."""


def _views(
    looks: Sequence[Look], last: dict[Design, datetime], once_within: timedelta
) -> Iterator[Look]:
    """Those of `looks`, in their order, that are views of their own."""
    for look in looks:
        before = last.get(_design(look))
        if before is None or not before <= look.at < before + once_within:
            last[_design(look)] = look.at
            yield look


def _last_views(session: Session, looks: Sequence[Look]) -> dict[Design, datetime]:
    """When these persons viewed each design last, as far as the log knows."""
    last: dict[Design, datetime] = {}
    for some in batched(sorted({look.person for look in looks})):
        query = (
            select(EventRow.person, EventRow.line, EventRow.document, func.max(EventRow.at))
            .where(EventRow.kind == Kind.VIEWED, EventRow.person.in_(some))
            .group_by(EventRow.person, EventRow.line, EventRow.document)
        )
        for person, product, design, at in session.execute(query):
            last[person, product, design] = at
    return last


def _event(view: Look, now: datetime) -> Event:
    id_ = f"{Kind.VIEWED} {' '.join(_design(view))} {view.at.isoformat()}"
    told = Event(id_, view.person, Kind.VIEWED, view.at, now, Medium.WEB)
    return replace(told, line=view.product, document=view.design)


def _look(row: LookRow) -> Look:
    return Look(row.customer, row.product, row.design, row.at)


def _design(look: Look) -> Design:
    return look.person, look.product, look.design


def _is_any(database: Database) -> bool:
    with database.reading() as session:
        return session.scalars(select(LookRow.id).limit(1)).first() is not None
