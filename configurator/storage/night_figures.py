"""What the night finds out beside cells: cohorts, quarters, figures of phases, who is alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, case, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_all
from configurator.storage.jobs import FRESHNESS
from configurator.storage.pairs import OPEN
from configurator.storage.tables import CustomerRow
from configurator.storage.tables_figures import AlikeRow, NightFigureRow, PortraitRow
from configurator.storage.tables_identity import LikelyPairRow, PersonRow
from configurator.storage.tables_inbox import FigureRow, OpenMessageRow
from configurator.storage.tables_value import CustomerValueRow, EarningRow
from configurator.storage.value_facts import read_raw
from customers.value.alike import Traces
from customers.value.history import Floats
from customers.value.tier import BEST, UNKNOWN

LEARNED_FROM = 100_000
"""So many customers teach who is alike as well as all do; ids are random."""

COUNTS = ("looks", "designs", "wishes", "visits", "talks")
WORDS = ("region", "band", "trade", "who", "medium")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out, and when."""

    at: datetime
    figures: Mapping[str, Any]


def keep_figure(session: Session, key: str, at: datetime, figures: Mapping[str, Any]) -> None:
    """Keep what was found out under a name; what was there before goes."""
    session.merge(NightFigureRow(key=key, at=at, found=dict(figures)))


def find_figure(session: Session, key: str) -> Found | None:
    """What was found out last; None before the first time."""
    row = session.get(NightFigureRow, key)
    return Found(row.at, row.found) if row else None


def cohorts(session: Session, begins: Sequence[int]) -> list[tuple[int, int, int]]:
    """Of who first bought in which quarter, how many bought in which: numbers of quarters.

    `begins` are the first days of quarters in order; what was before the first is number 0.
    """
    earning, of = EarningRow, PersonRow
    person = func.coalesce(of.leader, earning.person).label("person")
    number = case(
        *((earning.day < begin, place) for place, begin in enumerate(begins)),
        else_=len(begins),
    ).label("number")
    bought = select(person, number).outerjoin(of, of.id == earning.person)
    quarters = bought.group_by(person, number).subquery()
    first = func.min(quarters.c.number).over(partition_by=quarters.c.person).label("first")
    each = select(first, quarters.c.number).subquery()
    counted = select(each.c.first, each.c.number, func.count()).group_by(
        each.c.first, each.c.number
    )
    return [(int(a), int(b), int(c)) for a, b, c in session.execute(counted)]


def purchases_within(session: Session, begin: int, end: int) -> int:
    """Days with a purchase from `begin` up to before `end`, of who had bought before."""
    earning, of = EarningRow, PersonRow
    person = func.coalesce(of.leader, earning.person).label("person")
    bought = select(person, earning.day).outerjoin(of, of.id == earning.person)
    days = bought.where(earning.day < end).group_by(person, earning.day).subquery()
    first = func.min(days.c.day).over(partition_by=days.c.person).label("first")
    each = select(days.c.day, first).subquery()
    within = select(func.count()).where(each.c.day >= begin, each.c.first < begin)
    return int(session.scalar(within) or 0)


def phase_figures(session: Session, now_day: int, late: datetime) -> dict[str, tuple[int, int]]:
    """Parts of wholes by what they tell; what is no share is of 0.

    `late` is when a message had come that waits for too long. Margins are of the last 90 days.
    """
    living = CustomerRow.erased_at.is_(None)
    reached = or_(CustomerRow.email != "", CustomerRow.phone != "")
    recent = EarningRow.day > now_day - 90
    stale = session.get(FigureRow, FRESHNESS)
    return {
        "reached": (_count(session, living, reached), _count(session, living)),
        "stale": (stale.part, stale.whole) if stale else (0, 0),
        "pairs": (_count(session, LikelyPairRow.state == OPEN), 0),
        "late": (_count(session, OpenMessageRow.at < late), 0),
        "sold": (_count(session, recent), 0),
        "margin": _margin(session, recent),
    }


def _margin(session: Session, recent: ColumnElement[bool]) -> tuple[int, int]:
    sums = (
        cast(func.sum(EarningRow.cents), BigInteger),
        cast(func.sum(EarningRow.paid_cents), BigInteger),
    )
    cents, paid = session.execute(select(*sums).where(recent)).one()
    return int(cents or 0), int(paid or 0)


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.count()).where(*where)) or 0)


def known_traces(session: Session, run: int) -> tuple[Traces, Floats]:
    """Customers in a tier, as they were before they bought, and who of them is among the best."""
    value, of = CustomerValueRow, PortraitRow
    query = select(of.person, *_traced(), value.tier).join(value, value.person == of.person)
    known = query.where(value.run == run, value.tier != UNKNOWN)
    rows = [
        one
        for some in read_raw(session, known.order_by(of.person).limit(LEARNED_FROM))
        for one in some
    ]
    return _traces(rows), np.array([one[-1] == BEST for one in rows], float)


def prospects(session: Session, run: int) -> Iterator[Traces]:
    """Those of whom something is known and who bought nothing, part by part."""
    value, of = CustomerValueRow, PortraitRow
    bought = select(value.person).where(value.run == run, value.person == of.person)
    query = select(of.person, *_traced()).where(~bought.correlate(of).exists())
    for rows in read_raw(session, query.order_by(of.person)):
        yield _traces(rows)


def replace_alike(session: Session, best: Sequence[tuple[str, int]]) -> None:
    """Have these prospects be the most alike, the first first, each with its permille."""
    session.execute(delete(AlikeRow))
    rows = [
        {"person": person, "place": place, "permille": permille}
        for place, (person, permille) in enumerate(best, start=1)
    ]
    insert_all(session, AlikeRow, rows)


def alike(session: Session, offset: int, limit: int) -> list[tuple[str, str, int]]:
    """Ids, names and permille of prospects, the most alike first, who are still to be known."""
    query = select(AlikeRow.person, CustomerRow.name, AlikeRow.permille)
    query = query.join(CustomerRow, CustomerRow.id == AlikeRow.person).order_by(AlikeRow.place)
    known = query.where(CustomerRow.erased_at.is_(None)).offset(offset).limit(limit)
    return [(one[0], one[1], one[2]) for one in session.execute(known)]


def _traced() -> list[Any]:
    return [getattr(PortraitRow, name) for name in (*COUNTS, *WORDS)]


def _traces(rows: Sequence[Sequence[Any]]) -> Traces:
    end = 1 + len(COUNTS)
    return Traces(
        tuple(one[0] for one in rows),
        np.array([one[1:end] for one in rows], np.int64).reshape(-1, len(COUNTS)),
        [tuple(one[end : end + len(WORDS)]) for one in rows],
    )
