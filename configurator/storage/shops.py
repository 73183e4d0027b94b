"""Whose customer somebody is where there are several shops: of each where something happened."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from configurator.storage.events import batched
from configurator.storage.tables_identity import EventRow, PersonRow


def of_shop(session: Session, customers: Collection[str], shop: str) -> frozenset[str]:
    """Those of `customers` with whom anything happened in `shop`: a visit, a measuring, an order.

    Whoever was merged is one person with all that happened to either.
    """
    one, member = aliased(PersonRow), aliased(PersonRow)
    found = set[str]()
    for some in batched(sorted(set(customers))):
        asked = (
            select(one.id)
            .join(member, member.leader == one.leader)
            .join(EventRow, EventRow.person == member.id)
            .where(one.id.in_(some), EventRow.shop == shop)
        )
        found.update(session.scalars(asked.distinct()))
    return frozenset(found)
