"""Reading what values are made of: all customers at once as columns, or one of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from configurator.storage.bulk import among
from configurator.storage.one_person import all_of
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_value import (
    AcceptedSuggestionRow,
    CostRow,
    EarningRow,
    MembershipRow,
    ReferralRow,
)
from customers.value.history import Numbers
from customers.value.policy import Terms
from customers.value.scoring import Facts
from customers.value.season import Season, season

NEED = "need"
"""The family of segments within which customers are ranked."""

AT_ONCE = 100_000
ENOUGH = 100_000
"""So many customers tell the season as well as all do."""

Query = Select[*tuple[Any, ...]]
FIVE = ("repeats", "first", "last", "earned", "realised")


@dataclass(frozen=True, slots=True)
class Everybody:
    """All who bought, sorted by id; `segments` are the names of the numbers in `facts`."""

    ids: tuple[str, ...]
    facts: Facts
    segments: tuple[str, ...]


def read_everybody(session: Session, until: date, terms: Terms) -> Everybody:
    """What is on record of all who bought up to that day."""
    leaders = leaders_of_merged(session)
    involved = {*leaders, *leaders.values()}
    ids, columns = _columns(
        read_raw(session, _histories(until, terms, EarningRow.person)), involved
    )
    if involved:
        theirs = among(session, PersonRow.id, sorted(involved))
        of_leaders = _histories(until, terms, PersonRow.leader).where(theirs)
        joined = of_leaders.join(PersonRow, PersonRow.id == EarningRow.person)
        merged, more = _columns([session.execute(joined).all()])
        order = sorted(range(len(ids) + len(merged)), key=(both := [*ids, *merged]).__getitem__)
        ids = [both[place] for place in order]
        columns = [np.concatenate(pair)[order] for pair in zip(columns, more, strict=True)]
    place = {one: number for number, one in enumerate(ids)}
    named = dict(zip(FIVE, columns, strict=True))
    segments, names = _segments(session, place)
    costs, suggestions = (_summed(session, query, place, leaders) for query in _sums(until, terms))
    facts = Facts(
        repeats=named["repeats"],
        recency_days=named["last"] - named["first"],
        age_days=until.toordinal() - named["first"],
        earned=named["earned"],
        realised=named["realised"],
        costs=costs,
        suggestions=suggestions,
        segments=segments,
        referrals=_referrals(session, place, leaders),
    )
    return Everybody(tuple(ids), facts, names)


def read_one(session: Session, person: str, until: date, terms: Terms) -> Facts | None:
    """The same of one person alone, without referrals; None if he bought nothing."""
    theirs = EarningRow.person.in_(all_of(person))
    row = session.execute(select(*_history(until, terms)).where(theirs, _by(until))).one()
    if row[1] is None:
        return None
    repeats, first, last, earned, realised = (np.array([int(number)]) for number in row)
    costs, suggestions = (
        np.array([int(session.scalar(query) or 0)]) for query in _sums_of(person, until, terms)
    )
    nothing = np.zeros(1, np.int64)
    age = until.toordinal() - first
    return Facts(repeats, last - first, age, earned, realised, suggestions, costs, nothing)


def read_season(session: Session, everybody: Everybody, until: date) -> Season:
    """The season in the purchases up to that day of as many as tell it; ids are random."""
    some = everybody.ids[:ENOUGH]
    if not some:
        return Season()
    day, last = EarningRow.day, until.toordinal()
    counted = select(day, func.count()).where(EarningRow.person <= some[-1], day <= last)
    rows = np.array(session.execute(counted.group_by(day)).all(), np.int64)
    first_days = last - everybody.facts.age_days[: len(some)]
    return season(np.repeat(rows[:, 0], rows[:, 1]), first_days, last)


def leaders_of_merged(session: Session) -> Mapping[str, str]:
    """Under whom those are known who were merged into another, by their own id."""
    merged = select(PersonRow.id, PersonRow.leader).where(PersonRow.leader != PersonRow.id)
    return dict(session.execute(merged).all())


def places(place: Mapping[str, int], persons: Sequence[str]) -> Numbers:
    """For storage alone: the place of each of `persons`; -1, after the last, for nobody's."""
    return np.fromiter(map(place.get, persons, repeat(-1)), np.int64, len(persons))


def _histories(until: date, terms: Terms, person: InstrumentedAttribute[str]) -> Query:
    """The history of each person, sorted."""
    columns = select(person, *_history(until, terms)).select_from(EarningRow)
    return columns.where(_by(until)).group_by(person).order_by(person)


def _history(until: date, terms: Terms) -> Sequence[ColumnElement[int]]:
    """Days with purchases but one, first and last day, all earned, and that of the period."""
    day, cents = EarningRow.day, EarningRow.cents
    recent = case((day > _since(until, terms), cents), else_=0)
    return (
        func.count(day.distinct()) - 1,
        func.min(day),
        func.max(day),
        cast(func.sum(cents), BigInteger),
        cast(func.sum(recent), BigInteger),
    )


def _by(until: date) -> ColumnElement[bool]:
    return EarningRow.day <= until.toordinal()


def _columns(
    read: Iterable[Sequence[Any]], without: Collection[str] = ()
) -> tuple[list[str], list[Numbers]]:
    """Ids, and the other columns as numbers, but for rows of `without`."""
    ids: list[str] = []
    parts: list[list[Numbers]] = [[np.zeros(0, np.int64)] for _ in FIVE]
    for rows in read:
        kept = [row for row in rows if row[0] not in without] if without else rows
        if not kept:
            continue
        who, *numbers = zip(*kept, strict=True)
        ids += who
        for part, column in zip(parts, numbers, strict=True):
            part.append(np.array(column, np.int64))
    return ids, [np.concatenate(part) for part in parts]


def read_raw(session: Session, query: Query) -> Iterator[Sequence[Any]]:
    """For storage alone: rows of `query` as the driver gives them.

    Of a million rows each step between is a second.
    """
    connection = session.connection()
    cursor = connection.connection.cursor()
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    cursor.execute(str(compiled))
    while rows := cursor.fetchmany(AT_ONCE):
        yield rows
    cursor.close()


def _since(until: date, terms: Terms) -> int:
    return (until - timedelta(days=terms.period_days)).toordinal()


def _sums(until: date, terms: Terms) -> tuple[Query, Query]:
    """Costs, and what suggestions were valued, of the period, by person."""
    return _sum(CostRow, until, terms), _sum(AcceptedSuggestionRow, until, terms)


def _sum(row: type[CostRow | AcceptedSuggestionRow], until: date, terms: Terms) -> Query:
    within = row.day > _since(until, terms), row.day <= until.toordinal()
    summed = cast(func.sum(row.cents), BigInteger)
    return select(row.person, summed).where(*within).group_by(row.person)


def _sums_of(person: str, until: date, terms: Terms) -> Iterator[Query]:
    for row in (CostRow, AcceptedSuggestionRow):
        within = row.day > _since(until, terms), row.day <= until.toordinal()
        yield select(func.sum(row.cents)).where(row.person.in_(all_of(person)), *within)


def _summed(
    session: Session, query: Query, place: Mapping[str, int], leaders: Mapping[str, str]
) -> Numbers:
    found = np.zeros(len(place), np.int64)
    for rows in read_raw(session, query):
        for person, cents in rows:
            number = place.get(leaders.get(person, person))
            if number is not None:
                found[number] += cents
    return found


def _segments(session: Session, place: Mapping[str, int]) -> tuple[Numbers, tuple[str, ...]]:
    """The number of everybody's segment, and their names; 0 and no name where there is none."""
    row = MembershipRow
    names: dict[str, int] = {"": 0}
    found = np.zeros(len(place) + 1, np.int64)
    query = select(row.person, row.segment).where(row.family == NEED).order_by(row.person)
    for rows in read_raw(session, query):
        persons, segments = zip(*rows, strict=True)
        names |= {one: len(names) + more for more, one in enumerate(sorted({*segments} - {*names}))}
        found[places(place, persons)] = list(map(names.__getitem__, segments))
    return found[:-1], tuple(names)


def _referrals(
    session: Session, place: Mapping[str, int], leaders: Mapping[str, str]
) -> Sequence[tuple[int, int]]:
    """Places of who referred and whom, of those who both bought."""
    row = ReferralRow
    rows = session.execute(
        select(row.referrer, row.referred).where(row.cancelled_at.is_(None)).order_by(row.referred)
    )
    known = ([leaders.get(one, one) for one in pair] for pair in rows)
    return [(place[one], place[other]) for one, other in known if one in place and other in place]
