"""`surmesure review`: what a product's rules do that its author may not have meant."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from catalog.configuration import Choice
from configurator.analyse import FILE, compile_or_exit, read_or_exit, values_of
from rules.effect import effect
from rules.engine import Engine
from rules.features import FeatureModel
from rules.review import Because, Review, review
from rules.state import Situation
from rules.trace import Exclusion, trace


@click.command("review")
@click.argument("file", type=FILE)
@click.option("--effect", "rule", metavar="RULE", help="Count designs with and without this rule.")
@click.option("--trace", "choices", multiple=True, metavar="NAME[=VALUE]", help="Choices in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def review_command(file: Path, rule: str, choices: tuple[str, ...], *, as_json: bool) -> None:
    """Void products, dead and fixed values, needless and silent rules of FILE, each with why."""
    model = read_or_exit(file)
    engine = Engine(model.book, compile_or_exit(model.book))
    if rule:
        report = _effect(engine, rule)
    elif choices:
        report = _trace(model, engine, choices)
    else:
        found = review(engine, model)
        report = asdict(found)
        lines = list(_sentences(model, found)) or ["nothing to ask about"]
    if as_json:
        click.echo(json.dumps(report))
    else:
        click.echo("\n".join(_lines(report) if rule or choices else lines))


def _effect(engine: Engine, rule: str) -> dict[str, object]:
    if rule not in {one.key for one in engine.book.rules}:
        raise click.BadParameter(f"there is no rule {rule!r}")
    found = effect(engine, rule)
    present, without = (
        None if number is None else str(number) for number in (found.present, found.without)
    )
    return {"rule": rule, "with": present, "without": without, "opens": found.opens}


def _trace(model: FeatureModel, engine: Engine, choices: tuple[str, ...]) -> dict[str, object]:
    taken = [Choice(*value) for name in choices for value in values_of(model, name, taken=True)]
    situation = Situation(tuple(taken), {}, {}, date.min)
    return {
        f"{one.by.option}={one.by.value} rules out {_values(one)}": ", ".join(
            rule.key for rule in one.rules
        )
        for one in trace(engine, situation)
    }


def _values(out: Exclusion) -> str:
    return "=".join(out.value) + (f" to {out.last}" if out.last else "")


def _lines(report: dict[str, object]) -> Iterator[str]:
    if not report:
        yield "nothing is ruled out"
    for name, what in report.items():
        if what != "":
            yield f"{name}: {'too many to count' if what is None else what}"


def _sentences(model: FeatureModel, found: Review) -> Iterator[str]:
    """A line for each finding, with its rules and where they stand."""
    where = {rule.key: f"{rule.key} ({rule.sentence.place})" for rule in model.book.product.rules}

    def by(rules: tuple[str, ...]) -> str:
        return " and ".join(where.get(key, key) for key in rules) or "itself"

    def told(found: tuple[Because, ...], words: str) -> Iterator[str]:
        return (f"{words.format(one.about)} by {by(one.rules)}" for one in found)

    if found.is_void:
        yield f"nothing at all can be made: forbidden by {by(found.void)}"
    yield from told(found.dead, "dead: {} is forbidden")
    yield from told(found.core, "fixed: {} is in every configuration, forced")
    yield from told(found.false_optional, "not optional: {} is forced")
    yield from told(found.redundant, "redundant: {} is said already")
    yield from told(found.silent, "silent: the condition of {} is never met, forbidden")
    for pair in found.contradicting:
        killed = [*pair.values, *(f"the condition of {key}" for key in pair.conditions)]
        yield f"contradicting: {by(pair.rules)} together forbid {', '.join(killed) or 'everything'}"
