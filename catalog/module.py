"""Modules: the few identical, standardized components every garment is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.text import Sentence, Text


@dataclass(frozen=True, slots=True)
class Module:
    """A standardized component; the same module may serve several values.

    `unit` is `piece` or `mm`. `quantity` is a formula of the rule language, in units, over
    points of measure (`inseam_mm`) and attributes of values (`fly.buttons`). `stock` is the
    number of units on the shelf; below `reserve`, the most one garment takes, a module counts
    as not in stock and adds `lead_days`. `bin` is where it lies.
    """

    sku: str
    name: Text
    unit: str
    quantity: Sentence
    cost_cents: int
    stock: int
    reserve: int
    lead_days: int
    bin: str


def lead_days(module: Module, stock: Mapping[str, int]) -> int:
    """Days `module` adds with this `stock` (units by SKU; a SKU that is not there has none)."""
    return 0 if stock.get(module.sku, 0) >= module.reserve else module.lead_days
