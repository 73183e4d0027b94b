"""What orders took of their customers: counted once with each order, summed up by the database."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from catalog.configuration import Configuration
from configurator.storage.bulk import among, insert_missing
from configurator.storage.database import Database
from configurator.storage.documents import configuration_from
from configurator.storage.tables import DraftRow, OrderRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_taste import EffortRow
from customers.taste.effort import Learning, effort
from production.tracking import State

AT_ONCE = 500
ERASED = select(PersonRow.id).where(PersonRow.erased_at.is_not(None))


def note_effort(
    session: Session, number: str, made: Configuration, ordered: Mapping[str, str]
) -> None:
    """Keep what the order of that number took, by the steps of its draft."""
    session.add(EffortRow(**_columns(number, made, ordered)))


def keep_up_efforts(database: Database) -> None:
    """Count what orders took of which that was never counted, some hundreds in each go."""
    while _counted(database) == AT_ONCE:
        pass


def learning_of_all(session: Session, most: int, but: Collection[str] = ()) -> tuple[Learning, ...]:
    """The mean of all first orders that stand, of all second ones and so on, at most so many.

    Those of persons named in `but` are left out.
    """
    whose = func.coalesce(PersonRow.leader, OrderRow.customer)
    place = func.row_number().over(partition_by=whose, order_by=OrderRow.id).label("place")
    told = EffortRow.questions, EffortRow.defaults, EffortRow.accepted
    each = (
        select(place, *told)
        .join(EffortRow, EffortRow.order_number == OrderRow.number)
        .outerjoin(PersonRow, PersonRow.id == OrderRow.customer)
        .where(OrderRow.state != State.CANCELLED)
        .where(~among(session, OrderRow.customer, sorted(but)))
        .subquery()
    )
    sums = [cast(func.sum(each.c[one.key]), Integer) for one in told]
    found = select(each.c.place, func.count(), *sums).where(each.c.place <= most)
    return tuple(
        Learning(order, orders, questions / orders, accepted / defaults if defaults else None)
        for order, orders, questions, defaults, accepted in session.execute(
            found.group_by(each.c.place).order_by(each.c.place)
        )
    )


def _counted(database: Database) -> int:
    known = select(EffortRow.order_number).where(EffortRow.order_number == OrderRow.number).exists()
    columns = OrderRow.number, OrderRow.document, DraftRow.product, DraftRow.edition
    missing = select(*columns, DraftRow.configuration).join(
        DraftRow, DraftRow.link == OrderRow.draft
    )
    with database.recording() as session:
        living = OrderRow.customer.not_in(ERASED)
        rows = session.execute(missing.where(~known, living).limit(AT_ONCE)).all()
        found = [
            _columns(number, configuration_from(*made), ordered_in(document))
            for number, document, *made in rows
        ]
        insert_missing(session, EffortRow, found)
    return len(rows)


def ordered_in(document: Mapping[str, Any]) -> dict[str, str]:
    """The values of an order by option, of the document that was kept of it."""
    return {one["option"]: one["value"] for one in document["lines"]}


def _columns(number: str, made: Configuration, ordered: Mapping[str, str]) -> dict[str, Any]:
    took = effort(made, ordered)
    told = {"questions": took.questions, "defaults": took.defaults, "accepted": took.accepted}
    return {"order_number": number} | told
