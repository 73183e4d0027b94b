"""What the claims of a feature model mean: their nodes turned into formulas over its features."""

from collections.abc import Iterator
from itertools import product

from catalog.names import quoted
from rules.amount import compared
from rules.features import ALWAYS, value_key
from rules.meaning import Node
from rules.rule import All, Any, Compare, Formula, Is, Not, Requires, Sign
from rules.uvl_numbers import NOTHING, Numbers

SIGNS: dict[str, Sign] = {
    "==": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
MOST_AVERAGES = 4

Texts = dict[str, Formula]
"""Texts that something may be, each with what it means that it is that one."""


class Claims(Numbers):
    """Gives claims their meaning, and keeps the mistakes met on the way."""

    def read(self, node: Node, prefix: str) -> Formula:
        """What `node` claims in the model whose names begin with `prefix`."""
        self._prefix = prefix
        return self._claim(node)

    def _claim(self, node: Node) -> Formula:
        match node:
            case Node("alike", (left, right)):
                a, b = self._claim(left), self._claim(right)
                return Any((All((a, b)), All((Not(a), Not(b)))))
            case Node("implied", (left, right)):
                return Requires(self._claim(left), self._claim(right))
            case Node("anyof", parts):
                return Any(tuple([self._claim(part) for part in parts]))
            case Node("allof", parts):
                return All(tuple([self._claim(part) for part in parts]))
            case Node("negation", (part,)):
                return Not(self._claim(part))
        return self._plain(node)

    def _plain(self, node: Node) -> Formula:
        match node:
            case Node("compare", (left, sign, right)):
                return self._compare(left, SIGNS[sign.text], right)
            case Node("reference"):
                return self._taken(node)
        self._blame(node, "a claim is needed here, not a number or a text")
        return ALWAYS

    def _taken(self, node: Node) -> Formula:
        feature, name = self._found(node)
        if feature is None:
            return ALWAYS
        if not name:
            return self._plan.taken[feature.name]
        flag = feature.carries.get(name)
        if not isinstance(flag, bool):
            self._blame(
                node, f"{quoted(node.text)} is no claim: neither a feature nor true or false"
            )
            return ALWAYS
        return self._plan.taken[feature.name] if flag else Any(())

    def _compare(self, left: Node, sign: Sign, right: Node) -> Formula:
        if self._is_text(left) or self._is_text(right):
            return self._compare_texts(left, sign, right)
        averages = [*_averages(left), *_averages(right)]
        if len(averages) > MOST_AVERAGES:
            self._blame(averages[-1], f"more than {MOST_AVERAGES} averages in one comparison")
            return ALWAYS
        cases = []
        for absent in product((False, True), repeat=len(averages)):
            self._without = frozenset(n for n, gone in zip(averages, absent, strict=True) if gone)
            if_so = [self._none_taken(one) for one in averages if one in self._without]
            if_so += [Not(self._none_taken(one)) for one in averages if one not in self._without]
            claim = compared(self._number(left), sign, self._number(right))
            cases.append(All((*if_so, claim)) if if_so else claim)
        self._without = frozenset()
        return Any(tuple(cases)) if averages else cases[0]

    def _none_taken(self, average: Node) -> Formula:
        return Compare(self._taken_of(list(self._carrying(average))), "=", NOTHING)

    # ---- Texts.

    def _is_text(self, node: Node) -> bool:
        if node.kind == "TEXT":
            return True
        if node.kind != "reference":
            return False
        feature, name = self._resolved(node)
        if feature is None:
            return False
        if name:
            return isinstance(feature.carries.get(name), str)
        return self._sorts.get(feature.name) == "String"

    def _compare_texts(self, left: Node, sign: Sign, right: Node) -> Formula:
        if sign not in {"=", "!="}:
            self._blame(left, "texts are compared by `==` and `!=` only")
            return ALWAYS
        mine, theirs = self._texts(left), self._texts(right)
        if mine is None or theirs is None:
            mine, theirs = theirs or {}, {}
        same = mine.keys() & theirs.keys()
        alike = Any(tuple(All((mine[one], theirs[one])) for one in sorted(same)))
        for node, texts in ((left, theirs), (right, mine)):
            if (open_ := self._open_text(node)) and len(texts) == 1:
                alike = Any((Is(open_, frozenset(texts)),))
        return alike if sign == "=" else Not(alike)

    def _open_text(self, node: Node) -> str:
        """The option of a text feature without values yet, if `node` is one."""
        feature, name = self._resolved(node) if node.kind == "reference" else (None, "")
        if feature is None or name or feature.several:
            return ""
        self.asked.setdefault(feature.name, set()).add("text")
        return value_key(feature.name)

    def _texts(self, node: Node) -> Texts | None:
        """The texts `node` may be; None after a mistake."""
        if node.kind == "TEXT":
            return {node.text[1:-1]: ALWAYS}
        feature, name = self._resolved(node) if node.kind == "reference" else (None, "")
        if feature is None and node.text.startswith('"'):
            return {node.text[1:-1]: ALWAYS}
        if feature and name and isinstance(text := feature.carries.get(name), str):
            return {text: self._plan.taken[feature.name]}
        if feature and not name and self._sorts.get(feature.name) == "String":
            return self._plan.texts(feature.name)
        self._blame(node, "a text is needed here")
        return None


def _averages(node: Node) -> Iterator[Node]:
    if node.kind == "function" and node.parts[0].text == "avg":
        yield node
    for part in node.parts:
        yield from _averages(part)
