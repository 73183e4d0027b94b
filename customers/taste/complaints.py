"""What people complained of or sent back is suggested less to people like them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from customers.taste.classes import weighed
from customers.taste.learned import Learned
from customers.taste.made import Made, numbered
from rules.layers import Diagram

FEW = 5.0
"""So many contented orders are believed of every value before any is known."""

HARDER = 3.0
"""One complaint stands for so many of people who said nothing."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Somebody was not content with the value of an `option` of what he had ordered."""

    made: Made
    option: str


def lowered(
    diagram: Diagram,
    learned: Learned,
    made: Sequence[Made],
    complaints: Sequence[Complaint],
) -> Learned:
    """What was learned of the orders `made`, with values less liked where they were complained of.

    Each class by its own share of complaints: who is unlike those who complained is told as before.
    """
    if not complaints:
        return learned
    found, shape = learned.classes, learned.classes.weight.shape
    ordered, complained = np.zeros(shape), np.zeros(shape)
    rows = numbered(diagram, made)
    for posterior, one in zip(found.posterior(rows), made, strict=True):
        ordered[[diagram.number(*value) for value in one.values.items()]] += posterior
    unhappy = numbered(diagram, [one.made for one in complaints])
    for posterior, of in zip(found.posterior(unhappy), complaints, strict=True):
        complained[diagram.number(of.option, of.made.values[of.option])] += posterior
    contented = 1 - np.minimum(complained / (ordered + complained + FEW), 1)
    weight = found.weight * contented**HARDER
    return replace(learned, classes=weighed(diagram, found.shares, weight))
