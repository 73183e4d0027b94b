"""The register: every purpose, and every field with the purposes it is kept for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from catalog.text import Text
from customers.rights.purpose import Basis, Channel, Purpose, Sentence

FILE = Path(__file__).with_name("register.yaml")
US = "us"
EVERY_PAGE = "every page"
"""The reader whose purposes all pages have besides their own."""

ALL = "all"
"""Stands in `readers` for every purpose there is."""

OTHERWISE = "other"
"""Stands in `ages` for every country that is not named."""


class Undeclared(Exception):
    """The application knows fields the register says nothing of, and must not start."""

    def __init__(self, fields: Collection[str]) -> None:
        self.fields = tuple(sorted(fields))
        super().__init__(
            f"the register has no purpose for {', '.join(self.fields)}: name each in"
            " customers/rights/register.yaml, as personal with its purposes or as plain"
        )


class BadRegister(Exception):
    """The register contradicts itself at a place."""

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"register.yaml, {place}: {why}")


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: columns that tell of people, for which purposes, and columns that do not.

    `whose` says how a row leads to its person: columns, each of which may. Where none does, `apart`
    says why a person is not handed such rows. The contents of `secret` columns are handed to
    nobody, his own rows or not.
    """

    purposes: tuple[str, ...]
    sources: tuple[str, ...]
    personal: tuple[str, ...]
    plain: tuple[str, ...]
    whose: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    apart: str = ""

    @property
    def is_inferred(self) -> bool:
        """Whether all in it was made of the rest by us."""
        return self.sources == (US,)


@dataclass(frozen=True, slots=True)
class Register:
    """The register as its file has it; texts by key, `told` the purposes of each field by key."""

    purposes: Mapping[str, Purpose]
    tables: Mapping[str, Table]
    told: Mapping[str, tuple[str, ...]]
    moments: Mapping[str, Text]
    recipients: Mapping[str, Text]
    sources: Mapping[str, Text]
    never: frozenset[str]
    ages: Mapping[str, int]
    countries: frozenset[str]
    readers: Mapping[str, frozenset[str]]

    def must_declare(self, columns: Mapping[str, Iterable[str]], told: Iterable[str]) -> None:
        """See to it that nothing is kept without a purpose.

        `columns` are those of each table, `told` the fields an event can tell. Raises Undeclared,
        and BadRegister for a field that is never to be ours.
        """
        known = {
            (name, one) for name, it in self.tables.items() for one in (*it.personal, *it.plain)
        }
        kept = {(table, one) for table, names in columns.items() for one in names}
        missing = {".".join(one) for one in kept - known} | {
            f"event field {one}" for one in set(told) - set(self.told)
        }
        if missing:
            raise Undeclared(missing)
        for name in {one for _, one in kept} | set(told):
            if name in self.never:
                raise BadRegister("never", f"{name} is no field of ours")

    def open_to(self, *readers: str) -> frozenset[str]:
        """The tables kept for a purpose of one of these readers; who is not named has none."""
        purposes = frozenset[str]().union(*(self.readers.get(one, ()) for one in readers))
        named = self.tables.items()
        return frozenset(name for name, table in named if purposes.intersection(table.purposes))

    def age_in(self, country: str) -> int:
        """From what age nobody is a minor there."""
        return self.ages.get(country.strip().upper(), self.ages[OTHERWISE])

    def fields_for(self, purpose: str) -> Iterator[str]:
        """What is kept for a purpose: `table.column`, or the key of what an event can tell."""
        for name, table in self.tables.items():
            if purpose in table.purposes:
                yield from (f"{name}.{one}" for one in table.personal)
        yield from (key for key, purposes in self.told.items() if purpose in purposes)

    def sources_for(self, purpose: str) -> tuple[str, ...]:
        """From where it comes, each source once."""
        found = (it.sources for it in self.tables.values() if purpose in it.purposes)
        return tuple(dict.fromkeys(one for some in found for one in some)) or (US,)


@cache
def register() -> Register:
    """The register of this application, read once. Raises BadRegister."""
    return read(FILE.read_text("utf-8"))


def read(text: str) -> Register:
    """The register in a YAML text. Raises BadRegister."""
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    made = Register(
        purposes={key: _purpose(key, one) for key, one in tree["purposes"].items()},
        tables={key: _table(one) for key, one in tree["tables"].items()},
        told={key: tuple(one) for key, one in tree["told"].items()},
        moments=_texts(tree["moments"]),
        recipients=_texts(tree["recipients"]),
        sources=_texts(tree["sources"]),
        never=frozenset(tree["never"]),
        ages=tree["ages"],
        countries=frozenset(tree["countries"]),
        readers={key: _purposes(one, tree["purposes"]) for key, one in tree["readers"].items()},
    )
    _check(made)
    return made


def _purposes(said: str | Sequence[str], known: Iterable[str]) -> frozenset[str]:
    return frozenset(known if said == ALL else said)


def _purpose(key: str, one: Mapping[str, Any]) -> Purpose:
    return Purpose(
        key=key,
        name=Text(one["name"]),
        says=Text(one["says"]),
        basis=Basis(one["basis"]),
        days=one["keep"]["days"],
        since=one["keep"]["from"],
        recipients=tuple(one["recipients"]),
        asked={Channel(channel): _sentence(it) for channel, it in one.get("asked", {}).items()},
        objection=_sentence(one["objection"]) if "objection" in one else None,
        is_for_adults=one.get("is_for_adults", False),
        is_for_customers=one.get("is_for_customers", False),
        is_profiling=one.get("is_profiling", False),
        stops_with=tuple(one.get("stops_with", ())),
        confirmed=tuple(map(Channel, one.get("confirmed", ()))),
        declaration=str(one.get("declaration", "")),
    )


def _sentence(one: Mapping[str, Any]) -> Sentence:
    return Sentence(one["version"], Text({key: it for key, it in one.items() if key != "version"}))


def _table(one: Mapping[str, Any]) -> Table:
    purposes, sources, personal, plain, secret = (
        tuple(one.get(key, ())) for key in ("for", "from", "personal", "plain", "secret")
    )
    whose = one.get("whose", ())
    named = (whose,) if isinstance(whose, str) else tuple(whose)
    return Table(purposes, sources, personal, plain, named, secret, one.get("apart", ""))


def _texts(tree: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    return {key: Text(one) for key, one in tree.items()}


def _check(made: Register) -> None:
    """See to it that every key means something. Raises BadRegister."""
    for key, one in made.purposes.items():
        _known(key, one.recipients, made.recipients)
        _known(key, [one.since], made.moments)
        _known(key, one.stops_with, made.purposes)
    for key, table in made.tables.items():
        _known(key, table.purposes, made.purposes)
        _known(key, table.sources, made.sources)
        if table.personal and not (table.purposes and table.sources):
            raise BadRegister(key, "what is personal needs a purpose and a source")
        if bool(table.personal) != bool(table.whose or table.apart):
            raise BadRegister(key, "say whose a row is, or why nobody is handed it (apart)")
        _known(key, table.secret, (*table.personal, *table.plain))
    for key, reads_for in made.readers.items():
        _known(key, reads_for, made.purposes)
    for key, purposes in made.told.items():
        _known(key, purposes, made.purposes)
        if not purposes:
            raise BadRegister(key, "what is told needs a purpose")


def _known(place: str, said: Iterable[str], keys: Collection[str]) -> None:
    for one in said:
        if one not in keys:
            raise BadRegister(place, f"{one!r} is nowhere said")
