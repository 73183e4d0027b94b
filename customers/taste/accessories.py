"""Reads `accessories.yaml`: what is offered beside a product, as `customers.taste.accessory` says.

    belt:
      name: {en: Belt, fr: Ceinture}
      why: {en: It passes these loops., fr: Elle passe dans ces passants.}
      when: belt_loops != none
      price_cents: 4900
      cost_cents: 1650
      measure: waist_mm
      upto_mm: 1050
      pieces:
        BT-080: {name: {en: 80 cm, fr: 80 cm}, from_mm: 700, stock: 9, bin: shelf 1}
        BT-090: {name: {en: 90 cm, fr: 90 cm}, from_mm: 830, stock: 9, bin: shelf 1}

`when` is a claim and `measure` a number of the rule language. In place of pieces and prices stands
`another`, an option, for the same garment once more with another value of it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from catalog.names import quoted
from catalog.product import Product
from catalog.text import Sentence
from catalog.tree import Entry, Leaf
from customers.taste.accessory import Accessory, Piece
from customers.taste.authored import Authored, Written, read_authored
from rules.rule import All, Formula, Term
from rules.text import parse_condition, parse_quantity

FILE = "accessories.yaml"
PIECE_KEYS = ("name", "from_mm", "stock", "bin")
OF_PIECES = ("price_cents", "cost_cents", "pieces")
KEYS = ("name", "why", "when", "measure", "upto_mm", "another", *OF_PIECES)
MOST_MM, MOST_CENTS, MOST_UNITS = 3_000, 1_000_000, 1_000_000


def read_accessories(path: Path, product: Product) -> Written[Accessory]:
    """The accessories beside the product file at `path`; without such a file there are none."""
    return read_authored(path.parent / FILE, _Reader(product))


class _Reader(Authored[Accessory]):
    """Reads the tree of the file, and keeps the mistakes met on the way."""

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self._product = product
        self._skus = {module.sku for module in product.modules}

    def one(self, entry: Entry) -> Accessory:
        """One accessory; one with a mistake is only good to be counted."""
        parts = self.parts(entry, KEYS, ("name", "why"))
        # One function reads both, so that what it gives is known here alone.
        measure = cast("Term | None", self._said(parts, "measure", parse_quantity))
        when = cast("Formula | None", self._said(parts, "when", parse_condition))
        found = Accessory(
            key=entry.key.text,
            name=self.text(parts.get("name")),
            why=self.text(parts.get("why")),
            when=when or All(()),
            another=self._another(parts["another"]) if "another" in parts else "",
        )
        if found.another:
            return found
        for name in (*OF_PIECES, *(("upto_mm",) if measure else ())):
            if name not in parts:
                self.blame(entry.key.place, f"the key {quoted(name)} is missing here")
        pieces = self.entries(parts["pieces"].node) if "pieces" in parts else ()
        return Accessory(
            key=found.key,
            name=found.name,
            why=found.why,
            when=found.when,
            pieces=tuple(self._piece(one, measured=measure is not None) for one in pieces),
            measure=measure,
            upto_mm=self._whole(parts, "upto_mm", MOST_MM),
            price_cents=self._whole(parts, "price_cents", MOST_CENTS),
            cost_cents=self._whole(parts, "cost_cents", MOST_CENTS),
        )

    def _piece(self, entry: Entry, *, measured: bool) -> Piece:
        needed = PIECE_KEYS if measured else ("name", "stock", "bin")
        parts, sku = self.parts(entry, PIECE_KEYS, needed), entry.key
        if sku.text in self._skus:
            self.blame(sku.place, f"{quoted(sku.text)} is a module, or stands here twice")
        self._skus.add(sku.text)
        bin_ = parts["bin"].node if "bin" in parts else None
        return Piece(
            sku=sku.text,
            name=self.text(parts.get("name")),
            stock=self._whole(parts, "stock", MOST_UNITS),
            bin=bin_.text if isinstance(bin_, Leaf) else "",
            from_mm=self._whole(parts, "from_mm", MOST_MM),
        )

    def _whole(self, parts: Mapping[str, Entry], name: str, most: int) -> int:
        return int(self.number(parts[name], 0, most)) if name in parts else 0

    def _another(self, entry: Entry) -> str:
        node = entry.node
        key = node.text if isinstance(node, Leaf) else ""
        if key not in self._options:
            self.blame(node.place, f"{quoted(key)} is no option that people choose")
        return key

    def _said(
        self,
        parts: Mapping[str, Entry],
        name: str,
        parse: Callable[[Sentence, Product], object],
    ) -> object:
        """What a sentence of the rule language means; None where there is none, or mistakes."""
        if name not in parts:
            return None
        node = parts[name].node
        if not isinstance(node, Leaf):
            self.blame(node.place, f"{quoted(name)} must be a sentence of the rule language")
            return None
        found = parse(node.written, self._product)
        if isinstance(found, list):
            self.problems += found
            return None
        return found
