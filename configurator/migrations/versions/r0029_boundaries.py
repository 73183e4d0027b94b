"""Keys of persons are sealed in their own store too; addresses and numbers are, where they lie."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from configurator.storage.contact_seal import seal_of, with_contacts
from configurator.storage.search_index import fill_index

revision = "0029"
down_revision = "0028"

AT_ONCE = 5000
CUSTOMER = sa.table("customer", *(sa.column(one, sa.String) for one in ("id", "email", "phone")))
ACCOUNT = sa.table("account", *(sa.column(one, sa.String) for one in ("id", "email")))
ORDERS = sa.table("orders", sa.column("id", sa.Integer), sa.column("document", sa.JSON))
ERASING = sa.table("erasing", sa.column("id", sa.String))
CONTACT = sa.table("contact", sa.column("id", sa.Integer), sa.column("value", sa.String))
INDEX = ("search_entry", "search_word", "search_gram")


def upgrade() -> None:
    """Seal all; done again after a crash, it does the rest. The index is made anew, with marks."""
    context.config.attributes["keys"].wrap_anew()
    _change_all(seal_of(op.get_bind()).seal)
    op.drop_column("customer", "search_text")
    _index_anew()


def downgrade() -> None:
    """Have all lie open again; the index is left as this program writes it."""
    op.add_column(
        "customer", sa.Column("search_text", sa.String(), nullable=False, server_default="")
    )
    _change_all(seal_of(op.get_bind()).open)
    if keys := context.config.attributes.get("keys"):
        keys.unwrap_all()


def _change_all(by: Callable[[str], str]) -> None:
    _change(CUSTOMER, ("email", "phone"), by)
    _change(ACCOUNT, ("email",), by)
    _change(CONTACT, ("value",), by)
    # Documents of orders are records: only while this row is there may they be written anew.
    op.execute(sa.insert(ERASING).values(id=revision))
    _change(ORDERS, ("document",), lambda document: with_contacts(document, by))
    op.execute(sa.delete(ERASING).where(ERASING.c.id == revision))


def _change(table: sa.TableClause, columns: Sequence[str], by: Callable[[Any], Any]) -> None:
    """Put into `columns` what `by` makes of what is there, some thousand rows at once."""
    link, last = op.get_bind(), None
    changed: dict[str, Any] = {one: sa.bindparam(f"new_{one}") for one in columns}
    change = sa.update(table).where(table.c.id == sa.bindparam("its")).values(changed)
    query = sa.select(table.c.id, *(table.c[one] for one in columns)).order_by(table.c.id)
    while True:
        further = query if last is None else query.where(table.c.id > last)
        if not (rows := link.execute(further.limit(AT_ONCE)).all()):
            return
        last = rows[-1][0]
        named = ["its", *(f"new_{one}" for one in columns)]
        news = ([id_, *map(by, old)] for id_, *old in rows)
        link.execute(change, [dict(zip(named, new, strict=True)) for new in news])


def _index_anew() -> None:
    if op.get_bind().execute(sa.select(CUSTOMER.c.id).limit(1)).first():
        for table in INDEX:
            op.execute(sa.delete(sa.table(table)))
        fill_index(op.get_bind())
