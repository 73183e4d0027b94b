"""Designs to begin with for somebody who is unknown: each what many like, and none like another."""

from collections.abc import Mapping

import numpy as np

from customers.taste.learned import Learned
from customers.taste.made import design_layers
from customers.taste.person import Known, taste_of
from customers.taste.proposal import proposal
from rules.layers import Diagram
from rules.likely import mixed


def beginnings(
    diagram: Diagram, learned: Learned, known: Known, number: int = 3
) -> tuple[Mapping[str, str], ...]:
    """So many designs, or fewer where all classes of people like the same.

    The first is what most would change least. Each other one is that of a class, weighed by how
    many are of it and by how much of it stands in none of the designs before.
    """
    taste = taste_of(diagram, learned, known)
    found = mixed(diagram, {}, taste)
    each = [proposal(diagram, known.facts, found.each)]
    each += [
        proposal(diagram, known.facts, found.given[:, one]) for one in range(len(found.tastes))
    ]
    shares = [1.0, *found.tastes.tolist()]
    layers = design_layers(diagram)
    rows = [diagram.taken(one or {})[layers] for one in each]
    taken = [0] if each[0] else []
    while taken and len(taken) < number:
        news = [min(float(np.mean(row != rows[one])) for one in taken) for row in rows]
        best = max(range(len(rows)), key=lambda one: shares[one] * news[one])
        if news[best] == 0:
            break
        taken.append(best)
    return tuple(design for one in taken if (design := each[one]))
