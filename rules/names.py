"""The names a rule may use: options, values, numbers, points of measure and tables of a product.

Nothing here knows how a sentence is written: every function takes a name and gives what it stands
for, or why it stands for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.names import listed, quoted, suggestion, unknown
from catalog.product import NUMBER, Option, Product, Table
from rules.rule import Attribute, Listed, Measure


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name that cannot be taken; `message` says why and what to write instead."""

    message: str


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one product.

    `owners` are the options with an attribute, by the attribute's name. `points` are the keys of
    points of measure by the name formulas use, `inseam_mm` for `inseam`.
    """

    options: Mapping[str, Option]
    owners: Mapping[str, tuple[str, ...]]
    points: Mapping[str, str]
    tables: Mapping[str, Table]

    def option(self, key: str) -> Option | Unclear:
        """The option called `key`."""
        if key in self.options:
            return self.options[key]
        return Unclear(unknown("option", key, [*self.options, *self.owners]))

    def value(self, option: Option, key: str) -> str | Unclear:
        """`key`, if it is a value of `option`."""
        if option.has(key):
            return key
        known = (value.key for value in option.values)
        return Unclear(f"{quoted(option.key)} has no value {quoted(key)}{suggestion(key, known)}")

    def number(self, name: str) -> Attribute | Measure | Unclear:
        """The number a bare name stands for: an attribute only one option has, else a point."""
        if name in self.options and self.options[name].numbers:
            return self.attribute(name, NUMBER)
        match self.owners.get(name, ()):
            case (option,):
                return self.attribute(option, name)
            case ():
                return self._measure(name)
            case several:
                choices = listed(f"{option}.{name}" for option in several)
                return Unclear(f"{quoted(name)} may be {choices}; say which")

    def _measure(self, name: str) -> Measure | Unclear:
        """The point of measure with that name."""
        if name in self.points:
            return Measure(self.points[name])
        if name in self.options:
            return self._no_number(self.options[name])
        return Unclear(unknown("number", name, [*self.owners, *self.points]))

    def _no_number(self, option: Option) -> Unclear:
        """Why the bare `option` is no number."""
        numbers = listed(f"{option.key}.{name}" for name in attributes_of(option))
        what = f"write {numbers}" if numbers else "and its values have no attributes"
        return Unclear(f"{quoted(option.key)} is an option, not a number; {what}")

    def attribute(self, key: str, name: str) -> Attribute | Unclear:
        """The attribute `name` of the option `key`, which every value of the option must have."""
        option = self.option(key)
        if isinstance(option, Unclear):
            return option
        if option.wide and name == NUMBER:
            return Attribute(key, name)
        lacking = [value.key for value in option.values if name not in value.attributes]
        if not lacking and option.values:
            return Attribute(key, name)
        if len(lacking) == len(option.values):
            hint = suggestion(name, attributes_of(option))
            return Unclear(f"{quoted(key)} has no attribute {quoted(name)}{hint}")
        values = listed(lacking)
        return Unclear(f"not every value of {quoted(key)} has {quoted(name)}: add it to {values}")

    def listed(self, file: str, options: tuple[str, ...]) -> Listed | Unclear:
        """The rows of the table `file` with its columns in the order of `options`."""
        if file not in self.tables:
            return Unclear(unknown("table", file, self.tables))
        table = self.tables[file]
        if sorted(table.columns) != sorted(options):
            columns = listed(table.columns, most=len(table.columns))
            return Unclear(f"{quoted(file)} has the columns {columns}; name exactly these")
        order = [table.columns.index(option) for option in options]
        rows = frozenset(tuple(row[column] for column in order) for row in table.rows)
        return Listed(options, rows)


def names_of(product: Product) -> Names:
    """The names of `product`."""
    owners: dict[str, tuple[str, ...]] = {}
    for option in product.options:
        for name in attributes_of(option):
            owners[name] = (*owners.get(name, ()), option.key)
    points = product.sizing.points if product.sizing else ()
    return Names(
        options={option.key: option for option in product.options},
        owners=owners,
        points={f"{point.key}_mm": point.key for point in points},
        tables=product.tables,
    )


def attributes_of(option: Option) -> tuple[str, ...]:
    """Names of the attributes that at least one value of `option` has, first seen first."""
    if option.wide:
        return (NUMBER,)
    return tuple(dict.fromkeys(name for value in option.values for name in value.attributes))
