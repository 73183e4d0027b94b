"""How true people stay to themselves: how much their own orders say beside those of their like.

Of each option everybody has a favourite, at first as likely as his class chooses it. An order takes
the favourite with the option's `hold`, else whatever his class chooses; from order to order some
favourites change, and some choices mean nothing. So one order says little, and a second that agrees
with it says much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from customers.taste.classes import Classes, normed
from customers.taste.made import Made, by_customer, design_layers, numbered
from rules.layers import FREE, Diagram, Longs
from rules.passes import Floats

HOLDS = np.array([0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97])
DRIFTS = (0.02, 0.05, 0.15, 0.3)
SLIPS = (0.0, 0.1, 0.2, 0.3)
TEMPERS = (1.0, 0.5, 0.25)
FEW = 20.0
"""So many orders are worth what is known of all options, when one option is judged."""

UNSEEN = (0.5, 0.1, 0.1, 0.5)
"""Hold, drift, slip and temper where nobody ordered twice."""

MOST_BEFORE = 3
"""Of so many orders before it, each order is foretold to learn from."""


@dataclass(frozen=True, slots=True, eq=False)
class Loyalty:
    """How often the favourite is taken (`hold`, by layer), and what blurs it.

    `drift` is the share of favourites that change from one order to the next, `slip` that of
    choices that mean nothing. What orders say of somebody's class is raised to the power of
    `temper`, as values hang together more than classes know.
    """

    hold: Floats
    drift: float
    slip: float
    temper: float


def expected(
    given: Floats, orders: Sequence[Longs], hold: float, drift: float, slip: float
) -> Floats:
    """How likely each value of an option is next, after these orders.

    Args:
        given: what his class chooses (rows x values).
        orders: the place of the value chosen in each, the oldest first, by row; FREE if unknown.
        hold: how often the favourite is taken.
        drift: the share of favourites that change from order to order.
        slip: the share of choices that mean nothing, and may be any value.
    """
    flat = (given > 0) / np.maximum((given > 0).sum(axis=-1, keepdims=True), 1)
    meant = np.maximum(given - slip * flat, 1e-6 * flat)
    meant /= np.maximum(meant.sum(axis=-1, keepdims=True), 1e-300)
    by_class = (1 - slip) * (1 - hold) * meant + slip * flat
    favourite = meant
    for place in orders:
        known = place[:, None] != FREE
        chosen = place[:, None] == np.arange(given.shape[-1])
        anyway = (by_class * chosen).sum(axis=-1, keepdims=True)
        told = favourite * ((1 - slip) * hold * chosen + anyway)
        total = told.sum(axis=-1, keepdims=True)
        told = np.where(known & (total > 0), told / np.where(total > 0, total, 1.0), favourite)
        favourite = (1 - drift) * told + drift * meant
    return np.asarray((1 - slip) * hold * favourite + by_class)


@dataclass(frozen=True, slots=True, eq=False)
class _Later:
    """Orders by row, as many `before` each (the oldest first) as before any other.

    All are orders x options, as places among the option's values.
    """

    before: Sequence[Longs]
    now: Longs
    likelihood: Floats  # of those before, by class


def loyalty(diagram: Diagram, found: Classes, made: Sequence[Made]) -> Loyalty:
    """How loyal people are, learned from those who ordered more than once."""
    layers, later = design_layers(diagram), _later(diagram, found, made)
    hold = np.zeros(len(diagram.options))
    if not later:
        hold[layers] = UNSEEN[0]
        return Loyalty(hold, *UNSEEN[1:])
    best, most = (hold[layers], *UNSEEN[1:]), -np.inf
    for temper in TEMPERS:
        shares = _shares(diagram, found, later, temper)
        for drift, slip in product(DRIFTS, SLIPS):
            holds, likelihood = _held(
                np.array(
                    [
                        sum(
                            _by_hold(given[place], one, place, drift, slip)
                            for one, given in zip(later, shares, strict=True)
                        )
                        for place in range(len(layers))
                    ]
                )
            )
            if likelihood > most:
                best, most = (holds, drift, slip, temper), likelihood
    hold[layers] = best[0]
    return Loyalty(hold, *best[1:])


def _shares(
    diagram: Diagram, found: Classes, later: Sequence[_Later], temper: float
) -> list[list[Floats]]:
    """What is expected of people's classes, by option (orders x values each)."""
    numbers = [diagram.numbers(diagram.options[layer]) for layer in design_layers(diagram)]
    posteriors = [normed(one.likelihood * temper + np.log(found.shares)) for one in later]
    return [
        [np.einsum("ot,vt->ov", posterior, found.given[some]) for some in numbers]
        for posterior in posteriors
    ]


def _later(diagram: Diagram, found: Classes, made: Sequence[Made]) -> list[_Later]:
    """Every order that has one before it, together with others that have as many."""
    people = [numbered(diagram, orders) for orders in by_customer(made).values()]
    first = diagram.first_value[design_layers(diagram)]
    later = list[_Later]()
    for many in range(1, MOST_BEFORE + 1):
        some = [
            rows[end - many : end + 1]
            for rows in people
            for end in range(many, len(rows))
            if many in {end, MOST_BEFORE}
        ]
        if some:
            rows = np.array(some)
            likelihood = sum(found.log_likelihood(rows[:, place]) for place in range(many))
            places = np.where(rows == FREE, FREE, rows - first)
            before = [places[:, place] for place in range(many)]
            later.append(_Later(before, places[:, many], np.asarray(likelihood)))
    return later


def _by_hold(given: Floats, later: _Later, place: int, drift: float, slip: float) -> Floats:
    """How likely the values chosen of one option are, for each hold."""
    known = later.now[:, place] != FREE
    before = [one[known, place] for one in later.before]
    now = later.now[known, place][:, None]
    return np.array(
        [
            np.log(
                np.maximum(
                    np.take_along_axis(expected(given[known], before, hold, drift, slip), now, 1),
                    1e-12,
                )
            ).sum()
            for hold in HOLDS.tolist()
        ]
    )


def _held(each: Floats) -> tuple[Floats, float]:
    """The hold of each option, near to the usual where orders are few, and how likely all is."""
    usual = int(each.sum(axis=0).argmax())
    believed = -FEW * (HOLDS - HOLDS[usual]) ** 2
    chosen = (each + believed).argmax(axis=1)
    return HOLDS[chosen], float(np.take_along_axis(each, chosen[:, None], 1).sum())
