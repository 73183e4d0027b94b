"""Designs to begin with for somebody who is unknown: each what many like, and none like another."""

from collections.abc import Mapping, Sequence

import numpy as np

from customers.taste.learned import Learned
from customers.taste.made import design_layers
from customers.taste.person import Known, taste_of
from customers.taste.proposal import proposal
from rules.layers import Diagram
from rules.likely import mixed

DIFFERENT = 0.4
"""In so many of its options a design must differ to be another one at a glance."""


def beginnings(
    diagram: Diagram,
    learned: Learned,
    known: Known,
    designs: Sequence[Mapping[str, str]] = (),
    number: int = 3,
) -> tuple[Mapping[str, str], ...]:
    """So many designs, or fewer where there are none that differ.

    The first is what most would change least. Each other one is that of a class, weighed by how
    many are of it and by how much of it stands in none of the designs before. Where classes of
    people like the same, the shop's own `designs` follow, completed as most would.
    """
    taste = taste_of(diagram, learned, known)
    found = mixed(diagram, {}, taste)
    each = [proposal(diagram, known.facts, found.each)]
    each += [
        proposal(diagram, known.facts, found.given[:, one]) for one in range(len(found.tastes))
    ]
    shares = [1.0, *found.tastes.tolist()]
    liked = differing(diagram, [one for one in each if one], shares, number, DIFFERENT)
    if len(liked) == number:
        return liked
    completed = (proposal(diagram, {**known.facts, **one}, found.each) for one in designs)
    more = [*liked, *(one for one in completed if one)]
    return differing(diagram, more, [1.0] * len(more), number)


def differing(
    diagram: Diagram,
    designs: Sequence[Mapping[str, str]],
    shares: Sequence[float],
    number: int = 3,
    least: float = 1e-9,
) -> tuple[Mapping[str, str], ...]:
    """The first of `designs` and so many that differ most from those before, weighed by `shares`.

    Fewer where no other differs in at least that share of its options.
    """
    layers = design_layers(diagram)
    rows = [diagram.taken(one)[layers] for one in designs]
    taken = [0] if rows else []
    while taken and len(taken) < number:
        news = [min(float(np.mean(row != rows[one])) for one in taken) for row in rows]
        best = max(range(len(rows)), key=lambda one: shares[one] * news[one])
        if news[best] < least:
            break
        taken.append(best)
    return tuple(designs[one] for one in taken)
