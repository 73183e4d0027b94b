"""Campaigns as they are kept: written down, launched once, stopped at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.errors import NotThere, Stale, StorageError
from configurator.storage.jobs import CAMPAIGN, Work, want_anew
from configurator.storage.segment_rows import State as SegmentsAre
from configurator.storage.segment_rows import segment_from
from configurator.storage.tables_campaigns import CampaignRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_segments import SegmentationRow, SegmentRow
from customers.dialogue.campaign import Plan, flaws, from_document, to_document
from customers.dialogue.message import Because, Fate
from customers.needs.levers import Strategy


class State(StrEnum):
    """How far a campaign is; CHECKED has nothing left that keeps it from being launched."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


OPEN = frozenset({State.DRAFTED, State.CHECKED})
"""States in which it may still be changed."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign and how far it is; `secret` is told nobody.

    `left_out` counts by reason who of its segments cannot be written to.
    """

    id: str
    state: State
    plan: Plan
    secret: str
    made_by: str
    made_at: datetime
    launched_on: date | None
    drawn_at: datetime | None
    stopped_at: datetime | None
    left_out: Mapping[str, int]
    revision: int

    @property
    def programme(self) -> str:
        """Under which name its groups are drawn and its messages are planned."""
        return programme_of(self.id)

    @property
    def counts_until(self) -> date | None:
        """The last day on which an order counts for it; None before it is launched."""
        return self.launched_on and self.launched_on + timedelta(days=self.plan.within_days)

    def on(self, today: date) -> "Campaign":
        """The campaign as it stands that day: one whose last day is over has ended."""
        last = self.plan.ends_on
        is_over = self.state is State.RUNNING and last is not None and last < today
        return replace(self, state=State.ENDED) if is_over else self


class StaleCampaign(Stale):
    """Somebody changed or launched it since it was looked at."""


class NotReady(StorageError):
    """Something keeps the campaign from being launched."""


def programme_of(id_: str) -> str:
    """The name of a campaign among programmes."""
    return f"{CAMPAIGN} {id_}"


def create_campaign(session: Session, id_: str, secret: str, by: str, at: datetime) -> None:
    """Begin one that says nothing yet. `secret` is unguessable text."""
    row = CampaignRow(
        id=id_,
        name="",
        state=State.DRAFTED,
        plan=to_document(Plan()),
        secret=secret,
        made_by=by,
        made_at=at,
        drawn_to="",
        left_out={},
        revision=1,
    )
    session.add(row)
    audit.record(session, audit.Deed(at, by, "began", programme_of(id_)))


def get_campaign(session: Session, id_: str) -> Campaign:
    """The campaign with that id. Raises NotThere."""
    row = session.get(CampaignRow, id_)
    if row is None:
        raise NotThere(CAMPAIGN, id_)
    return campaign_from(row)


def list_campaigns(session: Session, limit: int) -> tuple[Campaign, ...]:
    """The newest."""
    rows = select(CampaignRow).order_by(CampaignRow.made_at.desc(), CampaignRow.id).limit(limit)
    return tuple(map(campaign_from, session.scalars(rows)))


def aims_of(session: Session, segments: Sequence[str]) -> Mapping[str, Strategy]:
    """The strategies of these segments, as far as they are in force."""
    row, made = SegmentRow, SegmentationRow
    rows = select(row).join(made, made.id == row.segmentation)
    rows = rows.where(row.id.in_(segments), made.state == SegmentsAre.IN_FORCE)
    return {one.id: segment_from(one).strategy for one in session.scalars(rows)}


def save_plan(session: Session, wanted: Campaign, today: date, by: str, at: datetime) -> State:
    """Keep what a campaign is to be; whether it can be launched. Raises NotThere, StaleCampaign."""
    row = _row(session, wanted.id)
    if row.revision != wanted.revision or row.state not in OPEN:
        raise StaleCampaign
    before = row.plan
    row.plan, row.name = to_document(wanted.plan), wanted.plan.name
    found = flaws(wanted.plan, aims_of(session, wanted.plan.segments), today)
    row.state, row.revision = State.DRAFTED if found else State.CHECKED, row.revision + 1
    deed = audit.Deed(at, by, "changed", programme_of(row.id), before, row.plan)
    audit.record(session, deed)
    return State(row.state)


def launch(session: Session, seen: Campaign, today: date, by: str, at: datetime) -> None:
    """Have its people drawn and its messages planned, by the worker.

    Raises NotThere, StaleCampaign, NotReady, since a segment may have changed meanwhile.
    """
    row = _row(session, seen.id)
    if row.revision != seen.revision or row.state not in OPEN:
        raise StaleCampaign
    plan = from_document(row.plan)
    if flaws(plan, aims_of(session, plan.segments), today):
        raise NotReady(seen.id)
    row.state, row.launched_on, row.revision = State.RUNNING, today, row.revision + 1
    want_anew(session, Work(CAMPAIGN, row.id), at)
    audit.record(session, audit.Deed(at, by, "launched", programme_of(row.id), after=row.plan))


def stop(session: Session, id_: str, by: str, at: datetime) -> int:
    """Send nothing more of it, from this transaction on; how many waited. Again changes nothing.

    Codes that were sent stay what they are: a promise. Raises NotThere, StaleCampaign.
    """
    row = _row(session, id_)
    if row.state == State.STOPPED:
        return 0
    if row.state != State.RUNNING:
        raise StaleCampaign
    row.state, row.stopped_at, row.revision = State.STOPPED, at, row.revision + 1
    waiting = MessageRow.programme == programme_of(id_), MessageRow.state == Fate.WAITS
    said = {"state": Fate.LAPSES.value, "because": Because.STOPPED.value, "detail": ""}
    stopped: int = session.execute(update(MessageRow).where(*waiting).values(said)).rowcount  # type: ignore[attr-defined]
    audit.record(session, audit.Deed(at, by, "stopped", programme_of(id_)))
    return stopped


def campaign_from(row: CampaignRow) -> Campaign:
    """For storage alone: the campaign in a row."""
    return Campaign(
        id=row.id,
        state=State(row.state),
        plan=from_document(row.plan),
        secret=row.secret,
        made_by=row.made_by,
        made_at=row.made_at,
        launched_on=row.launched_on,
        drawn_at=row.drawn_at,
        stopped_at=row.stopped_at,
        left_out=row.left_out,
        revision=row.revision,
    )


def _row(session: Session, id_: str) -> CampaignRow:
    """Kept from others."""
    row = session.get(CampaignRow, id_, with_for_update=True)
    if row is None:
        raise NotThere(CAMPAIGN, id_)
    return row
