"""What a diagram answers, answered by search: for products too big to compile.

The answers mean the same, but there are no counts, and a deadline may leave some UNKNOWN. One
question finds many answers: the cheapest configuration with any of the values still open tells the
price of every open value in it, since none of them has a cheaper one; asked again without these,
until nothing is left, all are known.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from catalog.product import Kind, Product
from rules.asked import Asked
from rules.deadline import Deadline
from rules.layers import FREE, NEVER, SOME, UNKNOWN, Flags, Longs, Numbered
from rules.passes import Answers, Held, Weights
from rules.solver import Solver, SolverGaveUp


@dataclass(frozen=True, slots=True)
class Room:
    """Values `mine` whose answers have the same other values in their way.

    Facts keep out those that are `barred`, own choices of other options those that are `held`.
    """

    mine: set[int]
    barred: set[int]
    held: set[int]

    @property
    def shut(self) -> set[int]:
        """All values that may not stand beside them."""
        return self.barred | self.held


class Search(Numbered):
    """All valid configurations of a product, found one by one.

    Until the `deadline` answers to the options asked about `first` come before others. Afterwards
    `answers` leaves out what it does not know, and the others raise SolverGaveUp.
    """

    def __init__(
        self,
        product: Product,
        solver: Solver,
        deadline: Deadline | None = None,
        first: Sequence[str] = (),
    ) -> None:
        self.options = tuple(option.key for option in product.options)
        self.values = tuple((o.key, value.key) for o in product.options for value in o.values)
        sizes = [0, *(len(option.values) for option in product.options)]
        self.first_value = np.cumsum(sizes).astype(np.int32)
        self._product, self._solver = product, solver
        self._deadline, self._first = deadline, first

    def within(self, deadline: Deadline, first: Sequence[str]) -> Self:
        """The same for one request."""
        return type(self)(self._product, self._solver, deadline, first)

    def answers(self, what: Held, weights: Weights) -> Answers:
        """Every pass but the counts, as far as the deadline lets it.

        Raises SolverGaveUp when not even found out whether the own choices clash.
        """
        # Half of what is left: within one request more may be asked.
        deadline = self._deadline and Deadline.after(self._deadline.left / 2, self._deadline.clock)
        search = type(self)(self._product, self._solver, deadline, self._first)
        return _Answering(search, what, weights).answers()

    def possible(self, what: Held) -> Flags:
        """Which values stand with the own choices of other options."""
        each = np.zeros(len(self.values), dtype=np.bool_)
        for room in self.rooms(what):
            for values, _ in self.sweep({}, room.shut, room.mine):
                each[values] = True
        return each

    def best(self, cost: Longs) -> tuple[int, dict[str, str]] | None:
        """A valid configuration with the least sum of `cost`; NEVER forbids a value."""
        barred = cost >= NEVER
        priced = np.flatnonzero((cost != 0) & ~barred).tolist()
        costs = dict(zip(priced, cost[priced].tolist(), strict=True))
        found = self.found(np.flatnonzero(barred).tolist(), costs)
        return (int(cost[found].sum()), dict(self.values[n] for n in found)) if found else None

    def found(
        self, without: Iterable[int], costs: Mapping[int, int], one_of: Iterable[int] = ()
    ) -> list[int]:
        """The numbers of the values of the configuration asked for; none if there is none."""
        seconds = self._deadline.left if self._deadline else None
        if seconds is not None and seconds <= 0:
            raise SolverGaveUp
        wanted = [self.values[number] for number in one_of]
        asked = Asked(
            without=[self.values[number] for number in without],
            one_of=wanted,
            costs={self.values[number]: cost for number, cost in costs.items()},
            hint=dict(reversed(wanted)).items(),
        )
        found = self._solver.found(asked, seconds)
        return sorted(self.number(*value) for value in found.items()) if found else []

    def sweep(
        self, costs: Mapping[int, int], without: Collection[int], wanted: Iterable[int]
    ) -> Iterator[tuple[list[int], int]]:
        """Values of `wanted` with the least sum of `costs` each can have, the least first.

        Those that never come are in no configuration.
        """
        left = set(wanted) - set(without)
        while left:
            found = self.found(without, costs, sorted(left))
            if not found:
                return
            yield sorted(left.intersection(found)), sum(costs.get(number, 0) for number in found)
            left -= set(found)

    def rooms(self, what: Held) -> Iterator[Room]:
        """Values that are answered together, those asked about first in front.

        An own choice yields to other values of its option: these have a room of their own.
        """
        barred, held = self.against(what.facts), self.against(what.own)
        own = [self.options[n] for n in np.flatnonzero(what.own != FREE)]
        open_ = [key for key in self.options if key not in own]
        for options in sorted([open_, *([key] for key in own)], key=self._asked_later):
            mine = {number for key in options for number in self.numbers(key)}
            yield Room(mine - barred, barred, held - mine)

    def _asked_later(self, options: Sequence[str]) -> bool:
        return self.first.isdisjoint(options)

    def against(self, taken: Longs) -> set[int]:
        """The values that values `taken` keep out of their options."""
        return {
            number
            for key, mine in zip(self.options, taken.tolist(), strict=True)
            if mine != FREE
            for number in self.numbers(key)
            if number != mine
        }

    @cached_property
    def first(self) -> frozenset[str]:
        """The options whose answers come first."""
        return frozenset(self._first)

    @property
    def turns(self) -> tuple[set[int], set[int], set[int], set[int]]:
        """Values by their turn: asked about, of other designs, derived from these, and others."""
        product, turns = self._product, (set[int](), set[int](), set[int](), set[int]())
        for option in product.options:
            turn = {Kind.DESIGN: 1, Kind.DERIVED: 2}.get(option.kind, 3)
            turns[0 if option.key in self.first else turn].update(self.numbers(option.key))
        return turns


class _Answering:
    """The answers to one situation as far as they are found."""

    def __init__(self, search: Search, what: Held, weights: Weights) -> None:
        self._search, self._rooms = search, list(search.rooms(what))
        self._price = _costs(weights.price)
        self._discount = _costs(-weights.price)
        self._days = weights.days
        self._changes, self._low, self._high, self._wait = (
            np.full(len(search.values), UNKNOWN) for _ in range(4)
        )
        barred = search.against(what.facts)
        self._changes[sorted(barred)] = NEVER
        self._shut = barred | search.against(what.own)
        self._clash = not search.found(self._shut, {})
        nothing = (NEVER, -NEVER, NEVER) if self._clash else (UNKNOWN, UNKNOWN, UNKNOWN)
        self._all_low, self._all_high, self._all_wait = nothing

    def answers(self) -> Answers:
        """Everything found before the deadline."""
        with suppress(SolverGaveUp):
            self._search_on()
        return Answers(
            changes=self._changes,
            count=[None] * len(self._changes),
            cheapest=self._low,
            dearest=self._high,
            days=self._wait,
            all_count=0 if self._clash else None,
            all_cheapest=self._all_low,
            all_dearest=self._all_high,
            all_days=self._all_wait,
        )

    def _search_on(self) -> None:
        """What is needed most comes first."""
        early, designs, derived, rest = self._search.turns
        if not self._clash:
            self._all_low = self._least(self._price)
            self._all_wait = next(wait for _, wait in self._waits(self._shut, None))
        self._stand(early)
        self._weigh(early)
        self._stand(designs)
        self._stand(derived)
        if not self._clash:
            self._all_high = -self._least(self._discount)
        self._weigh(designs)
        self._stand(rest)
        self._weigh(derived | rest)

    def _least(self, costs: Mapping[int, int]) -> int:
        found = self._search.found(self._shut, costs)
        return sum(costs.get(number, 0) for number in found)

    def _stand(self, some: set[int]) -> None:
        """Whether these values are possible."""
        for room in self._rooms:
            left = room.mine & some
            for values, _ in self._search.sweep({}, room.shut, left):
                self._changes[values] = 0
                left -= set(values)
            self._changes[sorted(left)] = SOME

    def _weigh(self, some: set[int]) -> None:
        """What these values change, cost and delay; whether they are possible is known."""
        for room in self._rooms:
            self._count_changes(room, some)
            self._weigh_in(room, some)

    def _count_changes(self, room: Room, some: set[int]) -> None:
        ruled_out = {n for n in room.mine & some if self._changes[n] == SOME}
        costs = dict.fromkeys(room.held, 1)
        left = set(ruled_out)
        for values, changes in self._search.sweep(costs, room.barred, ruled_out):
            self._changes[values] = changes
            left -= set(values)
        self._changes[sorted(left)] = NEVER

    def _weigh_in(self, room: Room, some: set[int]) -> None:
        stands = {n for n in room.mine & some if self._changes[n] == 0}
        for values, wait in self._waits(room.shut, stands):
            self._wait[values] = wait
        for values, cents in self._search.sweep(self._discount, room.shut, stands):
            self._high[values] = -cents
        for values, cents in self._search.sweep(self._price, room.shut, stands):
            self._low[values] = cents

    def _waits(self, shut: set[int], wanted: set[int] | None) -> Iterator[tuple[list[int], int]]:
        """Values with the days each has to wait; without `wanted`, of any configuration."""
        left = set(wanted or ())
        for wait in sorted(set(self._days.tolist())):
            without = shut | set(np.flatnonzero(self._days > wait).tolist())
            if wanted is None:
                if self._search.found(without, {}):
                    yield [], wait
                continue
            for values, _ in self._search.sweep({}, without, left):
                yield values, wait
                left -= set(values)


def _costs(weights: Longs) -> dict[int, int]:
    return {number: cost for number, cost in enumerate(weights.tolist()) if cost}
