"""Three years of made-up events, and the truth behind them that no model is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from configurator.crowd.people import MadePerson, lot
from configurator.crowd.records import MadeRecord

YEARS = 3
A_YEAR = timedelta(days=365)

NEEDS: Mapping[str, Sequence[int]] = {
    "work": (8, 6, 7, 7, 6, 5, 4, 6, 16, 10, 8, 7),
    "comfort": (9, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 8),
    "style": (6, 7, 12, 11, 9, 6, 5, 5, 11, 10, 8, 10),
    "occasion": (4, 5, 7, 9, 13, 14, 9, 4, 6, 6, 8, 15),
    "gift": (3, 8, 4, 4, 7, 5, 3, 3, 4, 6, 17, 36),
}
"""What people truly want it for, and how many of a hundred purchases fall into each month."""

OF_NEED = (28, 27, 25, 13, 7)
"""Of a hundred people."""

BUYS_SHAPE, BUYS_A_YEAR = 1.3, 1.5
"""People differ in how often they buy, as a gamma distribution of this shape and mean."""

LEAVES = (1.0, 4.5)
"""After each purchase some never come again; how many differs as this beta distribution."""

PROSPECTS = 0.22
"""So many look and never buy."""

LOOKS_A_YEAR = 2.5
SHOPS = ("Paris", "Lyon", "Casablanca", "Dakar", "London")
DIVISIONS = ("retail", "atelier")
LINES = {"work": "jeans", "comfort": "jeans", "style": "jeans", "occasion": "belt", "gift": "belt"}
OTHER_LINE = 0.25
PRICES_CENTS = {"jeans": (11900, 21900), "belt": (4900, 8900)}
TELLS_NEED, MISTAKEN = 0.45, 0.15
"""So many say after a purchase what they want it for; so many of them say something else."""


@dataclass(frozen=True, slots=True)
class MadeEvent:
    """Something that happened with the person of `record`, an id of MadeRecord.

    `told` are the fields the event told, as they were written; `amount_cents` is what was paid or
    given back.
    """

    at: datetime
    kind: str
    record: str
    medium: str
    shop: str
    division: str
    line: str
    amount_cents: int = 0
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a person and stands in no event.

    `left_on` is the day of the last purchase of who will never come again, None of who may; of a
    prospect `buys_a_year` is 0. `month` is the month of most purchases.
    """

    person: int
    household: int
    need: str
    month: int
    buys_a_year: float
    left_on: date | None
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """The truth of one person, his records, and his events in the order of time."""

    truth: Truth
    records: tuple[MadeRecord, ...]
    events: tuple[MadeEvent, ...]


def lives(
    people: Iterable[MadePerson], records: Iterable[MadeRecord], seed: int, until: datetime
) -> Iterator[Life]:
    """The life of each person in the three years until then; records stand in people's order.

    The same people, seed and instant give the same lives.
    """
    by_person = groupby(records, key=lambda one: one.person)
    for one, (number, known) in zip(people, by_person, strict=True):
        assert one.number == number
        yield _life(one, tuple(known), lot(seed, f"life {number}"), until)


def _life(
    one: MadePerson, records: tuple[MadeRecord, ...], chance: Random, until: datetime
) -> Life:
    (need,) = chance.choices(tuple(NEEDS), OF_NEED)
    began = until - A_YEAR * YEARS * chance.random() ** 0.7
    is_prospect = chance.random() < PROSPECTS
    buys = 0.0 if is_prospect else chance.gammavariate(BUYS_SHAPE, BUYS_A_YEAR / BUYS_SHAPE)
    bought, left = _purchases(chance, need, buys, began, until)
    ends = bought[-1] if left and bought else until
    looked = list(_instants(chance, LOOKS_A_YEAR, began, ends)) or [began]
    events = [event for at in looked for event in _look(chance, need, records, at)]
    for place, at in enumerate(bought):
        events += _purchase(chance, need, records, at, is_first=not place)
    told = sorted((event for event in events if event.at < until), key=lambda event: event.at)
    season = NEEDS[need]
    truth = Truth(
        one.number,
        one.household,
        need,
        1 + season.index(max(season)),
        round(buys, 3),
        bought[-1].date() if left and bought else None,
        tuple(known.record.id for known in records),
    )
    return Life(truth, records, tuple(_introduced(told, records)))


def _purchases(
    chance: Random, need: str, buys_a_year: float, began: datetime, until: datetime
) -> tuple[list[datetime], bool]:
    """When the person buys, and whether he has left for good."""
    leaves = chance.betavariate(*LEAVES)
    season, found = NEEDS[need], []
    busiest = max(season) / 100 * 12
    for at in _instants(chance, buys_a_year * busiest, began, until):
        # As often as the season has it: others of these instants come to nothing.
        if chance.random() * max(season) < season[at.month - 1]:
            found.append(at)
            if chance.random() < leaves:
                return found, True
    return found, False


def _instants(
    chance: Random, a_year: float, began: datetime, until: datetime
) -> Iterator[datetime]:
    """Instants in the opening hours, so many a year on average."""
    at = began
    while a_year > 0:
        at += A_YEAR * chance.expovariate(a_year)
        if at >= until:
            return
        yield at.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(
            minutes=chance.randrange(600)
        )


def _look(
    chance: Random, need: str, records: Sequence[MadeRecord], at: datetime
) -> Iterator[MadeEvent]:
    """A look around without buying."""
    first = _event(chance, need, records, at, "viewed")
    if first.medium != "web":
        yield _as(first, {"shop": "visited", "phone": "called"}.get(first.medium, "wrote"))
        return
    yield first
    for minutes in range(3, 3 * chance.randrange(1, 6), 3):
        yield _as(first, "viewed", timedelta(minutes=minutes))
    if chance.random() < 0.35:  # noqa: PLR2004 - a third begin a design
        yield _as(first, "configured", timedelta(minutes=20))
        yield _as(first, "abandoned", timedelta(minutes=35))
    if chance.random() < 0.2:  # noqa: PLR2004 - a fifth wish for something
        yield _as(first, "wished", timedelta(minutes=40))


AFTERWARDS = (
    ("returned", 0.06, 12),
    ("complained", 0.04, 9),
    ("called", 0.05, 5),
    ("wrote", 0.05, 6),
    ("referred", 0.05, 30),
    ("suggested", 0.02, 25),
)
"""What may follow a purchase, how often, and after how many days."""


def _purchase(
    chance: Random, need: str, records: Sequence[MadeRecord], at: datetime, *, is_first: bool
) -> Iterator[MadeEvent]:
    line = LINES[need] if chance.random() > OTHER_LINE else chance.choice(tuple(PRICES_CENTS))
    bought = _event(chance, need, records, at, "bought", line)
    price = chance.randrange(*PRICES_CENTS[line], 100)
    if is_first:
        yield _as(bought, "measured", -timedelta(minutes=45))
    yield _as(bought, "configured", -timedelta(minutes=20))
    yield _as(bought, "bought", amount_cents=price)
    for kind, share, days in AFTERWARDS:
        if chance.random() < share:
            back = -price if kind == "returned" else 0
            yield _as(bought, kind, timedelta(days=days), amount_cents=back)
    if chance.random() < TELLS_NEED:
        said = chance.choice(tuple(NEEDS)) if chance.random() < MISTAKEN else need
        yield _as(bought, "answered", timedelta(days=14), told={"need": said})


def _event(  # noqa: PLR0913, PLR0917 - where, when and with whom
    chance: Random,
    need: str,
    records: Sequence[MadeRecord],
    at: datetime,
    kind: str,
    line: str = "",
) -> MadeEvent:
    known = chance.choice(records)
    medium = "shop" if known.medium == "import" else known.medium
    shop = SHOPS[known.person % len(SHOPS)] if medium == "shop" else ""
    return MadeEvent(
        at, kind, known.record.id, medium, shop, chance.choice(DIVISIONS), line or LINES[need]
    )


def _as(
    event: MadeEvent,
    kind: str,
    later: timedelta = timedelta(0),
    amount_cents: int = 0,
    told: Mapping[str, str] | None = None,
) -> MadeEvent:
    """Another event of the same occasion."""
    return replace(
        event, kind=kind, at=event.at + later, amount_cents=amount_cents, told=told or {}
    )


def _introduced(events: Sequence[MadeEvent], records: Sequence[MadeRecord]) -> Iterator[MadeEvent]:
    """The events, the first of each record telling all that stands in it."""
    waiting = {one.record.id: asdict(one.record) for one in records}
    for event in events:
        fields = waiting.pop(event.record, {})
        said = {name: text for name, text in fields.items() if text and name != "id"}
        yield replace(event, told={**said, **event.told}) if said else event
