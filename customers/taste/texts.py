"""What is said of values to somebody with a need, in place of what everybody is told.

Written beside a product in `texts.yaml`, by option, value and need:

    cloth:
      help:
        cycles=often: {en: "For the saddle, look at stretch first.", fr: "Pour la selle : ..."}
      stretch_12:
        cycles=often: {en: Gives as you pedal, fr: Suit le pédalage}
        segment Room to move: {en: Never pulls, fr: Ne serre jamais}

A need is an answer to a question of `questions.yaml`, or a segment of needs by the name the shop
gave it. `help` is said of the option itself, of which others are told nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.names import quoted, suggestion
from catalog.product import Option, Product
from catalog.text import Text
from catalog.tree import Entry
from customers.dialogue.needs import Need
from customers.taste.authored import Authored, Written, read_authored

FILE = "texts.yaml"
HELP = "help"
SEGMENT = "segment "
"""What stands before the name of a segment."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What is said to somebody with a `need` of a value; of the option, if `value` is empty."""

    option: str
    value: str
    need: str
    text: Text


Variants = Sequence[Variant]


def read_texts(path: Path, product: Product, needs: Sequence[Need]) -> Written[Variants]:
    """The texts beside the product file at `path`, by option; none without such a file."""
    return read_authored(path.parent / FILE, _Reader(product, needs))


def said_to(variants: Variants, needs: Collection[str]) -> Mapping[tuple[str, str], Variant]:
    """What somebody with these needs is told, by option and value: of several the first written."""
    found = dict[tuple[str, str], Variant]()
    for one in variants:
        if one.need in needs:
            found.setdefault((one.option, one.value), one)
    return found


class _Reader(Authored[Variants]):
    """Reads the tree of the file, and keeps the mistakes met on the way."""

    def __init__(self, product: Product, needs: Sequence[Need]) -> None:
        super().__init__(product)
        self._needs = [f"{need.key}={one.key}" for need in needs for one in need.answers]

    def one(self, entry: Entry) -> Variants:
        """All that is said of one option and its values."""
        option = self.option(entry)
        return tuple(
            variant
            for part in self.entries(entry.node)
            if option is not None
            for variant in self._of(option, part)
        )

    def _of(self, option: Option, part: Entry) -> Sequence[Variant]:
        value = "" if part.key.text == HELP else part.key.text
        if value and not self.has(option, part.key):
            return ()
        for one in self.entries(part.node):
            name = one.key.text
            if name not in self._needs and not name.startswith(SEGMENT):
                told = f"{quoted(name)} is no answer to a question{suggestion(name, self._needs)}"
                self.blame(one.key.place, told)
        return [
            Variant(option.key, value, one.key.text, self.text(one))
            for one in self.entries(part.node)
        ]
