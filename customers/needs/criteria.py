"""The catalogue of criteria: what of a person a segment may speak of, read from one file.

A criterion is an option of a product nobody makes: so the rule language of the catalog speaks of
people as it does of garments, with the same words for mistakes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from catalog.product import WRITTEN_OUT, Amounts, Kind, Option, Product, Range, Value
from catalog.text import Text
from customers.dialogue.needs import Need
from customers.identity.event import Kind as EventKind
from customers.identity.fields import SHELF_LIFE
from customers.rights.register import register
from customers.rights.sensitive import told_by

FILE = Path(__file__).with_name("criteria.yaml")
LANGUAGES = ("en", "fr", "ar")


class Family(StrEnum):
    """The families of criteria; of each there is one criterion or more."""

    DEMOGRAPHIC = "demographic"
    GEOGRAPHIC = "geographic"
    SOCIO_ECONOMIC = "socio_economic"
    LIFESTYLE = "lifestyle"
    BEHAVIOUR = "behaviour"
    ATTITUDE = "attitude"
    SITUATION = "situation"


class How(StrEnum):
    """How a criterion is read; the head of `criteria.yaml` explains them."""

    SAID = "said"
    YEARS = "years"
    REGION = "region"
    USUAL = "usual"
    COUNT = "count"
    DAYS = "days"
    VALUE = "value"
    NEED = "need"
    CHOSEN = "chosen"


EVENTS = frozenset(EventKind)
READABLE: Mapping[How, Collection[str] | None] = {
    How.SAID: SHELF_LIFE,
    How.YEARS: SHELF_LIFE,
    How.REGION: SHELF_LIFE,
    How.USUAL: ("medium", "shop", "line"),
    How.COUNT: EVENTS,
    How.DAYS: EVENTS,
    How.VALUE: ("tier",),
    How.NEED: None,
}
"""What each way can read; None for whatever authors ask in their products."""


class BadCriteria(Exception):
    """The file names a criterion that cannot be, or one that must not be."""

    def __init__(self, key: str, why: str) -> None:
        self.key, self.why = key, why
        super().__init__(f"criteria.yaml, {key}: {why}")


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a segment may ask of a person: a number up to `most`, or with `most` 0 a word.

    `reads` are fields, kinds of events or a question, as `by` says. Numbers are told apart at
    `classes` where groups are searched. `values` are words that are known before anybody has them.
    """

    key: str
    family: Family
    says: Text
    reads: tuple[str, ...]
    by: How
    most: int = 0
    classes: tuple[int, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """From when a need is one of the community, and a segment good enough, as the file explains."""

    community: int
    smallest: int
    stable_percent: int
    right_percent: int
    labels: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """The whole file, with one criterion for each design option of the products."""

    limits: Limits
    all: tuple[Criterion, ...]

    def __getitem__(self, key: str) -> Criterion:
        """The criterion called `key`. Raises KeyError."""
        for one in self.all:
            if one.key == key:
                return one
        raise KeyError(key)


@cache
def shipped() -> Criteria:
    """The criteria of this application, read once. Raises BadCriteria."""
    return criteria_in(FILE.read_text("utf-8"))


def criteria_in(text: str) -> Criteria:
    """The criteria in a YAML text. Raises BadCriteria."""
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    found = tuple(_criterion(key, one) for key, one in tree["criteria"].items())
    return Criteria(Limits(**tree["limits"]), found)


def with_products(
    criteria: Criteria, products: Iterable[Product], needs: Iterable[Need] = ()
) -> Criteria:
    """The same with what people chose of each design option, and answers to questions about needs.

    Keys that are taken stay theirs.
    """
    found = {one.key: one for one in criteria.all}
    for product in products:
        for option in product.of_kind(Kind.DESIGN):
            if option.numbers is None:
                found.setdefault(option.key, _chosen(option))
    for need in needs:
        for one in criteria.all:
            if one.by is How.NEED and need.key in one.reads:
                answers = tuple(answer.key for answer in need.answers)
                found[one.key] = replace(one, values=answers)
    return Criteria(criteria.limits, tuple(found.values()))


def _chosen(option: Option) -> Criterion:
    values = tuple(value.key for value in option.values)
    reads = (option.key,)
    return Criterion(option.key, Family.BEHAVIOUR, option.name, reads, How.CHOSEN, values=values)


def as_product(criteria: Criteria, met: Mapping[str, Collection[str]]) -> Product:
    """The criteria as a product whose options they are; `met` are the values met by criterion."""
    return Product(
        key="people",
        name=Text(en="People"),
        edition="",
        currency="",
        base_price_cents=0,
        tax_percent=0,
        base_lead_days=0,
        languages=LANGUAGES,
        options=tuple(
            _option(one, sorted({*one.values, *met.get(one.key, ())})) for one in criteria.all
        ),
        steps=(),
    )


def _option(one: Criterion, met: Sequence[str]) -> Option:
    if not one.most:
        values = tuple(Value(key, Text(en=key), Text(en="")) for key in met)
        return Option(one.key, one.says, Kind.DESIGN, values)
    numbers = Range(0, one.most, 1, "")
    every = Amounts(numbers, 0, LANGUAGES)
    written = every if one.most > WRITTEN_OUT else tuple(every)
    return Option(one.key, one.says, Kind.DESIGN, written, numbers)


def _criterion(key: str, said: dict[str, Any]) -> Criterion:
    by, reads = How(said["by"]), tuple(said["reads"])
    known = READABLE[by]
    if known is not None and (strange := [one for one in reads if one not in known]):
        raise BadCriteria(key, f"{', '.join(strange)} cannot be read so")
    names = " ".join((key, *reads, *said["says"].values())).replace("_", " ")
    if {key, *reads} & register().never or told_by(names):
        raise BadCriteria(key, "nobody may be sorted by what the law forbids to ask")
    return Criterion(
        key=key,
        family=Family(said["family"]),
        says=Text(said["says"]),
        reads=reads,
        by=by,
        most=said.get("most", 0),
        classes=tuple(said.get("classes", ())),
        values=tuple(said.get("values", ())),
    )
