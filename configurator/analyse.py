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
from rules.layers import Diagram
from rules.read import read_product
from rules.rule import RuleBook

READERS = {".yaml": read_product, ".yml": read_product, ".dimacs": read_dimacs}

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("analyse")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def analyse_command(file: Path, *, as_json: bool) -> None:
    """How many configurations FILE has, and which values are in all or none of them."""
    begin = perf_counter()
    book = read_or_exit(file)
    found = analysis.analyse(book, compile_or_exit(book))
    boolean = file.suffix == ".dimacs"
    facts = {
        "options": found.options,
        "rules": found.rules,
        "configurations": str(found.configurations),
        "configurations_with_sizes": str(found.configurations_with_sizes),
        "void": found.void,
        "core": _entries(found.core, boolean=boolean),
        "dead": _entries(found.dead, boolean=boolean),
        # Neither format has features that are called optional.
        "false_optional": [],
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
    book = read_or_exit(file)
    chosen, denied = ([_named(book, name) for name in names] for names in (choose, deny))
    number = analysis.count(compile_or_exit(book), chosen, denied)
    _say({"configurations": str(number)}, as_json=as_json)


def read_or_exit(file: Path) -> RuleBook:
    """The rules of `file`, or every mistake in it on standard error and exit code 1."""
    if file.suffix not in READERS:
        known = ", ".join(READERS)
        raise click.ClickException(f"{file}: files end in {known}, not in {file.suffix!r}")
    book, problems, texts = READERS[file.suffix](file)
    for problem in problems:
        click.echo(with_caret(problem, texts), err=True)
    if book is None:
        sys.exit(1)
    return book


def compile_or_exit(book: RuleBook) -> Diagram:
    """The diagram of `book`, or why there is none on standard error and exit code 1."""
    try:
        return compile_diagram(book)
    except (TooBig, NotFixed) as problem:
        raise click.ClickException(str(problem)) from problem


def _entries(values: tuple[analysis.Named, ...], *, boolean: bool) -> list[str]:
    """`option=value`; of two-valued variables, the names of those that are taken."""
    if boolean:
        return [option for option, value in values if value == "yes"]
    return [f"{option}={value}" for option, value in values]


def _named(book: RuleBook, name: str) -> analysis.Named:
    option, _, value = name.rpartition("=") if "=" in name else (name, "", "yes")
    known = {one.key: one for one in book.product.options}
    if option.isdecimal() and option not in known and 0 < int(option) <= len(known):
        option = book.product.options[int(option) - 1].key
    if option not in known:
        raise click.BadParameter(unknown("option", option, known))
    values = [one.key for one in known[option].values]
    if value not in values:
        raise click.BadParameter(no_value(option, value, values))
    return option, value


def _say(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, fact in facts.items():
        shown = ", ".join(fact) or "none" if isinstance(fact, list) else fact
        click.echo(f"{name.replace('_', ' ')}: {shown}")
