"""`surmesure review`: what a product's rules do that its author may not have meant."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from catalog.configuration import Choice
from configurator.analyse import FILE, compile_or_exit, named_values, read_or_exit
from rules.engine import Engine
from rules.features import FeatureModel
from rules.review import effect, review, trace
from rules.state import Situation


@click.command("review")
@click.argument("file", type=FILE)
@click.option("--effect", "rule", metavar="RULE", help="Count designs with and without this rule.")
@click.option("--trace", "choices", multiple=True, metavar="NAME[=VALUE]", help="Choices in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def review_command(file: Path, rule: str, choices: tuple[str, ...], *, as_json: bool) -> None:
    """Void products, dead and fixed values, needless and silent rules of FILE, each with why."""
    model = read_or_exit(file)
    if rule:
        report = _effect(model, rule)
    elif choices:
        report = _trace(model, choices)
    else:
        report = asdict(review(Engine(model.book, compile_or_exit(model.book))))
    click.echo(json.dumps(report) if as_json else "\n".join(_lines(report)))


def _effect(model: FeatureModel, rule: str) -> dict[str, object]:
    if rule not in {one.key for one in model.book.rules}:
        raise click.BadParameter(f"there is no rule {rule!r}")
    present, without = effect(model.book, rule)
    return {"rule": rule, "with": str(present), "without": str(without)}


def _trace(model: FeatureModel, choices: tuple[str, ...]) -> dict[str, object]:
    engine = Engine(model.book, compile_or_exit(model.book))
    taken = [Choice(*value) for name in choices for value in named_values(model, name)]
    situation = Situation(tuple(taken), {}, {}, date.min)
    return {
        f"{one.by.option}={one.by.value} rules out {'='.join(one.value)}": [
            rule.key for rule in one.rules
        ]
        for one in trace(engine, situation)
    }


def _lines(report: dict[str, object]) -> list[str]:
    if not any(report.values()):
        return ["nothing to ask about"]
    return [f"{name}: {_told(what)}" for name, what in report.items() if what]


def _told(what: object) -> str:
    if isinstance(what, list | tuple):
        return "; ".join(_told(one) for one in what)
    if isinstance(what, dict):
        return f"{what['about']} ({', '.join(what['rules']) or 'by itself'})"
    return str(what)
