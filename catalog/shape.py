"""Whether a YAML tree has the shape of a product, each mistake at its key or text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from catalog.names import quoted, suggestion
from catalog.problems import Place, Problem
from catalog.schema import (
    IN_WORDS,
    FilesShape,
    GroupShape,
    OptionShape,
    ProductShape,
    Quoted,
    RangeShape,
    RuleShape,
    Shape,
    StepShape,
    ValueShape,
)
from catalog.tree import Branch, Entry, Items, Leaf, Node, entry_at

Step = str | int

KEYS = "must hold keys, each as `key: ...`"
REPROACHES = {
    "dict_type": KEYS,
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be {ge:,} or more",
    "less_than_equal": "must be {le:,} or less",
    "list_type": "must be a list, as [a, b]",
    "model_type": KEYS,
    "string_too_long": "must be no longer than {max_length:,} characters",
    "string_too_short": "must not be empty",
    "string_type": "must be a text",
    "too_short": "must hold at least one",
    "tuple_type": "must be a list, as [a, b]",
}
"""What each of pydantic's kinds of mistake means to an author."""


def shaped(tree: Node) -> tuple[ProductShape | None, Iterator[Problem]]:
    """The product that `tree` describes, or None, and its mistakes of shape one by one."""
    try:
        return ProductShape.model_validate(_plain(tree)), iter(())
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return None, (_problem(tree, mistake) for mistake in found)


def _plain(node: Node) -> object:
    match node:
        case Leaf(text=text, plain=plain):
            return text if plain else Quoted(text)
        case Branch(entries=entries):
            return {entry.key.text: _plain(entry.node) for entry in entries}
        case Items(nodes=nodes):
            return [_plain(item) for item in nodes]


def _problem(tree: Node, mistake: Mapping[str, Any]) -> Problem:
    path: Sequence[Step] = mistake["loc"]
    kind, limits = mistake["type"], mistake.get("ctx", {})
    own = path[-1] if path else ""
    if kind == "missing":
        return Problem(_place(tree, path[:-1]), f"the key {quoted(str(own))} is missing here")
    if kind == "extra_forbidden":
        known = _shape_at(path[:-1]).model_fields
        message = f"unknown key {quoted(str(own))}{suggestion(str(own), known)}"
        return Problem(_place(tree, path, key=True), message)
    if own == "[key]":
        place, name = _place(tree, path[:-1], key=True), str(path[-2])
    else:
        place, name = _place(tree, path), _name(path)
    return Problem(place, f"{quoted(name)} {_reproach(kind, limits) or mistake['msg']}")


def _reproach(kind: str, limits: Mapping[str, Any]) -> str:
    """What is wrong with what stands there, to follow its name; else nothing."""
    if kind == "string_pattern_mismatch":
        return IN_WORDS[limits["pattern"]]
    return REPROACHES.get(kind, "").format_map(limits).replace("'", "`")


def _shape_at(path: Sequence[Step]) -> type[Shape]:  # noqa: PLR0911 - one case per shape
    """The shape that the keys under `path` must have."""
    match path:
        case ["files"]:
            return FilesShape
        case ["steps", _]:
            return StepShape
        case ["options", _]:
            return OptionShape
        case ["options", _, "values", _]:
            return ValueShape
        case ["options", _, "range"]:
            return RangeShape
        case ["groups", _]:
            return GroupShape
        case ["rules", _]:
            return RuleShape
    return ProductShape


def _name(path: Sequence[Step]) -> str:
    """The nearest key above, as its author wrote it."""
    return next((step for step in reversed(path) if isinstance(step, str)), "the file")


def _place(tree: Node, path: Sequence[Step], *, key: bool = False) -> Place:
    """Where the last step of `path` stands: its key if it holds keys or nothing, or when asked."""
    entry, node = None, tree
    for step in path:
        entry, node = _down(node, step)
    no_text = isinstance(node, Branch) or (isinstance(node, Leaf) and not node.text)
    return entry.key.place if entry and (key or no_text) else node.place


def _down(node: Node, step: Step) -> tuple[Entry | None, Node]:
    """The entry, if it is one, and the node that `step` leads to; where it ends, `node` stays."""
    if isinstance(step, str):
        entry = entry_at(node, step)
        return entry, entry.node if entry else node
    if isinstance(node, Items) and step < len(node.nodes):
        return None, node.nodes[step]
    return None, node
