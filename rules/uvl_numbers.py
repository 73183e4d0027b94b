"""The numbers that claims of a feature model speak of, and the names in them."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from catalog.names import quoted, unknown
from catalog.problems import Problem
from rules.amount import Amount, added, amount, multiplied
from rules.features import Feature, Making, Plan
from rules.meaning import Node
from rules.rule import Measure, Number, Term

ROUNDED: dict[str, Making] = {"floor": floor, "ceil": ceil}
FUNCTIONS = ("sum", "avg", "len", *ROUNDED)
MOST_DIGITS = 9
NOTHING = Number(0)


def length_of(feature: str) -> str:
    """The name of the length of a text whose values are not known yet."""
    return f"len({feature})"


class Numbers:
    """Gives numbers and names their meaning, and keeps the mistakes met on the way.

    `asked` says of typed features what claims speak of: the `number`, the `text`, its `length`.
    While the plan has no values for them yet, a Measure stands for each, and for a text the
    option of its values. `prefix` stands before every name: that of an imported model. Averages
    of which no feature is taken, as the case at hand has it, are in `without`.
    """

    def __init__(self, plan: Plan, sorts: dict[str, str]) -> None:
        self.problems: list[Problem] = []
        self.asked: dict[str, set[str]] = {}
        self._plan, self._sorts = plan, sorts
        self._prefix = ""
        self._without: frozenset[Node] = frozenset()

    def _number(self, node: Node) -> Amount:  # noqa: PLR0911 - one case per kind
        match node:
            case Node("NUMBER", _, text):
                return self._written(node, text)
            case Node("minus", (_, part)):
                return multiplied([amount(Fraction(-1)), self._number(part)])
            case Node("summed", parts):
                signs = [Fraction(-1 if one.kind == "MINUS" else 1) for one in parts[1::2]]
                terms = [self._number(part) for part in parts[::2]]
                ones = [amount(sign) for sign in [Fraction(1), *signs]]
                return added([multiplied(pair) for pair in zip(ones, terms, strict=True)])
            case Node("times", parts):
                return self._product(parts)
            case Node("function", (name, *references)):
                return self._function(node, name.text, references)
            case Node("reference"):
                return self._carried(node, Fraction)
        self._blame(node, "a number is needed here")
        return Amount(NOTHING)

    def _written(self, node: Node, text: str) -> Amount:
        if len(text.replace(".", "")) > MOST_DIGITS:
            self._blame(node, f"numbers have up to {MOST_DIGITS} digits")
            return Amount(NOTHING)
        return amount(Fraction(text))

    def _product(self, parts: tuple[Node, ...]) -> Amount:
        factors = [self._number(parts[0])]
        for sign, part in zip(parts[1::2], parts[2::2], strict=True):
            factor = self._number(part)
            factors.append(self._inverse(part, factor) if sign.kind == "SLASH" else factor)
        return multiplied(factors)

    def _inverse(self, node: Node, one: Amount) -> Amount:
        match one:
            case Amount(Number(whole), by, ()) if whole:
                return amount(Fraction(by, whole))
        self._blame(node, "division is by a number only, and not by 0")
        return Amount(NOTHING)

    def _carried(self, node: Node, made: Making) -> Amount:
        """The number of a feature or its attribute, or of it what is `made`."""
        feature, name = self._found(node)
        if feature is None:
            return Amount(NOTHING)
        found = self._plan.carried(feature.name, name, made) if name else None
        if not name and self._sorts.get(feature.name) in {"Integer", "Real"}:
            self.asked.setdefault(feature.name, set()).add("number")
            # What is rounded bounds nothing: no range is kept under an empty name.
            unknown_yet = Amount(Measure(feature.name if made is Fraction else ""))
            found = self._plan.value(feature.name, made) or unknown_yet
        if found is None:
            self._blame(node, f"no feature carries a number {quoted(node.text)}")
        return found or Amount(NOTHING)

    def _function(self, node: Node, name: str, references: list[Node]) -> Amount:
        if name not in FUNCTIONS:
            self._blame(node, unknown("function", name, FUNCTIONS))
        elif len(references) > (2 if name in {"sum", "avg"} else 1):
            self._blame(references[-1], f"`{name}` has fewer names in its parentheses")
        elif name in ROUNDED:
            return self._carried(references[0], ROUNDED[name])
        elif name == "len":
            return self._length(references[0])
        else:
            return self._summed(node)
        return Amount(NOTHING)

    def _length(self, node: Node) -> Amount:
        feature, name = self._found(node)
        if feature is None:
            return Amount(NOTHING)
        if name and isinstance(text := feature.carries.get(name), str):
            return multiplied([self._plan.one(feature.name), amount(Fraction(len(text)))])
        if name or self._sorts.get(feature.name) != "String":
            self._blame(node, f"{quoted(node.text)} is no text")
            return Amount(NOTHING)
        self.asked.setdefault(feature.name, set()).add("length")
        return self._plan.length(feature.name) or Amount(Measure(length_of(feature.name)))

    def _summed(self, node: Node) -> Amount:
        """The sum of an attribute, or its average: 0 where no feature that has it is taken."""
        carrying = list(self._carrying(node))
        if node in self._without or not carrying:
            return Amount(NOTHING)
        name = _last(node)
        total = added([one for f in carrying if (one := self._plan.carried(f, name))])
        if node.parts[0].text == "sum":
            return total
        return Amount(total.whole, total.by, (*total.over, self._taken_of(carrying)))

    def _taken_of(self, features: list[str]) -> Term:
        """How many of `features` are taken."""
        return added([self._plan.one(one) for one in features] or [Amount(NOTHING)]).whole

    def _carrying(self, node: Node) -> Iterator[str]:
        """Features that carry the number a sum is about, all or those below the one it names."""
        name, found = _last(node), False
        within = None
        if len(node.parts) > 2:  # noqa: PLR2004 - the function, a feature, an attribute
            within, _ = self._found(node.parts[1])
        names = set(_below(within)) if within else self._plan.features.keys()
        for key in self._plan.features:
            mine = key in names and key.startswith(self._prefix)
            if mine and isinstance(self._plan.features[key].carries.get(name), Fraction):
                found = True
                yield key
        if not found:
            self._blame(node.parts[-1], f"no feature carries a number {quoted(name)}")

    # ---- Names.

    def _found(self, node: Node) -> tuple[Feature | None, str]:
        """The feature and the attribute that a reference names; no feature after a mistake."""
        feature, name = self._resolved(node)
        if feature is None:
            wanted = ".".join(_words(node))
            known = [one.removeprefix(self._prefix) for one in self._plan.features]
            self._blame(node, unknown("feature", wanted, known))
        elif name and name not in feature.carries:
            self._blame(
                node, unknown(f"attribute of {quoted(feature.name)}", name, feature.carries)
            )
            return None, ""
        return feature, name

    def _resolved(self, node: Node) -> tuple[Feature | None, str]:
        words = _words(node)
        for end in range(len(words), 0, -1):
            feature = self._plan.features.get(self._prefix + ".".join(words[:end]))
            if feature:
                return feature, ".".join(words[end:])
        return None, ""

    def _blame(self, node: Node, message: str) -> None:
        self.problems.append(Problem(node.place, message))


def _below(feature: Feature) -> Iterator[str]:
    """`feature` and all below it."""
    yield feature.name
    for group in feature.groups:
        for one in group.features:
            yield from _below(one)


def word(text: str) -> str:
    """A name without the quotes around it."""
    return text[1:-1] if text[:1] in {'"', "'"} else text


def _words(node: Node) -> list[str]:
    return [word(part.text) for part in node.parts]


def _last(node: Node) -> str:
    """The attribute that a sum is about."""
    return ".".join(_words(node.parts[-1]))
