"""What was learned of the customers of each product, as the job of the night left it in a file."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from configurator.accessories import file_of
from configurator.logs import log_failure
from customers.dialogue.needs import Need, read_needs
from customers.taste.beginnings import beginnings
from customers.taste.critique import Critique
from customers.taste.critiques import read_critiques
from customers.taste.document import OtherValues, learned_from, needs_from
from customers.taste.learned import Learned
from customers.taste.learning import learned
from customers.taste.made import Made
from customers.taste.person import STRANGER
from customers.taste.texts import Variants, read_texts
from rules.engine import Engine
from rules.layers import Diagram

FOLDER = "taste"
KEPT = 256
SAID = 4096
"""So many sentences are kept in the words of some language."""

Found = TypeVar("Found")
Authors = tuple[Sequence[Need], Sequence[Critique], Variants]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """Tastes, questions, critiques and texts by need of an edition.

    `mark` changes when anything else is learned.

    `beginnings` are whole designs that differ, for who is unknown.
    `is_cold` where nothing was learned from people yet: then the shop's own designs stand for what
    is popular, and nothing may be called made for anybody.
    """

    learned: Learned
    needs: Sequence[Need]
    critiques: Sequence[Critique]
    texts: Variants
    beginnings: Sequence[Mapping[str, str]]
    mark: str
    is_cold: bool


class Tastes:
    """What was learned, read when a file changed; an older one stays until the new one is whole.

    Of one set of engines, where each product has one edition; for all threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._read: dict[str, tuple[str, Taught]] = {}
        self._kept = lru_cache(maxsize=KEPT)(_worked_out)
        self._said = lru_cache(maxsize=SAID)(_worked_out)

    def once(self, key: tuple[object, ...], work: Callable[[], Found]) -> Found:
        """What `work` gives, which hangs on nothing but `key`."""
        return cast("Found", self._kept(_Question(key, work)))

    def said(self, key: tuple[object, ...], work: Callable[[], Found]) -> Found:
        """The same of something small."""
        return cast("Found", self._said(_Question(key, work)))

    def of(self, engine: Engine, folder: Path) -> Taught | None:
        """What was learned of a product; None where a search answers, which weighs no tastes."""
        if not isinstance(engine.diagram, Diagram):
            return None
        path, key = taste_path(engine, folder), f"{folder} {engine.product.key}"
        mark, (seen, known) = _mark(path), self._read.get(key, (None, None))
        if known and seen == mark:
            return known
        with self._lock:
            found = _taught(engine, path, mark) or known or _cold(engine)
            self._read[key] = mark, found  # Also of a file that is no good: once is enough.
        return found


@dataclass(frozen=True, slots=True)
class _Question:
    """What tells questions apart, and what answers them."""

    key: tuple[object, ...]
    work: Callable[[], object] = field(compare=False)


def _worked_out(question: _Question) -> object:
    return question.work()


def taste_path(engine: Engine, folder: Path) -> Path:
    """Where the file of a product's edition lies below the data folder."""
    return folder / FOLDER / f"{engine.product.key}-{engine.product.edition}.json"


def beside(engine: Engine) -> Path | None:
    """The file of the product, where its questions lie; None for one that was never in a file."""
    return file_of(engine.product)


def authored(path: Path, engine: Engine) -> Authors:
    """Questions, critiques and texts by need as their author wrote them."""
    needs = read_needs(path, engine.product)[0]
    texts = read_texts(path, engine.product, needs)[0]
    return needs, read_critiques(path, engine.product)[0], [one for of in texts for one in of]


def _mark(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_mtime_ns} {found.st_ino}"


def _taught(engine: Engine, path: Path, mark: str) -> Taught | None:
    if not mark:
        return None
    assert isinstance(engine.diagram, Diagram)
    try:
        document = json.loads(path.read_bytes())
        found = learned_from(engine.diagram, document)
    except (OSError, ValueError, KeyError, OtherValues) as error:
        log_failure(error, file=path.name)
        return None
    needs, critiques, texts = _authored(engine)
    return _whole(engine, found, (needs_from(needs, document), critiques, texts), mark)


def _cold(engine: Engine) -> Taught:
    """As if each starting design had been ordered once."""
    assert isinstance(engine.diagram, Diagram)
    made = [Made(one.key, "", 1, one.choices) for one in engine.product.designs]
    found = learned(engine.diagram, made, 0)
    return _whole(engine, found, _authored(engine), "")


def _whole(engine: Engine, found: Learned, authors: Authors, mark: str) -> Taught:
    assert isinstance(engine.diagram, Diagram)
    designs = [one.choices for one in engine.product.designs]
    first = beginnings(engine.diagram, found, STRANGER, designs)
    return Taught(found, *authors, first, mark, is_cold=not mark)


def _authored(engine: Engine) -> Authors:
    path = beside(engine)
    return authored(path, engine) if path else ((), (), ())
