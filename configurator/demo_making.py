"""How far the workshop of the demo is with each order: scans that fit its age."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from configurator.demo_designs import lots
from production.order import Order
from production.tracking import Direction, Scan, State, way_of

SLOW, HELD, CANCELLED = 9, 17, 33
"""Of so many orders one lags behind, one is on hold, one is cancelled."""

IN_HAND = timedelta(days=2)
"""The workshop aims to be ready so long before the promise."""

OPENS, CLOSES, SUNDAY = 8, 18, 6
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One scan of the order that is the `place`-th of the demo."""

    place: int
    scan: Scan


@dataclass(frozen=True, slots=True)
class Scanner:
    """Whoever scans the order at that place."""

    place: int
    who: str

    def told(
        self, number: int, direction: Direction, station: str, at: datetime, note: str = ""
    ) -> Told:
        """The scan of that number, at that instant."""
        scan_id = f"demo-{self.place}-{number}"
        return Told(self.place, Scan(scan_id, direction, station, at, at, self.who, note))


def scans_of(place: int, order: Order, now: datetime, who: str) -> Iterator[Told]:
    """What was scanned of `order` up to `now`: its garment is about where it should be."""
    lot, scanner = lots(f"making {place}"), Scanner(place, who)
    at = _in_hours(order.placed_at + AN_HOUR * lot.randrange(18, 60), lot)
    if place % CANCELLED == CANCELLED - 1:
        yield from _until(now, scanner.told(0, Direction.CANCEL, "", at, "Not wanted any more"))
        return
    moves, pace, latest = _moves(order), _pace(order, place), order.placed_at
    for number, (direction, station) in enumerate(moves):
        if at > now:
            break
        yield scanner.told(number, direction, station, at)
        latest, at = at, _in_hours(at + pace * lot.uniform(0.6, 1.4), lot)
    else:
        return
    if place % HELD == HELD - 1:
        held = scanner.told(len(moves), Direction.HOLD, "", latest + AN_HOUR, "No zip left")
        yield from _until(now, held)


def _moves(order: Order) -> list[tuple[Direction, State]]:
    """In and out at each station, out of the last onto the shelf, and from there to its owner."""
    *stations, shelf, _ = way_of(order.routing)
    worked = [(way, station) for station in stations for way in (Direction.IN, Direction.OUT)]
    return [*worked, (Direction.OUT, shelf)]


def _pace(order: Order, place: int) -> timedelta:
    """The time from one scan to the next, so that all is done in time, or too slow."""
    given = datetime.combine(order.promised_on, order.placed_at.timetz()) - order.placed_at
    usual = (given - IN_HAND) / len(_moves(order))
    return usual * 2 if place % SLOW == SLOW - 1 else usual


def _in_hours(at: datetime, lot: Random) -> datetime:
    """`at`, or where nobody works then, an instant of the next working day."""
    if at.weekday() != SUNDAY and OPENS <= at.hour < CLOSES:
        return at
    at += timedelta(days=1 if at.hour >= CLOSES or at.weekday() == SUNDAY else 0)
    at += timedelta(days=at.weekday() == SUNDAY)
    return at.replace(hour=lot.randrange(OPENS, CLOSES), minute=lot.randrange(60))


def _until(now: datetime, told: Told) -> Iterator[Told]:
    if told.scan.at <= now:
        yield told
