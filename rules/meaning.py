"""What a parsed sentence means: its nodes turned into formulas and numbers of a product.

`rules/text.py` cuts a sentence into nodes. Here names get their objects, and a claim is told from
a number: the grammar lets either stand wherever a parenthesis may open.
"""

from dataclasses import dataclass
from typing import get_args

from catalog.names import quoted
from catalog.problems import Place, Problem
from catalog.product import Option
from rules.names import Names, Unclear
from rules.rule import (
    All,
    Any,
    Attribute,
    Compare,
    Count,
    Formula,
    Is,
    Measure,
    Not,
    Number,
    Quotient,
    Requires,
    Sign,
    Sum,
    Term,
    Times,
)

GREATEST = 999_999_999
AMOUNTS = {"one": 1, "two": 2, "three": 3}
SIGNS: dict[str, Sign] = {sign: sign for sign in get_args(Sign)}


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a sentence: `kind` as the grammar calls it, its parts, what is written, where."""

    kind: str
    parts: tuple["Node", ...]
    text: str
    place: Place


class Meaning:
    """Gives the nodes of one sentence their meaning, and keeps the mistakes met on the way.

    After a mistake the reading goes on with a stand-in, so that all of them come at once: what
    `claim` and `number` give holds only while there are no `problems`.
    """

    def __init__(self, names: Names, *, quantity: bool = False) -> None:
        self.problems: list[Problem] = []
        self._names = names
        self._quantity = quantity

    def claim(self, node: Node) -> Formula:
        """The claim `node` makes: of claims, else of names and numbers."""
        match node:
            case Node("claim", parts):
                return Any(self._claims(parts))
            case Node("both", parts):
                return All(self._claims(parts))
            case Node("negation", (part,)):
                return Not(self.claim(part))
            case Node("requires", (when, then)):
                return Requires(self.claim(when), self.claim(then))
            case Node("excludes", parts):
                return Not(All(self._claims(parts)))
        return self._plain(node)

    def _claims(self, nodes: tuple[Node, ...]) -> tuple[Formula, ...]:
        return tuple([self.claim(node) for node in nodes])

    def _plain(self, node: Node) -> Formula:
        """The claim of a node that joins no claims, or only counts them."""
        match node:
            case Node("compare", (left, sign, right)):
                return self._compare(left, SIGNS[sign.text], right)
            case Node("among" | "not_among" as kind, (option, *values)):
                claim = self._among(option, values)
                return claim if kind == "among" else Not(claim)
            case Node("exactly" | "at_most" | "at_least" as bound, (amount, *claims)):
                return self._count(bound, amount, tuple(claims))
            case Node("allows" | "forbids" as kind, (file, *options)):
                listed = self._listed(file, options)
                return listed if kind == "allows" else Not(listed)
        self._blame(node, "a claim is needed here, as in `option = value` or `number >= 1`")
        return All(())

    def _compare(self, left: Node, sign: Sign, right: Node) -> Formula:
        """`option = value` where the left side is an option or nothing known, else of numbers."""
        if left.kind == "NAME" and sign in ("=", "!="):
            if self._is_sum(left, right):
                return Compare(self.number(left), sign, self.number(right))
            known = left.text in self._names.owners or left.text in self._names.points
            if left.text in self._names.options or not known:
                claim = self._among(left, [right])
                return claim if sign == "=" else Not(claim)
        return Compare(self.number(left), sign, self.number(right))

    def _is_sum(self, left: Node, right: Node) -> bool:
        """Whether a number option is compared with something that is no value of its own."""
        option = self._names.options.get(left.text)
        if option is None or option.numbers is None:
            return False
        return right.kind != "NUMBER" and not option.has(right.text)

    def _among(self, option: Node, values: list[Node]) -> Formula:
        """The value taken for `option` is one of `values`; keys may look like numbers or sums."""
        found = self._names.option(option.text)
        if isinstance(found, Unclear):
            self._blame(option, found.message)
            return All(())
        return Is(found.key, frozenset([self._value(found, value) for value in values]))

    def _value(self, option: Option, node: Node) -> str:
        found = self._names.value(option, node.text)
        if isinstance(found, Unclear):
            self._blame(node, found.message)
        return node.text

    def _count(self, bound: str, word: Node, nodes: tuple[Node, ...]) -> Formula:
        """At least, at most or exactly that many of the claims."""
        amount = AMOUNTS[word.text] if word.text in AMOUNTS else self._whole(word)
        claims = self._claims(nodes)
        if amount > len(claims):
            self._blame(word, f"this counts more claims than the {len(claims)} listed")
        low = 0 if bound == "at_most" else amount
        high = len(claims) if bound == "at_least" else amount
        return Count(low, high, claims)

    def _listed(self, file: Node, options: list[Node]) -> Formula:
        """The values taken for `options` stand in one row of the table `file`."""
        unknown = [(node, self._names.option(node.text)) for node in options]
        mistakes = [(node, found) for node, found in unknown if isinstance(found, Unclear)]
        if not mistakes:
            claim = self._names.listed(file.text, tuple([node.text for node in options]))
            if not isinstance(claim, Unclear):
                return claim
            mistakes = [(file, claim)]
        for node, unclear in mistakes:
            self._blame(node, unclear.message)
        return All(())

    def number(self, node: Node) -> Term:
        """The number `node` stands for."""
        match node:
            case Node("NUMBER"):
                return Number(self._whole(node))
            case Node("plus", (part,)):
                return self.number(part)
            case Node("minus", (part,)):
                return _minus(self.number(part))
            case Node("number", (first, *rest)):
                return Sum((self.number(first), *self._summands(rest)))
            case Node("product", (first, *rest)):
                return self._product(first, rest)
        return self._named(node)

    def _named(self, node: Node) -> Term:
        """The number found under a name; a point of measure only where a quantity is read."""
        match node:
            case Node("NAME"):
                found = self._names.number(node.text)
            case Node("attribute", (option, name)):
                found = self._names.attribute(option.text, name.text)
            case _:
                found = Unclear("a number is needed here, not a claim")
        if isinstance(found, Measure) and not self._quantity:
            found = Unclear(f"{quoted(node.text)} is a measure, and only quantities know the body")
        if isinstance(found, Unclear):
            self._blame(node, found.message)
            return Number(0)
        return found

    def _summands(self, rest: list[Node]) -> list[Term]:
        """`rest` alternates signs and numbers."""
        pairs = zip(rest[::2], rest[1::2], strict=True)
        numbers = [(sign, self.number(node)) for sign, node in pairs]
        return [_minus(number) if sign.kind == "MINUS" else number for sign, number in numbers]

    def _product(self, first: Node, rest: list[Node]) -> Term:
        """`rest` alternates signs and numbers; read from the left."""
        factors = [self.number(first)]
        for sign, node in zip(rest[::2], rest[1::2], strict=True):
            if sign.kind == "STAR":
                factors.append(self.number(node))
            else:
                factors = [Quotient(_times(factors), self._divisor(sign, node))]
        return _times(factors)

    def _divisor(self, sign: Node, node: Node) -> Term:
        """What is divided by: never 0, so that no order can fail on it."""
        if not self._quantity:
            self._blame(sign, "only quantities divide; multiply the other side instead")
        mistakes = len(self.problems)
        number = self.number(node)
        match number:
            case Number(amount) if amount != 0:
                pass
            case Attribute(option, name):
                of = self._names.options[option]
                # Of a range too wide to write out only its first values can be 0.
                values = of.values[:2] if of.wide else of.values
                zero = [value.key for value in values if value.attributes[name] == 0]
                if zero:
                    self._blame(node, f"{quoted(node.text)} is 0 for {quoted(zero[0])}: no divisor")
            case _ if len(self.problems) == mistakes:
                self._blame(node, "divide by a number or an attribute that is never 0")
        return number

    def _whole(self, node: Node) -> int:
        """The amount written in digits."""
        digits = node.text.lstrip("0") or "0"
        if len(digits) > len(str(GREATEST)):
            self._blame(node, f"numbers go up to {GREATEST:,}")
            return 0
        return int(digits)

    def _blame(self, node: Node, message: str) -> None:
        self.problems.append(Problem(node.place, message))


def _minus(number: Term) -> Term:
    return Number(-number.amount) if isinstance(number, Number) else Times((Number(-1), number))


def _times(factors: list[Term]) -> Term:
    return factors[0] if len(factors) == 1 else Times(tuple(factors))
