"""The clerk's screen: all we know of one customer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from configurator.storage.cards import Card, Why
from configurator.storage.customers import Customer, MeasurementTaken
from configurator.storage.orders import StoredOrder
from configurator.web.designs import Design
from configurator.web.desk import language, workshop
from configurator.web.drawing import front_of, numbered
from configurator.web.format import ago, dated, short_money
from configurator.web.happened import Happening, happened, medium_of_order
from configurator.web.known_body import AT_HOME, measured
from configurator.web.measure_words import NAMES, Units, amount_in
from configurator.web.status_words import SHOP
from customers.body.measurement import MEASUREMENTS
from customers.identity.card import written
from customers.identity.event import Event, Kind, Medium
from production.format import in_a_row
from production.order import Order
from production.tracking import DONE, STATIONS, State

MOST_EVENTS = 12


@dataclass(frozen=True, slots=True)
class Size:
    """One measurement as people read it; `taken` says when, where not all are of one day."""

    name: str
    length: str
    unit: str
    taken: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """What was measured, and when it was last."""

    lines: tuple[Size, ...]
    taken_on: date | None
    ago: str
    by: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An order as its card shows it; `reached` of `steps` stations have had the garment."""

    number: str
    caption: str
    picture: Markup
    state: State
    words: str
    promised_on: date
    reached: int
    steps: int
    is_late: bool

    @property
    def is_being_made(self) -> bool:
        """Whether the workshop has something left to do."""
        return self.state not in DONE


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a customer."""

    customer: Customer
    history: Sequence[MeasurementTaken]
    designs: Sequence[Design]
    orders: Sequence[StoredOrder]
    cards: Sequence[Card] = ()

    @property
    def latest(self) -> Mapping[str, MeasurementTaken]:
        """The newest measurement of each kind, by key."""
        return {one.key: one for one in self.history}


def sizes(known: Known, now: datetime) -> Sizes:
    """The newest measurement of each kind, in the order of measuring."""
    latest = [known.latest[one.key] for one in MEASUREMENTS if one.key in known.latest]
    if not latest:
        return Sizes((), None, "", "")
    newest = max(latest, key=lambda one: one.measured_at)
    lines = tuple(_size(one, newest) for one in latest)
    passed = ago(now - newest.measured_at, language())
    return Sizes(lines, _day(newest), passed, measurer(newest))


def pairs(known: Known, today: date) -> tuple[Pair, ...]:
    """The customer's orders: those he waits for first, of both the newest first."""
    shown = enumerate(known.orders, len(known.designs))
    found = [_pair(stored, today, number) for number, stored in shown]
    return tuple(sorted(found, key=lambda one: one.state in {State.COLLECTED, State.CANCELLED}))


def timeline(known: Known, told: Sequence[Event]) -> tuple[Happening, ...]:
    """What happened, the newest first; `told` is what the log says."""
    happenings = [*_measured(known), *_designed(known), *_ordered(known, told), *happened(told)]
    happenings += _carded(known)
    came = next((one.medium for one in told if one.kind is Kind.WELCOMED), "")
    happenings.append(Happening(known.customer.created_at, _("Came to us"), "", came))
    return tuple(sorted(happenings, key=lambda one: one.at, reverse=True))


def fresher(known: Known) -> frozenset[str]:
    """Links of drafts that were not given the newest measurements."""
    latest, engines = known.latest, workshop().engines
    drafts = [design.draft for design in known.designs]
    return frozenset(
        draft.link
        for draft in drafts
        if measured(draft, engines[draft.configuration.product].product, latest).body_mm
        != draft.body_mm
    )


def to_order_again(known: Known) -> str:
    """The number of the order to be repeated with one tap, the newest; empty if there is none."""
    engines = workshop().engines
    made = (one for one in known.orders if State(one.state) is not State.CANCELLED)
    return next((one.order.number for one in made if one.order.product in engines), "")


def measurer(one: MeasurementTaken) -> str:
    """Who took a measurement, in words."""
    return str(_("at home") if one.how in AT_HOME else _("by %(who)s", who=one.measured_by))


def _size(one: MeasurementTaken, newest: MeasurementTaken) -> Size:
    known = next(known for known in MEASUREMENTS if known.key == one.key)
    unit = Units.METRIC.of(known)
    taken = "" if _day(one) == _day(newest) else dated(_day(one), language())
    return Size(str(NAMES[one.key]), amount_in(one.amount, unit, known), unit.value, taken)


def _day(one: MeasurementTaken) -> date:
    return workshop().here(one.measured_at).date()


def _pair(stored: StoredOrder, today: date, number: int) -> Pair:
    order, state = stored.order, State(stored.state)
    title = _("%(product)s, front", product=order.product_name.in_(language()))
    return Pair(
        number=order.number,
        caption=_caption(order),
        picture=numbered(front_of(order.look, title), number),
        state=state,
        words=str(SHOP[state]),
        promised_on=order.promised_on,
        reached=STATIONS.index(state) + 1 if state in STATIONS else 0,
        steps=len(STATIONS),
        is_late=is_late(stored, today),
    )


def _caption(order: Order) -> str:
    """The garment in a few words: the first options of its first steps."""
    engine = workshop().engines.get(order.product)
    steps = engine.product.steps if engine else ()
    names = {line.option: line.value_name.in_(language()) for line in order.lines}
    firsts = [step.options[0] for step in steps if step.options and step.options[0] in names]
    return in_a_row([names[option] for option in (firsts or list(names))[:2]], language())


def is_late(stored: StoredOrder, today: date) -> bool:
    """Whether the order should be ready by now and is not."""
    return stored.order.promised_on < today and State(stored.state) not in DONE


def _measured(known: Known) -> Iterator[Happening]:
    takings: dict[tuple[datetime, str], list[MeasurementTaken]] = {}
    for one in known.history:
        takings.setdefault((one.measured_at, one.measured_by), []).append(one)
    for (at, _who), taken in takings.items():
        note = ngettext("%(num)s size", "%(num)s sizes", len(taken))
        yield Happening(
            at,
            _("Measured %(who)s", who=measurer(taken[0])),
            note,
            _medium(taken[0].how in AT_HOME),
        )


def _designed(known: Known) -> Iterator[Happening]:
    for design in known.designs:
        left = ngettext("%(num)s choice open", "%(num)s choices open", design.open)
        note = left if design.open else _("all decided")
        yield Happening(
            design.draft.saved_at,
            _("Configured %(design)s", design=design.title),
            note,
            _medium(not design.draft.customer),
        )


def _ordered(known: Known, told: Sequence[Event]) -> Iterator[Happening]:
    for stored in known.orders:
        order = stored.order
        total = short_money(order.total_cents, order.currency, language())
        yield Happening(
            order.placed_at,
            _("Ordered %(number)s", number=order.number),
            total,
            medium_of_order(told, order.number),
        )


def _carded(known: Known) -> Iterator[Happening]:
    ends = {
        Why.LOST: _("Card lost: revoked"),
        Why.WORN: _("Card worn: replaced"),
        Why.ENDED: _("Card revoked"),
    }
    for one in known.cards:
        number = written(one.number)
        yield Happening(one.issued_at, _("Card issued"), number, Medium.SHOP)
        if one.revoked_at:
            yield Happening(one.revoked_at, str(ends[Why(one.why)]), number, Medium.SHOP)


def _medium(at_home: bool) -> Medium:  # noqa: FBT001 - the one thing it is about
    return Medium.WEB if at_home else Medium.SHOP
