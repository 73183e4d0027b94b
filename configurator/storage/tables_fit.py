"""The tables of fit: what was said of pairs that were worn, and what follows from it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class FitFeedbackRow(Row):
    """What was said of one zone of a pair; never changed, of two answers the later counts."""

    __tablename__ = "fit_feedback"
    __table_args__ = (Index(None, "order_number", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    zone: Mapped[str]
    felt: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class LearningRow(Row):
    """Somebody switched on or off what is learned of a customer; the last one counts."""

    __tablename__ = "learning"
    __table_args__ = (Index(None, "customer", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    is_on: Mapped[bool]
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class RemakeRow(Row):
    """A draft that shall replace a pair that did not fit, and why; never changed."""

    __tablename__ = "remake"

    draft: Mapped[str] = mapped_column(ForeignKey("draft.link"), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"), index=True)
    reason: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
