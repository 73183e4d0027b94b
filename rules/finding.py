"""One question after the other to the solver: what stands, and what is the least of a sum.

One question finds many answers: the cheapest configuration with any of the values still open tells
the price of every open value in it, since none of them has a cheaper one; asked again without
these, until nothing is left, all are known. Values that may replace one in it, and cost then
what they must at least, are known as well without being asked about.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from catalog.product import Kind, Product
from rules.asked import Asked
from rules.deadline import Deadline
from rules.layers import FREE, NEVER, Flags, Longs
from rules.numbering import Numbering, asked_of
from rules.passes import Held
from rules.solver import Solver, SolverGaveUp
from rules.swapping import Swaps


@dataclass(frozen=True, slots=True)
class Room:
    """Values `mine` whose answers have the same other values in their way.

    Facts keep out those that are `barred`, own choices of other options those that are `held`: both
    are flags by number. Of `wide` options among them the ends are looked for.
    """

    mine: set[int]
    wide: frozenset[str]
    barred: Flags
    held: Flags

    @property
    def shut(self) -> Flags:
        """All values that may not stand beside them."""
        return self.barred | self.held


class Finding(Numbering):
    """Finds valid configurations of a product, until the `deadline`.

    The options asked about `first` come before others.
    """

    def __init__(
        self,
        product: Product,
        solver: Solver,
        deadline: Deadline | None = None,
        first: Sequence[str] = (),
    ) -> None:
        super().__init__(product)
        self._solver, self._deadline, self._first = solver, deadline, first
        self._swaps = Swaps(solver.book)

    def found(self, shut: Flags, cost: Longs, one_of: Iterable[int] = ()) -> list[int]:
        """The numbers of the values of the configuration asked for; none if there is none."""
        return self._found(self._asked(shut, cost), one_of)

    def _asked(self, shut: Flags, cost: Longs) -> Asked:
        out = self.plain[shut[self.plain]].tolist()
        priced = self.plain[cost[self.plain] != 0].tolist()
        return Asked(
            without=[self.values[number] for number in out],
            costs={self.values[number]: int(cost[number]) for number in priced},
            wide={key: asked_of(cost[part], shut[part]) for key, part in self.wide.items()},
        )

    def _found(self, asked: Asked, one_of: Iterable[int]) -> list[int]:
        seconds = self._deadline.left if self._deadline else None
        if seconds is not None and seconds <= 0:
            raise SolverGaveUp
        wanted = [self.values[number] for number in one_of]
        hint = dict(reversed(wanted)).items()
        found = self._solver.found(replace(asked, one_of=wanted, hint=hint), seconds)
        return sorted(self.number(*value) for value in found.items()) if found else []

    def sweep(
        self, cost: Longs, shut: Flags, wanted: Iterable[int]
    ) -> Iterator[tuple[list[int], int]]:
        """Values of `wanted` with the least sum of `cost` each can have.

        Those that never come are in no configuration.
        """
        left = {number for number in wanted if not shut[number]}
        if not left:
            return
        asked = self._asked(shut, cost)
        least = np.minimum.reduceat(np.where(shut, NEVER, cost), self.first_value[:-1])
        while left:
            found = self._found(asked, sorted(left))
            if not found:
                return
            yield sorted(left.intersection(found)), int(cost[found].sum())
            left -= set(found)
            for values, total in self._beside(found, cost, least.tolist(), sorted(left)):
                yield values, total
                left -= set(values)

    def _beside(
        self, found: list[int], cost: Longs, least: list[int], left: list[int]
    ) -> Iterator[tuple[list[int], int]]:
        """Those `left` that may replace one of `found`, when that is the least they can have.

        None of them is in anything cheaper than `found`, nor costs less than itself and the `least`
        of each other option.
        """
        total, of_all = int(cost[found].sum()), sum(least)
        values, sure = dict(self.values[number] for number in found), dict[int, list[int]]()
        layers = np.searchsorted(self.first_value, left, side="right") - 1
        for number, layer in zip(left, layers.tolist(), strict=True):
            mine = int(cost[number])
            swapped = total - int(cost[found[layer]]) + mine
            can_be_no_less = swapped <= max(total, of_all - least[layer] + mine)
            if can_be_no_less and self._swaps.stands(values, *self.values[number]):
                sure.setdefault(swapped, []).append(number)
        return ((numbers, sum_) for sum_, numbers in sure.items())

    def ends(self, option: str, shut: Flags) -> tuple[int, int] | None:
        """The least and the most number of a wide option that stand; None if none does."""
        part, found, no_number = self.wide[option], list[int](), shut.copy()
        no_number[part.start : part.start + len(self.behind[option])] = True
        for step in (1, -1):
            cost = self.nothing.copy()
            cost[part] = np.arange(part.stop - part.start) * step
            found += [n for n in self.found(no_number, cost) if part.start <= n < part.stop]
        return (found[0], found[1]) if found else None

    def rooms(self, what: Held) -> Iterator[Room]:
        """Values that are answered together, those asked about first in front.

        An own choice yields to other values of its option: these have a room of their own.
        """
        barred, held = self.against(what.facts), self.against(what.own)
        own = [self.options[n] for n in np.flatnonzero(what.own != FREE)]
        open_ = [key for key in self.options if key not in own]
        for options in sorted([open_, *([key] for key in own)], key=self._asked_later):
            mine, others = set[int](), held.copy()
            for key in options:
                numbers = self.numbers(key)
                others[numbers.start : numbers.stop] = False
                mine.update(self.looked_at(key, what.own))
            wide = frozenset(self.wide.keys() & options)
            yield Room({number for number in mine if not barred[number]}, wide, barred, others)

    def looked_at(self, option: str, own: Longs) -> Sequence[int]:
        """The values of an option that are answered whatever stands: of a wide one, very few."""
        if option not in self.wide:
            return self.numbers(option)
        taken = int(own[self.layer(option)])
        first = self.numbers(option).start
        some = range(first, first + len(self.behind[option]))
        return [*some, taken] if taken != FREE and taken not in some else some

    def _asked_later(self, options: Sequence[str]) -> bool:
        return self.first.isdisjoint(options)

    @cached_property
    def first(self) -> frozenset[str]:
        """The options whose answers come first."""
        return frozenset(self._first)

    @property
    def turns(self) -> tuple[set[str], set[str], set[str], set[str]]:
        """Options by their turn: asked about, other designs, derived from these, and others."""
        product, turns = self.product, (set[str](), set[str](), set[str](), set[str]())
        for option in product.options:
            turn = {Kind.DESIGN: 1, Kind.DERIVED: 2}.get(option.kind, 3)
            turns[0 if option.key in self.first else turn].add(option.key)
        return turns
