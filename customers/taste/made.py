"""What people chose before: complete designs, each with whose it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.product import Kind
from rules.layers import FREE, Diagram, Longs


@dataclass(frozen=True, slots=True)
class Made:
    """One order of a customer: values by design option.

    `segment` is the need it was made for, empty if nobody knows; `order` counts the customer's.
    """

    customer: str
    segment: str
    order: int
    values: Mapping[str, str]


def design_layers(diagram: Diagram) -> list[int]:
    """The layers of options that people choose."""
    return [layer for layer, kind in enumerate(diagram.kinds) if kind is Kind.DESIGN]


def numbered(diagram: Diagram, made: Sequence[Made]) -> Longs:
    """Per order and design option (in the order of layers) the number of its value, or FREE."""
    layers = design_layers(diagram)
    rows = np.full((len(made), len(layers)), FREE, dtype=np.int64)
    for row, one in zip(rows, made, strict=True):
        row[:] = diagram.taken(one.values)[layers]
    return rows


def by_customer(made: Iterable[Made]) -> dict[str, list[Made]]:
    """Each customer's orders, the oldest first."""
    found = dict[str, list[Made]]()
    for one in made:
        found.setdefault(one.customer, []).append(one)
    return {name: sorted(orders, key=lambda one: one.order) for name, orders in found.items()}
