"""Programmes: what is done for those of a tier, who goes without, and what it brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Double, ScalarSelect, cast, exists, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import insert_missing
from configurator.storage.consents import may_now
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.jobs import PROGRAMMES, Work, want_anew
from configurator.storage.one_person import all_of
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_programmes import AssignmentRow, ProgrammeRow
from configurator.storage.tables_value import CustomerValueRow, EarningRow
from configurator.storage.value import Run, find_value
from configurator.storage.value_wanted import LIFETIME_VALUE
from customers.rights.purpose import Channel
from customers.value.control import Group, Increment, is_control
from customers.value.manner import Manner, manner
from customers.value.policy import Policies
from customers.value.tier import IN_ORDER, Tier

DRAWING = Work(PROGRAMMES, PROGRAMMES)
NIGHT = "night"
"""Who made the programmes of the tiers themselves."""


class State(StrEnum):
    """How far a programme is."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Told:
    """What a night says of a programme, in cents: `more` is None for too few people."""

    day: date
    reached: int
    control: int
    cost_cents: int
    more: Increment | None

    @property
    def net_cents(self) -> int | None:
        """What it added in all, less what it cost."""
        return self.more.cents * self.reached - self.cost_cents if self.more else None


@dataclass(frozen=True, slots=True)
class Programme:
    """Something done for those of a tier; `cost_cents` for each, taken up by `take_percent`."""

    key: str
    name: str
    tier: Tier
    cost_cents: int
    take_percent: int
    control_percent: int
    seed: str
    state: State = State.PLANNED
    began_on: date | None = None
    ended_on: date | None = None
    told: Told | None = None


class AlreadyBegun(StorageError):
    """Who goes without is drawn already, or the programme has ended."""


def programmes(session: Session) -> tuple[Programme, ...]:
    """All of them, those of the tiers first, then by name."""
    rows = session.scalars(select(ProgrammeRow).order_by(ProgrammeRow.name, ProgrammeRow.key))
    return tuple(sorted(map(_programme, rows), key=lambda one: one.key not in set(Tier)))


def get_programme(session: Session, key: str) -> Programme:
    """The programme of that key. Raises NotThere."""
    row = session.get(ProgrammeRow, key)
    if row is None:
        raise NotThere("programme", key)
    return _programme(row)


def plan_programme(session: Session, planned: Programme, by: str, at: datetime) -> None:
    """Keep a programme that reaches nobody yet; the same key again changes nothing."""
    if session.get(ProgrammeRow, planned.key):
        return
    row = ProgrammeRow(
        key=planned.key,
        name=planned.name,
        tier=planned.tier,
        cost_cents=planned.cost_cents,
        take_percent=planned.take_percent,
        control_percent=planned.control_percent,
        seed=planned.seed,
        state=planned.state,
        began_day=planned.began_on and planned.began_on.toordinal(),
        made_by=by,
        told={},
        revision=1,
    )
    session.add(row)
    session.flush()
    after = {"tier": planned.tier, "cost_cents": planned.cost_cents}
    audit.record(session, audit.Deed(at, by, "planned", f"programme {planned.key}", after=after))


def begin_programme(session: Session, key: str, on: date, by: str, at: datetime) -> None:
    """Have a planned programme reach its people from now on. Raises AlreadyBegun, NotThere."""
    row = _row(session, key)
    if row.state != State.PLANNED:
        raise AlreadyBegun(key)
    row.state, row.began_day, row.revision = State.RUNNING, on.toordinal(), row.revision + 1
    want_anew(session, DRAWING, at)
    audit.record(session, audit.Deed(at, by, "began", f"programme {key}"))


def end_programme(session: Session, key: str, on: date, by: str, at: datetime) -> None:
    """Have a running programme reach nobody else. Raises AlreadyBegun, NotThere."""
    row = _row(session, key)
    if row.state != State.RUNNING:
        raise AlreadyBegun(key)
    row.state, row.ended_day, row.revision = State.ENDED, on.toordinal(), row.revision + 1
    audit.record(session, audit.Deed(at, by, "ended", f"programme {key}"))


def draw(
    session: Session, run: Run, programme: Programme, day: date, limit: int
) -> tuple[int, tuple[str, ...]]:
    """Draw who of the tier came since: how many were, and who of them it reaches; 0 at the end."""
    row, drawn = CustomerValueRow, AssignmentRow
    known = exists().where(drawn.programme == programme.key, drawn.person == row.person)
    number = IN_ORDER.index(programme.tier)
    new = select(row.person).where(row.run == run.id, row.tier == number, ~known)
    persons = session.scalars(new.order_by(row.person).limit(limit)).all()
    without = {one for one in persons if is_control(programme.seed, one, programme.control_percent)}
    own = {"programme": programme.key, "day": day.toordinal()}
    rows = [own | {"person": one, "is_control": one in without} for one in persons]
    insert_missing(session, AssignmentRow, rows)
    return len(persons), tuple(one for one in persons if one not in without)


def goes_without(session: Session, programme: str, person: str) -> bool:
    """Whether a person was drawn to go without a programme: whoever does anything asks here."""
    row = AssignmentRow
    theirs = row.person.in_(all_of(person)), row.is_control
    query = select(row.person).where(row.programme == programme, *theirs).limit(1)
    return session.scalar(query) is not None


def groups(session: Session, programme: str) -> Mapping[bool, Group]:
    """What those it reached (False) and those that go without (True) brought since then."""
    row = AssignmentRow
    own = _since(EarningRow.person == row.person)
    merged = select(PersonRow.id).where(PersonRow.leader == row.person, PersonRow.id != row.person)
    others = _since(EarningRow.person.in_(merged.correlate(row)))
    cents = cast(func.coalesce(own, 0) + func.coalesce(others, 0), BigInteger).label("cents")
    each = select(row.is_control, cents).where(row.programme == programme).subquery()
    # Squares of a million customers would not fit into a whole number of the database.
    square = cast(each.c.cents, Double) * cast(each.c.cents, Double)
    counted = select(each.c.is_control, func.count(), func.sum(each.c.cents), func.sum(square))
    rows = session.execute(counted.group_by(each.c.is_control))
    return {
        bool(one): Group(count, int(total), round(squares)) for one, count, total, squares in rows
    }


def keep_told(session: Session, key: str, told: Told) -> None:
    """Keep what a night says of a programme."""
    more = told.more
    limits = [more.cents, more.low_cents, more.high_cents] if more else None
    kept = {"reached": told.reached, "control": told.control, "cost_cents": told.cost_cents}
    _row(session, key).told = {"day": told.day.toordinal(), "more": limits, **kept}


def manner_of(session: Session, person: str, policies: Policies, now: datetime) -> Manner:
    """How a person is treated today, and why."""
    may_know = may_now(session, person, LIFETIME_VALUE, Channel.ANY, now)
    worth = find_value(session, person) if may_know else None
    tier = worth.tier if worth else ""
    without = bool(tier) and goes_without(session, tier, person)
    return manner(policies, tier, is_control=without, may_know=may_know)


def _since(whose: object) -> ScalarSelect[int]:
    """The margin of whose purchases since the day he was drawn."""
    sums = select(func.sum(EarningRow.cents)).where(whose, EarningRow.day >= AssignmentRow.day)  # type: ignore[arg-type]
    return sums.correlate(AssignmentRow).scalar_subquery()


def _row(session: Session, key: str) -> ProgrammeRow:
    """Kept from others."""
    row = session.get(ProgrammeRow, key, with_for_update=True)
    if row is None:
        raise NotThere("programme", key)
    return row


def _programme(row: ProgrammeRow) -> Programme:
    return Programme(
        key=row.key,
        name=row.name,
        tier=Tier(row.tier),
        cost_cents=row.cost_cents,
        take_percent=row.take_percent,
        control_percent=row.control_percent,
        seed=row.seed,
        state=State(row.state),
        began_on=date.fromordinal(row.began_day) if row.began_day else None,
        ended_on=date.fromordinal(row.ended_day) if row.ended_day else None,
        told=_told(row.told) if row.told else None,
    )


def _told(kept: Mapping[str, object]) -> Told:
    named = dict(kept)
    more, day = named.pop("more"), named.pop("day")
    return Told(day=date.fromordinal(day), more=Increment(*more) if more else None, **named)  # type: ignore[arg-type, misc]
