"""`surmesure bench --people`: how fast staff find one among so many made-up people.

The people are written straight into the tables of a database that is thrown away, with an order
for every third and one in a hundred known twice and merged.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from configurator.bench_sessions import SEED, Figures, figures
from configurator.crowd.names import NAMES, Culture
from configurator.crowd.people import people
from configurator.crowd.records import records
from configurator.crowd.slips import slipped, unaccented
from configurator.migrations import upgrade
from configurator.storage.customer_search import Found, newest_customers, search_customers
from configurator.storage.database import Database, open_database
from configurator.storage.filling import Made, fill_customers
from customers.identity import cleaning
from customers.identity.folding import digits

QUERIES = 200
"""So many of each kind."""

SHOWN = 21
"""As many as the page asks for: twenty, and one more to know whether more fit."""

SAMPLED = 5000
MERGED_EVERY, ORDERED_EVERY = 100, 3


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed, and the folded name of who is meant; empty when anybody or nobody is."""

    text: str
    meant: str = ""


def people_figures(count: int, address: str | None) -> dict[str, Figures]:
    """Build, then search; `address` names an empty database, by default a new SQLite file."""
    with TemporaryDirectory(prefix="surmesure-people-") as folder:
        database = open_database(address or f"sqlite:///{Path(folder) / 'people.sqlite'}")
        try:
            return _figures(database, count)
        finally:
            database.close()


def _figures(database: Database, count: int) -> dict[str, Figures]:
    upgrade(database)
    with database.reading() as session:
        if newest_customers(session, 1):
            raise click.ClickException("The database is not empty: a benchmark must not fill it.")
    begin = perf_counter()
    made = [_made(*one) for one in enumerate(islice(_written(count), count))]
    named = perf_counter()
    fill_customers(database, made, ORDERED_EVERY)
    built: Figures = {
        "people": count,
        "seconds_to_make_up": round(named - begin, 1),
        "seconds_to_write_and_index": round(perf_counter() - named, 1),
    }
    kinds = _kinds(made)
    return {"build": built} | {kind: _timed(database, typed) for kind, typed in kinds.items()}


def _written(count: int) -> Iterator[tuple[str, str, str]]:
    """Name, e-mail and phone, as some source wrote them."""
    for one in records(people(count, SEED), SEED):
        known = one.record
        yield f"{known.given_name} {known.surname}".strip(), known.email, known.phone


def _made(number: int, written: tuple[str, str, str]) -> Made:
    own = _id(number)
    leader = _id(number - 1) if number % MERGED_EVERY == MERGED_EVERY - 1 else own
    return Made(own, *written, leader)


def _id(number: int) -> str:
    # As long as a link, and as little in order.
    return f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}{number:016x}"


def _timed(database: Database, typed: Sequence[Typed]) -> Figures:
    times, right = [], 0
    for one in typed:
        begin = perf_counter()
        with database.reading() as session:
            found = search_customers(session, one.text, SHOWN)
        times.append((perf_counter() - begin) * 1000)
        right += _is_right(one, found)
    return figures(times) | {"right": f"{right}/{len(typed)}"}


def _is_right(typed: Typed, found: Sequence[Found]) -> bool:
    """Whether somebody of the name that was meant is shown; where nobody is meant, anybody."""
    names = {cleaning.name(one.customer.name) for one in found}
    return typed.meant in names if typed.meant else bool(names)


def _kinds(made: Sequence[Made]) -> dict[str, list[Typed]]:
    chance = Random(SEED)  # noqa: S311 - no secret
    some = chance.sample(made, min(SAMPLED, len(made)))
    whole = [one for one in some if len(one.name.split()) > 1 and one.name.isascii()]
    marked = [one for one in some if one.name != unaccented(one.name) and " " in one.name]
    called = [one for one in some if len(digits(one.phone)) >= cleaning.NATIONAL_DIGITS]
    mailed = [one for one in some if "@" in one.email]
    arabic = [spelled for culture in NAMES for spelled in _arabic(culture)]

    def each(some: Sequence[Made], typed: Callable[[Made], Typed]) -> list[Typed]:
        return [typed(one) for one in some[:QUERIES]]

    return {
        "two letters": each(whole, lambda one: Typed(one.name[:2])),
        "three letters": each(whole, lambda one: Typed(one.name[:3])),
        "five letters": each(whole, lambda one: Typed(one.name[:5])),
        "whole name": each(whole, lambda one: _named(one, one.name)),
        "beginnings of both": each(whole, lambda one: Typed(_beginnings(one.name))),
        "typo": each(_long(whole), lambda one: _named(one, _mistyped(chance, one.name))),
        "no accents": each(marked, lambda one: _named(one, unaccented(one.name))),
        "Arabic": [_spelled_out(chance.choice(arabic)) for _ in range(QUERIES)],
        "first of a phone": each(called, lambda one: Typed(one.phone[:7])),
        "middle of a phone": each(called, lambda one: Typed(digits(one.phone)[-7:-2])),
        "last of a phone": each(called, lambda one: _named(one, digits(one.phone)[-6:])),
        "mail": each(mailed, lambda one: _named(one, one.email[:12])),
        "order": [
            Typed(f"26-{1001 + chance.randrange(len(made) // ORDERED_EVERY)}")
            for _ in range(QUERIES)
        ],
        "nothing found": each(whole, lambda one: Typed(f"{one.name[:4]}xq {one.name[-3:]}wvk")),
    }


def _named(one: Made, text: str) -> Typed:
    return Typed(text, cleaning.name(one.name))


def _beginnings(name: str) -> str:
    return " ".join(word[:2] for word in name.split())


def _long(some: Sequence[Made]) -> list[Made]:
    return [one for one in some if len(one.name.split()[-1]) > len("Diop")]


def _mistyped(chance: Random, name: str) -> str:
    first, _, last = name.rpartition(" ")
    return f"{first} {slipped(chance, last)}"


def _arabic(culture: Culture) -> Iterator[tuple[str, ...]]:
    """Names that are also written in Arabic, each with all its spellings."""
    for some in (NAMES[culture].women, NAMES[culture].men, NAMES[culture].surnames):
        yield from (one for one in some if any(_is_arabic(spelled) for spelled in one))


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def _spelled_out(spellings: Sequence[str]) -> Typed:
    return Typed(next(filter(_is_arabic, spellings)))
