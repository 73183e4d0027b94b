"""`surmesure bench --growth`: how times grow with the size of made-up products, drawn as chart."""

from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from catalog.product import Kind, Option, Product, Step, Value
from catalog.text import Text
from configurator.bench_sessions import SEED, situations, timed
from rules.engine import compile_engine
from rules.layers import Diagram
from rules.passes import answers, held
from rules.rule import All, Count, Formula, Is, Not, Rule, RuleBook
from rules.state import own_values

WIDER = [
    (8, 1, 5),
    (14, 1, 5),
    (28, 1, 5),
    (28, 2, 5),
    (28, 4, 5),
    (28, 6, 7),
    (28, 9, 9),
    (30, 14, 10),
]
"""Options of each product clicked, how often two values may be taken, how far rules reach."""

LONGER = [10, 20, 40, 80, 160, 320]
"""Options of each product that is compiled, without such budgets."""

TENS = [0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
"""What is written beside the axes."""

VALUES, NEAR, PAIRS, CLICKS = 4, 5, 2, 40
NAMELESS = Text(en="")


def growth(chart: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Times of every size, also drawn into the file `chart`."""
    import altair  # noqa: ICN001, PLC0415 - loading it takes a second: only who draws waits

    compile_engine(made_up(NEAR + 1, 1, NEAR, SEED))  # Loads what every first compile loads.
    clicks = [_clicked(*size) for size in WIDER]
    compiled = [_compiled(options) for options in LONGER]
    _draw(altair, clicks, compiled, chart)
    return {
        "clicks": {f"{int(row['edges'])}_edges": row for row in clicks},
        "compiling": {f"{int(row['options'])}_options": row for row in compiled},
    }


def _clicked(options: int, budget: int, near: int) -> dict[str, float]:
    """Edges, and the median of a click with all passes, in milliseconds."""
    engine = compile_engine(made_up(options, budget, near, SEED))
    weights, diagram = engine.weights({}), engine.diagram
    assert isinstance(diagram, Diagram)
    own = [own_values(one.choices) for one in situations(engine, CLICKS)]
    passes = timed(lambda one: answers(diagram, held(diagram, one, {}), weights), own)
    return {"edges": diagram.edges, "all_passes_ms": round(median(passes), 4)}


def _compiled(options: int) -> dict[str, float]:
    """Options, and the seconds until the first click can be answered."""
    book = made_up(options, None, NEAR, SEED)
    begin = perf_counter()
    compile_engine(book)
    return {"options": options, "seconds_to_compile": round(perf_counter() - begin, 3)}


def made_up(options: int, budget: int | None, near: int, seed: int) -> RuleBook:
    """A product of so many options of four values: some exclude each other.

    Those lie less than `near` apart. Two values may be taken `budget` times in all, if given.
    """
    random = Random(seed)  # noqa: S311 - no secret
    values = tuple(Value(f"v{n}", NAMELESS, NAMELESS, 100 * n, {}, ()) for n in range(VALUES))
    asked = tuple(Option(f"o{n}", NAMELESS, Kind.DESIGN, values) for n in range(options))
    claims: list[Formula] = [
        Not(All((_takes(place, random), _takes(random.randrange(place + 1, place + near), random))))
        for place in range(options - near)
        for _ in range(PAIRS)
    ]
    if budget is not None:
        claims += [
            Count(0, budget, tuple(Is(option.key, frozenset({value})) for option in asked))
            for value in ("v2", "v3")
        ]
    rules = tuple(Rule(f"r{n}", claim, NAMELESS) for n, claim in enumerate(claims))
    return RuleBook(_product(asked), rules, {}, {})


def _takes(place: int, random: Random) -> Is:
    return Is(f"o{place}", frozenset({f"v{random.randrange(VALUES)}"}))


def _product(options: tuple[Option, ...]) -> Product:
    return Product(
        key="made_up",
        name=NAMELESS,
        edition="1",
        currency="EUR",
        base_price_cents=0,
        tax_percent=0,
        base_lead_days=0,
        languages=("en",),
        options=options,
        steps=(Step("all", NAMELESS, tuple(option.key for option in options)),),
        modules=(),
    )


def _draw(
    altair: Any,  # noqa: ANN401 - of a peer, which may be missing
    clicks: list[dict[str, float]],
    compiled: list[dict[str, float]],
    chart: Path,
) -> None:
    """Two panels side by side, light, as wide as a README."""
    click = _panel(altair, clicks, "edges of the diagram", "milliseconds a click, all passes")
    compiling = _panel(altair, compiled, "options", "seconds to compile, once")
    both = altair.hconcat(click, compiling, background="white", padding=12)
    both.configure_axis(labelFontSize=13, titleFontSize=14).configure_view(stroke=None).save(chart)


def _panel(altair: Any, rows: list[dict[str, float]], across: str, up: str) -> Any:  # noqa: ANN401 - the same
    first, second = rows[0]
    scale = altair.Scale(type="log")
    axis = altair.Axis(format=",", values=TENS)
    drawn = altair.Chart(altair.Data(values=rows), width=330, height=250)
    return drawn.mark_line(point={"size": 60}, color="#1f4e79", strokeWidth=2).encode(
        altair.X(f"{first}:Q", title=across, scale=scale, axis=axis),
        altair.Y(f"{second}:Q", title=up, scale=scale, axis=axis),
    )
