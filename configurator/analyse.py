"""`surmesure analyse` and `surmesure count`: facts about a product's file."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, perf_counter

import click

from catalog.names import no_value, unknown
from catalog.problems import with_caret
from configurator.settings import Limits
from rules import analysis
from rules.deadline import Deadline
from rules.diagram import NotFixed
from rules.dimacs import read_dimacs
from rules.engine import ways_of
from rules.features import FeatureModel, of_variables
from rules.grouping import grouped
from rules.layers import Diagram
from rules.passes import Ways
from rules.read import read_product
from rules.rule import Is, RuleBook
from rules.uvl import read_uvl

READERS = {".yaml": read_product, ".yml": read_product, ".dimacs": read_dimacs, ".uvl": read_uvl}

_USUAL = Limits()
Command = Callable[..., None]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def within_budget(command: Command) -> Command:
    """`command` with options for how much may go into a diagram."""
    for name, usual, told in (
        ("seconds", _USUAL.compile_seconds, "Seconds to compile a diagram in."),
        ("nodes", _USUAL.compile_nodes, "Nodes a diagram may take."),
    ):
        kind, variable = click.IntRange(min=1), f"SURMESURE_COMPILE_{name.upper()}"
        command = click.option(
            f"--{name}", type=kind, default=usual, envvar=variable, show_default=True, help=told
        )(command)
    return command


@click.command("analyse")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@within_budget
def analyse_command(file: Path, nodes: int, seconds: int, *, as_json: bool) -> None:
    """How many configurations FILE has, and which values are in all or none of them.

    Without a count where it is too big to compile: then a solver answers the rest.
    """
    begin = perf_counter()
    model = _together(read_or_exit(file), file)
    diagram = compile_or_exit(model.book, nodes, seconds)
    found = analysis.analyse(model.book, diagram)
    names = analysis.features(model, diagram) if model.taken else None
    facts: dict[str, object] = {
        "options": len(model.taken) or found.options,
        "rules": found.rules,
        "configurations": _digits(found.configurations),
        "configurations_with_sizes": _digits(found.configurations_with_sizes),
        "void": found.void,
        "core": list(names.core) if names else _entries(found.core),
        "dead": list(names.dead) if names else _entries(found.dead),
        # A product calls none of its options optional.
        "false_optional": list(names.false_optional) if names else [],
        "seconds": round(perf_counter() - begin, 3),
        "engine": "diagram" if isinstance(diagram, Diagram) else "solver",
    }
    _say(facts, as_json=as_json)


@click.command("count")
@click.argument("file", type=FILE)
@click.option("--choose", multiple=True, metavar="NAME[=VALUE]", help="Must be taken.")
@click.option("--deny", multiple=True, metavar="NAME[=VALUE]", help="Must not be taken.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@within_budget
def count_command(  # noqa: PLR0913 - one argument per option of the command
    file: Path,
    choose: tuple[str, ...],
    deny: tuple[str, ...],
    nodes: int,
    seconds: int,
    *,
    as_json: bool,
) -> None:
    """How many configurations of FILE have what is chosen and nothing that is denied."""
    model = _together(read_or_exit(file), file)
    denied = [value for name in choose for value in values_of(model, name, taken=False)]
    denied += [value for name in deny for value in values_of(model, name, taken=True)]
    diagram = compile_or_exit(model.book, nodes, seconds)
    if not isinstance(diagram, Diagram):
        raise click.ClickException(f"{file} is too big to compile, and only a diagram counts")
    number = analysis.count(diagram, (), denied)
    _say({"configurations": str(number)}, as_json=as_json)


def read_or_exit(file: Path) -> FeatureModel:
    """The model in `file`, or every mistake in it on standard error and exit code 1.

    A product of ours is a model without features.
    """
    if file.suffix not in READERS:
        known = ", ".join(READERS)
        raise click.ClickException(f"{file}: files end in {known}, not in {file.suffix!r}")
    found, problems, texts = READERS[file.suffix](file)
    for problem in problems:
        click.echo(with_caret(problem, texts), err=True)
    if found is None:
        sys.exit(1)
    if isinstance(found, FeatureModel):
        return found
    return of_variables(found) if file.suffix == ".dimacs" else FeatureModel(found, {}, {})


def _together(model: FeatureModel, file: Path) -> FeatureModel:
    """The model with the structure that clauses hide: counted much sooner, and called the same."""
    return grouped(model.book) if file.suffix == ".dimacs" else model


def compile_or_exit(
    book: RuleBook, nodes: int = _USUAL.compile_nodes, seconds: int = _USUAL.compile_seconds
) -> Ways:
    """What answers for `book`, or why nothing can on standard error and exit code 1."""
    try:
        return ways_of(book, nodes, Deadline.after(seconds, monotonic))
    except NotFixed as problem:
        raise click.ClickException(str(problem)) from problem


def _digits(count: int | None) -> str | None:
    return None if count is None else str(count)


def _entries(values: tuple[analysis.Named, ...]) -> list[str]:
    return [f"{option}={value}" for option, value in values]


def values_of(model: FeatureModel, name: str, *, taken: bool) -> list[analysis.Named]:
    """The values with which `name`, `option=value` or a variable's number is taken, or is not."""
    feature, _, answer = name.rpartition("=")
    if feature in model.taken and answer in {"yes", "no"}:
        name, taken = feature, taken == (answer == "yes")
    its = _meant(model, name)
    options = model.book.product.options
    if its is None:  # It is in every configuration.
        return [] if not taken else [(options[0].key, value.key) for value in options[0].values]
    every = model.book.product.option(its.option)
    if taken and every.wide:  # Nobody walks through so many numbers.
        return [(its.option, value) for value in sorted(its.values)]
    return [(its.option, value.key) for value in every.values if (value.key in its.values) == taken]


def _meant(model: FeatureModel, name: str) -> Is | None:
    """What `name` means that it is taken; None when it always is."""
    names = list(model.taken)
    if name.isdecimal() and name not in model.taken and 0 < int(name) <= len(names):
        name = names[int(name) - 1]
    if name in model.taken:
        claim = model.taken[name]
        return claim if isinstance(claim, Is) else None
    option, _, value = name.rpartition("=")
    if option in model.taken:
        raise click.BadParameter(no_value(option, value, ("yes", "no")))
    known = {one.key: one for one in model.book.product.options}
    if option not in known:
        raise click.BadParameter(unknown("option", option or name, model.taken or known))
    if not known[option].has(value):
        raise click.BadParameter(known[option].why_no(value))
    return Is(option, frozenset({value}))


def _say(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, fact in facts.items():
        shown = ", ".join(fact) or "none" if isinstance(fact, list) else fact
        click.echo(f"{name.replace('_', ' ')}: {shown}")
