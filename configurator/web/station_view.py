"""What a station of the workshop sees: its queue, the order on its table, the last scan.

Made from the frozen order as the work order is: initials and no more of the person, no price.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from markupsafe import Markup

from configurator.storage.scans import Followed, Load, Recorded
from configurator.web.on_table import OnTable
from configurator.web.status_words import SHOP, Words
from production.format import in_a_row
from production.order import Order, RoutingStep
from production.sheet import Entry, WorkOrder
from production.slots import Waits, in_turn, passes
from production.tracking import STATIONS, Doubt, Scan, State, Tracking
from production.work_order import work_order

HEADLINE = ("fit", "cloth", "wash")
"""The options a pair is told apart by, across the room."""

SOON_DAYS = 2


class Urgency(StrEnum):
    """How a date weighs on a card."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Due:
    """The day `place` must be done by, and how many days that is from today."""

    on: date
    days: int
    place: State

    @property
    def urgency(self) -> Urgency:
        """How this weighs; what is ready waits for nobody but the customer."""
        if self.place not in STATIONS:
            return Urgency.CALM
        if self.days < 0:
            return Urgency.LATE
        if not self.days:
            return Urgency.TODAY
        return Urgency.SOON if self.days <= SOON_DAYS else Urgency.CALM


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card of the queue."""

    number: str
    headline: str
    due: Due
    is_in: bool
    is_held: bool
    is_doubtful: bool
    goes_first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What says in which order a station works: numbers with a slot, and minutes of its day."""

    with_slot: frozenset[str]
    minutes_a_day: int


@dataclass(frozen=True, slots=True)
class Tab:
    """A station with what lies there."""

    place: State
    name: Words
    load: Load


@dataclass(frozen=True, slots=True)
class Bench:
    """The order on the table of a station, with what must be known there."""

    number: str
    initials: str
    headline: str
    due: Due
    tracking: Tracking
    sheet: WorkOrder
    steps: tuple[RoutingStep, ...]
    entries: tuple[Entry, ...]
    sketch: Markup
    table: OnTable

    @property
    def is_here(self) -> bool:
        """Whether it has work at this station at all."""
        return bool(self.steps)


@dataclass(frozen=True, slots=True)
class Echo:
    """The last scan said again, so that a wrong one is seen at once."""

    number: str
    scan: Scan
    tracking: Tracking
    doubt: Doubt | None
    is_undone: bool


def tabs(loads: dict[State, Load]) -> tuple[Tab, ...]:
    """The stations and the shelf; what is queued counts at the first."""
    places = (*STATIONS, State.READY)
    return tuple(Tab(place, SHOP[place], _load(loads, place)) for place in places)


def queue(
    found: Sequence[Followed], place: State, language: str, today: date, line: Line
) -> list[Waiting]:
    """The cards of a queue: in turn, late ones first, those on hold last.

    Those with a slot come before others as long as these are ready as promised.
    """
    cards = [_waiting(one, place, language, today) for one in found]
    cards.sort(key=lambda card: (card.is_held, card.due.on, card.number))
    orders = {one.stored.order.number: one.stored.order for one in found}
    waiting = [
        Waits(
            card.number,
            card.due.on,
            *_minutes(orders[card.number], place),
            has_slot=card.number in line.with_slot,
        )
        for card in cards
        if not card.is_held
    ]
    turn = in_turn(waiting, today, line.minutes_a_day)
    first, places = passes(turn, waiting), {number: at for at, number in enumerate(turn)}
    in_order = sorted(cards, key=lambda card: places.get(card.number, len(turn)))
    return [replace(card, goes_first=card.number in first) for card in in_order]


def bench(found: Followed, table: OnTable, place: State, language: str, today: date) -> Bench:
    """The order `found` as the people at `place` see it, with what is on the `table` beside it."""
    order = found.stored.order
    sheet = work_order(order, language, beside=table.beside)
    told = {State.CUTTING: sheet.cutter, State.SEWING: sheet.sewer, State.WASHING: sheet.washer}
    return Bench(
        number=order.number,
        initials=sheet.initials,
        headline=headline(order, language),
        due=due(order, place, today),
        tracking=found.tracking,
        sheet=sheet,
        steps=tuple(step for step in order.routing if step.station == place),
        entries=told.get(place, ()),
        sketch=Markup(sheet.sketch),  # noqa: S704 - drawn by us, which escapes its texts
        table=table,
    )


def echo(recorded: Recorded) -> Echo:
    """What is said after a scan."""
    scan, now = recorded.scan, recorded.tracking
    noted = {one.scan.scan_id: one for one in now.history}
    mine = noted[scan.scan_id]
    return Echo(recorded.number, scan, now, mine.doubt, mine.undone)


def headline(order: Order, language: str) -> str:
    """What a pair is called across the room: `Slim, selvedge 14 oz, raw`."""
    values = {line.option: line.value_name.in_(language) for line in order.lines}
    return in_a_row([values[option] for option in HEADLINE if option in values], language)


def due(order: Order, place: State, today: date) -> Due:
    """When `place` must be done with `order`: the cutter by its own day, all others as promised."""
    on = order.cut_by if place is State.CUTTING else order.promised_on
    return Due(on, (on - today).days, place)


def _minutes(order: Order, place: State) -> tuple[int, int]:
    """What an order takes at a place, and at all stations after it."""
    after = STATIONS[STATIONS.index(place) + 1 :] if place in STATIONS else ()
    here = sum(step.minutes for step in order.routing if step.station == place)
    return here, sum(step.minutes for step in order.routing if step.station in after)


def _waiting(found: Followed, place: State, language: str, today: date) -> Waiting:
    order, tracking = found.stored.order, found.tracking
    return Waiting(
        number=order.number,
        headline=headline(order, language),
        due=due(order, place, today),
        is_in=tracking.is_in,
        is_held=tracking.state is State.HOLD,
        is_doubtful=bool(tracking.doubts),
    )


def _load(loads: dict[State, Load], place: State) -> Load:
    load = loads[place]
    if place is not STATIONS[0]:
        return load
    queued = loads[State.QUEUED]
    return Load(load.count + queued.count, load.late + queued.late)
