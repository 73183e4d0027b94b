"""The table of cards."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row

_IN_FORCE = text("revoked_at IS NULL")


class CardRow(Row):
    """A card of a customer; of each at most one is in force, the others were revoked."""

    __tablename__ = "card"
    __table_args__ = (
        Index(None, "customer", "issued_at"),
        Index(
            "uq_card_customer_in_force",
            "customer",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str]
    why: Mapped[str]
    revision: Mapped[int]
