"""What customers are worth: runs of the night over everybody, and what they say of each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_sorted
from configurator.storage.dialect import hold, make_room
from configurator.storage.one_person import leader_of
from configurator.storage.tables_value import (
    CustomerValueRow,
    RescoredRow,
    TierMoveRow,
    ValueRunRow,
)
from customers.value.buying import Buying, Model
from customers.value.path import Path, Prospect, path
from customers.value.scoring import Fit
from customers.value.season import Season
from customers.value.spending import Spending
from customers.value.tier import name_of

VALUE = "value"
"""What is held while values change, so that no run misses what happened meanwhile."""

COLUMNS = tuple(column.name for column in CustomerValueRow.__table__.columns)


@dataclass(frozen=True, slots=True)
class TierTotal:
    """So many customers of a tier, the least value of any, and the margin of all, in cents."""

    customers: int
    least_cents: int
    realised_cents: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run over all customers: of which day, how many, what its numbers come from, its tiers."""

    id: int
    began_at: datetime
    day: date
    customers: int
    fitted: Fit
    season: Season
    tiers: Mapping[str, TierTotal]


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """What is said of a customer as of `day`: his value, its limits and parts, all in cents.

    `baseline_cents` is what he earned us so far. `purchases` are the days with one that this rests
    on, `pooled` whether shipped parameters had to help. `rank` and `rank_in_segment` count from 1
    and are of the last night, None for who came since. `tier` is empty while he is not known.
    """

    person: str
    day: date
    value_cents: int
    low_cents: int
    high_cents: int
    realised_cents: int
    expected_cents: int
    referral_cents: int
    suggestion_cents: int
    cost_cents: int
    baseline_cents: int
    purchases: int
    p_alive: float
    expected_purchases: float
    rank: int | None
    rank_in_segment: int | None
    segment: str
    tier: str
    pooled: bool


def current_run(session: Session) -> Run | None:
    """The last run that is whole; None before the first night."""
    rows = select(ValueRunRow).where(ValueRunRow.current).order_by(ValueRunRow.id.desc())
    row = session.scalars(rows).first()
    if row is None:
        return None
    fitted, seasons = _fit(row.fitted)
    tiers = {name: TierTotal(**one) for name, one in row.fitted.get("tiers", {}).items()}
    day = date.fromordinal(row.day)
    return Run(row.id, row.began_at, day, row.customers, fitted, seasons, tiers)


def find_value(session: Session, person: str) -> CustomerValue | None:
    """What is said of a person; None of who bought nothing, and before the first night."""
    run = current_run(session)
    row = session.get(CustomerValueRow, (run.id, leader_of(session, person))) if run else None
    return _value(row, run.fitted) if row and run else None


def find_path(session: Session, person: str) -> Path | None:
    """What leads a person to the next tier, as of the last night; None for who needs none."""
    run, worth = current_run(session), find_value(session, person)
    if run is None or worth is None:
        return None
    who = Prospect(
        tier=worth.tier,
        value_cents=worth.value_cents,
        earned_cents=worth.baseline_cents,
        purchases=worth.purchases,
        p_alive=worth.p_alive,
        expected_purchases=worth.expected_purchases,
    )
    return path(who, {tier: one.least_cents for tier, one in run.tiers.items()})


def best_values(session: Session, limit: int) -> tuple[CustomerValue, ...]:
    """Customers from the first rank on, as of the last night."""
    run = current_run(session)
    if run is None:
        return ()
    row = CustomerValueRow
    ranked = select(row).where(row.run == run.id, row.overall > 0).order_by(row.overall)
    return tuple(_value(one, run.fitted) for one in session.scalars(ranked.limit(limit)))


def tier_moves(session: Session, month: str) -> Mapping[tuple[str, str], int]:
    """How many went from which tier to which in a month such as 2026-11; an empty name: in none."""
    row = TierMoveRow
    rows = session.execute(select(row.before, row.after, row.customers).where(row.month == month))
    return {(before, after): customers for before, after, customers in rows}


def all_moves(session: Session) -> Sequence[tuple[str, str, str, int]]:
    """The same of all months, the oldest first, each with its month."""
    row = TierMoveRow
    query = select(row.month, row.before, row.after, row.customers).order_by(row.month)
    return [(one[0], one[1], one[2], one[3]) for one in session.execute(query)]


def begin_run(
    session: Session, at: datetime, day: date, customers: int, told: Mapping[str, Any]
) -> int:
    """The id of a new run, of which nothing is shown yet."""
    row = ValueRunRow(
        began_at=at, day=day.toordinal(), customers=customers, fitted=dict(told), current=False
    )
    session.add(row)
    session.flush()
    return row.id


def told(fitted: Fit, seasons: Season) -> dict[str, Any]:
    """What a run keeps of what its numbers come from."""
    spending = asdict(fitted.spending) if fitted.spending else None
    return {"buying": asdict(fitted.buying), "spending": spending, "season": seasons.factors}


def write_values(session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add what a run says; `rows` hold COLUMNS in order."""
    make_room(session)
    insert_sorted(session.connection(), CustomerValueRow.__tablename__, COLUMNS, rows)


def make_current(
    session: Session, run: int, month: str, moves: Mapping[tuple[int, int], int]
) -> None:
    """Show that run from now on, and what tiers became of which in its month."""
    hold(session, VALUE)
    session.execute(update(ValueRunRow).where(ValueRunRow.current).values(current=False))
    session.execute(update(ValueRunRow).where(ValueRunRow.id == run).values(current=True))
    session.execute(delete(TierMoveRow).where(TierMoveRow.month == month))
    session.add_all(
        TierMoveRow(month=month, before=name_of(before), after=name_of(after), customers=customers)
        for (before, after), customers in moves.items()
    )
    session.flush()


def rescored_since(session: Session, at: datetime) -> tuple[str, ...]:
    """Who was scored anew from then on; who was before is forgotten."""
    session.execute(delete(RescoredRow).where(RescoredRow.at < at))
    return tuple(session.scalars(select(RescoredRow.person).order_by(RescoredRow.person)))


def old_runs(session: Session) -> tuple[int, ...]:
    """Runs that are not shown: former ones, and those that were broken off."""
    return tuple(session.scalars(select(ValueRunRow.id).where(ValueRunRow.current.is_(False))))


def forget_values(session: Session, run: int, limit: int) -> bool:
    """Throw away some of what an old run said, at last the run; whether there is more."""
    row = CustomerValueRow
    some = select(row.person).where(row.run == run).order_by(row.person).offset(limit - 1).limit(1)
    last = session.scalar(some)
    theirs = row.run == run if last is None else (row.run == run) & (row.person <= last)
    session.execute(delete(row).where(theirs))
    if last is None:
        session.execute(delete(ValueRunRow).where(ValueRunRow.id == run))
    return last is not None


def _value(row: CustomerValueRow, fitted: Fit) -> CustomerValue:
    return CustomerValue(
        person=row.person,
        day=date.fromordinal(row.day),
        value_cents=row.value_cents,
        low_cents=row.low_cents,
        high_cents=row.high_cents,
        realised_cents=row.realised_cents,
        expected_cents=row.expected_cents,
        referral_cents=row.referral_cents,
        suggestion_cents=row.suggestion_cents,
        cost_cents=row.cost_cents,
        baseline_cents=row.baseline_cents,
        purchases=row.purchases,
        p_alive=row.p_alive,
        expected_purchases=row.expected_purchases,
        rank=row.overall or None,
        rank_in_segment=row.in_segment or None,
        segment=row.segment,
        tier=name_of(row.tier),
        pooled=fitted.pooled,
    )


def _fit(kept: Mapping[str, Any]) -> tuple[Fit, Season]:
    buying = dict(kept["buying"])
    buying |= {"model": Model(buying["model"]), "at_limit": tuple(buying["at_limit"])}
    spending = Spending(**kept["spending"]) if kept["spending"] else None
    return Fit(Buying(**buying), spending), Season(tuple(kept["season"]))
