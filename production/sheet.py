"""What stands on the work order: rows of words and formatted numbers, ready to be printed."""

from collections.abc import Mapping
from dataclasses import dataclass

LONG_NUMBER = 7
VALUES_ON_A_ROW = 6
ROWS_OF_A_REMAKE = 2
ROOMY_ROWS = 13
DENSE_ROWS = 17


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what it is set to: `Rise`, `Mid`; of an adjustment `A`, `+5`."""

    name: str
    setting: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the measurement table, in mm; `body` is empty where none lies below.

    `is_estimated` where nobody measured the body there. `before` and `after` are what the garment
    measured before and after the wash, empty where it was not; `is_out` names those of the two
    that lie outside their limits.
    """

    letter: str
    name: str
    body: str
    ease: str
    target: str
    tolerance: str
    shrink_percent: str
    cut: str
    is_estimated: bool = False
    before: str = ""
    after: str = ""
    is_out: tuple[str, ...] = ()


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
    roll: str = ""
    """The number of the roll that cut values follow; empty where they follow the table."""
    roll_shrinks: tuple[str, str] = ("", "")
    """By how many percent that roll shrinks, lengthwise and across."""
    replaces: str = ""
    """The number of the order this one replaces, and empty for all others."""
    replaces_because: str = ""
    """Why it does, without the customer's name."""
    warnings: tuple[str, ...] = ()
    """What soft rules warned of when the order was placed, each a sentence."""
    packed: tuple[Part, ...] = ()
    """What was sold beside the garment and is packed with it."""

    @property
    def has_estimates(self) -> bool:
        """Whether something was made for a length of the body that nobody took."""
        return any(measure.is_estimated for measure in self.measures)

    @property
    def long_number(self) -> bool:
        """The number needs smaller digits to stand beside its codes."""
        return len(self.number) > LONG_NUMBER

    @property
    def density(self) -> str:
        """How low rows must be for one page to hold a usual order: `roomy`, `dense`, `tight`."""
        values = len(self.cutter) + len(self.sewer) + len(self.washer)
        rows = max(len(self.parts), len(self.tasks)) + values // VALUES_ON_A_ROW
        rows += ROWS_OF_A_REMAKE if self.replaces else 0
        rows += len(self.warnings) + len(self.packed)
        if rows <= ROOMY_ROWS:
            return "roomy"
        return "dense" if rows <= DENSE_ROWS else "tight"
