"""Reads feature models in the Universal Variability Language.

Of it: the tree with mandatory, optional, or, alternative and [n..m] groups, attributes with whole
numbers, claims with `!`, `&`, `|`, `=>`, `<=>` and parentheses, comparisons of sums and products of
`Feature.attribute` and `sum(attribute)`. A feature that is not taken carries 0. Names and texts may
stand in either kind of quotes. What else the language has is refused with its place: typed
features, features several times, imported models, numbers with decimals.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput
from lark.indenter import DedentError, Indenter

from catalog.file_text import read_text
from catalog.names import quoted, unknown
from catalog.problems import Place, Problem
from rules.features import ALWAYS, Bond, Feature, FeatureModel, Group, Plan
from rules.rule import (
    All,
    Any,
    Compare,
    Formula,
    Not,
    Number,
    Requires,
    Sign,
    Sum,
    Term,
    Times,
)

Node = Tree[Token]

SIGNS: dict[str, Sign] = {
    "==": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
BONDS = {
    "mandatory": Bond.MANDATORY,
    "optional": Bond.OPTIONAL,
    "alternative": Bond.ALTERNATIVE,
    "or": Bond.SOME,
}
DEEPEST = 100
CLAIMS = frozenset({"constraint", "constraints"})


class _Lines(Indenter):
    """Turns the indentation of lines into tokens."""

    NL_type = "_NL"
    OPEN_PAREN_types = ["LPAR", "LSQB", "LBRACE"]  # noqa: RUF012 - lark's own shape
    CLOSE_PAREN_types = ["RPAR", "RSQB", "RBRACE"]  # noqa: RUF012 - the same
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 4


def read_uvl(path: Path) -> tuple[FeatureModel | None, list[Problem], dict[str, str]]:
    """The model at `path`, all mistakes sorted by place, and the text of the file by its name.

    The model is None exactly when there are mistakes.
    """
    text = read_text(path)
    if isinstance(text, Problem):
        return None, [text], {}
    reader = _Reader(str(path))
    model = reader.model(path.stem, text)
    return (None if reader.problems else model), sorted(reader.problems), {str(path): text}


class _Reader:
    """Gives the parts of a parsed file their meaning, and keeps the mistakes met on the way."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._names: set[str] = set()
        self._inner: list[Node] = []

    def model(self, name: str, text: str) -> FeatureModel | None:
        """The model in `text`, or None after a mistake that hides all others."""
        tree = self._tree(text)
        if tree is None:
            return None
        for part in tree.find_data("imports"):
            self._blame(part, "imported models are not read; put all features into one file")
        root = next(
            part for part in tree.children if isinstance(part, Tree) and part.data == "feature"
        )
        plan = Plan(name, self._feature(root))
        outer = (part for part in tree.children if isinstance(part, Tree) and part is not root)
        written = [part for part in outer if part.data not in {"includes", "imports"}]
        claims = [self._claim(part, plan) for part in [*written, *self._inner]]
        return plan.model(claims)

    def _tree(self, text: str) -> Node | None:
        depth = max((len(line) - len(line.lstrip("\t ")) for line in text.split("\n")), default=0)
        if depth > DEEPEST * _Lines.tab_len or max(map(text.count, "({[")) > len(text) // 2:
            self.problems.append(Problem(Place(self._file), "the tree is too deep"))
            return None
        try:
            return _grammar().parse(text + "\n")
        except UnexpectedInput as error:
            place = Place(self._file, max(error.line, 1), max(error.column, 1))
            self.problems.append(Problem(place, "this cannot stand here"))
        except DedentError:
            self.problems.append(
                Problem(Place(self._file), "a line is indented like none above it")
            )
        return None

    def _feature(self, node: Node) -> Feature:
        kind, name, times, attributes, *groups = node.children
        assert isinstance(name, Tree)
        word = _word(name.children[0])
        if kind is not None and kind != "Boolean":
            self._blame(node, f"{kind} features have no end of values; only Boolean ones are read")
        if times is not None and _bounds(times, 1) not in {(1, 1), (0, 1)}:
            self._blame(node, "a feature several times is not read")
        if word in self._names:
            self._blame(node, f"the feature {quoted(word)} stands here a second time")
        self._names.add(word)
        numbers = dict(self._numbers(attributes)) if isinstance(attributes, Tree) else {}
        below = tuple(self._group(one) for one in groups if isinstance(one, Tree))
        return Feature(word, numbers, below)

    def _group(self, node: Node) -> Group:
        kind, *parts = node.children
        features = tuple(self._feature(part) for part in parts if isinstance(part, Tree))
        if not features:
            self._blame(node, "there are no features in this group")
        if str(kind) in BONDS:
            return Group(BONDS[str(kind)], features, 1, len(features))
        low, high = _bounds(kind, len(features))
        if (low, high) == (1, 1):
            return Group(Bond.ALTERNATIVE, features)
        return Group(Bond.SOME, features, low, high)

    def _numbers(self, attributes: Node) -> Iterator[tuple[str, int]]:
        for attribute in attributes.children:
            if not isinstance(attribute, Tree):
                continue
            name, value = _word(attribute.children[0]), attribute.children[1]
            if name in CLAIMS and isinstance(value, Tree):
                self._inner += [part for part in value.children if isinstance(part, Tree)]
                continue
            word = value.children[0] if isinstance(value, Tree) and value.children else None
            if isinstance(word, Token) and word.type == "NUMBER":
                yield name, self._whole(word)

    def _whole(self, word: Token) -> int:
        if not word.isdecimal():
            self._blame(word, "only whole numbers are read; choose a smaller unit")
            return 0
        return int(word[:18])

    def _claim(self, node: Node, plan: Plan) -> Formula:  # noqa: PLR0911 - one case per kind
        parts = [part for part in node.children if part is not None]
        if (
            node.data in {"alike", "implied", "anyof", "allof", "summed", "times"}
            and len(parts) == 1
        ):
            (only,) = parts
            return self._claim(only, plan) if isinstance(only, Tree) else self._no_claim(node)
        if node.data == "compare":
            left, sign, right = parts
            return Compare(self._number(left, plan), SIGNS[str(sign)], self._number(right, plan))
        if node.data == "reference":
            return self._taken(node, plan)
        claims = [self._claim(part, plan) for part in parts if isinstance(part, Tree)]
        match node.data:
            case "alike":
                both = pairwise(claims)
                return All(tuple(Any((All((a, b)), All((Not(a), Not(b))))) for a, b in both))
            case "implied":
                return Requires(*claims)
            case "anyof":
                return Any(tuple(claims))
            case "allof":
                return All(tuple(claims))
            case "negation":
                return Not(claims[0])
        return self._no_claim(node)

    def _no_claim(self, node: Node) -> Formula:
        self._blame(node, "a claim is needed here, not a number")
        return ALWAYS

    def _taken(self, node: Node, plan: Plan) -> Formula:
        name = ".".join(_word(part) for part in node.children)
        if name not in plan.taken:
            self._blame(node, unknown("feature", name, plan.taken))
            return ALWAYS
        return plan.taken[name]

    def _number(self, node: Node | Token, plan: Plan) -> Term:  # noqa: PLR0911 - the same
        if isinstance(node, Token):
            return Number(self._whole(node))
        match str(node.data):
            case "reference":
                return self._carried(node, plan)
            case "aggregate":
                return self._sum(node, plan)
            case "minus":
                return Times((Number(-1), self._number(node.children[-1], plan)))
            case "times":
                factors = [one for one in node.children if one != "*"]
                return _joined(Times, [self._number(one, plan) for one in factors])
            case "summed":
                return _joined(Sum, list(self._summands(node, plan)))
        if len(node.children) == 1 or node.children[1:] == [None]:
            return self._number(node.children[0], plan)
        self._blame(node, "a number is needed here, not a claim")
        return Number(0)

    def _summands(self, node: Node, plan: Plan) -> Iterator[Term]:
        sign = 1
        for part in node.children:
            if isinstance(part, Token) and part.type in {"PLUS", "MINUS"}:
                sign = -1 if part.type == "MINUS" else 1
                continue
            term = self._number(part, plan)
            yield term if sign == 1 else Times((Number(-1), term))

    def _carried(self, node: Node, plan: Plan) -> Term:
        words = [_word(part) for part in node.children]
        found = plan.number(".".join(words[:-1]), words[-1])
        if found is None:
            self._blame(node, f"no feature carries a number {quoted('.'.join(words))}")
            return Number(0)
        return found

    def _sum(self, node: Node, plan: Plan) -> Term:
        function, *names = node.children
        if function != "sum" or len(names) != 1:
            self._blame(node, "of functions, only `sum(attribute)` is read")
        name = names[-1]
        assert isinstance(name, Tree)
        return Sum(plan.numbers(_word(name.children[-1])))

    def _blame(self, part: Node | Token, message: str) -> None:
        where = part if isinstance(part, Token) else part.meta
        line, column = getattr(where, "line", 1) or 1, getattr(where, "column", 1) or 1
        self.problems.append(Problem(Place(self._file, line, column), message))


@cache
def _grammar() -> Lark:
    """The parser, built when the first model comes."""
    return Lark.open(
        "uvl.lark",
        rel_to=__file__,
        parser="lalr",
        postlex=_Lines(),
        maybe_placeholders=True,
        propagate_positions=True,
    )


def _joined(kind: type[Sum] | type[Times], terms: list[Term]) -> Term:
    return terms[0] if len(terms) == 1 else kind(tuple(terms))


def _word(part: object) -> str:
    """A name without the quotes around it."""
    text = str(part)
    return text[1:-1] if text[:1] in {'"', "'"} else text


def _bounds(token: object, all_of_them: int) -> tuple[int, int]:
    """The least and the most of `[n]`, `[n..m]` or `[n..*]`."""
    low, _, high = str(token).strip("[] \t").partition("..")
    most = low if not high else high.strip()
    return int(low), all_of_them if most == "*" else int(most)
