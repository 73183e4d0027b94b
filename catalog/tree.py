"""Keys, texts and lists as an author wrote them, each with its place, and how to find them.

Where a file does not have the shape it should, the finding functions give nothing: what is wrong
with a shape is told elsewhere.
"""

from dataclasses import dataclass

from catalog.problems import Place
from catalog.text import Sentence


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text. `written` is its source without quotes, with its author's line breaks.

    `plain` is true for a text without quotes: only such a one can be a number.
    """

    text: str
    place: Place
    written: Sentence
    plain: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and what stands under it."""

    key: Leaf
    node: "Node"


@dataclass(frozen=True, slots=True)
class Branch:
    """Keys, each once, in the author's order."""

    place: Place
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    nodes: tuple["Node", ...]


Node = Leaf | Branch | Items


def entries(node: Node | None, *path: str) -> tuple[Entry, ...]:
    """The entries under `path` below `node`; none where no keys stand there."""
    found = at(node, *path)
    return found.entries if isinstance(found, Branch) else ()


def items(node: Node | None, *path: str) -> tuple[Node, ...]:
    """The items of the list under `path` below `node`; none where no list stands there."""
    found = at(node, *path)
    return found.nodes if isinstance(found, Items) else ()


def leaves(node: Node | None, *path: str) -> tuple[Leaf, ...]:
    """The texts of the list under `path` below `node`."""
    return tuple(item for item in items(node, *path) if isinstance(item, Leaf))


def leaf(node: Node | None, *path: str) -> Leaf | None:
    """The text under `path` below `node`, if one stands there."""
    found = at(node, *path)
    return found if isinstance(found, Leaf) else None


def at(node: Node | None, *path: str) -> Node | None:
    """What stands under `path` below `node`, if anything."""
    for key in path:
        entry = entry_at(node, key)
        node = entry.node if entry else None
    return node


def entry_at(node: Node | None, key: str) -> Entry | None:
    """The entry `key` of `node`, if there is one."""
    if isinstance(node, Branch):
        for entry in node.entries:
            if entry.key.text == key:
                return entry
    return None
