"""The tables of programmes: who is in which, what is done for whom, and what effort he took.

Days are counted as `date.toordinal` does.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row
from configurator.storage.tables_value import CLUSTERED


class ReferralCodeRow(Row):
    """The code by which a customer tells others of us; his for good."""

    __tablename__ = "referral_code"

    person: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class ProgrammeRow(Row):
    """Something done for those of a tier, and how it did; `cost_cents` is for each of them.

    `seed` and `control_percent` say who goes without. `told` is what the last night says of it.
    """

    __tablename__ = "programme"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    tier: Mapped[str]
    cost_cents: Mapped[int] = mapped_column(BigInteger)
    take_percent: Mapped[int]
    control_percent: Mapped[int]
    seed: Mapped[str]
    state: Mapped[str]
    began_day: Mapped[int | None]
    ended_day: Mapped[int | None]
    made_by: Mapped[str]
    told: Mapped[dict[str, Any]]
    revision: Mapped[int]


class AssignmentRow(Row):
    """Who is in a programme since when, or goes without it; he stays where he was drawn."""

    __tablename__ = "assignment"
    __table_args__ = CLUSTERED

    programme: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    is_control: Mapped[bool]
    day: Mapped[int]


class GestureRow(Row):
    """What is to be done for a customer because of his tier: one of each kind, by a day.

    `uplift_cents` is the margin it may add; `answer` what he said to an invitation.
    """

    __tablename__ = "gesture"

    person: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    programme: Mapped[str]
    due_day: Mapped[int] = mapped_column(index=True)
    uplift_cents: Mapped[int] = mapped_column(BigInteger)
    done_day: Mapped[int | None]
    done_by: Mapped[str]
    answer: Mapped[str]


class SlotRow(Row):
    """An order that may go before others in the workshop, where it harms none."""

    __tablename__ = "workshop_slot"

    order_number: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class AttentionRow(Row):
    """How long somebody of the shop was busy with a customer's page, once it was opened.

    It does not say who that was.
    """

    __tablename__ = "attention"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    began_at: Mapped[datetime]
    day: Mapped[int] = mapped_column(index=True)
    seconds: Mapped[int]
