"""Whose needs to find out next: the most valuable of whom something is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among
from configurator.storage.consents import refusing
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_segments import TraitsRow
from configurator.storage.tables_value import CustomerValueRow
from configurator.storage.value import current_run
from customers.rights.purpose import Channel
from customers.value.tier import UNKNOWN, name_of

PURPOSE = "taste"
MOST, LOOKED_THROUGH = 30, 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer of whom something is not known: what he is worth, and the open questions."""

    person: str
    name: str
    tier: str
    value_cents: int
    open: tuple[str, ...]


def queue(session: Session, questions: Sequence[str], now: datetime) -> tuple[Waiting, ...]:
    """CPP before CCM before CNR, each by value; who is not known yet comes last.

    Nobody who said no to being asked of his taste, and nobody we know all of.
    """
    run, row = current_run(session), CustomerValueRow
    if run is None:
        return ()
    refused = refusing(session, PURPOSE, Channel.ANY, now.date())
    # So few are named that only these are looked up among a million.
    best = case((row.tier == UNKNOWN, -1), else_=row.tier).label("best")
    all_of_them = select(row.person, row.tier, row.value_cents, best).where(row.run == run.id)
    ordered = all_of_them.order_by(best.desc(), row.value_cents.desc(), row.person)
    first = ordered.limit(LOOKED_THROUGH).subquery()
    query = select(first, CustomerRow.name).join(CustomerRow, CustomerRow.id == first.c.person)
    order = first.c.best.desc(), first.c.value_cents.desc(), first.c.person
    found = session.execute(query.order_by(*order)).all()
    persons = [one.person for one in found]
    told = select(TraitsRow.person, TraitsRow.told)
    rows = session.execute(told.where(among(session, TraitsRow.person, persons)))
    known = {row.person: row.told for row in rows}
    waiting = (
        Waiting(
            one.person,
            one.name,
            name_of(one.tier),
            one.value_cents,
            tuple(key for key in questions if key not in known[one.person]),
        )
        for one in found
        if one.person not in refused and one.person in known
    )
    return tuple(one for one in waiting if one.open)[:MOST]
