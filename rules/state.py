"""What a customer sees after each click: the state of every value of every option."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

import numpy as np

from catalog.configuration import OWN, Choices
from catalog.product import Amounts, Kind, Option, Value
from rules.engine import Engine
from rules.layers import NEVER, SOME, UNKNOWN, Longs
from rules.passes import Answers, answers, held


@dataclass(frozen=True, slots=True)
class Situation:
    """What an answer hangs on.

    `choices` taken so far, oldest first. `facts` are values of measured options, by option; an
    option that is not there is unknown and may be any. `stock` holds units by SKU. `today` is
    the day an order would be placed.
    """

    choices: Choices
    facts: Mapping[str, str]
    stock: Mapping[str, int]
    today: date


class Status(StrEnum):
    """How a value stands with the other choices."""

    CHOSEN = "chosen"
    FORCED = "forced"
    POSSIBLE = "possible"
    RULED_OUT = "ruled_out"
    UNKNOWN = "unknown"  # not found out in time


@dataclass(frozen=True, slots=True)
class ValueState:
    """One value, were it taken while the own choices of other options stand.

    `changes` is the fewest own choices of other options to give up; 0 when possible, None when
    even giving up all would not help (the body forbids it). `configurations` is the number of
    designs left with it. `price_delta_cents` is the cheapest total with it less the cheapest total
    now. Prices and date are None for a value ruled out.

    Where a solver answers, `configurations` of a possible value is None, and so are all numbers of
    an unknown one, and prices and date that were not found out in time.
    """

    status: Status
    changes: int | None
    configurations: int | None
    price_delta_cents: int | None
    cheapest_cents: int | None
    dearest_cents: int | None
    ready_on: date | None


@dataclass(frozen=True, slots=True)
class State:
    """Everything the page shows at once.

    `total_cents` is the base price plus chosen and forced values, and everything once complete.
    `complete` is true when each design option has exactly one value left and the body is known.
    `ready_on` is the earliest date still reachable. `clash` is true when the own choices cannot
    stand together (a new measurement may do that); then no price or date is reachable. `engine` is
    what answered: a solver counts no configurations (None), and what it did not find out in time
    is None too, and never `complete`.
    """

    configurations: int | None
    clash: bool
    complete: bool
    total_cents: int
    cheapest_cents: int | None
    dearest_cents: int | None
    ready_on: date | None
    options: Mapping[str, Mapping[str, ValueState]]
    engine: Literal["diagram", "solver"] = "diagram"


def own_values(choices: Choices) -> dict[str, str]:
    """Values of own choices by option; suggestions and forced values never bind."""
    return {choice.option: choice.value for choice in choices if choice.by in OWN}


def state(engine: Engine, situation: Situation) -> State:
    """What to show in `situation`, every pass for every value at once."""
    diagram, product = engine.diagram, engine.product
    own = own_values(situation.choices)
    weights = engine.weights(situation.stock)
    found = answers(diagram, held(diagram, own, situation.facts), weights)
    view = _View(engine, situation, found, own)
    options = {option.key: view.values(option) for option in product.of_kind(Kind.DESIGN)}
    settled = all(_settled(values) for values in options.values())
    known = all(option.key in situation.facts for option in product.of_kind(Kind.MEASURED))
    clash = found.all_cheapest >= NEVER
    return State(
        configurations=found.all_count,
        clash=clash,
        complete=settled and known and not clash,
        total_cents=view.total_cents(),
        cheapest_cents=None if clash else view.total(found.all_cheapest),
        dearest_cents=None if clash else view.total(found.all_dearest),
        ready_on=None if clash else view.ready_on(found.all_days),
        options=options,
        engine=engine.kind,
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """What of a `State` a line of an offer shows; a price and a date only if nothing clashes."""

    total_cents: int
    cheapest_cents: int | None
    ready_on: date | None


def totals(engine: Engine, situation: Situation) -> Totals:
    """The same numbers as those of `state`, without the state of every value."""
    own = own_values(situation.choices)
    what = held(engine.diagram, own, situation.facts)
    found = answers(engine.diagram, what, engine.weights(situation.stock))
    view = _View(engine, situation, found, own)
    if found.all_cheapest >= NEVER:
        return Totals(view.total_cents(), None, None)
    cheapest_cents = engine.product.base_price_cents + found.all_cheapest
    return Totals(view.total_cents(), cheapest_cents, view.ready_on(found.all_days))


def _settled(values: Mapping[str, ValueState]) -> bool:
    return any(value.status in (Status.CHOSEN, Status.FORCED) for value in values.values())


class _Known(dict[int, int]):
    """What is known of a few of very many values, by number."""

    def __missing__(self, number: int) -> int:
        return UNKNOWN


def _known(column: Longs) -> _Known:
    known = np.flatnonzero(column != UNKNOWN)
    return _Known(zip(known.tolist(), column[known].tolist(), strict=True))


class _View:
    """The engine's numbers for one situation, by option and value."""

    def __init__(
        self, engine: Engine, situation: Situation, found: Answers, own: Mapping[str, str]
    ) -> None:
        self._engine, self._own, self._count = engine, own, found.count
        self._from = situation.today + timedelta(days=engine.product.base_lead_days)
        self._now = found.all_cheapest
        columns = (found.changes, found.cheapest, found.dearest, found.days)
        self._wide = {
            engine.diagram.numbers(option.key).start: option.wide
            for option in engine.product.options
            if option.wide
        }
        self._changes, self._low, self._high, self._days = (
            _known(one) if self._wide else one.tolist() for one in columns
        )

    def ready_on(self, days: int) -> date | None:
        """The ready date with modules that wait `days`."""
        return None if days == UNKNOWN else self._from + timedelta(days=days)

    def total(self, cents: int) -> int | None:
        """The total with surcharges of so many cents."""
        return None if cents == UNKNOWN else self._engine.product.base_price_cents + cents

    def values(self, option: Option) -> dict[str, ValueState]:
        """The state of every value of `option`; of very many, of those that were looked at."""
        numbers = self._engine.diagram.numbers(option.key)
        forced = option.key not in self._own and self._only(numbers) is not None
        own = self._own.get(option.key)
        shown: Iterable[tuple[int, Value]] = zip(numbers, option.values, strict=False)
        if option.wide:
            shown = self._looked_at(numbers, option.wide, own)
        return {
            value.key: self._value(number, chosen=value.key == own, forced=forced)
            for number, value in shown
        }

    def _looked_at(
        self, numbers: range, values: Amounts, own: str | None
    ) -> Iterator[tuple[int, Value]]:
        taken = None if own is None else values.place(own)
        places = {number - numbers.start for number in self._changes if number in numbers}
        places.update(range(len(values.first)))
        for place in sorted(places if taken is None else places | {taken}):
            yield numbers.start + place, values[place]

    def _only(self, numbers: range) -> int | None:
        if wide := self._wide.get(numbers.start):
            looked_at = [number for number in self._changes if number in numbers]
            # The least and the most were looked at, so one that stands is the only one.
            if not any(number - numbers.start >= len(wide.first) for number in looked_at):
                return None
            standing = [number for number in looked_at if self._changes[number] == 0]
            return standing[0] if len(standing) == 1 else None
        standing = [number for number in numbers if self._changes[number] in (0, UNKNOWN)]
        known = len(standing) == 1 and self._changes[standing[0]] == 0
        return standing[0] if known else None

    def _value(self, number: int, *, chosen: bool, forced: bool) -> ValueState:
        changes = self._changes[number]
        if changes in (UNKNOWN, SOME):
            status = Status.CHOSEN if chosen else Status.UNKNOWN
            return ValueState(status, None, None, None, None, None, None)
        if changes:
            status = Status.CHOSEN if chosen else Status.RULED_OUT
            known = changes if changes < NEVER else None
            return ValueState(status, known, 0, None, None, None, None)
        low = self._low[number]
        known = low != UNKNOWN and UNKNOWN < self._now < NEVER
        usual = Status.FORCED if forced else Status.POSSIBLE
        return ValueState(
            status=Status.CHOSEN if chosen else usual,
            changes=0,
            configurations=self._count[number],
            price_delta_cents=low - self._now if known else None,
            cheapest_cents=self.total(low),
            dearest_cents=self.total(self._high[number]),
            ready_on=self.ready_on(self._days[number]),
        )

    def total_cents(self) -> int:
        """Base price and every value that is chosen or the only one left."""
        diagram, total = self._engine.diagram, self._engine.product.base_price_cents
        for option in diagram.options:
            if option in self._own:
                total += self._engine.price[diagram.number(option, self._own[option])]
            elif (only := self._only(diagram.numbers(option))) is not None:
                total += self._engine.price[only]
        return int(total)
