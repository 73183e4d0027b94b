"""Whether the spreadsheets of sizes agree with the product and with each other."""

from collections.abc import Iterator

from catalog.names import listed, no_value, quoted, unknown
from catalog.outline import Outline, kind_of
from catalog.problems import Place, Problem
from catalog.product import Kind
from catalog.spreadsheet import Cell, Sheet
from catalog.tree import entry_at, leaf

NEEDS = {"blocks": "points", "points": "blocks", "ease": "points", "shrinkage": "points"}
"""Spreadsheets that are of no use without another."""


def sizing_problems(outline: Outline) -> Iterator[Problem]:
    """All names in the spreadsheets of sizes that stand for nothing, and what they lack."""
    yield from _file_problems(outline)
    yield from _block_problems(outline)
    yield from _adjustment_problems(outline)
    yield from _point_problems(outline)
    if sheet := outline.sheets.get("ease"):
        yield from _option_column_problems(outline, sheet, "fit")
        yield from _missing_fit_problems(outline, sheet)
    if sheet := outline.sheets.get("shrinkage"):
        for option in ("cloth", "wash"):
            yield from _option_column_problems(outline, sheet, option)


def _file_problems(outline: Outline) -> Iterator[Problem]:
    files = entry_at(outline.tree, "files")
    if files is None:
        return
    for name, needed in NEEDS.items():
        entry = entry_at(files.node, name)
        if entry and not entry_at(files.node, needed):
            yield Problem(entry.key.place, f"{quoted(name)} needs {quoted(needed)} beside it")
    entry = entry_at(files.node, "blocks")
    if entry and not outline.block:
        message = "`blocks` needs the key `block` at the top: the size option they are values of"
        yield Problem(entry.key.place, message)


def _block_problems(outline: Outline) -> Iterator[Problem]:
    block = leaf(outline.tree, "block")
    if block is None:
        return
    if block.text not in outline.options:
        yield Problem(block.place, unknown("option", block.text, outline.options))
    elif kind_of(outline.options[block.text]) != Kind.SIZE:
        yield Problem(block.place, f"the option {quoted(block.text)} must be of kind size")
    elif "blocks" in outline.sheets:
        yield from _written_twice_problems(outline, block.text, "blocks")
    elif "blocks" not in outline.unread:
        yield Problem(block.place, "`block` needs `blocks` among the files")


def _written_twice_problems(outline: Outline, option: str, sheet: str) -> Iterator[Problem]:
    if values := entry_at(outline.options[option].node, "values"):
        message = f"the values of {quoted(option)} stand in the file of {quoted(sheet)} already"
        yield Problem(values.key.place, message)


def _adjustment_problems(outline: Outline) -> Iterator[Problem]:
    sheet = outline.sheets.get("adjustments")
    told: set[str] = set()
    for cell in sheet.column("option") if sheet else ():
        name = cell.text
        if not name or name in told:
            continue
        told.add(name)
        if name not in outline.options:
            yield Problem(cell.place, unknown("option", name, outline.options))
        elif kind_of(outline.options[name]) != Kind.SIZE or name == outline.block:
            message = f"{quoted(name)} must be of kind size, and not the block, to be adjusted"
            yield Problem(cell.place, message)
        else:
            yield from _written_twice_problems(outline, name, "adjustments")


def _point_problems(outline: Outline) -> Iterator[Problem]:
    sheet = outline.sheets.get("points")
    adjusted = dict.fromkeys(outline.column("adjustments", "option"))
    sure = "adjustments" not in outline.unread
    for row in sheet.rows if sheet else ():
        cells = sheet.by_column(row) if sheet else {}
        body, option, adjustment = (cells.get(name) for name in ("body", "option", "adjustment"))
        if body and option and not body.text and not option.text:
            yield Problem(body.place, "a point needs a `body` measurement or an `option`")
        if body and body.text and not body.text.endswith("_mm"):
            yield Problem(body.place, "`body` must be a measurement such as `waist_mm`")
        if option and option.text:
            yield from _length_problems(outline, option)
        if sure and adjustment and adjustment.text not in {"", *adjusted}:
            yield Problem(adjustment.place, unknown("adjustment", adjustment.text, adjusted))


def _length_problems(outline: Outline, option: Cell) -> Iterator[Problem]:
    """Values of the option a point takes its length from that have no length."""
    if option.text not in outline.options:
        yield Problem(option.place, unknown("option", option.text, outline.options))
        return
    values = outline.values.get(option.text, {})
    lacking = [value for value, attributes in values.items() if "mm" not in attributes]
    if lacking:
        message = f"these values of {quoted(option.text)} lack the attribute `mm`: "
        yield Problem(option.place, message + listed(lacking[:5]))


def _option_column_problems(outline: Outline, sheet: Sheet, option: str) -> Iterator[Problem]:
    """Cells of a column called like an option that are none of its values."""
    if option not in outline.options:
        yield Problem(_header_place(sheet, option), f"there is no option {quoted(option)}")
        return
    for cell in sheet.column(option):
        if cell.text and not outline.has(option, cell.text):
            known = outline.values[option]
            yield Problem(cell.place, no_value(option, cell.text, known))


def _missing_fit_problems(outline: Outline, sheet: Sheet) -> Iterator[Problem]:
    present = {cell.text for cell in sheet.column("fit")}
    for value in outline.values.get("fit", {}):
        if value not in present:
            yield Problem(_header_place(sheet, "fit"), f"the fit {quoted(value)} has no row")


def _header_place(sheet: Sheet, column: str) -> Place:
    return next((cell.place for cell in sheet.header if cell.text == column), sheet.place)
