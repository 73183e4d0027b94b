"""The tables of the workshop's own measuring: rolls of cloth, and garments on their way."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class RollRow(Row):
    """One reading of a roll's test strip; never changed, of two readings the later counts."""

    __tablename__ = "roll"
    __table_args__ = (Index(None, "cloth", "colour", "wash", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    cloth: Mapped[str]
    colour: Mapped[str]
    wash: Mapped[str]
    warp_permille: Mapped[int]
    weft_permille: Mapped[int]
    read_by: Mapped[str]
    read_at: Mapped[datetime]


class RollTakenRow(Row):
    """An order was given a roll as it was read then; the last one counts."""

    __tablename__ = "roll_taken"
    __table_args__ = (Index(None, "order_number", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    roll: Mapped[int] = mapped_column(ForeignKey("roll.id"))
    taken_by: Mapped[str]
    taken_at: Mapped[datetime]


class FoundRow(Row):
    """What a point of a garment measured; never changed, the last counts, None takes back."""

    __tablename__ = "found"
    __table_args__ = (Index(None, "order_number", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    stage: Mapped[str]
    point: Mapped[str]
    found_mm: Mapped[int | None]
    found_by: Mapped[str]
    found_at: Mapped[datetime]
