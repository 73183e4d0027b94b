"""Settings of value and tiers, and what each tier is given: read from one file that people edit."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from catalog.file_text import read_text
from catalog.names import quoted, suggestion
from catalog.problems import Place, Problem
from catalog.tree import Branch, Entry, Items, Leaf, Node
from catalog.yaml_places import read_yaml
from customers.value.tier import Tier, Tiers

FILE = Path(__file__).parent / "policies.yaml"
MOST = 10**9
WHOLE = r"-?[0-9]{1,10}"
PERCENT = 100
YES, NO = ("yes", "on", "true"), ("no", "off", "false")
SLOTS = ("first", "usual")
KEYS = ("value", "tiers", "price_by_tier", "programmes", "policies")
TREATMENTS = "treatments"

Kind = TypeVar("Kind")
Read = Callable[["_Reader", Node], Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a value is made of: days, percent and cents as `policies.yaml` explains them."""

    period_days: int
    horizon_days: int
    discount_percent: int
    referral_percent: int
    suggestion_cents: int
    minute_cents: int
    margin_percent_elsewhere: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What a tier is given. Nothing here refuses: complaint, warranty and price are no part of it.

    `workshop_slot` is `first` or `usual`; `cost_to_serve_cents` a year is a ceiling for effort.
    """

    recognition: str
    ambassadors: bool
    workshop_slot: str
    alteration_cents: int
    answer_hours: int
    channels: tuple[str, ...]
    cost_to_serve_cents: int
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Care:
    """How programmes are run and measured: percent, points, days, cents as the file explains."""

    control_percent: int
    welcome_points: int
    suggestion_points: int
    thank_days: int
    again_days: int
    uplift_percent: int
    effort_floor_percent: int
    answer_floor_hours: int
    fact_cents: int
    point_cents: int
    trouble_cents: int
    uneven_months: int
    station_minutes: int


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a segment can change of how somebody is served, whatever his tier.

    `queue` is where his messages wait, `script` how one begins with him; staff `may` do the rest
    without asking.
    """

    queue: str
    script: str
    channels: tuple[str, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The whole file. `price_percent` is what CPP pays less; 0 is off, as it is by default.

    `treatments` are what segments may be given, by name.
    """

    terms: Terms
    tiers: Tiers
    care: Care
    policies: dict[Tier, Policy]
    price_percent: int = 0
    treatments: dict[str, Treatment] = field(default_factory=dict)


class BadPolicies(Exception):
    """The file cannot be used; `problems` say where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def read_policies(path: Path = FILE) -> Policies:
    """The settings in the file at `path`. Raises BadPolicies with every mistake in it."""
    text = read_text(path)
    if isinstance(text, Problem):
        raise BadPolicies([text])
    return policies_in(text, path.name)


def policies_in(text: str, file: str) -> Policies:
    """The same of a text. Raises BadPolicies."""
    tree, problems = read_yaml(text, file)
    reader = _Reader(problems)
    found = reader.whole(tree) if tree is not None else None
    if found is None or reader.problems:
        raise BadPolicies(sorted(reader.problems))
    return found


class _Reader:
    """Reads the tree of the file, and keeps the mistakes met on the way."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = list(problems)

    def whole(self, tree: Node) -> Policies | None:
        """All of it; None, or values of no use, where there are mistakes."""
        found = self._keys(tree, dict.fromkeys(KEYS), TREATMENTS)
        terms = self._values(Terms, found.get("value"), TERMS)
        tiers = self._values(Tiers, found.get("tiers"), TIERS)
        care = self._values(Care, found.get("programmes"), CARE)
        price = self.price(found["price_by_tier"]) if "price_by_tier" in found else 0
        given = self._keys(found["policies"], dict.fromkeys(Tier)) if "policies" in found else {}
        policies = {
            Tier(tier): policy
            for tier, node in given.items()
            if (policy := self._values(Policy, node, POLICY)) is not None
        }
        treatments = self._named(found[TREATMENTS]) if TREATMENTS in found else {}
        if terms and tiers and care:
            return Policies(terms, tiers, care, policies, price, treatments)
        return None

    def _named(self, node: Node) -> dict[str, Treatment]:
        """Treatments by name."""
        if not isinstance(node, Branch):
            self.blame(node.place, "treatments must stand here, each under a name")
            return {}
        read = {one.key.text: self._values(Treatment, one.node, TREATMENT) for one in node.entries}
        return {name: one for name, one in read.items() if one is not None}

    def price(self, node: Node) -> int:
        """What CPP pays less in percent; 0 for `off`."""
        if isinstance(node, Leaf) and node.plain and node.text in NO:
            return 0
        return self.number(node, 1, PERCENT)

    def number(self, node: Node, least: int = 0, most: int = MOST) -> int:
        """A whole number within these limits."""
        is_number = isinstance(node, Leaf) and node.plain and re.fullmatch(WHOLE, node.text)
        if isinstance(node, Leaf) and is_number and least <= int(node.text) <= most:
            return int(node.text)
        self.blame(node.place, f"a whole number from {least} to {most} must stand here")
        return least

    def flag(self, node: Node) -> bool:
        """Yes or no."""
        if not isinstance(node, Leaf) or not node.plain or node.text not in YES + NO:
            self.blame(node.place, "`yes` or `no` must stand here")
            return False
        return node.text in YES

    def words(self, node: Node) -> str:
        """A text that is not empty."""
        if not isinstance(node, Leaf) or not node.text.strip():
            self.blame(node.place, "words must stand here")
            return ""
        return node.text.strip()

    def slot(self, node: Node) -> str:
        """`first` or `usual`."""
        if not isinstance(node, Leaf) or node.text not in SLOTS:
            self.blame(node.place, "`first` or `usual` must stand here")
            return SLOTS[-1]
        return node.text

    def several(self, node: Node) -> tuple[str, ...]:
        """A list of texts; it may be empty."""
        if not isinstance(node, Items):
            self.blame(node.place, "a list in brackets must stand here: [shop, mail]")
            return ()
        return tuple(map(self.words, node.nodes))

    def blame(self, place: Place, message: str) -> None:
        """Keep a mistake."""
        self.problems.append(Problem(place, message))

    def _values(self, kind: type[Kind], node: Node | None, reads: dict[str, Read]) -> Kind | None:
        if node is None:
            return None
        found = self._keys(node, reads)
        read = {name: reads[name](self, below) for name, below in found.items()}
        return kind(**read) if read.keys() == reads.keys() else None

    def _keys(self, node: Node, known: dict[Any, Any], optional: str = "") -> dict[str, Node]:
        """What stands under each key of `known`; blames those that are missing and others."""
        if not isinstance(node, Branch):
            self.blame(node.place, f"these keys must stand here: {', '.join(known)}")
            return {}
        either = {**known, optional: None} if optional else known
        for entry in node.entries:
            self._must_be_known(entry, either)
        found = {one.key.text: one.node for one in node.entries if one.key.text in either}
        for name in known:
            if name not in found:
                self.blame(node.place, f"the key {quoted(name)} is missing here")
        return found

    def _must_be_known(self, entry: Entry, known: dict[Any, Any]) -> None:
        name = entry.key.text
        if name not in known:
            self.blame(entry.key.place, f"unknown key {quoted(name)}{suggestion(name, known)}")


def _within(least: int, most: int = MOST) -> Read:
    return lambda reader, node: reader.number(node, least, most)


def _limits(name: str) -> tuple[int, int]:
    if "days" in name:
        return 1, 36_500
    return (1, 24 * 60) if name.endswith("_minutes") else (0, MOST)


PERCENTS: Read = _within(0, PERCENT)
TERMS, CARE = (
    {
        one.name: PERCENTS if "percent" in one.name else _within(*_limits(one.name))
        for one in fields(kind)
    }
    for kind in (Terms, Care)
)
TIERS: dict[str, Read] = {
    "best_percent": _within(1, PERCENT - 1),
    "least_cents": _within(-MOST),
    "young_days": _within(0, 36_500),
    "runs": _within(1, 12),
}
POLICY: dict[str, Read] = {
    "recognition": _Reader.words,
    "ambassadors": _Reader.flag,
    "workshop_slot": _Reader.slot,
    "alteration_cents": _within(0),
    "answer_hours": _within(1, 24 * 30),
    "channels": _Reader.several,
    "cost_to_serve_cents": _within(0),
    "offers": _Reader.several,
}
TREATMENT: dict[str, Read] = {
    "queue": _Reader.words,
    "script": _Reader.words,
    "channels": _Reader.several,
    "may": _Reader.several,
}
