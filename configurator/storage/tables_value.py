"""The tables of value: what is taken in, and what a run of the night made of it.

Days are counted as `date.toordinal` does, for databases count days by themselves in no common way.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Double, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row

CLUSTERED = {"sqlite_with_rowid": False}
"""Rows lie in the order of their key: a million are written and read in half the time."""


class EarningRow(Row):
    """What one purchase earned: `cents` without tax and cost, of `paid_cents` without tax.

    `mark` is the number of our order or the mark of an imported one, `source` its paper.
    """

    __tablename__ = "earning"
    # Whole histories are counted from the index alone.
    __table_args__ = (Index(None, "person", "day", "cents"),)

    mark: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    day: Mapped[int]
    cents: Mapped[int] = mapped_column(BigInteger)
    paid_cents: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str]


class CostRow(Row):
    """What somebody cost us beside his orders; `part` says for what. Cents are positive."""

    __tablename__ = "customer_cost"
    __table_args__ = (Index(None, "person", "day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    part: Mapped[str]
    day: Mapped[int]
    cents: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]


class ReferralRow(Row):
    """Who told whom of us: everybody was referred once at most."""

    __tablename__ = "referral"

    referred: Mapped[str] = mapped_column(primary_key=True)
    referrer: Mapped[str] = mapped_column(index=True)
    day: Mapped[int]
    source: Mapped[str]
    noted_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class AcceptedSuggestionRow(Row):
    """A suggestion we took up, known by its event: valued once and never twice."""

    __tablename__ = "accepted_suggestion"

    event: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    day: Mapped[int]
    cents: Mapped[int] = mapped_column(BigInteger)
    accepted_by: Mapped[str]


class LoyaltyRow(Row):
    """Points somebody was given (or, negative, used), and why; never changed."""

    __tablename__ = "loyalty_entry"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    points: Mapped[int]
    day: Mapped[int]
    why: Mapped[str]


class MembershipRow(Row):
    """In which segment of a family (need, profitability, channel) somebody is."""

    __tablename__ = "membership"
    __table_args__ = CLUSTERED

    family: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str]


class ValueRunRow(Row):
    """One run over all customers; the last one that is `current` is what pages show.

    `fitted` holds the parameters and how they came about.
    """

    __tablename__ = "value_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    day: Mapped[int]
    customers: Mapped[int]
    fitted: Mapped[dict[str, Any]]
    current: Mapped[bool]


class CustomerValueRow(Row):
    """What a run says of a customer: his value as of `day`, its parts, chances, ranks and tier.

    `value_cents` is the sum of the parts. `low_cents` and `high_cents` are limits of the value.
    `baseline_cents` is what he earned us so far, to rank by where one trusts no model. Of the
    tier: see `customers.value.tier.Standing`; `month_tier` is that of the end of last month.
    """

    __tablename__ = "customer_value"
    __table_args__ = CLUSTERED

    run: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[int]
    value_cents: Mapped[int] = mapped_column(BigInteger)
    realised_cents: Mapped[int] = mapped_column(BigInteger)
    expected_cents: Mapped[int] = mapped_column(BigInteger)
    referral_cents: Mapped[int] = mapped_column(BigInteger)
    suggestion_cents: Mapped[int] = mapped_column(BigInteger)
    cost_cents: Mapped[int] = mapped_column(BigInteger)
    low_cents: Mapped[int] = mapped_column(BigInteger)
    high_cents: Mapped[int] = mapped_column(BigInteger)
    baseline_cents: Mapped[int] = mapped_column(BigInteger)
    purchases: Mapped[int]
    p_alive: Mapped[float] = mapped_column(Double)
    expected_purchases: Mapped[float] = mapped_column(Double)
    overall: Mapped[int]
    in_segment: Mapped[int]
    segment: Mapped[str]
    tier: Mapped[int]
    tending: Mapped[int]
    times: Mapped[int]
    month_tier: Mapped[int]


class RescoredRow(Row):
    """Who was scored anew by day, and when last: a run that began before did not see why."""

    __tablename__ = "rescored"

    person: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class TierMoveRow(Row):
    """How many customers went from which tier (of the end of last month) to which, by month."""

    __tablename__ = "tier_move"

    month: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[str] = mapped_column(primary_key=True)
    after: Mapped[str] = mapped_column(primary_key=True)
    customers: Mapped[int]
