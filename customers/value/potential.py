"""What somebody who never bought may be worth: how likely such become customers, times their value.

Prospects have no past, so the value is all potential. Whoever did the same before he bought, as far
as we saw it, shows how it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PRIOR = 20
"""So many people of the usual share stand beside each class, so that few tell little."""


class Trace(StrEnum):
    """What a person did before he bought anything; of several the one that says most."""

    DESIGNED = "designed"
    CAME = "came"
    LOOKED = "looked"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Known:
    """Of people with the same trace: how many are prospects and customers, and these in cents."""

    prospects: int
    customers: int
    value_cents: int


@dataclass(frozen=True, slots=True)
class Potential:
    """The chance to become a customer, what such a customer is worth, and both together."""

    trace: Trace
    chance: float
    customer_cents: int

    @property
    def cents(self) -> int:
        """What the prospect may bring."""
        return round(self.chance * self.customer_cents)


def trace_of(looks: int, designs: int, wishes: int, visits: int, talks: int) -> Trace:
    """The trace of somebody with so many of each."""
    if designs or wishes:
        return Trace.DESIGNED
    if visits or talks:
        return Trace.CAME
    return Trace.LOOKED if looks else Trace.NOTHING


def potential(trace: Trace, known: Mapping[Trace, Known]) -> Potential | None:
    """What a prospect with that trace may bring; None where nobody ever bought.

    The share of all, weighted as `PRIOR` people, is drawn on (an empirical Bayes estimate).
    """
    everybody = Known(
        *(sum(getattr(one, name) for one in known.values()) for name in Known.__slots__)
    )
    if not everybody.customers:
        return None
    here = known.get(trace, Known(0, 0, 0))
    usual = everybody.customers / (everybody.prospects + everybody.customers)
    chance = (here.customers + PRIOR * usual) / (here.prospects + here.customers + PRIOR)
    mean = everybody.value_cents / everybody.customers
    worth = (here.value_cents + PRIOR * mean) / (here.customers + PRIOR)
    return Potential(trace, chance, round(worth))
