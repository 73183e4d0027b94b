"""What each spreadsheet of a product holds, read row by row into values."""

from collections.abc import Iterator, Mapping, Sequence

from catalog.module import Module
from catalog.problems import Problem
from catalog.product import Value
from catalog.records import records
from catalog.schema import SKU, VALUE_NAME
from catalog.sizing import Block, Point
from catalog.spreadsheet import Sheet
from catalog.text import Text
from catalog.work import Operation

UNITS = ("piece", "mm")
STATIONS = ("cutting", "sewing", "washing", "finishing", "check")
GRAINS = ("weft", "warp")
MOST_MM = 5_000
MOST_MINUTES = 10_000
MOST_SHRINK_PERMILLE = 500
MODULE_NUMBERS = ("cost_cents", "stock", "reserve", "lead_days")
POINT_DETAILS = ("grain", "tolerance_mm", "adjustment")
UNIQUE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "modules": (("sku",),),
    "operations": (("number",),),
    "blocks": (("block",),),
    "adjustments": (("option", "value"),),
    "points": (("point",), ("letter",)),
    "ease": (("fit",),),
    "shrinkage": (("cloth", "wash"),),
}
"""By spreadsheet: the columns that no two rows may share."""


def columns(sheet: str, languages: Sequence[str], points: Sequence[str]) -> tuple[str, ...]:
    """The columns of the spreadsheet called `sheet`, in the usual order."""
    names = tuple(f"name_{language}" for language in languages)
    return {
        "modules": ("sku", *names, "unit", "quantity", *MODULE_NUMBERS, "bin"),
        "operations": ("number", *names, "station", "machine", "minutes", "when"),
        "blocks": ("block", *points),
        "adjustments": ("option", "value", "mm"),
        "points": ("point", "letter", *names, "body", "option", *POINT_DETAILS),
        "ease": ("fit", *points),
        "shrinkage": ("cloth", "wash", "warp_permille", "weft_permille"),
    }[sheet]


def read_modules(
    sheet: Sheet | None, languages: Sequence[str], problems: list[Problem]
) -> Iterator[Module]:
    """The modules of `modules.csv`."""
    for record in records(sheet, problems):
        yield Module(
            sku=record.text("sku", SKU),
            name=record.words("name", languages),
            unit=record.one_of("unit", UNITS),
            quantity=record.formula("quantity"),
            bin=record.cell("bin").text,
            **{column: record.whole(column, low=0) for column in MODULE_NUMBERS},
        )


def read_operations(
    sheet: Sheet | None, languages: Sequence[str], problems: list[Problem]
) -> Iterator[Operation]:
    """The operations of `operations.csv`."""
    for record in records(sheet, problems):
        yield Operation(
            number=record.whole("number", low=1),
            name=record.words("name", languages),
            station=record.one_of("station", STATIONS),
            machine=record.cell("machine").text,
            minutes=record.whole("minutes", low=0, high=MOST_MINUTES),
            when=record.sentence("when") if record.cell("when").text else None,
        )


def read_points(
    sheet: Sheet | None, languages: Sequence[str], problems: list[Problem]
) -> Iterator[Point]:
    """The points of measure of `points.csv`."""
    for record in records(sheet, problems):
        yield Point(
            key=record.name("point"),
            letter=record.text("letter"),
            name=record.words("name", languages),
            body=record.cell("body").text,
            option=record.cell("option").text,
            grain=record.one_of("grain", GRAINS),
            tolerance_mm=record.whole("tolerance_mm", low=0, high=MOST_MM),
            adjustment=record.cell("adjustment").text,
        )


def read_blocks(
    sheet: Sheet | None, points: Sequence[str], problems: list[Problem]
) -> Iterator[Block]:
    """The blocks of `blocks.csv`, with the lengths at those of `points` it has."""
    for record in records(sheet, problems):
        measures_mm = {
            point: record.whole(point, low=1, high=MOST_MM)
            for point in points
            if point in record.cells
        }
        yield Block(record.text("block", VALUE_NAME), measures_mm)


def read_ease(
    sheet: Sheet | None, points: Sequence[str], problems: list[Problem]
) -> dict[str, dict[str, int]]:
    """The ease of `ease.csv` in mm, by fit and point of measure."""
    return {
        record.text("fit"): {
            point: record.whole(point, low=-MOST_MM, high=MOST_MM)
            for point in points
            if point in record.cells
        }
        for record in records(sheet, problems)
    }


def read_shrinkage(
    sheet: Sheet | None, problems: list[Problem]
) -> dict[tuple[str, str], tuple[int, int]]:
    """The shrinkage of `shrinkage.csv` in thousandths, (warp, weft) by (cloth, wash)."""
    return {
        (record.text("cloth"), record.text("wash")): (
            record.whole("warp_permille", -MOST_SHRINK_PERMILLE, MOST_SHRINK_PERMILLE),
            record.whole("weft_permille", -MOST_SHRINK_PERMILLE, MOST_SHRINK_PERMILLE),
        )
        for record in records(sheet, problems)
    }


def read_adjustments(
    sheet: Sheet | None, languages: Sequence[str], problems: list[Problem]
) -> dict[str, list[Value]]:
    """The values of `adjustments.csv` by size option, named as signed lengths in cm."""
    values: dict[str, list[Value]] = {}
    for record in records(sheet, problems):
        change_mm = record.whole("mm", low=-MOST_MM, high=MOST_MM)
        name = Text({language: in_cm(change_mm, language) for language in languages})
        value = Value(
            record.text("value", VALUE_NAME), name, Text({"en": ""}), attributes={"mm": change_mm}
        )
        values.setdefault(record.text("option"), []).append(value)
    return values


def in_cm(change_mm: int, language: str) -> str:
    """A change of length for people: `+1.5 cm`, `+1,5 cm`, `+1,5 سم`."""
    sign = "+" if change_mm > 0 else "\u2212" if change_mm < 0 else ""
    whole, tenth = divmod(abs(change_mm), 10)
    point = "." if language == "en" else ","
    unit = "سم" if language == "ar" else "cm"
    return f"{sign}{whole}{f'{point}{tenth}' if tenth else ''} {unit}"
