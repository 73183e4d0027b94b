"""`surmesure check`: whether a product keeps what the examples and designs beside it expect."""

import json
import sys
from pathlib import Path

import click

from catalog.examples import read_examples
from catalog.problems import with_caret
from configurator.analyse import FILE, compile_or_exit, read_or_exit
from customers.dialogue.needs import read_needs
from customers.taste.accessories import read_accessories
from customers.taste.critiques import read_critiques
from customers.taste.idle import idle
from customers.taste.texts import read_texts
from rules.designs import design_problems
from rules.engine import Engine
from rules.example import failures


@click.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check_command(file: Path, *, as_json: bool) -> None:
    """Test the rules of FILE by the folder `examples` beside it, and its designs by the rules.

    Mistakes in the other files beside it (questions, critiques, texts, accessories) are told too.
    """
    book = read_or_exit(file).book
    examples, problems, texts = read_examples(file, book.product)
    accessories = read_accessories(file, book.product)
    needs = read_needs(file, book.product)
    texts_told = read_texts(file, book.product, needs[0])
    for _, mistakes, more in (needs, read_critiques(file, book.product), texts_told, accessories):
        problems, texts = [*problems, *mistakes], {**texts, **more}
    for problem in problems:
        click.echo(with_caret(problem, texts), err=True)
    engine = Engine(book, compile_or_exit(book))
    told = [f"{one.place}: {one.name}: {why}" for one in examples for why in failures(engine, one)]
    told += map(str, design_problems(engine))
    told += [f"{one.key} goes with nothing that can be made" for one in idle(book, accessories[0])]
    if as_json:
        click.echo(json.dumps({"examples": len(examples), "failures": told}))
    else:
        click.echo("\n".join([*told, f"{len(examples)} examples, {len(told)} failures"]))
    if told or problems:
        sys.exit(1)
