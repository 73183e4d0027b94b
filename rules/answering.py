"""The answers to one situation, found one after the other: what is needed most comes first."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

import numpy as np

from rules.finding import Finding, Room
from rules.layers import NEVER, SOME, UNKNOWN, Flags, Longs
from rules.passes import Held, Weights
from rules.remembered import Found
from rules.solver import SolverGaveUp


class Answering:
    """The search for what is not `found` yet in one situation."""

    def __init__(self, search: Finding, what: Held, weights: Weights, found: Found) -> None:
        self._search, self._rooms, self._found = search, list(search.rooms(what)), found
        self._price, self._discount = weights.price, -weights.price
        self._days = weights.days
        # Numbers of wide options need no modules, so that none of them delays.
        self._waiting = sorted({0, *self._days[search.plain].tolist()})
        barred = search.against(what.facts)
        found.changes[barred] = NEVER
        self._shut = barred | search.against(what.own)
        if found.clash is None:
            found.clash = not search.found(self._shut, search.nothing)
        if found.clash:
            found.all_cheapest, found.all_dearest, found.all_days = NEVER, -NEVER, NEVER

    def search_on(self) -> None:
        """Find everything that can be found before the deadline."""
        steps, found = list(self._steps()), self._found
        # What was too hard to find comes last next time: it keeps nobody from finding the rest.
        for number in sorted(range(len(steps)), key=found.gave_up.__getitem__):
            known = found.known
            try:
                steps[number]()
            except SolverGaveUp:
                found.gave_up[number] += found.known == known
                return

    def _steps(self) -> Iterator[Callable[[], None]]:
        """What is needed most comes first."""
        early, designs, derived, rest = self._search.turns
        yield from (self._cheapest_now, self._soonest_now)
        yield from self._in_each_room(early, self._stand, self._count_changes, self._weigh)
        yield from self._in_each_room(designs, self._stand)
        yield from self._in_each_room(derived, self._stand)
        yield self._dearest_now
        yield from self._in_each_room(designs, self._count_changes, self._weigh)
        yield from self._in_each_room(rest, self._stand)
        yield from self._in_each_room(derived | rest, self._count_changes, self._weigh)

    def _in_each_room(
        self, some: set[str], *steps: Callable[[Room, set[str]], None]
    ) -> Iterator[Callable[[], None]]:
        return (partial(step, room, some) for step in steps for room in self._rooms)

    def _cheapest_now(self) -> None:
        if self._found.all_cheapest == UNKNOWN:
            self._found.all_cheapest = self._least(self._price)

    def _dearest_now(self) -> None:
        if self._found.all_dearest == UNKNOWN:
            self._found.all_dearest = -self._least(self._discount)

    def _soonest_now(self) -> None:
        if self._found.all_days == UNKNOWN:
            self._found.all_days = next(wait for _, wait in self._waits(self._shut, None))

    def _least(self, cost: Longs) -> int:
        return int(cost[self._search.found(self._shut, cost)].sum())

    def _mine(self, room: Room, some: Collection[str]) -> set[int]:
        """The values of these options in a room that are looked at, ends found until now too."""
        numbers = map(self._search.numbers, some)
        mine = {n for one in numbers for n in room.mine if one.start <= n < one.stop}
        return mine.union(*(self._found.ends.get(key, ()) for key in room.wide.intersection(some)))

    def _reach(self, room: Room, some: Collection[str]) -> None:
        """Which numbers of wide options are the least and the most that stand."""
        for option in sorted(room.wide.intersection(some)):
            if option not in self._found.ends:
                ends = self._search.ends(option, room.shut)
                numbers = self._search.numbers(option)
                first = numbers.start + len(self._search.behind[option])
                self._found.ends[option] = ends or (first, numbers.stop - 1)
                self._found.changes[[*(ends or ())]] = 0

    def _stand(self, room: Room, some: Collection[str]) -> None:
        """Whether values of these options are possible."""
        self._reach(room, some)
        left = self._unknown(self._found.changes, self._mine(room, some))
        for values, _ in self._search.sweep(self._search.nothing, room.shut, left):
            self._found.changes[values] = 0
            left -= set(values)
        self._found.changes[sorted(left)] = SOME

    def _count_changes(self, room: Room, some: Collection[str]) -> None:
        """What those of their values change that are known to be not possible."""
        ruled_out = {n for n in self._mine(room, some) if self._found.changes[n] == SOME}
        left = set(ruled_out)
        cost = room.held.astype(np.int64)
        for values, changes in self._search.sweep(cost, room.barred, ruled_out):
            self._found.changes[values] = changes
            left -= set(values)
        self._found.changes[sorted(left)] = NEVER

    def _weigh(self, room: Room, some: Collection[str]) -> None:
        """What their values cost and delay, those that are known to be possible."""
        found = self._found
        stands = {n for n in self._mine(room, some) if found.changes[n] == 0}
        for values, wait in self._waits(room.shut, self._unknown(found.days, stands)):
            found.days[values] = wait
        late = self._unknown(found.cheapest, stands)
        for values, cents in self._search.sweep(self._price, room.shut, late):
            found.cheapest[values] = cents
        late = self._unknown(found.dearest, stands)
        for values, cents in self._search.sweep(self._discount, room.shut, late):
            found.dearest[values] = -cents

    def _unknown(self, of: Longs, some: Collection[int]) -> set[int]:
        return {number for number in some if of[number] == UNKNOWN}

    def _waits(self, shut: Flags, wanted: set[int] | None) -> Iterator[tuple[list[int], int]]:
        """Values with the days each has to wait; without `wanted`, of any configuration."""
        left = set(wanted or ())
        for wait in self._waiting:
            later = shut | (self._days > wait)
            if wanted is None:
                if self._search.found(later, self._search.nothing):
                    yield [], wait
                continue
            for values, _ in self._search.sweep(self._search.nothing, later, left):
                yield values, wait
                left -= set(values)
