"""Puts the parts read from a product's files together into one product."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.module import Module
from catalog.numbers import completed, group_rule
from catalog.outline import Outline
from catalog.problems import Problem
from catalog.product import Option, Product, RuleText, Step, Value
from catalog.records import column_problems, repeated_problems
from catalog.schema import GroupShape, OptionShape, ProductShape, RuleShape, ValueShape
from catalog.sheets import (
    UNIQUE,
    columns,
    read_adjustments,
    read_blocks,
    read_ease,
    read_modules,
    read_operations,
    read_points,
    read_shrinkage,
)
from catalog.sizing import Block, Point, Sizing
from catalog.tables import read_table
from catalog.text import Text
from catalog.tree import at, entry_at, leaf
from catalog.work import Operation

NO_TEXT = Text({"en": ""})


@dataclass(frozen=True, slots=True)
class Stock:
    """What the spreadsheets of a product hold."""

    modules: tuple[Module, ...]
    operations: tuple[Operation, ...]
    points: tuple[Point, ...]
    blocks: tuple[Block, ...]
    adjustments: Mapping[str, list[Value]]
    ease_mm: Mapping[str, Mapping[str, int]]
    shrink_permille: Mapping[tuple[str, str], tuple[int, int]]


def sheet_problems(outline: Outline) -> Iterator[Problem]:
    """Columns the spreadsheets lack or should not have, and rows that stand there twice."""
    points = outline.column("points", "point")
    # A point whose length an option gives needs none in a block, and no ease.
    bodies = outline.column("points", "body")
    optional = {point for point, body in zip(points, bodies, strict=False) if not body}
    for name, sheet in outline.sheets.items():
        if points or name not in {"blocks", "ease"}:
            expected = columns(name, outline.languages, points)
            yield from column_problems(sheet, expected, optional)
        for key in UNIQUE[name]:
            yield from repeated_problems(sheet, *key)
        if not sheet.rows:
            yield Problem(sheet.place, "there are no rows below the column names")


def stock(outline: Outline, problems: list[Problem]) -> Stock:
    """The rows of all spreadsheets; what is wrong in a cell goes to `problems`."""
    sheets, languages = outline.sheets, outline.languages
    points = outline.column("points", "point")
    return Stock(
        modules=tuple(read_modules(sheets.get("modules"), languages, problems)),
        operations=tuple(read_operations(sheets.get("operations"), languages, problems)),
        points=tuple(read_points(sheets.get("points"), languages, problems)),
        blocks=tuple(read_blocks(sheets.get("blocks"), points, problems)),
        adjustments=read_adjustments(sheets.get("adjustments"), languages, problems),
        ease_mm=read_ease(sheets.get("ease"), points, problems),
        shrink_permille=read_shrinkage(sheets.get("shrinkage"), problems),
    )


def assembled(shape: ProductShape, outline: Outline, stock: Stock) -> Product:
    """The product of a `shape` and a `stock` without mistakes."""
    return Product(
        key=shape.product,
        name=Text(shape.name),
        edition=shape.edition,
        currency=shape.currency,
        base_price_cents=shape.base_price_cents,
        tax_percent=shape.tax_percent,
        base_lead_days=shape.base_lead_days,
        languages=shape.languages,
        options=tuple(
            completed(
                _option(key, option, _size_values(key, shape, stock)), option, shape.languages
            )
            for key, option in shape.options.items()
        ),
        steps=tuple(Step(step.key, Text(step.name), step.options) for step in shape.steps),
        rules=(
            *(_rule(key, rule, outline) for key, rule in shape.rules.items()),
            *(_group_rule(key, group, outline) for key, group in shape.groups.items()),
        ),
        modules=stock.modules,
        operations=stock.operations,
        tables={name: read_table(sheet, outline) for name, sheet in outline.tables.items()},
        sizing=_sizing(shape, stock),
    )


def _size_values(option: str, shape: ProductShape, stock: Stock) -> tuple[Value, ...]:
    """The values that spreadsheets give to `option`."""
    if option == shape.block:
        names = [(block.key, dict.fromkeys(shape.languages, block.key)) for block in stock.blocks]
        return tuple(Value(key, Text(name), NO_TEXT) for key, name in names)
    return tuple(stock.adjustments.get(option, ()))


def _option(key: str, shape: OptionShape, sizes: tuple[Value, ...]) -> Option:
    values = tuple(_value(value_key, value) for value_key, value in shape.values.items())
    return Option(key, Text(shape.name), shape.kind, values or sizes)


def _value(key: str, shape: ValueShape) -> Value:
    return Value(
        key=key,
        name=Text(shape.name),
        benefit=Text(shape.benefit) or NO_TEXT,
        price_cents=shape.price_cents,
        attributes=shape.attributes,
        modules=shape.modules,
        look=shape.look,
    )


def _rule(key: str, shape: RuleShape, outline: Outline) -> RuleText:
    says = leaf(outline.tree, "rules", key, "says")
    assert says is not None
    return RuleText(key, says.written, Text(shape.reason), shape.kind, shape.weight, shape.hides)


def _group_rule(key: str, shape: GroupShape, outline: Outline) -> RuleText:
    entry = entry_at(at(outline.tree, "groups"), key)
    assert entry is not None
    return group_rule(key, shape, entry.key.place)


def _sizing(shape: ProductShape, stock: Stock) -> Sizing | None:
    if not stock.points:
        return None
    return Sizing(stock.points, stock.blocks, shape.block, stock.ease_mm, stock.shrink_permille)
