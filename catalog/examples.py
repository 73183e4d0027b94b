"""Examples beside a product: choices with what its author expects of them, to test the rules by.

Each file of the folder `examples` holds examples by name:

    skinny_takes_stretch:
      choices: {fit: skinny, cloth: stretch_12}
      expect: valid            # or invalid
      forced: {fly: zip}       # optional: values that must be the only ones left
      total_cents: 16500       # optional: base price and all that is chosen or forced
      warned: [raw_bleeds]     # optional: the rules that warn, these and no others
      recommended: {hem: chain}    # optional: values spoken well of, perhaps among others
      suggested: {thread: copper}  # optional: values suggested, perhaps among others
      hidden: [letters]        # optional: the options not shown, these and no others

What is measured (`heel: heel_330`) stands among the choices too.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.file_text import read_text
from catalog.names import quoted, unknown
from catalog.problems import Place, Problem
from catalog.product import Product, RuleKind
from catalog.tree import Branch, Entry, Items, Leaf, Node
from catalog.yaml_places import read_yaml

FOLDER = "examples"
KEYS = (
    *("choices", "expect", "forced", "total_cents"),
    *("warned", "recommended", "suggested", "hidden"),
)
EXPECTED = ("valid", "invalid")


@dataclass(frozen=True, slots=True)
class Example:
    """What an author expects: that `choices` stand or do not, and what follows from them.

    `warned` and `hidden` are None where nothing is expected of them.
    """

    name: str
    place: Place
    choices: Mapping[str, str]
    valid: bool
    forced: Mapping[str, str] = field(default_factory=dict)
    total_cents: int | None = None
    warned: frozenset[str] | None = None
    recommended: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] | None = None


def read_examples(
    path: Path, product: Product
) -> tuple[tuple[Example, ...], list[Problem], dict[str, str]]:
    """The examples beside the product file at `path`, their mistakes, and texts by file name."""
    examples: list[Example] = []
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for file in sorted((path.parent / FOLDER).glob("*.yaml")):
        text = read_text(file)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        texts[str(file)] = text
        tree, mistakes = read_yaml(text, str(file))
        reader = _Reader(product)
        if tree is not None:
            examples += reader.examples(tree)
        problems += [*mistakes, *reader.problems]
    return tuple(examples), sorted(problems), texts


class _Reader:
    """Reads one file's tree, and keeps the mistakes met on the way."""

    def __init__(self, product: Product) -> None:
        self.problems: list[Problem] = []
        self._options = {option.key: option for option in product.options}
        self._warning = [rule.key for rule in product.rules if rule.kind is RuleKind.WARN]

    def examples(self, tree: Node) -> Iterator[Example]:
        """Every example that is without mistakes."""
        for entry in self._entries(tree):
            before = len(self.problems)
            example = self._example(entry)
            if len(self.problems) == before:
                yield example

    def _example(self, entry: Entry) -> Example:
        parts = {part.key.text: part for part in self._entries(entry.node)}
        for name, part in parts.items():
            if name not in KEYS:
                self._blame(part.key.place, unknown("key", name, KEYS))
        total = parts.get("total_cents")
        return Example(
            name=entry.key.text,
            place=entry.key.place,
            choices=self._chosen(parts.get("choices")),
            valid=self._expected(parts.get("expect"), entry) == "valid",
            forced=self._chosen(parts.get("forced")),
            total_cents=self._whole(total) if total else None,
            warned=self._named(parts.get("warned"), "rule that warns", self._warning),
            recommended=self._chosen(parts.get("recommended")),
            suggested=self._chosen(parts.get("suggested")),
            hidden=self._named(parts.get("hidden"), "option", self._options),
        )

    def _entries(self, node: Node) -> tuple[Entry, ...]:
        if isinstance(node, Branch):
            return node.entries
        self._blame(node.place, "here must stand keys, each as `key: ...`")
        return ()

    def _chosen(self, part: Entry | None) -> dict[str, str]:
        """Values by option; what the product does not know is a mistake."""
        found = {}
        for entry in self._entries(part.node) if part else ():
            option, value = entry.key.text, self._text(entry)
            if option not in self._options:
                self._blame(entry.key.place, unknown("option", option, self._options))
            elif not self._options[option].has(value):
                self._blame(entry.node.place, self._options[option].why_no(value))
            found[option] = value
        return found

    def _named(
        self, part: Entry | None, what: str, known: Collection[str]
    ) -> frozenset[str] | None:
        """The names in a list, each of which must be `known`."""
        if part is None:
            return None
        if not isinstance(part.node, Items):
            self._blame(part.node.place, f"{quoted(part.key.text)} must be a list, as [a, b]")
            return None
        names = [node for node in part.node.nodes if isinstance(node, Leaf)]
        for name in names:
            if name.text not in known:
                self._blame(name.place, unknown(what, name.text, known))
        return frozenset(name.text for name in names)

    def _expected(self, part: Entry | None, example: Entry) -> str:
        if part is None:
            self._blame(example.key.place, "the key `expect` is missing here: valid or invalid")
            return EXPECTED[0]
        if (word := self._text(part)) not in EXPECTED:
            self._blame(part.node.place, f"{quoted(word)} must be `valid` or `invalid`")
        return word

    def _whole(self, part: Entry) -> int:
        word = self._text(part)
        if not (word.isascii() and word.isdecimal() and len(word) <= len("999999999")):
            self._blame(part.node.place, f"{quoted(word)} must be a whole number of cents")
            return 0
        return int(word)

    def _text(self, entry: Entry) -> str:
        if isinstance(entry.node, Leaf):
            return entry.node.text
        self._blame(entry.node.place, f"{quoted(entry.key.text)} must be a text")
        return ""

    def _blame(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))
