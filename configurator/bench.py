"""`surmesure bench`: how fast the engine answers, all in one run so that ratios mean something."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar

import click

from catalog.configuration import Choice, taking
from catalog.product import Kind
from configurator.analyse import read_or_exit
from configurator.bench_web import web_figures
from rules.engine import Engine, compile_engine
from rules.passes import answers, held, possible
from rules.state import Situation, own_values, state

JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
SEED = 14

One = TypeVar("One")
Figures = dict[str, float | int]


@click.command("bench")
@click.option("--sessions", default=200, show_default=True, help="Random sessions of each kind.")
@click.option("--web", is_flag=True, help="Measure clicks on the real server instead.")
@click.option("--seconds", default=20, show_default=True, help="How long to click (--web).")
@click.option("--rate", default=60, show_default=True, help="Clicks a second (--web).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench_command(sessions: int, seconds: int, rate: int, *, web: bool, as_json: bool) -> None:
    """Medians and 95th percentiles of what the engine does at each click."""
    if web:
        figures = {"clicks": web_figures(seconds, rate)}
        click.echo(
            json.dumps({"web": figures["clicks"]})
            if as_json
            else "\n".join(_lines({"web": figures}))
        )
        return
    report = {"jeans": _jeans(sessions)}
    folder = Path(os.environ.get("SURMESURE_TEST_DATA", "../shared/data"))
    dell = folder / "models" / "dell_laptop.dimacs"
    if dell.exists():
        report["dell_laptop"] = _dell_laptop(dell, sessions)
    else:
        click.echo(f"no dell_laptop.dimacs below {folder}: set SURMESURE_TEST_DATA", err=True)
    click.echo(json.dumps(report) if as_json else "\n".join(_lines(report)))


def _jeans(sessions: int) -> dict[str, Figures]:
    begin = perf_counter()
    engine = compile_engine(read_or_exit(JEANS).book)
    compiled = perf_counter() - begin
    seen = list(_situations(engine, _random(), sessions))
    stock = seen[0].stock
    weights, diagram = engine.weights(stock), engine.diagram
    own = [held(diagram, own_values(one.choices), one.facts) for one in seen]
    # The solver needs seconds for a click, so that a few must do.
    few = _random().sample(seen, k=min(5, len(seen)))
    _by_value(engine, few[0])
    whole = _timed(lambda one: state(engine, one), seen)
    solver = _timed(lambda one: _by_value(engine, one), few)
    return {
        "size": {"edges": diagram.edges, "seconds_to_compile": round(compiled, 3)},
        "all_passes_ms": _figures(_timed(lambda one: answers(diagram, one, weights), own)),
        "click_ms": _figures(whole),
        "cp_sat_value_by_value_ms": _figures(solver),
        "times_faster_than_cp_sat": {"median": round(median(solver) / median(whole))},
    }


def _dell_laptop(file: Path, sessions: int) -> dict[str, Figures]:
    engine = compile_engine(read_or_exit(file).book)
    diagram, weights = engine.diagram, engine.weights({})
    seen = list(_situations(engine, _random(), sessions))
    own = [held(diagram, own_values(one.choices), one.facts) for one in seen]
    passes = _timed(lambda one: possible(diagram, one), own)
    whole = _timed(lambda one: answers(diagram, one, weights), own)
    return {
        "size": {"edges": diagram.edges},
        "one_pass_us": _figures([seconds * 1000 for seconds in passes]),
        "all_passes_us": _figures([seconds * 1000 for seconds in whole]),
    }


def _random() -> Random:
    """The same sessions in every run."""
    return Random(SEED)  # noqa: S311 - no secret


def _situations(engine: Engine, random: Random, sessions: int) -> Iterator[Situation]:
    """A moment of each session: some design options taken, each with a value that was offered."""
    product = engine.product
    stock = {module.sku: module.stock for module in product.modules}
    designs = [option.key for option in product.of_kind(Kind.DESIGN)]
    for _ in range(sessions):
        now = Situation((), {}, stock, date(2026, 11, 20))
        for option in random.sample(designs, k=random.randrange(min(len(designs), 20))):
            standing = possible(engine.diagram, held(engine.diagram, own_values(now.choices), {}))
            values = [n for n in engine.diagram.numbers(option) if standing[n]]
            taken = engine.diagram.values[random.choice(values)]
            now = Situation(taking(now.choices, Choice(*taken)), {}, stock, now.today)
        yield now


def _by_value(engine: Engine, situation: Situation) -> list[bool]:
    """What one pass tells, asked of CP-SAT for one value after the other."""
    own = own_values(situation.choices)
    return [
        engine.solver.stands({**own, option.key: value.key})
        for option in engine.product.of_kind(Kind.DESIGN)
        for value in option.values
    ]


def _timed(work: Callable[[One], object], inputs: Iterable[One]) -> list[float]:
    """Milliseconds each of `inputs` took."""
    times = []
    for one in inputs:
        begin = perf_counter()
        work(one)
        times.append((perf_counter() - begin) * 1000)
    return times


def _figures(times: list[float]) -> Figures:
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    return {"median": round(median(times), 4), "p95": round(p95, 4)}


def _lines(report: dict[str, dict[str, Figures]]) -> Iterator[str]:
    for product, rows in report.items():
        for name, figures in rows.items():
            told = ", ".join(f"{figure} {amount:g}" for figure, amount in figures.items())
            yield f"{product}  {name.replace('_', ' ')}: {told}"
