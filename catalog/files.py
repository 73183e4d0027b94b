"""Reads a product from its folder: the product with everything in it, or every mistake at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from catalog.assembly import assembled, sheet_problems, stock
from catalog.designs import read_designs
from catalog.folder import Folder, read_folder
from catalog.numbers import number_problems
from catalog.outline import Outline, outline
from catalog.problems import Problem
from catalog.product import Product
from catalog.references import reference_problems
from catalog.rule_references import soft_rule_problems
from catalog.shape import shaped
from catalog.sizing_references import sizing_problems
from catalog.tables import table_problems
from catalog.tree import Node

MOST_PROBLEMS = 200


def read_files(path: Path) -> tuple[Product | None, list[Problem], dict[str, str]]:
    """The product at `path`, all mistakes sorted by place, and the texts of its files by name.

    `path` is the product's YAML file; spreadsheets, tables and starting designs lie beside it. The
    product is None exactly when there are mistakes. Nothing in a file raises: it is a mistake with
    its place. Of a file full of mistakes only the first hundreds are told.
    """
    folder = read_folder(path)
    if folder.tree is None:
        return None, _told(folder.problems), folder.texts
    product, problems = _read_product(folder, folder.tree)
    if product is None:
        return None, _told(problems), folder.texts
    # What they name is clear only once the product itself is.
    designs, mistakes, texts = read_designs(path, product)
    whole = None if mistakes else replace(product, designs=designs)
    return whole, _told(mistakes), folder.texts | texts


def _read_product(folder: Folder, tree: Node) -> tuple[Product | None, list[Problem]]:
    known = outline(tree, folder.sheets, folder.tables, frozenset(folder.unread))
    shape, mistakes_of_shape = shaped(tree)
    problems = list(folder.problems)
    held = stock(known, problems)
    problems += _first(mistakes_of_shape)
    problems += _first(_problems_between(known))
    if problems or shape is None:
        return None, problems
    return assembled(shape, known, held), []


def _problems_between(known: Outline) -> Iterator[Problem]:
    """Where one part of a product does not agree with another."""
    if not known.options:
        return  # Every name would be unknown; that there are no options is told by the shape.
    yield from sheet_problems(known)
    yield from reference_problems(known)
    yield from soft_rule_problems(known)
    yield from number_problems(known)
    yield from sizing_problems(known)
    for sheet in known.tables.values():
        yield from table_problems(sheet, known)


def _first(problems: Iterable[Problem]) -> Iterator[Problem]:
    # The rest is never even looked for: a hostile file may hold a hundred thousand.
    return islice(problems, MOST_PROBLEMS + 1)


def _told(problems: Iterable[Problem]) -> list[Problem]:
    ordered = sorted(set(problems))
    if len(ordered) <= MOST_PROBLEMS:
        return ordered
    shown = ordered[:MOST_PROBLEMS]
    more = Problem(shown[-1].place, "there are more mistakes; mend those told so far first")
    return sorted([*shown, more])
