"""What authors write beside a product about its customers, in YAML: mistakes say where they are."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Generic, TypeVar

from catalog.file_text import read_text
from catalog.names import quoted, suggestion, unknown
from catalog.problems import Place, Problem
from catalog.product import Kind, Option, Product
from catalog.text import Text
from catalog.tree import Branch, Entry, Leaf, Node
from catalog.yaml_places import read_yaml

LONGEST = 500

Thing = TypeVar("Thing")

Written = tuple[tuple[Thing, ...], list[Problem], Mapping[str, str]]
"""What is written, in the author's order; the mistakes; and the text by file name."""


class Authored(ABC, Generic[Thing]):
    """Reads things by key out of a tree, and keeps the mistakes met on the way."""

    def __init__(self, product: Product) -> None:
        self.problems: list[Problem] = []
        self._languages = product.languages
        self._options = {one.key: one for one in product.of_kind(Kind.DESIGN)}

    @abstractmethod
    def one(self, entry: Entry) -> Thing:
        """The thing that `entry` is; one with a mistake is only good to be counted."""

    def entries(self, node: Node) -> tuple[Entry, ...]:
        """The keys under `node`, which must have some."""
        if isinstance(node, Branch):
            return node.entries
        self.blame(node.place, "here must stand keys, each as `key: ...`")
        return ()

    def parts(
        self, entry: Entry, known: tuple[str, ...], needed: tuple[str, ...]
    ) -> dict[str, Entry]:
        """What stands under `entry`, by key: of those `known`, and all that are `needed`."""
        parts = {part.key.text: part for part in self.entries(entry.node)}
        for name, part in parts.items():
            if name not in known:
                self.blame(part.key.place, f"unknown key {quoted(name)}{suggestion(name, known)}")
        for name in needed:
            if name not in parts:
                self.blame(entry.key.place, f"the key {quoted(name)} is missing here")
        return parts

    def option(self, entry: Entry) -> Option | None:
        """The design option that the key of `entry` names."""
        if entry.key.text not in self._options:
            self.blame(entry.key.place, unknown("option", entry.key.text, self._options))
        return self._options.get(entry.key.text)

    def has(self, option: Option, value: Leaf) -> bool:
        """Whether `option` has the value named."""
        if not option.has(value.text):
            self.blame(value.place, option.why_no(value.text))
        return option.has(value.text)

    def text(self, part: Entry | None) -> Text:
        """The text in each language of the product."""
        if part is None:
            return Text(en="")
        words = {one.key.text: self._words(one) for one in self.entries(part.node)}
        if missing := [code for code in self._languages if code not in words]:
            named = ", ".join(map(quoted, missing))
            self.blame(part.key.place, f"{quoted(part.key.text)} lacks the text in {named}")
        return Text({"en": ""} | words)

    def number(self, entry: Entry, low: float, high: float) -> float:
        """The number under `entry`, from `low` to `high`."""
        try:
            number = float(entry.node.text) if isinstance(entry.node, Leaf) else low - 1
        except ValueError:
            number = low - 1
        if low <= number <= high:
            return number
        message = f"{quoted(entry.key.text)} must be a number from {low:g} to {high:g}"
        self.blame(entry.node.place, message)
        return 1.0

    def blame(self, place: Place, message: str) -> None:
        """Keep a mistake."""
        self.problems.append(Problem(place, message))

    def _words(self, entry: Entry) -> str:
        if isinstance(entry.node, Leaf) and 0 < len(entry.node.text) <= LONGEST:
            return entry.node.text
        message = f"{quoted(entry.key.text)} must be a text of 1 to {LONGEST} characters"
        self.blame(entry.node.place, message)
        return ""


def read_authored(file: Path, reader: Authored[Thing]) -> Written[Thing]:
    """All that is written in `file`, nothing where it is not there."""
    if not file.is_file():
        return (), [], {}
    text = read_text(file)
    if isinstance(text, Problem):
        return (), [text], {}
    tree, problems = read_yaml(text, str(file))
    found = tuple(map(reader.one, reader.entries(tree))) if tree is not None else ()
    return found, [*problems, *reader.problems], {str(file): text}
