"""A feature model out of its parsed files: the tree, the values of its features, its claims."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from catalog.names import quoted
from catalog.problems import Place, Problem
from catalog.text import Sentence
from rules.features import (
    Bond,
    Carried,
    Feature,
    FeatureModel,
    Group,
    Plan,
    Several,
    Sort,
)
from rules.meaning import Node
from rules.rule import Formula
from rules.uvl_claims import Claims
from rules.uvl_numbers import MOST_DIGITS, word
from rules.uvl_values import MOST_VALUES, Values

BONDS = {
    "mandatory": Bond.MANDATORY,
    "optional": Bond.OPTIONAL,
    "alternative": Bond.ALTERNATIVE,
    "or": Bond.SOME,
}
MOST_IMPORTS = 20
"""Models that import one another, each within the one before."""

Parsed = Callable[[Path], Node | Problem]


@dataclass(frozen=True, slots=True)
class _Written:
    """A claim as it is written, in the model whose names begin with `prefix`."""

    node: Node
    prefix: str


class Reader:
    """Reads one model with all it imports; keeps the mistakes met on the way."""

    def __init__(self, parsed: Parsed) -> None:
        self.problems: list[Problem] = []
        self._parsed = parsed
        self._sorts: dict[str, str] = {}
        self._places: dict[str, Place] = {}
        self._claims: list[_Written] = []

    def model(self, path: Path) -> FeatureModel | None:
        """The model at `path`, or None after a mistake that hides all others."""
        root = self._root(path, "", 0)
        if root is None:
            return None
        plan, claims, asked = self._meant(path.stem, root)
        if asked and not self.problems:
            values = Values(self._sorts, self._places)
            several = dict(values.of(plan, [claim for claim, _ in claims], asked))
            self.problems += values.problems
            plan, claims, _ = self._meant(path.stem, _with_values(root, several))
        return plan.model(claims)

    def _meant(
        self, name: str, root: Feature
    ) -> tuple[Plan, list[tuple[Formula, Sentence]], Mapping[str, set[str]]]:
        """The plan of the tree, its claims, and what they speak of of typed features."""
        plan = Plan(name, root)
        meaning = Claims(plan, self._sorts)
        claims = [
            (meaning.read(one.node, one.prefix), Sentence(one.node.text, one.node.place))
            for one in self._claims
        ]
        self.problems += meaning.problems
        return plan, claims, meaning.asked

    # ---- The tree.

    def _root(self, path: Path, prefix: str, depth: int) -> Feature | None:
        """The root of the model at `path`, of which every name begins with `prefix`."""
        tree = self._parsed(path)
        if isinstance(tree, Problem):
            self.problems.append(tree)
            return None
        tree_of = _Tree(self, path, prefix, depth)
        for part in tree.parts:
            if part.kind == "import":
                tree_of.take_import(part)
        (root,) = (part for part in tree.parts if part.kind == "feature")
        found = tree_of.feature(root)
        claims = (part for part in tree.parts if part.kind not in {"feature", "import"})
        self._claims += [_Written(part, prefix) for part in claims]
        return found

    def blame(self, node: Node, message: str) -> None:
        """Keeps a mistake."""
        self.problems.append(Problem(node.place, message))

    def claim(self, node: Node, prefix: str) -> None:
        """Keeps a claim that stands in the tree."""
        self._claims.append(_Written(node, prefix))

    def is_new(self, name: str, node: Node, sort: str) -> bool:
        """Whether no feature was called so before; it is one from now on."""
        if name in self._places:
            self.blame(node, f"the feature {quoted(name)} stands here a second time")
            return False
        self._places[name] = node.place
        self._sorts[name] = sort
        return True

    def imported(self, path: Path, prefix: str, depth: int, node: Node) -> Feature | None:
        """The root of an imported model."""
        if depth > MOST_IMPORTS:
            self.blame(node, "models import each other without an end")
            return None
        return self._root(path, prefix, depth)


class _Tree:
    """The features of one file."""

    def __init__(self, reader: Reader, path: Path, prefix: str, depth: int) -> None:
        self._reader, self._path = reader, path
        self._prefix, self._depth = prefix, depth
        self._imports: dict[str, Path] = {}

    def take_import(self, node: Node) -> None:
        """Remembers which file an import means, and by what name."""
        words = [word(part.text) for part in node.parts[0].parts]
        alias = ".".join(word(part.text) for part in node.parts[-1].parts)
        if any("/" in one or "\\" in one or not one for one in words):
            self._reader.blame(node, "models are imported from this folder and those below it")
            return
        self._imports[alias] = self._path.parent.joinpath(*words[:-1], f"{words[-1]}.uvl")

    def feature(self, node: Node) -> Feature:
        """The feature of `node` with all below it."""
        parts = {part.kind: part for part in node.parts}
        reference, groups = parts["reference"], [p for p in node.parts if p.kind == "group"]
        words = [word(part.text) for part in reference.parts]
        alias = ".".join(words[:-1])
        name = self._prefix + ".".join(words)
        if alias in self._imports and not groups:
            return self._imported(alias, name, reference) or Feature(name)
        if alias:
            self._reader.blame(reference, f"no model is imported as {quoted(alias)}")
        sort = parts["TYPE"].text if "TYPE" in parts else "Boolean"
        is_new = self._reader.is_new(name, reference, sort)
        carries = dict(self._carried(parts["attributes"], "")) if "attributes" in parts else {}
        several = self._times(parts["CARDINALITY"], groups) if "CARDINALITY" in parts else None
        if several and sort != "Boolean":
            self._reader.blame(parts["CARDINALITY"], f"a {sort} feature is there once")
        below = tuple([one for group in groups for one in self._groups(group)])
        return Feature(name, carries, below if is_new else (), several)

    def _imported(self, alias: str, name: str, node: Node) -> Feature | None:
        prefix = f"{self._prefix}{alias}."
        root = self._reader.imported(self._imports[alias], prefix, self._depth + 1, node)
        if root and root.name != name:
            self._reader.blame(node, f"the feature above all of that model is {quoted(root.name)}")
        return root

    def _groups(self, node: Node) -> Iterator[Group]:
        """The group of `node`; what need not be there of mandatory features is one of its own."""
        kind, *parts = node.parts
        features = tuple([self.feature(part) for part in parts])
        if not features:
            self._reader.blame(node, "there are no features in this group")
            return
        bond, low, high = BONDS.get(kind.text), 1, len(features)
        if bond is None:
            low, high = _ends(kind.text, len(features))
            bond = Bond.ALTERNATIVE if (low, high) == (1, 1) else Bond.SOME
        absent = [one for one, part in zip(features, parts, strict=True) if _may_be_absent(part)]
        if bond is Bond.MANDATORY and absent:
            yield Group(Bond.OPTIONAL, tuple(absent))
            features = tuple(one for one in features if one not in absent)
        if features:
            yield Group(bond, features, low, high)

    def _times(self, node: Node, groups: list[Node]) -> Several | None:
        """How often a feature is taken, where that is more than once."""
        low, high = _ends(node.text, -1)
        if high < 0:
            self._reader.blame(node, "there is no end of how often; write a number for `*`")
        elif low > high or not high or high > MOST_VALUES:
            message = f"a feature is there from 0 or 1 to {MOST_VALUES:,} times"
            self._reader.blame(node, message)
        elif high > 1 and groups:
            message = "what lies below a feature that comes several times cannot be told apart"
            self._reader.blame(node, f"{message}; give each time a feature of its own")
        elif high > 1:
            return Several(Sort.TIMES, tuple(map(Fraction, range(max(low, 1), high + 1))))
        return None

    def _carried(self, attributes: Node, before: str) -> Iterator[tuple[str, Carried]]:
        """Attributes by name; of one within another both names, with a dot between."""
        for attribute in attributes.parts:
            key, *values = attribute.parts
            name = before + word(key.text)
            value = values[0] if values else None
            if value is not None and not before and name in {"constraint", "constraints"}:
                for claim in value.parts if value.kind == "vector" else (value,):
                    self._reader.claim(claim, self._prefix)
            elif value is not None and value.kind == "attributes":
                yield from self._carried(value, f"{name}.")
            elif value is None or value.kind != "vector":
                yield name, True if value is None else self._single(value)

    def _single(self, node: Node) -> Carried:
        match node:
            case Node("NUMBER", _, text):
                if len(text.replace(".", "")) > MOST_DIGITS:
                    self._reader.blame(node, f"numbers have up to {MOST_DIGITS} digits")
                    return Fraction(0)
                return Fraction(text)
            case Node("minus", (_, part)) if part.kind == "NUMBER":
                number = self._single(part)
                return -number if isinstance(number, Fraction) else number
            case Node("TEXT", _, text):
                return text[1:-1]
            case Node("reference", (only,)):
                flags: Mapping[str, Carried] = {"true": True, "false": False}
                return flags.get(only.text, word(only.text))
        self._reader.blame(node, "an attribute is a number, a text, true or false, or a list")
        return False


def _may_be_absent(feature: Node) -> bool:
    """Whether a feature is `cardinality [0..m]`, and so may be left out."""
    ends = [_ends(part.text, -1) for part in feature.parts if part.kind == "CARDINALITY"]
    return bool(ends) and ends[0][0] == 0


def _ends(text: str, every: int) -> tuple[int, int]:
    """The least and the most of `[n]`, `[n..m]` or `[n..*]`; a long number is a great one."""
    low, _, high = text.strip("[] \t").partition("..")
    most = low if not high else high.strip()
    return int(low.strip()[:MOST_DIGITS]), every if most == "*" else int(most[:MOST_DIGITS])


def _with_values(feature: Feature, several: Mapping[str, Several]) -> Feature:
    """`feature` and all below it, each with its values."""
    groups = tuple(
        replace(group, features=tuple([_with_values(one, several) for one in group.features]))
        for group in feature.groups
    )
    return replace(feature, groups=groups, several=several.get(feature.name, feature.several))
