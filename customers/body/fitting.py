"""A fitting: one garment held against one body, before a pattern is chosen for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.product import Kind, Product
from customers.body.target import Target

FIT, CLOTH = "fit", "cloth"
"""The options that say how close a garment sits, and of what it is made."""


@dataclass(frozen=True, slots=True)
class Design:
    """What is to be made: `values` holds the value taken for each option that is no size."""

    product: Product
    values: Mapping[str, str]

    def attributes(self, name: str) -> list[int]:
        """The numbers called `name` that the values taken have, in the order of options.

        What a fit says of its own ease is for rules to read: it is not among them.
        """
        return [
            value.attributes[name]
            for option in self.product.of_kind(Kind.DESIGN, Kind.DERIVED)
            if option.key != FIT and option.key in self.values
            for value in [option.value(self.values[option.key])]
            if name in value.attributes
        ]

    def attribute(self, name: str) -> int:
        """The sum of the numbers called `name` that the values taken have."""
        return sum(self.attributes(name))


@dataclass(frozen=True, slots=True)
class Fitting:
    """A design, the measurements known of a body (mm by key), and the targets to reach."""

    design: Design
    body_mm: Mapping[str, int]
    targets: tuple[Target, ...]
