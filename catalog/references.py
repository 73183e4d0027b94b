"""Whether every name a product's author wrote stands for something, each mistake at the name."""

import re
from collections.abc import Iterator

from catalog.names import quoted, unknown
from catalog.outline import BASE_LANGUAGE, Outline, kind_of
from catalog.problems import Place, Problem
from catalog.product import Kind
from catalog.text import Sentence
from catalog.tree import (
    Branch,
    Entry,
    Leaf,
    Node,
    at,
    entries,
    entry_at,
    items,
    leaf,
    leaves,
)

RESERVED = frozenset({"not", "exactly", "at", "table"})
TABLE = re.compile(r"\btable\s+([A-Za-z0-9_-]+\.csv)\b")


def reference_problems(outline: Outline) -> Iterator[Problem]:
    """All names in `product.yaml` that stand for nothing, and options nobody could be asked."""
    yield from _language_problems(outline)
    yield from _step_problems(outline)
    yield from _option_problems(outline)
    yield from _module_problems(outline)
    yield from _table_problems(outline)


def _language_problems(outline: Outline) -> Iterator[Problem]:
    codes = leaves(outline.tree, "languages")
    if codes and BASE_LANGUAGE not in outline.languages:
        yield Problem(codes[0].place, f"{quoted(BASE_LANGUAGE)} must be one of the languages")
    for index, code in enumerate(codes):
        if code.text in outline.languages[:index]:
            yield Problem(code.place, f"the language {quoted(code.text)} stands here twice")
    for entry in _texts(outline.tree):
        if isinstance(entry.node, Branch):
            yield from _text_problems(entry, entry.node, outline.languages)


def _text_problems(entry: Entry, text: Branch, languages: tuple[str, ...]) -> Iterator[Problem]:
    written = {part.key.text for part in text.entries}
    for language in languages:
        if language not in written:
            name = quoted(entry.key.text)
            yield Problem(entry.key.place, f"{name} has no text in {quoted(language)}")
    for part in text.entries:
        if part.key.text not in languages:
            yield Problem(part.key.place, unknown("language", part.key.text, languages))


def _texts(tree: Node) -> Iterator[Entry]:
    """Every entry whose keys are languages."""
    yield from _under(tree, "name")
    for step in items(tree, "steps"):
        yield from _under(step, "name")
    for option in entries(tree, "options"):
        yield from _under(option.node, "name")
        for value in entries(option.node, "values"):
            yield from _under(value.node, "name", "benefit")
    for rule in (*entries(tree, "rules"), *entries(tree, "groups")):
        yield from _under(rule.node, "reason")


def _under(node: Node, *keys: str) -> Iterator[Entry]:
    yield from (entry for key in keys if (entry := entry_at(node, key)))


def _step_problems(outline: Outline) -> Iterator[Problem]:
    keys: set[str] = set()
    asked: dict[str, int] = {}
    for step in items(outline.tree, "steps"):
        key = leaf(step, "key")
        if key and key.text in keys:
            yield Problem(key.place, f"the step {quoted(key.text)} stands here twice")
        keys |= {key.text} if key else set()
        for option in leaves(step, "options"):
            yield from _asked_problems(outline, option, asked)
            asked.setdefault(option.text, option.place.line)
    for name, entry in outline.options.items():
        if kind_of(entry) == Kind.DESIGN and name not in asked:
            message = f"the design option {quoted(name)} stands in no step"
            yield Problem(entry.key.place, message)


def _asked_problems(outline: Outline, option: Leaf, asked: dict[str, int]) -> Iterator[Problem]:
    name = option.text
    if name not in outline.options:
        yield Problem(option.place, unknown("option", name, outline.options))
    elif name in asked:
        message = f"the option {quoted(name)} is asked twice, first on line {asked[name]}"
        yield Problem(option.place, message)
    elif (kind := kind_of(outline.options[name])) != Kind.DESIGN:
        message = f"{quoted(name)} is a {kind} option; steps ask only design options"
        yield Problem(option.place, message)


def _option_problems(outline: Outline) -> Iterator[Problem]:
    for name, entry in outline.options.items():
        if name in RESERVED:
            message = f"{quoted(name)} is a word of the rule language; name the option otherwise"
            yield Problem(entry.key.place, message)
        if name in outline.values and not outline.values[name]:
            yield Problem(entry.key.place, f"the option {quoted(name)} has no values")
        if kind_of(entry) == Kind.DESIGN:
            for value in entries(entry.node, "values"):
                if isinstance(value.node, Branch) and not entry_at(value.node, "benefit"):
                    message = (
                        f"the key `benefit` is missing here: {quoted(name)} is a design option"
                    )
                    yield Problem(value.key.place, message)


def _module_problems(outline: Outline) -> Iterator[Problem]:
    skus = dict.fromkeys(outline.column("modules", "sku"))
    if not skus and outline.has_file("modules"):
        return  # What is wrong with that file is told there.
    for option in outline.options.values():
        for value in entries(option.node, "values"):
            for sku in leaves(value.node, "modules"):
                if sku.text not in skus:
                    yield Problem(sku.place, unknown("module", sku.text, skus))


def _table_problems(outline: Outline) -> Iterator[Problem]:
    known = {*outline.tables, *outline.unread}
    for rule in entries(outline.tree, "rules"):
        says = at(rule.node, "says")
        if isinstance(says, Leaf):
            for found in TABLE.finditer(says.written.text):
                if found.group(1) not in known:
                    place = _place_in(says.written, found.start(1))
                    yield Problem(place, unknown("table", found.group(1), outline.tables))


def _place_in(sentence: Sentence, index: int) -> Place:
    """The place of the character `index` of `sentence`, on whatever line it stands."""
    *above, line = sentence.text[:index].split("\n")
    start = sentence.place
    return Place(start.file, start.line + len(above), start.column + len(line))
