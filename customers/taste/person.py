"""One person's taste: that of his like, moved by what he ordered, said and is now choosing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from customers.taste.classes import normed
from customers.taste.learned import Learned
from customers.taste.loyalty import expected
from customers.taste.made import Made, design_layers, numbered
from rules.layers import FREE, Diagram, Longs
from rules.likely import Tastes, tastes
from rules.passes import Floats, held, of_option, sums

ROUNDS, STEP = 6, 0.5
"""How often, and how much of the way, weights are moved to a person's own shares."""

Times = Mapping[tuple[str, str], float]
"""How many times likelier values are, by option and value; below 1 less likely."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody.

    `segment` is the need he came with, empty if unknown. `orders` are the oldest first. `said` is
    what each of his answers does, by the answer; `leans` the same, weaker, for designs he wished
    for or looked at, by what he did with which. `facts` are values of measured options.
    """

    segment: str = ""
    orders: Sequence[Made] = ()
    said: Mapping[str, Times] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    leans: Mapping[str, Times] = field(default_factory=dict)


STRANGER = Known()
"""Nothing is known, or nothing may be used: then all is as popular as it is with everybody."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of somebody, which he may reject.

    `about` is `ordered`, `said`, `wished`, `viewed` or `segment`; `what` is `option=value`, the
    answer, the design or the segment; `times` says how often it was ordered.
    """

    about: str
    what: str
    times: int = 1

    @property
    def key(self) -> str:
        """What tells it from any other fact, also later when it has happened again."""
        return f"{self.about} {self.what}"

    def __str__(self) -> str:
        return f"{self.times} {self.key}"


def fact_from(written: str) -> Fact:
    """The fact that was written by `str`."""
    times, about, what = written.split(" ", 2)
    return Fact(about, what, int(times))


def facts_of(known: Known) -> tuple[Fact, ...]:
    """All that is known of somebody, each fact once."""
    ordered = dict[str, int]()
    for order in known.orders:
        for option, value in order.values.items():
            ordered[f"{option}={value}"] = ordered.get(f"{option}={value}", 0) + 1
    facts = [Fact("ordered", what, times) for what, times in ordered.items()]
    facts += [Fact("said", answer) for answer in known.said]
    facts += [fact_from(f"1 {one}") for one in known.leans]
    return (*facts, *([Fact("segment", known.segment)] if known.segment else []))


def without(known: Known, rejected: Collection[str]) -> Known:
    """What is known but for the facts with these keys: as if nobody had ever learned them."""
    if not rejected:
        return known
    return replace(
        known,
        segment="" if f"segment {known.segment}" in rejected else known.segment,
        orders=tuple(
            replace(
                order,
                values={
                    option: value
                    for option, value in order.values.items()
                    if f"ordered {option}={value}" not in rejected
                },
            )
            for order in known.orders
        ),
        said={
            answer: times
            for answer, times in known.said.items()
            if f"said {answer}" not in rejected
        },
        leans={one: times for one, times in known.leans.items() if one not in rejected},
    )


def taste_of(diagram: Diagram, learned: Learned, known: Known) -> Tastes:
    """What he likes, for the engine's likely pass.

    What he said, and a little what he wished for or looked at, makes classes likelier that would
    have done so too, and values within each.
    """
    rows, loyal = numbered(diagram, known.orders), learned.loyalty
    ages = (1 - loyal.drift) ** np.arange(len(rows) - 1, -1, -1.0)
    told = (learned.classes.log_likelihood(rows) * ages[:, None]).sum(axis=0)
    prior = normed((np.log(learned.prior(known.segment)) + loyal.temper * told)[None])[0]
    weight = _own(diagram, learned, rows) if len(rows) else learned.classes.weight
    found = tastes(diagram, known.facts, weight, prior)
    moves = (*known.said.values(), *known.leans.values())
    if not moves:
        return found
    weight = weight.copy()
    for times in moves:
        for (option, value), many in times.items():
            weight[diagram.number(option, value)] *= many
    return replace(found, weight=weight)


def _own(diagram: Diagram, learned: Learned, rows: Longs) -> Floats:
    """The weights with which each class chooses as he did, as much as people are loyal."""
    given, loyal = learned.classes.given, learned.loyalty
    wanted, chosen = given.copy(), np.zeros((len(given), 1), dtype=np.bool_)
    for layer, column in zip(design_layers(diagram), rows.T, strict=True):
        first, end = diagram.first_value[layer : layer + 2].tolist()
        orders = [np.array([number if number == FREE else number - first]) for number in column]
        shares, hold = given[first:end].T, float(loyal.hold[layer])
        wanted[first:end] = expected(shares, orders, hold, loyal.drift, loyal.slip).T
        chosen[first:end] = (column != FREE).any()
    weight = learned.classes.weight
    # What rules tie together would else be counted once for every option.
    for _ in range(ROUNDS):
        reached = chosen & (given > 0)
        ratio = np.where(reached, wanted, 1.0) / np.where(reached, given, 1.0)
        weight = weight * ratio**STEP
        given = of_option(diagram, sums(diagram, held(diagram, {}, {}), weight).each)
    return weight
