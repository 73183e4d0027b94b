"""What was paid or given back elsewhere than by orders of our own: beside the rows of files."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among, insert_all
from configurator.storage.events import batched
from configurator.storage.tables_imports import ImportedRow
from customers.identity.mapping import Import


@dataclass(frozen=True, slots=True)
class Sale:
    """An amount beside the event it belongs to; `mark` is its own, what was given back negative.

    `document` is the number of the paper, `source` where it comes from.
    """

    mark: str
    event: str
    person: str
    document: str
    cents: int
    currency: str
    source: str


def keep_sales(session: Session, sales: Collection[Sale]) -> None:
    """Keep those of `sales` whose mark is not known yet, as an import of orders would."""
    new = {one.mark: one for one in sales}
    for some in batched(sorted(new)):
        known = select(ImportedRow.mark).where(among(session, ImportedRow.mark, some))
        for mark in session.scalars(known):
            del new[mark]
    insert_all(session, ImportedRow, [_columns(one) for one in new.values()])


def _columns(sale: Sale) -> dict[str, str | int]:
    return {
        "mark": sale.mark,
        "content": "",
        "person": sale.person,
        "event": sale.event,
        "kind": Import.ORDERS,
        "document": sale.document,
        "amount_cents": sale.cents,
        "currency": sale.currency,
        "source": sale.source,
        "line": 0,
    }
