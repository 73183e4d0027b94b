"""Reads CSV of what people ordered: one order a row, its values in a column per option."""

from collections.abc import Iterator, Sequence
from datetime import date

from catalog.configuration import By, Choice
from catalog.names import quoted, unknown
from catalog.product import Kind, Option, Product
from configurator.csv_rows import Mistyped, csv_rows, refuse_twice, refuse_uneven, short
from customers.taste.made import Made
from rules.engine import Engine
from rules.explain import conflict
from rules.passes import stands
from rules.state import Situation

ABOUT = ("customer", "segment", "order")
MOST_ORDERS = 1_000
TAKEN = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False, "": False}


def read_made(written: bytes, engine: Engine) -> tuple[Made, ...]:
    """The orders of a CSV in UTF-8. Raises Mistyped at the first mistake.

    Columns are customer, order (1 for the first), segment (may be missing or empty), and for each
    option its key with the value's key below, or `option=value` with 1 below where it was chosen.
    Empty is unknown. Sizes and what else nobody chooses is passed over, as are blank lines.
    """
    rows = csv_rows(written)
    _, names = next(rows, (1, []))
    header = [name.strip() for name in names]
    columns = _columns(header, engine.product)
    return tuple(_made(rows, header, columns, engine))


def _columns(header: Sequence[str], product: Product) -> dict[int, tuple[Option, str]]:
    """The design option of each column, and its value where the column is of one only."""
    refuse_twice(header)
    for name in ("customer", "order"):
        if name not in header:
            raise Mistyped(1, name, "there must be a column of this name")
    options = {option.key: option for option in product.options}
    found = dict[int, tuple[Option, str]]()
    for place, name in enumerate(header):
        if name in ABOUT:
            continue
        key, _, value = name.partition("=")
        if key not in options:
            raise Mistyped(1, name, unknown("option", key, options))
        if value and not options[key].has(value):
            raise Mistyped(1, name, options[key].why_no(value))
        if options[key].kind is Kind.DESIGN:
            found[place] = (options[key], value)
    return found


def _made(
    rows: Iterator[tuple[int, list[str]]],
    header: Sequence[str],
    columns: dict[int, tuple[Option, str]],
    engine: Engine,
) -> Iterator[Made]:
    places = {name: header.index(name) for name in ABOUT if name in header}
    lines: dict[tuple[str, int], int] = {}
    for line, cells in rows:
        if not cells:
            continue
        refuse_uneven(line, cells, header)
        said = {name: cells[place].strip() for name, place in places.items()}
        if not said["customer"]:
            raise Mistyped(line, "customer", "it is empty: nobody could tell whose order it is")
        one = (said["customer"], _order(line, said["order"]))
        if one in lines:
            why = f"order {one[1]} of {short(one[0])} stands in line {lines[one]} already"
            raise Mistyped(line, "order", why)
        lines[one] = line
        values = _values(line, cells, header, columns)
        _refuse_impossible(line, values, engine)
        yield Made(one[0], said.get("segment", ""), one[1], values)


def _order(line: int, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_ORDERS):
        raise Mistyped(line, "order", f"must be a whole number from 1, not {short(text)}")
    return int(text)


def _values(
    line: int,
    cells: Sequence[str],
    header: Sequence[str],
    columns: dict[int, tuple[Option, str]],
) -> dict[str, str]:
    values = dict[str, str]()
    for place, (option, only) in columns.items():
        text = cells[place].strip()
        if only:
            if text.lower() not in TAKEN:
                raise Mistyped(line, header[place], f"must be 1, 0 or empty, not {short(text)}")
            text = only if TAKEN[text.lower()] else ""
        text = text.removeprefix(f"{option.key}=")
        if not text:
            continue
        if not option.has(text):
            raise Mistyped(line, header[place], option.why_no(text))
        if values.setdefault(option.key, text) != text:
            why = f"{quoted(option.key)} is {quoted(values[option.key])} already"
            raise Mistyped(line, header[place], why)
    if not values:
        raise Mistyped(line, "", "no option has a value")
    return values


def _refuse_impossible(line: int, values: dict[str, str], engine: Engine) -> None:
    if stands(engine.diagram, engine.diagram.taken(values)):
        return
    choices = tuple(Choice(option, value, By.CUSTOMER) for option, value in values.items())
    clash = conflict(engine, Situation(choices, {}, {}, date.min))
    assert clash is not None
    named = " and ".join(f"{one.option}={one.value}" for one in clash.choices)
    rules = ", ".join(rule.key for rule in clash.rules)
    raise Mistyped(line, "", f"{named} cannot stand together: {rules}")
