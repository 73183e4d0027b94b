"""Reads `critiques.yaml`: what of a product can be more, as `customers.taste.critique` says."""

from pathlib import Path

from catalog.names import quoted
from catalog.product import Product
from catalog.tree import Entry, Leaf, items
from customers.taste.authored import Authored, Written, read_authored
from customers.taste.critique import CHEAPER, SOONER, Critique

FILE = "critiques.yaml"
KEYS = ("says", "orders")


def read_critiques(path: Path, product: Product) -> Written[Critique]:
    """The critiques beside the product file at `path`; without such a file there are none."""
    return read_authored(path.parent / FILE, _Reader(product))


class _Reader(Authored[Critique]):
    """Reads the tree of the file, and keeps the mistakes met on the way."""

    def one(self, entry: Entry) -> Critique:
        """One critique; one with a mistake is only good to be counted."""
        if entry.key.text in {CHEAPER, SOONER}:
            self.blame(entry.key.place, f"{quoted(entry.key.text)} is known of every product")
        parts = self.parts(entry, KEYS, KEYS)
        orders = self.entries(parts["orders"].node) if "orders" in parts else ()
        return Critique(
            entry.key.text,
            self.text(parts.get("says")),
            {one.key.text: self._order(one) for one in orders},
        )

    def _order(self, entry: Entry) -> tuple[str, ...]:
        """Values of one option, from the least to the most."""
        option, values = self.option(entry), items(entry.node)
        found = [one for one in values if isinstance(one, Leaf)]
        if len(found) < 2 or len(found) < len(values):  # noqa: PLR2004 - one is more than none
            self.blame(entry.node.place, f"{quoted(entry.key.text)} needs two values or more")
        for place, one in enumerate(found):
            if option and self.has(option, one) and one.text in {two.text for two in found[:place]}:
                self.blame(one.place, f"{quoted(one.text)} stands here twice")
        return tuple(one.text for one in found)
