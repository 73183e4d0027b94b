"""The tables of the manager's pages of value: what the night counted, and what tables count by."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row
from configurator.storage.tables_value import CLUSTERED


class PortraitRow(Row):
    """What tables count a person by, as the log told it; empty where nothing was told.

    `band` is an age, `trade` an occupation, `shop` where he is seen most. What follows the words
    are traces: how often he did what before he bought anything. It follows from the log.
    """

    __tablename__ = "portrait"
    __table_args__ = (Index(None, "region", "town"), CLUSTERED)

    person: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str]
    town: Mapped[str]
    band: Mapped[str]
    trade: Mapped[str]
    who: Mapped[str]
    shop: Mapped[str]
    medium: Mapped[str]
    looks: Mapped[int]
    designs: Mapped[int]
    wishes: Mapped[int]
    visits: Mapped[int]
    talks: Mapped[int]


class ValueBeforeRow(Row):
    """How a run had somebody whose value changed since, so that its sums can be brought up to date.

    With no `customers` (0, else 1) it did not have him.
    """

    __tablename__ = "value_before"

    run: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str]
    tier: Mapped[int]
    customers: Mapped[int]
    purchases: Mapped[int]
    value_cents: Mapped[int] = mapped_column(BigInteger)
    earned_cents: Mapped[int] = mapped_column(BigInteger)


class ValueCellRow(Row):
    """Customers of a run who are alike in shop, segment, region, tier and class of value."""

    __tablename__ = "value_cell"
    __table_args__ = CLUSTERED

    run: Mapped[int] = mapped_column(primary_key=True)
    shop: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    tier: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[int] = mapped_column(primary_key=True)
    customers: Mapped[int]
    purchases: Mapped[int] = mapped_column(BigInteger)
    value_cents: Mapped[int] = mapped_column(BigInteger)
    earned_cents: Mapped[int] = mapped_column(BigInteger)


class PlaceCellRow(Row):
    """Customers of a run who are alike in region, town, age, occupation, kind and tier."""

    __tablename__ = "place_cell"
    __table_args__ = CLUSTERED

    run: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    town: Mapped[str] = mapped_column(primary_key=True)
    band: Mapped[str] = mapped_column(primary_key=True)
    trade: Mapped[str] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    tier: Mapped[int] = mapped_column(primary_key=True)
    customers: Mapped[int]
    purchases: Mapped[int] = mapped_column(BigInteger)
    value_cents: Mapped[int] = mapped_column(BigInteger)
    earned_cents: Mapped[int] = mapped_column(BigInteger)


class NightFigureRow(Row):
    """What the night found out beside cells: sums over many people, by the name of the page."""

    __tablename__ = "night_figure"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    found: Mapped[dict[str, Any]]


class AlikeRow(Row):
    """How alike a prospect is to the best customers, the most alike first; made anew at a time."""

    __tablename__ = "alike"

    person: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(index=True)
    permille: Mapped[int]


class PhaseOwnerRow(Row):
    """Whose account answers for the figures of a phase; nobody's, where it is empty."""

    __tablename__ = "phase_owner"

    phase: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str | None]
    set_at: Mapped[datetime]
    revision: Mapped[int]
