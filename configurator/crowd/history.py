"""The three years of the crowd as the log keeps them: events, and what was paid.

Nothing here says whose records are of one person: ids are random text, and the truth stays apart.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from configurator.crowd.events import Life, MadeEvent
from configurator.storage.sales import Sale
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import SHELF_LIFE
from customers.identity.written import day

SOURCE, CURRENCY = "crowd", "EUR"
NAMED = 10
"""So many letters of its id are the number of a purchase's paper."""

NAMES = {"need": "motivation"}
"""What the truth calls otherwise than the log does."""

SURE = {Medium.WEB: (Source.PERSON, 70), Medium.SHOP: (Source.STAFF, 80)}
"""Who told it and how sure it is, as of a form of ours; by telephone as in the shop."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry for the log, and what was paid with it, if anything was."""

    event: Event
    sale: Sale | None


def happened(
    found: Sequence[Life], ids: Mapping[str, str], named: Callable[[str], str]
) -> Iterator[Happened]:
    """All that happened with the people, in the order of time.

    `ids` are the customers by record, `named` makes the id of an event out of its own name.
    """
    entries = (
        (event.at, named(f"{life.truth.person} {place}"), event)
        for life in found
        for place, event in enumerate(life.events)
    )
    for _, id_, event in sorted(entries, key=lambda one: one[:2]):
        yield _entry(id_, ids[event.record], event)


def _entry(id_: str, person: str, made: MadeEvent) -> Happened:
    paper = f"K-{id_[:NAMED]}" if made.amount_cents else ""
    medium = Medium(made.medium)
    event = Event(
        id=id_,
        person=person,
        kind=Kind(made.kind),
        at=made.at,
        told_at=made.at,
        medium=medium,
        shop=made.shop,
        division=made.division,
        line=made.line,
        document=paper,
        tellings=_tellings(made, *SURE.get(medium, SURE[Medium.SHOP])),
    )
    sale = Sale(id_, id_, person, paper, made.amount_cents, CURRENCY, SOURCE) if paper else None
    return Happened(event, sale)


def _tellings(made: MadeEvent, source: Source, sure: int) -> tuple[Telling, ...]:
    told = {NAMES.get(key, key): text for key, text in made.told.items()}
    return tuple(
        Telling(key, (day(text) or text) if key == "birth_date" else text, source, sure)
        for key, text in told.items()
        if key in SHELF_LIFE
    )
