"""Segments learned from labels: what people of the shop call some, a tree says of all.

The tree asks for one value after the other and can be read. It is refused where it cannot tell
people apart that it was not shown.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from customers.needs.coding import Codes, Floats, Scale, coded
from customers.needs.criteria import Limits
from customers.needs.traits import Traits
from customers.needs.with_sklearn import Node, held_out, tree

LEAST_LABELS = 2
SURE = 1.645
"""Standard deviations below which 95 of 100 samples do not fall."""

Question = tuple[int, str, int]
"""A scale by its place, `=` or `>=`, and the number of one of its values."""


@dataclass(frozen=True, slots=True)
class Weak:
    """Why nothing was learned: `too_few` labels (each has its count), else `unsure`.

    Then `right` is the share of people told right that were not shown, `usual` the share of the
    commonest label, `floor` what it takes.
    """

    why: str
    counts: Mapping[str, int]
    right: float = 0.0
    usual: float = 0.0
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree over scales: `labels` by number, `right` of all told right that were not shown."""

    scales: tuple[Scale, ...]
    labels: tuple[str, ...]
    nodes: tuple[Node, ...]
    right: float = 0.0
    usual: float = 0.0

    def places(self, people: Sequence[Traits]) -> list[int]:
        """The number of the label of each person; of nobody known nothing, -1."""
        codes = coded(self.scales, people)
        asked = _asked(self.scales, codes)
        found = [int(np.argmax(self.nodes[self._leaf(row)[-1]].counts)) for row in asked]
        places: list[int] = np.where((codes >= 0).any(axis=1), found, -1).tolist()
        return places

    def why(self, person: Traits, _: int) -> tuple[tuple[str, str, str], ...]:
        """The questions on the person's way, each with its answer in its sign."""
        row = _asked(self.scales, coded(self.scales, [person]))[0]
        way = self._leaf(row)
        return tuple(
            self._said(self.nodes[one].column, is_yes=bool(row[self.nodes[one].column]))
            for one in way[:-1]
        )

    def leaves(self) -> list[tuple[str, tuple[tuple[str, str, str], ...]]]:
        """Every label with a way that leads to it, as people read trees."""
        found = []
        waiting: list[tuple[int, tuple[tuple[str, str, str], ...]]] = [(0, ())]
        while waiting:
            number, way = waiting.pop()
            node = self.nodes[number]
            if node.column < 0:
                found.append((self.labels[int(np.argmax(node.counts))], way))
                continue
            waiting.append((node.no, (*way, self._said(node.column, is_yes=False))))
            waiting.append((node.yes, (*way, self._said(node.column, is_yes=True))))
        return found

    def _leaf(self, row: Floats) -> list[int]:
        way = [0]
        while (node := self.nodes[way[-1]]).column >= 0:
            way.append(node.yes if row[node.column] else node.no)
        return way

    def _said(self, column: int, *, is_yes: bool) -> tuple[str, str, str]:
        place, sign, value = _questions(self.scales)[column]
        one = self.scales[place]
        if sign == "=":
            return one.key, "=" if is_yes else "!=", one.values[value]
        return one.key, ">=" if is_yes else "<", str(one.classes[value - 1])


def learned(
    scales: Sequence[Scale],
    people: Sequence[Traits],
    labels: Sequence[str],
    limits: Limits,
    seed: int,
) -> Tree | Weak:
    """A tree that tells the labels of people, or why there is none worth its name."""
    counts = Counter(labels)
    if len(counts) < LEAST_LABELS or min(counts.values()) < limits.labels:
        return Weak("too_few", dict(counts))
    names = tuple(sorted(counts))
    numbers = np.array([names.index(one) for one in labels], np.int64)
    asked = _asked(tuple(scales), coded(scales, people))
    right = float(np.mean(held_out(asked, numbers, seed) == numbers))
    usual = max(counts.values()) / len(labels)
    # Else it may be right by luck alone.
    floor = max(limits.right_percent / 100, usual + SURE * _spread(usual, len(labels)))
    if right < floor:
        return Weak("unsure", dict(counts), right, usual, floor)
    return Tree(tuple(scales), names, tree(asked, numbers, seed), right, usual)


def _spread(share: float, count: int) -> float:
    return float(np.sqrt(share * (1 - share) / count))


def _questions(scales: Sequence[Scale]) -> list[Question]:
    """What may be asked: is it this value; is the number at least that."""
    return [
        (place, ">=" if one.classes else "=", value)
        for place, one in enumerate(scales)
        for value in range(1 if one.classes else 0, len(one.values))
    ]


def _asked(scales: Sequence[Scale], codes: Codes) -> Floats:
    """1 where the answer is yes (people x questions); what is not known is no."""
    columns = [
        codes[:, place] >= value if sign == ">=" else codes[:, place] == value
        for place, sign, value in _questions(scales)
    ]
    return np.stack(columns, axis=1).astype(np.float64) if columns else np.zeros((len(codes), 0))
