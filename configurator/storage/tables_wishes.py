"""The tables of the shop window: what is wished for, and what was looked at but not yet told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class WishRow(Row):
    """A customer wishes for a starting design of a product or for a draft; the other is empty."""

    __tablename__ = "wish"

    customer: Mapped[str] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    product: Mapped[str] = mapped_column(primary_key=True)
    design: Mapped[str] = mapped_column(primary_key=True)
    draft: Mapped[str] = mapped_column(primary_key=True)
    wished_at: Mapped[datetime]


class LookRow(Row):
    """A customer looked at a starting design; gone as soon as the log tells of it."""

    __tablename__ = "look"
    __table_args__ = (Index(None, "customer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    product: Mapped[str]
    design: Mapped[str]
    at: Mapped[datetime]
