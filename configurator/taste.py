"""`surmesure taste`: what is learned of people's taste, and how well it foretells."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import process_time
from typing import Any

import click

from configurator.analyse import FILE, compile_or_exit, read_or_exit
from configurator.csv_rows import Mistyped
from configurator.taste_rows import read_made
from customers.dialogue.question import Manner
from customers.taste.learning import learned
from customers.taste.made import Made
from customers.taste.replay import by_order, figures, replayed
from rules.engine import Engine
from rules.layers import Diagram

CONFIDENCE = 0.6
"""Above it a value is prefilled, not asked for, unless told otherwise."""


@click.group("taste")
def taste_command() -> None:
    """Learn what people like, and judge it."""


@taste_command.command("evaluate")
@click.argument("file", type=FILE, metavar="PRODUCT.yaml")
@click.option("--past", type=FILE, required=True, help="What people ordered, to learn from.")
@click.option("--people", type=FILE, required=True, help="Orders of others, to be asked again.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    default=CONFIDENCE,
    show_default=True,
    help="So likely a value must be to be prefilled.",
)
@click.option(
    "--fixed-order",
    is_flag=True,
    help="Ask in the product's own order and without profile, to compare with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate_command(  # noqa: PLR0913 - one argument per option of the command
    file: Path,
    past: Path,
    people: Path,
    seed: int,
    confidence: float,
    *,
    fixed_order: bool,
    as_json: bool,
) -> None:
    """Learn from the past, then replay people's orders: questions asked and defaults right.

    Rows of both are orders: customer, segment (may be empty), order (1, 2, ...) and a column per
    option. A question is answered with what the row says, and nothing else of it is told.
    """
    model = read_or_exit(file)
    diagram = compile_or_exit(model.book)
    if not isinstance(diagram, Diagram):
        raise click.ClickException(
            f"{file} is too big to compile, and only a diagram weighs tastes"
        )
    engine = Engine(model.book, diagram)
    known, asked = _read_or_exit(past, engine), _read_or_exit(people, engine)
    steps = tuple(option for step in engine.product.steps for option in step.options)
    taste = learned(diagram, known, seed)
    compared = steps if fixed_order else ()
    found = tuple(replayed(diagram, taste, asked, Manner(confidence), process_time, compared))
    told = {str(order): asdict(one) for order, one in by_order(found).items()}
    _say({"orders": told, "all": asdict(figures(found))}, as_json=as_json)


def _read_or_exit(path: Path, engine: Engine) -> Sequence[Made]:
    """The orders at `path`, at least one; else an end with 1."""
    try:
        made = read_made(path.read_bytes(), engine)
    except Mistyped as mistake:
        click.echo(f"{path}: {mistake}", err=True)
        sys.exit(1)
    if not made:
        click.echo(f"{path}: line 2: there is no order", err=True)
        sys.exit(1)
    return made


def _say(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told))
        return
    lines = {f"order {order}": one for order, one in told["orders"].items()} | {"all": told["all"]}
    for name, one in lines.items():
        shown = ", ".join(f"{key.replace('_', ' ')} {_short(value)}" for key, value in one.items())
        click.echo(f"{name}: {shown}")


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "none"
