"""The table of taste: issues of products, which complaints open."""

from datetime import datetime

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
