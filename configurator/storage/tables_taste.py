"""The tables of taste: issues of products, what orders took of people, what was offered beside."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class IssueRow(Row):
    """A value of a product people complained of so often, until an author looked after it.

    Of a value that is complained of again afterwards there is another row.
    """

    __tablename__ = "product_issue"

    id: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(index=True)
    option: Mapped[str]
    value: Mapped[str]
    complaints: Mapped[int]
    opened_at: Mapped[datetime]
    newest_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str]
    outcome: Mapped[str]


class EffortRow(Row):
    """How much an order took of its customer, as `customers.taste.effort.Effort` counts it."""

    __tablename__ = "effort"

    order_number: Mapped[str] = mapped_column(primary_key=True)
    questions: Mapped[int]
    defaults: Mapped[int]
    accepted: Mapped[int]


class AddOnOfferRow(Row):
    """An accessory worth offering with an order: offered and perhaps taken, or held back.

    It is held back from those drawn to go without (`is_control`). `margin_cents` is what is left
    of its price; `pair` the order that the same garment once more became, empty for pieces.
    """

    __tablename__ = "add_on_offer"

    order_number: Mapped[str] = mapped_column(primary_key=True)
    accessory: Mapped[str] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(index=True)
    is_control: Mapped[bool]
    is_taken: Mapped[bool]
    margin_cents: Mapped[int] = mapped_column(BigInteger)
    pair: Mapped[str]
