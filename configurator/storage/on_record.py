"""Which of many customers are on record, asked in few questions."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.events import batched
from configurator.storage.tables import CustomerRow


def customers_there(session: Session, ids: Collection[str]) -> set[str]:
    """Those of `ids` that are customers and were not erased."""
    found: set[str] = set()
    there = select(CustomerRow.id).where(CustomerRow.erased_at.is_(None))
    for some in batched(sorted(set(ids))):
        found.update(session.scalars(there.where(CustomerRow.id.in_(some))))
    return found
