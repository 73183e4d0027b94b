"""The starting designs of a product, written beside it in `designs.yaml`.

    first_raw:
      name: {en: First raw, fr: Premier brut}
      says: {en: Stiff today and yours in a year., fr: Raide aujourd'hui.}
      choices: {fit: straight, cloth: rigid_14, wash: raw}

They are shown in this order. Names and texts are checked here; that the choices stand together is
asked once the rules are compiled.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from catalog.design import StartingDesign
from catalog.file_text import read_text
from catalog.names import quoted, suggestion, unknown
from catalog.problems import Place, Problem
from catalog.product import Kind, Product
from catalog.schema import IN_WORDS, LANGUAGE, NAME
from catalog.text import Text
from catalog.tree import Branch, Entry, Leaf, Node
from catalog.yaml_places import read_yaml

FILE = "designs.yaml"
KEYS = ("name", "says", "choices")
MOST_DESIGNS = 200
LONGEST = 2_000


def read_designs(
    path: Path, product: Product
) -> tuple[tuple[StartingDesign, ...], list[Problem], dict[str, str]]:
    """The designs beside the product file at `path`, their mistakes, and the text by file name.

    Without such a file there are none.
    """
    file = path.parent / FILE
    if not file.is_file():
        return (), [], {}
    text = read_text(file)
    if isinstance(text, Problem):
        return (), [text], {}
    tree, problems = read_yaml(text, str(file))
    reader = _Reader(product)
    designs = reader.designs(tree) if tree is not None else ()
    return designs, [*problems, *reader.problems], {str(file): text}


class _Reader:
    """Reads the tree of the file, and keeps the mistakes met on the way."""

    def __init__(self, product: Product) -> None:
        self.problems: list[Problem] = []
        self._languages = product.languages
        self._options = {option.key: option for option in product.options}

    def designs(self, tree: Node) -> tuple[StartingDesign, ...]:
        """All designs in the author's order; those with a mistake are only good to be counted."""
        found = self._entries(tree)
        if len(found) > MOST_DESIGNS:
            message = f"there are more than {MOST_DESIGNS} designs"
            self._blame(found[MOST_DESIGNS].key.place, message)
        return tuple(map(self._design, found[:MOST_DESIGNS]))

    def _design(self, entry: Entry) -> StartingDesign:
        key, place = entry.key.text, entry.key.place
        if not re.fullmatch(NAME, key):
            self._blame(place, f"{quoted(key)} {IN_WORDS[NAME]}")
        parts = {part.key.text: part for part in self._entries(entry.node)}
        for name, part in parts.items():
            if name not in KEYS:
                self._blame(part.key.place, f"unknown key {quoted(name)}{suggestion(name, KEYS)}")
        for name in KEYS:
            if name not in parts:
                self._blame(place, f"the key {quoted(name)} is missing here")
        return StartingDesign(
            key=key,
            name=self._text(parts.get("name")),
            says=self._text(parts.get("says")),
            choices=self._choices(parts.get("choices")),
            place=place,
        )

    def _text(self, part: Entry | None) -> Text:
        """The text in each language of the product."""
        if part is None:
            return Text(en="")
        entries = self._entries(part.node)
        words = {one.key.text: self._words(one) for one in entries}
        for one in entries:
            if not re.fullmatch(LANGUAGE, one.key.text):
                self._blame(one.key.place, f"{quoted(one.key.text)} {IN_WORDS[LANGUAGE]}")
        missing = [code for code in self._languages if code not in words]
        if missing and isinstance(part.node, Branch):
            named = ", ".join(map(quoted, missing))
            self._blame(part.key.place, f"{quoted(part.key.text)} lacks the text in {named}")
        return Text({"en": ""} | words)

    def _choices(self, part: Entry | None) -> dict[str, str]:
        """Values by option: those people may choose, and no others."""
        if part is None:
            return {}
        entries = self._entries(part.node)
        if not entries and isinstance(part.node, Branch):
            self._blame(part.key.place, f"{quoted(part.key.text)} must hold at least one")
        return {one.key.text: self._value(one) for one in entries}

    def _value(self, entry: Entry) -> str:
        option, value = self._options.get(entry.key.text), self._words(entry)
        if option is None:
            message = unknown("option", entry.key.text, self._choosable())
            self._blame(entry.key.place, message)
        elif option.kind is not Kind.DESIGN:
            message = f"nobody chooses {quoted(option.key)}: its kind is {option.kind}"
            self._blame(entry.key.place, message)
        elif value and not option.has(value):
            self._blame(entry.node.place, option.why_no(value))
        return value

    def _choosable(self) -> Iterable[str]:
        return (key for key, option in self._options.items() if option.kind is Kind.DESIGN)

    def _entries(self, node: Node) -> tuple[Entry, ...]:
        if isinstance(node, Branch):
            return node.entries
        self._blame(node.place, "here must stand keys, each as `key: ...`")
        return ()

    def _words(self, entry: Entry) -> str:
        key = quoted(entry.key.text)
        if not isinstance(entry.node, Leaf):
            self._blame(entry.node.place, f"{key} must be a text")
            return ""
        if not entry.node.text:
            self._blame(entry.key.place, f"{key} must not be empty")
        elif len(entry.node.text) > LONGEST:
            self._blame(entry.node.place, f"{key} must be no longer than {LONGEST:,} characters")
        return entry.node.text

    def _blame(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))
