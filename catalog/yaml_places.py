"""YAML as a tree whose every key and text knows its place.

Only plain YAML is read: no anchors, aliases, tags, directives or second documents, so that a file
means what it shows and cannot grow in memory.
"""

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml import events as on
from ruamel.yaml.error import MarkedYAMLError, StringMark

from catalog.file_text import INVISIBLE
from catalog.names import quoted
from catalog.problems import Place, Problem
from catalog.text import Sentence
from catalog.tree import Branch, Entry, Items, Leaf, Node

DEEPEST = 50
MOST_NODES = 100_000


class _Refused(Exception):
    """Reading stops here."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree that `text` is, or None, and the mistakes of its YAML. Never raises."""
    reader = _Reader(text, file)
    try:
        return reader.document(), reader.problems
    except _Refused as refused:
        return None, [*reader.problems, refused.problem]
    except Exception as error:  # noqa: BLE001 - the parser asserts, overflows and more on bad text.
        return None, [*reader.problems, reader.failure(error)]


class _Reader:
    """Builds the tree from the parser's events, one document only."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Problem] = []
        self.nodes = 0
        self.last = Place(file)
        self.events: Iterator[on.Event] = iter(())

    def document(self) -> Node:
        # The pure parser reads lazily: what is refused early costs nothing more.
        self.events = YAML(typ="safe", pure=True).parse(self.text)
        root: Node | None = None
        for event in self.events:
            if isinstance(event, on.DocumentStartEvent):
                self.only_plain(event, first=root is None)
            elif not isinstance(
                event, on.StreamStartEvent | on.StreamEndEvent | on.DocumentEndEvent
            ):
                root = self.node(event, depth=1)
        if root is None:
            raise self.refused(Place(self.file), "the file is empty")
        return root

    def only_plain(self, event: on.DocumentStartEvent, *, first: bool) -> None:
        place = self.place(event.start_mark)
        if not first:
            raise self.refused(place, "a second document begins here; a file holds one")
        if event.version or event.tags:
            raise self.refused(place, "directives (lines with %) are not read here")

    def node(self, event: on.Event, depth: int) -> Node:
        place = self.last = self.place(event.start_mark)
        self.nodes += 1
        if depth > DEEPEST:
            raise self.refused(place, f"this is nested more than {DEEPEST} levels deep")
        if self.nodes > MOST_NODES:
            raise self.refused(place, f"the file holds more than {MOST_NODES:,} texts")
        if isinstance(event, on.AliasEvent) or getattr(event, "anchor", None):
            raise self.refused(place, "anchors and aliases (& and *) are not read here")
        if getattr(event, "ctag", None) is not None:
            raise self.refused(place, "tags (!) are not read here")
        if isinstance(event, on.MappingStartEvent):
            return Branch(place, tuple(self.entries(depth)))
        if isinstance(event, on.SequenceStartEvent):
            return Items(place, tuple(self.items(depth)))
        return self.leaf(event, place)

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), on.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def entries(self, depth: int) -> Iterator[Entry]:
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), on.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key, Leaf) or not key.text:
                raise self.refused(key.place, "a key must be a word")
            entry = Entry(key, self.node(next(self.events), depth + 1))
            if key.text in lines:
                message = f"the key {quoted(key.text)} stands here twice, first on line "
                self.problems.append(Problem(key.place, f"{message}{lines[key.text]}"))
            else:
                lines[key.text] = key.place.line
                yield entry

    def leaf(self, event: on.Event, place: Place) -> Leaf:
        assert isinstance(event, on.ScalarEvent)
        text = str(event.value)
        if not text.isascii() or not text.isprintable():
            self.visible(text, place)
        plain = event.style is None
        if plain and text in {"~", "null"}:
            text = ""
        return Leaf(text, place, self.written(event, text, place), plain)

    def visible(self, text: str, place: Place) -> None:
        """Refuses what an escape (zero, say) brought in; half characters cannot even be shown."""
        if INVISIBLE.search(text) or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.refused(place, "this text holds an invisible character")

    def written(self, event: on.ScalarEvent, text: str, place: Place) -> Sentence:
        start, end = event.start_mark.index, event.end_mark.index
        source = self.text[start:end]
        if event.style in {"'", '"'}:
            return _aligned(source[1:-1] if "\n" in source else text, place.after(1))
        if event.style is None:
            return _aligned(source, place)
        # A text in a block: its words begin on the line after the mark.
        _, _, body = source.partition("\n")
        indent = len(body) - len(body.lstrip(" "))
        first = Place(self.file, place.line + 1, indent + 1)
        return _aligned(body.rstrip(), first)

    def place(self, mark: StringMark) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1)

    def refused(self, place: Place, message: str) -> _Refused:
        return _Refused(Problem(place, message))

    def failure(self, error: Exception) -> Problem:
        """What the parser could not read, in its words and where it stopped."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if isinstance(error, MarkedYAMLError) and mark is not None:
            reason = error.problem or error.context or "it is broken here"
            return Problem(self.place(mark), f"this is not YAML: {reason}")
        return Problem(self.last, "this is not YAML: it is broken after here")


def _aligned(source: str, place: Place) -> Sentence:
    """`source`, which starts at `place`, with later lines cut to begin in the same column."""
    first, *rest = source.lstrip(" ").splitlines() or [""]
    lines = [line[min(place.column - 1, len(line) - len(line.lstrip(" "))) :] for line in rest]
    return Sentence("\n".join([first, *lines]), place)
