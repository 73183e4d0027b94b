"""Reading what values are made of: all customers at once as columns, or one of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from configurator.storage.bulk import among
from configurator.storage.one_person import all_of
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_value import (
    AcceptedSuggestionRow,
    CostRow,
    CustomerValueRow,
    EarningRow,
    MembershipRow,
    ReferralRow,
)
from customers.value.history import Numbers
from customers.value.policy import Terms
from customers.value.scoring import Facts
from customers.value.season import Season, season
from customers.value.tier import UNKNOWN, Bytes, Standing

NEED = "need"
"""The family of segments within which customers are ranked."""

AT_ONCE = 100_000
ENOUGH = 100_000
"""So many customers tell the season as well as all do."""

Query = Select[*tuple[Any, ...]]
NUMBERS = ("repeats", "first", "last", "earned", "realised", "stood")
BITS = 2
"""Of the number of a tier; how it stood is read as one number, since a million are many."""

NOWHERE = sum(UNKNOWN << place * BITS for place in range(3))
"""How somebody stood of whom no run said anything."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """All who bought, sorted by id; `segments` are the names of the numbers in `facts`.

    `before` is how they stood after the last run, `month_tier` their tier as the month began.
    """

    ids: tuple[str, ...]
    facts: Facts
    segments: tuple[str, ...]
    before: Standing
    month_tier: Bytes


def read_everybody(
    session: Session,
    until: date,
    terms: Terms,
    run: int,
    without: Collection[str] = frozenset(),
) -> Everybody:
    """What is on record of all who bought up to that day, but of those in `without`.

    Of who is there under several ids all must be named. `run` is the last one, 0 for none.
    """
    leaders = leaders_of_merged(session)
    involved = {*leaders, *leaders.values()}
    apart = involved.union(without)
    history = _history(until, terms)
    of_each = _stood(select(EarningRow.person, *history).where(_by(until)), EarningRow.person, run)
    ids, segments, columns = _columns(read_raw(session, of_each), apart)
    if involved := involved.difference(without):
        theirs = among(session, PersonRow.id, sorted(involved))
        joined = select(PersonRow.leader, *history).select_from(EarningRow)
        joined = joined.join(PersonRow, PersonRow.id == EarningRow.person)
        of_leaders = _stood(joined.where(_by(until), theirs), PersonRow.leader, run)
        merged, theirs_too, more = _columns([session.execute(of_leaders).all()])
        order = sorted(range(len(ids) + len(merged)), key=(both := [*ids, *merged]).__getitem__)
        ids = [both[place] for place in order]
        segments = [[*segments, *theirs_too][place] for place in order]
        columns = [np.concatenate(pair)[order] for pair in zip(columns, more, strict=True)]
    place = {one: number for number, one in enumerate(ids)}
    named = dict(zip(NUMBERS, columns, strict=True))
    names = sorted({"", *segments})
    numbers = {name: number for number, name in enumerate(names)}
    costs, suggestions = (_summed(session, query, place, leaders) for query in _sums(until, terms))
    facts = Facts(
        repeats=named["repeats"],
        recency_days=named["last"] - named["first"],
        age_days=until.toordinal() - named["first"],
        earned=named["earned"],
        realised=named["realised"],
        costs=costs,
        suggestions=suggestions,
        segments=np.fromiter(map(numbers.__getitem__, segments), np.int64, len(segments)),
        referrals=_referrals(session, place, leaders),
    )
    return Everybody(tuple(ids), facts, tuple(names), *_standing(named["stood"]))


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


def _stood(histories: Query, person: InstrumentedAttribute[str], run: int) -> Query:
    """Each history, sorted, with how the person stood after a run and his segment of needs.

    Joined by the database: a dictionary of a million ids takes twice as long.
    """
    of_each = histories.group_by(person).subquery()
    who, row, member = of_each.c[0], CustomerValueRow, MembershipRow
    told = (row.tier, row.tending, row.month_tier, row.times)
    stood = sum((one * 2 ** (BITS * place) for place, one in enumerate(told)), start=0)
    columns = (*of_each.c, func.coalesce(stood, NOWHERE), func.coalesce(member.segment, ""))
    found = select(*columns).select_from(of_each)
    found = found.outerjoin(member, and_(member.family == NEED, member.person == who))
    return found.outerjoin(row, and_(row.run == run, row.person == who)).order_by(who)


def _standing(stood: Numbers) -> tuple[Standing, Bytes]:
    """How everybody stood, and in which tier as the month began."""
    parts = [stood >> place * BITS for place in range(4)]
    tier, tending, month_tier = (one.astype(np.int8) & UNKNOWN for one in parts[:3])
    return Standing(tier, tending, parts[3].astype(np.int8)), month_tier


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
) -> tuple[list[str], list[str], list[Numbers]]:
    """Ids, segments, and the columns between as numbers, but for rows of `without`."""
    ids: list[str] = []
    segments: list[str] = []
    parts: list[list[Numbers]] = [[np.zeros(0, np.int64)] for _ in NUMBERS]
    for rows in read:
        kept = [row for row in rows if row[0] not in without] if without else rows
        if not kept:
            continue
        who, *numbers, of = zip(*kept, strict=True)
        ids += who
        segments += of
        for part, column in zip(parts, numbers, strict=True):
            part.append(np.array(column, np.int64))
    return ids, segments, [np.concatenate(part) for part in parts]


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
