"""Tracking: how far the workshop is with an order, told by nothing but the scans it made.

Scans are events that nobody changes, and the state of an order is a function of their *set*: it
does not matter how often one arrives, when, or after which others. The rules:

* Scans stand in the order of the clocks of their devices (`at`, then `scan_id`).
* A scan says that the garment was at a station (in), or done there (out). It gets as far as the
  farthest of them says, so that two clocks which disagree do not move it to and fro. Only `back`,
  said on purpose, sends it to an earlier station; scans after that count from there.
* Hold, release and cancel hold from their time on. Once it is being cut nothing can be cancelled.
* Undo takes back one movement, as if it had never been scanned.

A scan that makes no sense at its place (see `Doubt`) is kept and shown with its doubt. It moves
the garment all the same when it shows it farther than we knew: that is where the garment lies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from production.order import RoutingStep


class State(StrEnum):
    """How far an order is: at a station (in the queue there, or on the table), or a word."""

    QUEUED = "queued"
    CUTTING = "cutting"
    SEWING = "sewing"
    WASHING = "washing"
    FINISHING = "finishing"
    CHECK = "check"
    READY = "ready"
    COLLECTED = "collected"
    HOLD = "hold"
    CANCELLED = "cancelled"


STATIONS = (State.CUTTING, State.SEWING, State.WASHING, State.FINISHING, State.CHECK)
"""Where work is done, in the order of work; a garment goes past those it has no operation at."""

PLACES = (*STATIONS, State.READY, State.COLLECTED)
"""Where a garment can be scanned: the stations, the shelf, the counter."""

DONE = frozenset({State.READY, State.COLLECTED, State.CANCELLED})
"""States in which the workshop has nothing left to do."""


class Direction(StrEnum):
    """What a scan says; the last four are words about the order, made without a scanner."""

    IN = "in"
    OUT = "out"
    BACK = "back"
    UNDO = "undo"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"


MOVES = frozenset({Direction.IN, Direction.OUT, Direction.BACK})


class Doubt(StrEnum):
    """Why a scan makes no sense at its place."""

    ELSEWHERE = "elsewhere"
    """The order has no operation at that station."""
    SKIPPED = "skipped"
    """An earlier station on the way never saw the garment."""
    BEHIND = "behind"
    """The garment had got farther before."""
    AHEAD = "ahead"
    """It cannot be sent back to where it has not been."""
    HELD = "held"
    """The order was on hold."""
    CANCELLED = "cancelled"
    """The order had been cancelled."""
    TOO_LATE = "too late"
    """The cutting had begun when the order was cancelled."""
    NOT_HELD = "not held"
    """There was nothing to release."""
    UNKNOWN = "unknown"
    """What it takes back was never scanned, or is no movement."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan of an order, or one word about it.

    `at` is the time of the device, `received_at` ours, both UTC. `station` is one of PLACES,
    empty for words; `undoes` the `scan_id` taken back; `who` the account that scanned.
    """

    scan_id: str
    direction: Direction
    station: str
    at: datetime
    received_at: datetime
    who: str
    note: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A scan in the history: how the order stood after it, its doubt, and if it was taken back."""

    scan: Scan
    state: State
    doubt: Doubt | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Tracking:
    """How far an order is. `place` is where the garment lies, also on hold; `is_in`: on the table.

    `way` are the places it goes through, `history` all scans in the order of `at`.
    """

    state: State
    place: State
    is_in: bool
    way: tuple[State, ...]
    history: tuple[Noted, ...]

    @property
    def doubts(self) -> tuple[Noted, ...]:
        """The scans somebody should look at."""
        return tuple(noted for noted in self.history if noted.doubt)

    @property
    def is_untouched(self) -> bool:
        """Whether the cutting has not begun, so that the order may still be cancelled."""
        return self.place is State.QUEUED and self.state is not State.CANCELLED

    @property
    def following(self) -> State | None:
        """Where the garment goes from here; None at the end of its way."""
        here = self.way.index(self.at_station)
        return self.way[here + 1] if here + 1 < len(self.way) else None

    @property
    def at_station(self) -> State:
        """The station that has the garment or its papers: what is queued lies at the first."""
        return self.way[0] if self.place is State.QUEUED else self.place

    @property
    def earlier(self) -> tuple[State, ...]:
        """Where the garment can be sent back to."""
        return self.way[: self.way.index(self.at_station)]


def way_of(routing: Sequence[RoutingStep]) -> tuple[State, ...]:
    """The places a garment with that routing goes through; all of them if it has none."""
    needed = {step.station for step in routing}
    stations = [station for station in STATIONS if station in needed] or STATIONS
    return (*stations, State.READY, State.COLLECTED)


def tracked(way: tuple[State, ...], scans: Iterable[Scan]) -> Tracking:
    """How far an order on that `way` is after these `scans`, in whatever order they are given."""
    once = {scan.scan_id: scan for scan in scans}
    told = sorted(once.values(), key=lambda scan: (scan.at, scan.scan_id))
    course = _Course(way, told)
    history = tuple(course.note(scan) for scan in told)
    return Tracking(course.state, course.place, course.is_in, way, history)


class _Course:
    """The way of one garment, walked scan by scan.

    Steps are counted along the way: 0 is waiting at its first place, 1 being on the table there,
    2 waiting at the second.
    """

    def __init__(self, way: tuple[State, ...], scans: Sequence[Scan]) -> None:
        moves = {scan.scan_id for scan in scans if scan.direction in MOVES}
        undos = {scan.undoes for scan in scans if scan.direction is Direction.UNDO}
        self._way, self._moves, self._undone = way, moves, moves & undos
        self._seen = {
            way.index(State(scan.station))
            for scan in scans
            if scan.scan_id in moves - self._undone and scan.station in way
        }
        self._step = 0
        self._is_begun = self._is_held = self._is_cancelled = False

    @property
    def place(self) -> State:
        return self._way[self._step // 2] if self._is_begun else State.QUEUED

    @property
    def is_in(self) -> bool:
        return self._step % 2 == 1

    @property
    def state(self) -> State:
        if self._is_cancelled:
            return State.CANCELLED
        return State.HOLD if self._is_held else self.place

    def note(self, scan: Scan) -> Noted:
        undone = scan.scan_id in self._undone
        doubt = None if undone else self._doubt_after(scan)
        return Noted(scan, self.state, doubt, undone)

    def _doubt_after(self, scan: Scan) -> Doubt | None:
        match scan.direction:
            case Direction.IN | Direction.OUT | Direction.BACK:
                return self._move(scan)
            case Direction.UNDO:
                return None if scan.undoes in self._moves else Doubt.UNKNOWN
            case Direction.HOLD | Direction.RELEASE:
                return self._hold(is_held=scan.direction is Direction.HOLD)
            case Direction.CANCEL:
                self._is_cancelled = self._is_cancelled or not self._is_begun
                return None if self._is_cancelled else Doubt.TOO_LATE

    def _hold(self, *, is_held: bool) -> Doubt | None:
        if self._is_cancelled:
            return Doubt.CANCELLED
        had_none = not is_held and not self._is_held
        self._is_held = is_held
        return Doubt.NOT_HELD if had_none else None

    def _move(self, scan: Scan) -> Doubt | None:
        if scan.station not in self._way:
            return Doubt.ELSEWHERE
        if self._is_cancelled:
            return Doubt.CANCELLED
        place = self._way.index(State(scan.station))
        if scan.direction is Direction.BACK:
            return self._back(2 * place)
        return self._on(place, 2 * place + (1 if scan.direction is Direction.IN else 2))

    def _back(self, step: int) -> Doubt | None:
        if step > self._step:
            return Doubt.AHEAD
        self._step = step
        return Doubt.HELD if self._is_held else None

    def _on(self, place: int, step: int) -> Doubt | None:
        if step < self._step:
            return Doubt.BEHIND
        self._step, self._is_begun = min(step, 2 * len(self._way) - 1), True
        if not self._seen.issuperset(range(place)):
            return Doubt.SKIPPED
        return Doubt.HELD if self._is_held else None
