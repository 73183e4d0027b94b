"""Effort: how long the shop was busy with whom, his cases and what he was given, by tier.

Never who of the shop it was.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from configurator.storage.dialect import inserting
from configurator.storage.tables import OrderRow
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.tables_programmes import AssignmentRow, AttentionRow, ProgrammeRow
from configurator.storage.tables_value import CustomerValueRow, EarningRow, ValueRunRow
from configurator.storage.value import Run
from customers.identity.messages import MESSAGES
from customers.value.tier import IN_ORDER, name_of

IDLE_SECONDS = 60
"""A page that was not touched for so long counts no more."""

MOST_SECONDS = 4 * 3600
EFFORT = "effort"


@dataclass(frozen=True, slots=True)
class Seen:
    """That a page (`id`) about a person was looked at for so many seconds so far."""

    id: str
    person: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Effort:
    """What one tier took and brought: seconds on its pages, cases, cents of offers and so on."""

    tier: str
    seconds: int
    cases: int
    offer_cents: int
    discount_cents: int
    margin_cents: int


def note_attention(session: Session, seen: Seen, on: date, at: datetime) -> None:
    """Keep how long a page was looked at; what is told late or twice adds nothing.

    Nobody can have looked for longer than since the page first told of it.
    """
    first = AttentionRow.__table__.c
    its = inserting(session, AttentionRow).values(
        id=seen.id,
        person=seen.person,
        began_at=at,
        day=on.toordinal(),
        seconds=min(seen.seconds, IDLE_SECONDS),
    )
    session.execute(its.on_conflict_do_nothing(index_elements=[first.id]))
    row = session.get_one(AttentionRow, seen.id)
    passed = int((at - row.began_at).total_seconds()) + IDLE_SECONDS
    row.seconds = max(row.seconds, min(seen.seconds, passed, MOST_SECONDS))


def keep_effort(session: Session, run: Run, since: date, at: datetime) -> None:
    """Count what each tier took from the day `since` on, which begins `at`, and keep it."""
    seconds = _by_tier(
        session,
        run,
        AttentionRow.person,
        func.sum(AttentionRow.seconds),
        AttentionRow.day >= since.toordinal(),
    )
    is_case = EventRow.kind.in_(MESSAGES), EventRow.at >= at
    cases = _by_tier(session, run, EventRow.person, func.count(EventRow.id), *is_case)
    recent = EarningRow.day >= since.toordinal()
    margins = _by_tier(session, run, EarningRow.person, func.sum(EarningRow.cents), recent)
    given = func.sum(ProgrammeRow.cost_cents)
    reached = (
        AssignmentRow.programme == ProgrammeRow.key,
        AssignmentRow.is_control.is_(False),
        AssignmentRow.day >= since.toordinal(),
    )
    offers = _by_tier(session, run, AssignmentRow.person, given, *reached)
    less = func.sum(OrderRow.document["less_cents"].as_integer())
    discounts = _by_tier(session, run, OrderRow.customer, less, OrderRow.placed_at >= at)
    told = [
        asdict(
            Effort(
                tier.value,
                seconds.get(tier, 0),
                cases.get(tier, 0),
                offers.get(tier, 0),
                discounts.get(tier, 0),
                margins.get(tier, 0),
            )
        )
        for tier in reversed(IN_ORDER)
    ]
    row = session.get(ValueRunRow, run.id)
    if row:
        row.fitted = {**row.fitted, EFFORT: {"since": since.isoformat(), "tiers": told}}


def effort_told(session: Session) -> tuple[date, tuple[Effort, ...]] | None:
    """Since when, and what each tier took, as of the last night; None before the first."""
    row = session.scalars(select(ValueRunRow).where(ValueRunRow.current)).first()
    found = row.fitted.get(EFFORT) if row else None
    if not found:
        return None
    return date.fromisoformat(found["since"]), tuple(Effort(**one) for one in found["tiers"])


def _by_tier(
    session: Session,
    run: Run,
    person: InstrumentedAttribute[str],
    counted: ColumnElement[Any],
    *where: ColumnElement[bool],
) -> Mapping[str, int]:
    """`counted` by the tier of whom it was about, under whom he is known now."""
    worth = CustomerValueRow
    leader = func.coalesce(PersonRow.leader, person)
    query = (
        select(worth.tier, counted)
        .select_from(person.class_)
        .outerjoin(PersonRow, PersonRow.id == person)
        .join(worth, (worth.run == run.id) & (worth.person == leader))
        .where(*where)
        .group_by(worth.tier)
    )
    return {name_of(tier): int(total or 0) for tier, total in session.execute(query)}
