"""What managers steer by, counted by night: weeks, who was kept, and what prospects grow into."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, exists, func, select
from sqlalchemy.orm import Session

from configurator.storage.tables_figures import PortraitRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_programmes import AssignmentRow, ProgrammeRow
from configurator.storage.tables_value import CustomerValueRow, EarningRow
from customers.identity.event import Kind
from customers.value.control import Kept
from customers.value.potential import Known, Trace, trace_of

DAYS_A_WEEK, YEAR = 7, 365
YEARS = 3
"""So many years after the day somebody was drawn are told apart."""

Cohort = tuple[str, int, int, bool]
"""A programme, the year in which people were drawn, the year since then (0 is the first), and
whether they go without."""


def purchases_by_week(session: Session, begins: Sequence[date]) -> list[int]:
    """Purchases in each of these weeks, which follow each other; the last may have just begun."""
    numbers = [one.toordinal() for one in begins]
    row, first = EarningRow, numbers[0]
    counted = select(row.day, func.count()).where(
        row.day >= first, row.day < numbers[-1] + DAYS_A_WEEK
    )
    found = Counter[int]()
    for day, count in session.execute(counted.group_by(row.day)):
        found[(day - first) // DAYS_A_WEEK] += count
    return [found[place] for place in range(len(begins))]


def visits_by_week(session: Session, begins: Sequence[date]) -> list[int]:
    """Visits of the shop in each of these weeks, by days of UTC."""
    first = datetime.combine(begins[0], time(), UTC)
    end = datetime.combine(begins[-1], time(), UTC) + timedelta(days=DAYS_A_WEEK)
    came = EventRow.kind == Kind.VISITED, EventRow.at >= first, EventRow.at < end
    found = Counter(
        (at - first).days // DAYS_A_WEEK for at in session.scalars(select(EventRow.at).where(*came))
    )
    return [found[place] for place in range(len(begins))]


def kept_since_drawn(session: Session, today: date) -> Mapping[Cohort, Kept]:
    """Of all who were drawn, how many bought again in the first, second and third year since.

    A year counts for a person as soon as it began, for those served and those who go without alike.
    """
    found: dict[Cohort, Kept] = {}
    for since in range(YEARS):
        for programme, drawn, is_control, people, back, cents in _kept(session, since, today):
            key = programme, int(drawn), since, bool(is_control)
            found[key] = Kept(int(people), int(back or 0), int(cents or 0))
    return found


def _kept(session: Session, since: int, today: date) -> Sequence[Any]:
    row = AssignmentRow
    merged = select(PersonRow.id).where(PersonRow.leader == row.person, PersonRow.id != row.person)
    own, others = (
        _bought(whose, since)
        for whose in (
            EarningRow.person == row.person,
            EarningRow.person.in_(merged.correlate(row)),
        )
    )
    cents = cast(func.coalesce(own, 0) + func.coalesce(others, 0), BigInteger).label("cents")
    back = case((own.is_not(None) | others.is_not(None), 1), else_=0).label("back")
    begins = [date(today.year - back, 1, 1).toordinal() for back in range(YEARS + 1)]
    year = case(
        *((row.day >= begin, today.year - place) for place, begin in enumerate(begins)),
        else_=today.year - YEARS - 1,
    ).label("year")
    began = row.day + since * YEAR < today.toordinal()
    of_tiers = exists().where(ProgrammeRow.key == row.programme)
    each = select(row.programme, year, row.is_control, back, cents).where(began, of_tiers)
    one = each.subquery().c
    counted = select(
        one.programme,
        one.year,
        one.is_control,
        func.count(),
        func.sum(one.back),
        func.sum(one.cents),
    )
    return session.execute(counted.group_by(one.programme, one.year, one.is_control)).all()


def _bought(whose: ColumnElement[bool], since: int) -> Any:  # noqa: ANN401 - a scalar of SQL
    """The margin of whose purchases in that year since he was drawn; nothing if there were none."""
    day, drawn = EarningRow.day, AssignmentRow.day
    within = day >= drawn + since * YEAR, day < drawn + (since + 1) * YEAR
    sums = select(func.sum(EarningRow.cents)).where(whose, *within)
    return sums.correlate(AssignmentRow).scalar_subquery()


def traces(session: Session, run: int) -> Mapping[Trace, Known]:
    """What people did before they bought anything, and what became of those who bought."""
    of, value = PortraitRow, CustomerValueRow
    did = [case((column > 0, 1), else_=0) for column in _columns()]
    counted = select(
        *did,
        func.count(),
        func.count(value.person),
        func.coalesce(cast(func.sum(value.value_cents), BigInteger), 0),
    )
    joined = counted.select_from(of).outerjoin(
        value, (value.person == of.person) & (value.run == run)
    )
    found: dict[Trace, Known] = {}
    for *counts, people, customers, cents in session.execute(joined.group_by(*did)):
        trace = trace_of(*counts)
        before = found.get(trace, Known(0, 0, 0))
        found[trace] = Known(
            before.prospects + people - customers,
            before.customers + customers,
            before.value_cents + int(cents),
        )
    return found


def find_trace(session: Session, person: str) -> Trace:
    """What that person did before he bought anything, as of the last night."""
    row = session.get(PortraitRow, person)
    return trace_of(*(getattr(row, one.key) for one in _columns())) if row else Trace.NOTHING


def _columns() -> list[Any]:
    of = PortraitRow
    return [of.looks, of.designs, of.wishes, of.visits, of.talks]
