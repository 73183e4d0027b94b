"""What stands on the work order: rows of words and formatted numbers, ready to be printed."""

from collections.abc import Mapping
from dataclasses import dataclass

LONG_NUMBER = 7
VALUES_ON_A_ROW = 6
ROOMY_ROWS = 13
DENSE_ROWS = 17


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what it is set to: `Rise`, `Mid`; of an adjustment `A`, `+5`."""

    name: str
    setting: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the measurement table, in mm; `body` is empty where none lies below."""

    letter: str
    name: str
    body: str
    ease: str
    target: str
    tolerance: str
    shrink_percent: str
    cut: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The shrinkage the test strip of raw cloth must show, and the letters that hang on it."""

    grain: str
    shrink_percent: str
    tolerance_percent: str
    letters: str


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the bill of modules."""

    sku: str
    name: str
    quantity: str
    bin: str


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the operations."""

    number: int
    name: str
    station: str
    minutes: int


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """Everything on the sheet, as words and formatted numbers in `words`' language."""

    words: Mapping[str, str]
    number: str
    initials: str
    product: str
    cut_by: str
    promised: str
    block: str
    cutter: tuple[Entry, ...]
    sewer: tuple[Entry, ...]
    washer: tuple[Entry, ...]
    adjustments: tuple[Entry, ...]
    measures: tuple[Measure, ...]
    strips: tuple[Strip, ...]
    sketch: str
    parts: tuple[Part, ...]
    tasks: tuple[Task, ...]
    edition: str
    frozen: str
    measured: str
    measured_by: str
    origin: str = ""
    """From which kind of pair the targets come, in words; empty for a body."""

    @property
    def long_number(self) -> bool:
        """The number needs smaller digits to stand beside its codes."""
        return len(self.number) > LONG_NUMBER

    @property
    def density(self) -> str:
        """How low rows must be for one page to hold a usual order: `roomy`, `dense`, `tight`."""
        values = len(self.cutter) + len(self.sewer) + len(self.washer)
        rows = max(len(self.parts), len(self.tasks)) + values // VALUES_ON_A_ROW
        if rows <= ROOMY_ROWS:
            return "roomy"
        return "dense" if rows <= DENSE_ROWS else "tight"
