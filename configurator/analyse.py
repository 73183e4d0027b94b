"""`surmesure analyse` and `surmesure count`: facts about a product's file."""

import json
import sys
from pathlib import Path
from time import perf_counter

import click

from catalog.names import no_value, unknown
from catalog.problems import with_caret
from rules import analysis
from rules.diagram import NotFixed, TooBig, compile_diagram
from rules.dimacs import read_dimacs
from rules.features import FeatureModel, of_variables
from rules.layers import Diagram
from rules.read import read_product
from rules.rule import Is, RuleBook
from rules.uvl import read_uvl

READERS = {".yaml": read_product, ".yml": read_product, ".dimacs": read_dimacs, ".uvl": read_uvl}

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("analyse")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def analyse_command(file: Path, *, as_json: bool) -> None:
    """How many configurations FILE has, and which values are in all or none of them."""
    begin = perf_counter()
    model = read_or_exit(file)
    diagram = compile_or_exit(model.book)
    found = analysis.analyse(model.book, diagram)
    names = analysis.features(model, diagram) if model.taken else None
    facts = {
        "options": len(model.taken) or found.options,
        "rules": found.rules,
        "configurations": str(found.configurations),
        "configurations_with_sizes": str(found.configurations_with_sizes),
        "void": found.void,
        "core": list(names.core) if names else _entries(found.core),
        "dead": list(names.dead) if names else _entries(found.dead),
        # A product calls none of its options optional.
        "false_optional": list(names.false_optional) if names else [],
        "seconds": round(perf_counter() - begin, 3),
        "engine": "diagram",
    }
    _say(facts, as_json=as_json)


@click.command("count")
@click.argument("file", type=FILE)
@click.option("--choose", multiple=True, metavar="NAME[=VALUE]", help="Must be taken.")
@click.option("--deny", multiple=True, metavar="NAME[=VALUE]", help="Must not be taken.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def count_command(
    file: Path, choose: tuple[str, ...], deny: tuple[str, ...], *, as_json: bool
) -> None:
    """How many configurations of FILE have what is chosen and nothing that is denied."""
    model = read_or_exit(file)
    chosen = [value for name in choose for value in named_values(model, name)]
    denied = [value for name in deny for value in named_values(model, name, denied=True)]
    number = analysis.count(compile_or_exit(model.book), chosen, denied)
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


def compile_or_exit(book: RuleBook) -> Diagram:
    """The diagram of `book`, or why there is none on standard error and exit code 1."""
    try:
        return compile_diagram(book)
    except (TooBig, NotFixed) as problem:
        raise click.ClickException(str(problem)) from problem


def _entries(values: tuple[analysis.Named, ...]) -> list[str]:
    return [f"{option}={value}" for option, value in values]


def named_values(model: FeatureModel, name: str, *, denied: bool = False) -> list[analysis.Named]:
    """The values that `name`, `option=value` or a variable's number speaks of."""
    options = model.book.product.options
    if name.isdecimal() and name not in model.taken and 0 < int(name) <= len(options):
        name = options[int(name) - 1].key
    if name in model.taken:
        match model.taken[name]:
            case Is(option, values):
                return [(option, value) for value in values]
        # It is in every configuration: denied, it leaves none.
        return [(options[0].key, value.key) for value in options[0].values] if denied else []
    option, _, value = name.rpartition("=")
    known = {one.key: one for one in options}
    if option not in known:
        raise click.BadParameter(unknown("option", option or name, model.taken or known))
    keys = [one.key for one in known[option].values]
    if value not in keys:
        raise click.BadParameter(no_value(option, value, keys))
    return [(option, value)]


def _say(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, fact in facts.items():
        shown = ", ".join(fact) or "none" if isinstance(fact, list) else fact
        click.echo(f"{name.replace('_', ' ')}: {shown}")
