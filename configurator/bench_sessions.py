"""Random sessions for `surmesure bench`, the same for everyone who is timed, and what times are."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar

from catalog.configuration import Choice, taking
from catalog.product import Kind
from rules.engine import Engine
from rules.explain import stands
from rules.passes import held, possible
from rules.state import Situation, own_values

SEED = 14
TODAY = date(2026, 11, 20)
MOST_CHOICES = 20
WISHES = 8
MOST_DRAWN = 10_000

One = TypeVar("One")
Figures = dict[str, float | int | str]


def lot() -> Random:
    """The same sessions in every run."""
    return Random(SEED)  # noqa: S311 - no secret


def situations(engine: Engine, sessions: int) -> Iterator[Situation]:
    """A moment of each session: some design options taken, each with a value that was offered."""
    product, random = engine.product, lot()
    stock = {module.sku: module.stock for module in product.modules}
    designs = [option.key for option in product.of_kind(Kind.DESIGN)]
    for _ in range(sessions):
        now = Situation((), {}, stock, TODAY)
        for option in random.sample(designs, k=random.randrange(min(len(designs), MOST_CHOICES))):
            standing = possible(engine.diagram, held(engine.diagram, own_values(now.choices), {}))
            values = [n for n in engine.diagram.numbers(option) if standing[n]]
            taken = engine.diagram.values[random.choice(values)]
            now = Situation(taking(now.choices, Choice(*taken)), {}, stock, now.today)
        yield now


def clashes(engine: Engine, sessions: int) -> list[Situation]:
    """Situations of eight wishes each that cannot stand together; fewer where that is rare."""
    product, random, found = engine.product, lot(), list[Situation]()
    designs = product.of_kind(Kind.DESIGN)
    stock = {module.sku: module.stock for module in product.modules}
    for _ in range(MOST_DRAWN):
        options = random.sample(designs, k=min(WISHES, len(designs)))
        wishes = tuple(Choice(one.key, random.choice(one.values).key) for one in options)
        if not stands(engine.diagram, {}, wishes):
            found.append(Situation(wishes, {}, stock, TODAY))
        if len(found) == sessions:
            break
    return found


def timed(work: Callable[[One], object], inputs: Iterable[One]) -> list[float]:
    """Milliseconds each of `inputs` took."""
    times = []
    for one in inputs:
        begin = perf_counter()
        work(one)
        times.append((perf_counter() - begin) * 1000)
    return times


def figures(times: list[float]) -> Figures:
    """Median, 95th percentile and maximum."""
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times
    return {"median": _short(median(times)), "p95": _short(cuts[-1]), "max": _short(max(times))}


def ratio(first: list[float], second: list[float]) -> float:
    """How many times longer the median of `first` is."""
    return _short(median(first) / median(second))


def _short(number: float) -> float:
    return float(f"{number:.3g}")
