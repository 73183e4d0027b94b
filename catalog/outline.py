"""What the files of a product name, as far as they could be read, to hold references against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.product import NUMBER, WRITTEN_OUT, Kind
from catalog.spreadsheet import Sheet
from catalog.tree import Entry, Node, entries, leaf, leaves

BASE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Outline:
    """The names in a product's files, also of one with mistakes.

    `sheets` are the spreadsheets that could be read, `tables` those of rules, by file name.
    `unread` names spreadsheets and tables that are there but could not be read: nothing can be
    said of what they may hold. `values[option]` holds the attributes of each value, or is not
    there when a spreadsheet that could not be read may hold them.
    """

    tree: Node
    sheets: Mapping[str, Sheet]
    tables: Mapping[str, Sheet]
    unread: frozenset[str]
    languages: tuple[str, ...]
    block: str
    options: Mapping[str, Entry]
    values: Mapping[str, Mapping[str, frozenset[str]]]

    def column(self, sheet: str, name: str) -> tuple[str, ...]:
        """The texts below `name` in the spreadsheet called `sheet`."""
        found = self.sheets.get(sheet)
        return tuple(cell.text for cell in found.column(name)) if found else ()

    def has_file(self, sheet: str) -> bool:
        """Whether the product file names that spreadsheet, readable or not."""
        return sheet in self.sheets or sheet in self.unread

    def has(self, option: str, value: str) -> bool:
        """Whether `option` may have `value`, for all that is known."""
        return option not in self.values or value in self.values[option]


def kind_of(option: Entry) -> str:
    """The kind of `option` as written; design when its author wrote none."""
    written = leaf(option.node, "kind")
    return written.text if written else Kind.DESIGN


def outline(
    tree: Node, sheets: Mapping[str, Sheet], tables: Mapping[str, Sheet], unread: frozenset[str]
) -> Outline:
    """What `tree` and the spreadsheets name."""
    block = leaf(tree, "block")
    # Where the languages themselves are wrong, those of the name must do.
    languages = leaves(tree, "languages") or [part.key for part in entries(tree, "name")]
    options = {entry.key.text: entry for entry in entries(tree, "options")}
    values = {key: _written_values(entry.node) for key, entry in options.items()}
    kinds = {key: kind_of(entry) for key, entry in options.items()}
    sizes = {key: dict(known) for key, known in values.items() if kinds[key] == Kind.SIZE}
    values |= sizes
    _add_sizes(sizes, block.text if block else "", sheets)
    if unread & {"blocks", "adjustments"}:
        values = {key: known for key, known in values.items() if known}
    return Outline(
        tree=tree,
        sheets=sheets,
        tables=tables,
        unread=unread,
        languages=tuple(code.text for code in languages) or (BASE_LANGUAGE,),
        block=block.text if block else "",
        options=options,
        values=values,
    )


@dataclass(frozen=True, slots=True)
class Numbers(Mapping[str, frozenset[str]]):
    """The values of a range too wide to write out; `others` stand before them."""

    steps: range
    others: Mapping[str, frozenset[str]]

    def __getitem__(self, key: str) -> frozenset[str]:
        """The attributes of the value called `key`."""
        if key in self.others:
            return self.others[key]
        if key.isascii() and key.isdecimal() and len(key) < 10 and int(key) in self.steps:  # noqa: PLR2004 - longer than any number allowed
            return frozenset({NUMBER})
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """All keys."""
        yield from self.others
        yield from map(str, self.steps)

    def __len__(self) -> int:
        """How many values there are."""
        return len(self.others) + len(self.steps)


def _written_values(option: Node) -> Mapping[str, frozenset[str]]:
    values = {
        value.key.text: frozenset(entry.key.text for entry in entries(value.node, "attributes"))
        for value in entries(option, "values")
    }
    steps = range(0)
    written = [leaf(option, "range", key) for key in ("from", "to", "step")]
    if all(part and part.text.isdecimal() and len(part.text) < 10 for part in written[:2]):  # noqa: PLR2004 - longer than any number allowed
        low, high, *step = (int(part.text) for part in written if part and part.text.isdecimal())
        steps = range(low, high + 1, max([*step, 1]))
        values |= {str(number): frozenset({NUMBER}) for number in steps[:WRITTEN_OUT]}
    if (said := leaf(option, "optional")) and said.text == "true":
        values["none"] = frozenset().union(*values.values())
    if len(steps) > WRITTEN_OUT:
        return Numbers(steps, {"none": values["none"]} if "none" in values else {})
    return values


def _add_sizes(
    values: Mapping[str, dict[str, frozenset[str]]], block: str, sheets: Mapping[str, Sheet]
) -> None:
    """Adds the values that `blocks.csv` and `adjustments.csv` give to size options."""
    if block in values and "blocks" in sheets:
        for cell in sheets["blocks"].column("block"):
            values[block][cell.text] = frozenset()
    if sheet := sheets.get("adjustments"):
        for option, value in zip(sheet.column("option"), sheet.column("value"), strict=False):
            if option.text in values:
                values[option.text][value.text] = frozenset({"mm"})
