"""`surmesure bench`: how fast the engine answers, all in one run so that ratios mean something."""

import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from time import perf_counter

import click

from configurator.analyse import read_or_exit
from configurator.bench_growth import growth
from configurator.bench_messages import message_figures
from configurator.bench_peers import Flamapy, Numbered, PeerMissing, cp_sat, pysat
from configurator.bench_people import people_figures
from configurator.bench_sessions import Figures, clashes, figures, ratio, situations, timed
from configurator.bench_taste import taste_figures
from configurator.bench_value import value_figures
from configurator.bench_web import web_figures
from rules.engine import Engine, compile_engine
from rules.explain import conflict
from rules.layers import Diagram
from rules.passes import answers, held, possible
from rules.repair import repairs
from rules.state import Situation, own_values, state

JEANS = Path(__file__).parents[1] / "catalog" / "library" / "jeans" / "product.yaml"
CHART = Path("tests/snapshots/growth.svg")
MODELS = ("dell_laptop", "JHipster", "e_shop", "finance_2017-05-22")
LONG_TO_COMPILE, SESSIONS_WORTH_IT = "finance_2017-05-22", 50
ALTERNATIVES = 5


@click.command("bench")
@click.option("--sessions", default=200, show_default=True, help="Random sessions of each kind.")
@click.option("--web", is_flag=True, help="Measure clicks on the real server instead.")
@click.option("--seconds", default=20, show_default=True, help="How long to click (--web).")
@click.option("--rate", default=60, show_default=True, help="Clicks a second (--web).")
@click.option("--growth", "grows", is_flag=True, help="Draw how times grow with size instead.")
@click.option("--chart", type=click.Path(path_type=Path), default=CHART, help="Where (--growth).")
@click.option("--people", type=click.IntRange(1000), help="Search so many made-up people instead.")
@click.option("--value", type=click.IntRange(1000), help="Value so many made-up customers instead.")
@click.option("--warehouse", type=click.IntRange(1000), help="The same in DuckDB, with the extra.")
@click.option("--messages", type=click.IntRange(50), help="Write to so many customers instead.")
@click.option("--days", default=30, show_default=True, help="So many days long (--messages).")
@click.option("--database", help="An empty database to fill, else SQLite.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench_command(  # noqa: PLR0913, PLR0917 - one per option
    sessions: int,
    seconds: int,
    rate: int,
    chart: Path,
    people: int | None,
    value: int | None,
    warehouse: int | None,
    messages: int | None,
    days: int,
    database: str | None,
    *,
    web: bool,
    grows: bool,
    as_json: bool,
) -> None:
    """Medians, 95th percentiles and maxima of what the engine and others do at each click."""
    if warehouse:
        from configurator.bench_warehouse import warehouse_figures  # noqa: PLC0415 - needs the extra

        valued = {"warehouse": warehouse_figures(warehouse)}
        click.echo(json.dumps(valued) if as_json else "\n".join(_lines(valued)))
        return
    if people or value:
        counted = (
            {"people": people_figures(people, database)}
            if people
            else {"value": value_figures(value or 0, database)}
        )
        click.echo(json.dumps(counted) if as_json else "\n".join(_lines(counted)))
        return
    if messages:
        written = {"messages": message_figures(messages, days, database)}
        click.echo(json.dumps(written) if as_json else "\n".join(_lines(written)))
        return
    if web:
        clicks = web_figures(seconds, rate)
        told = {"web": {"clicks": clicks}}
        click.echo(json.dumps({"web": clicks}) if as_json else "\n".join(_lines(told)))
        return
    report = growth(chart) if grows else dict(_products(sessions))
    click.echo(json.dumps(report) if as_json else "\n".join(_lines(report)))


def _products(sessions: int) -> Iterator[tuple[str, dict[str, Figures]]]:
    """Jeans, and the models of others as far as they are here."""
    yield "jeans", _product(JEANS, sessions)
    folder = Path(os.environ.get("SURMESURE_TEST_DATA", "../shared/data")) / "models"
    for name in MODELS:
        if not (folder / f"{name}.dimacs").exists():
            click.echo(f"no {name}.dimacs in {folder}: set SURMESURE_TEST_DATA", err=True)
        elif name == LONG_TO_COMPILE and sessions < SESSIONS_WORTH_IT:
            click.echo(f"{name} is left out below {SESSIONS_WORTH_IT} sessions", err=True)
        else:
            yield name, _product(folder / f"{name}.dimacs", sessions)


def _product(file: Path, sessions: int) -> dict[str, Figures]:
    book = read_or_exit(file).book
    begin = perf_counter()
    engine = compile_engine(book)
    seconds = round(perf_counter() - begin, 3)
    seen = list(situations(engine, sessions))
    size: Figures = {
        "options": len(engine.diagram.options),
        "edges": engine.diagram.edges if isinstance(engine.diagram, Diagram) else 0,
        "seconds_to_compile": seconds,
    }
    found = {"size": size} | _clicks(engine, seen) | _clashes(engine, clashes(engine, sessions))
    return found | (taste_figures(engine, file, sessions) if file == JEANS else {})


def _clicks(engine: Engine, seen: list[Situation]) -> dict[str, Figures]:
    """Ours, then what others need for less."""
    diagram, weights = engine.diagram, engine.weights(seen[0].stock)
    own = [own_values(one.choices) for one in seen]
    one_pass = timed(lambda one: possible(diagram, held(diagram, one, {})), own)
    passes = timed(lambda one: answers(diagram, held(diagram, one, {}), weights), own)
    found = {
        "possible_ms": figures(one_pass),
        "all_passes_ms": figures(passes),
        "click_ms": figures(timed(lambda one: state(engine, one), seen)),
    }
    found["cp_sat_value_by_value_ms"], slow = cp_sat(engine, seen)
    times: Figures = {"cp_sat_to_all_passes": ratio(slow, passes)}
    try:
        numbered = Numbered(engine)
        solver, domains = pysat(numbered, seen)
        found["pysat_domains_ms"] = figures(domains) | {"solver": solver}
        times["possible_to_pysat"] = ratio(one_pass, domains)
        times["all_passes_to_pysat"] = ratio(passes, domains)
        peer = Flamapy(engine, numbered)
        ends: Figures = {"dead_ends": peer.dead_ends(engine, len(seen)), "sessions": len(seen)}
        found["flamapy_propagation_ms"] = figures(timed(peer.implied, seen)) | ends
    except PeerMissing as missing:
        click.echo(str(missing), err=True)
    return found | {"times": times}


def _clashes(engine: Engine, seen: list[Situation]) -> dict[str, Figures]:
    """Eight wishes that clash: why, and what to do."""
    if not seen:
        return {}
    conflict(engine, seen[0])
    engine.consequences.forget()

    def alternatives(situation: Situation) -> None:
        list(islice(repairs(engine, situation), ALTERNATIVES))

    # Repairs first: what they find out about rules is remembered.
    repaired = timed(alternatives, seen)
    engine.consequences.forget()
    return {
        "conflict_ms": figures(timed(lambda one: conflict(engine, one), seen)),
        "five_repairs_ms": figures(repaired),
    }


def _lines(report: Mapping[str, Mapping[str, Mapping[str, float | int | str]]]) -> Iterator[str]:
    for product, rows in report.items():
        for name, row in rows.items():
            told = ", ".join(
                f"{figure} {amount}" if isinstance(amount, str) else f"{figure} {amount:g}"
                for figure, amount in row.items()
            )
            yield f"{product}  {name.replace('_', ' ')}: {told}"
