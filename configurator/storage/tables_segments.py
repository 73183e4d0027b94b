"""The tables of segments: what people are told apart by, what the shop calls some, and segments."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row
from configurator.storage.tables_value import CLUSTERED


class TraitsRow(Row):
    """What is known of somebody in the words of criteria, as of a day; made anew by night.

    `inferred` are needs nobody told of, with the values that show each.
    """

    __tablename__ = "traits"
    __table_args__ = CLUSTERED

    person: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int]
    told: Mapped[dict[str, Any]]
    inferred: Mapped[dict[str, Any]]


class LabelRow(Row):
    """What people of the shop call somebody, in a family of segments, to learn from."""

    __tablename__ = "segment_label"

    family: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]


class SegmentationRow(Row):
    """All customers sorted in one way: as it was asked for, and what came of it.

    `state` is `asked`, `made`, `refused`, `in_force` or `past`; of a family one is in force.
    """

    __tablename__ = "segmentation"
    __table_args__ = (Index(None, "family", "asked_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    family: Mapped[str]
    way: Mapped[str]
    asked: Mapped[dict[str, Any]]
    found: Mapped[dict[str, Any]]
    state: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    revision: Mapped[int]


class SegmentRow(Row):
    """One segment of a segmentation that was saved, at its `place`, and what it is for.

    `levers` are texts by lever, `treatment` one of the policies.
    """

    __tablename__ = "segment"
    __table_args__ = (Index(None, "segmentation", "place"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    segmentation: Mapped[str]
    place: Mapped[int]
    name: Mapped[str]
    description: Mapped[str]
    levers: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_target: Mapped[bool]
    treatment: Mapped[str]
    revision: Mapped[int]
