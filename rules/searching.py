"""What a diagram answers, answered by search: for products too big to compile.

The answers mean the same, but there are no counts, and a deadline may leave some UNKNOWN.

Of an option with very many numbers the least and the most that stand are told, and the one taken;
others stay UNKNOWN until they are taken.
"""

from collections.abc import Sequence
from copy import copy
from typing import Self

import numpy as np

from catalog.product import Product
from rules.answering import Answering
from rules.deadline import Deadline
from rules.finding import Finding
from rules.layers import NEVER, Flags, Longs
from rules.passes import Answers, Held, Weights
from rules.remembered import Found, Remembered
from rules.solver import Solver

_REMEMBERED = 1 << 22
"""Answers are remembered of so many values in all, and of so many situations."""
_SITUATIONS = 128


class Search(Finding):
    """All valid configurations of a product, found one by one.

    Until the `deadline` answers to the options asked about `first` come before others. Afterwards
    `answers` leaves out what it does not know, and the others raise SolverGaveUp; who asks
    `answers` again goes on from there.
    """

    def __init__(
        self,
        product: Product,
        solver: Solver,
        deadline: Deadline | None = None,
        first: Sequence[str] = (),
        remembered: Remembered | None = None,
    ) -> None:
        super().__init__(product, solver, deadline, first)
        most = min(_SITUATIONS, _REMEMBERED // (len(self.values) + 1) + 1)
        self._remembered = remembered or Remembered(most)

    def within(self, deadline: Deadline | None, first: Sequence[str]) -> Self:
        """The same for one request."""
        other = copy(self)  # With all that is numbered, which is the same for everybody.
        other.__dict__.pop("first", None)
        other.__dict__ |= {"_deadline": deadline, "_first": first}
        return other

    def answers(self, what: Held, weights: Weights) -> Answers:
        """Every pass but the counts, as far as the deadline lets it.

        Raises SolverGaveUp when not even found out whether the own choices clash.
        """
        # Half of what is left: within one request more may be asked.
        deadline = self._deadline and Deadline.after(self._deadline.left / 2, self._deadline.clock)
        search = self.within(deadline, self._first)
        # Of a wide option every number costs and delays the same in every situation.
        weighed = (weights.price[self.plain], weights.days[self.plain])
        asked = b"".join(one.tobytes() for one in (what.own, what.facts, *weighed))
        found = self._remembered.recall(asked) or Found.nothing(len(self.values))
        Answering(search, what, weights, found).search_on()
        self._remembered.keep(asked, found)
        return Answers(
            changes=found.changes,
            count=[None] * len(self.values),
            cheapest=found.cheapest,
            dearest=found.dearest,
            days=found.days,
            all_count=0 if found.clash else None,
            all_cheapest=found.all_cheapest,
            all_dearest=found.all_dearest,
            all_days=found.all_days,
        )

    def possible(self, what: Held) -> Flags:
        """Which values stand with the own choices of other options.

        Of a wide option all numbers from the least that stands to the most.
        """
        each = np.zeros(len(self.values), dtype=np.bool_)
        for room in self.rooms(what):
            for option in room.wide:
                if ends := self.ends(option, room.shut):
                    each[ends[0] : ends[1] + 1] = True
            for values, _ in self.sweep(self.nothing, room.shut, room.mine):
                each[values] = True
        return each

    def best(self, cost: Longs) -> tuple[int, dict[str, str]] | None:
        """A valid configuration with the least sum of `cost`; NEVER forbids a value."""
        barred = cost >= NEVER
        found = self.found(barred, np.where(barred, 0, cost))
        return (int(cost[found].sum()), dict(self.values[n] for n in found)) if found else None
