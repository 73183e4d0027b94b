"""Which of many customers are on record, asked in few questions."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.events import batched
from configurator.storage.tables import CustomerRow


def customers_there(session: Session, ids: Collection[str]) -> set[str]:
    """Those of `ids` that are customers."""
    found: set[str] = set()
    for some in batched(sorted(set(ids))):
        found.update(session.scalars(select(CustomerRow.id).where(CustomerRow.id.in_(some))))
    return found
