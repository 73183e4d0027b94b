"""What made-up people are called and where they live, read from the file beside this module."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Culture(StrEnum):
    """Where a name comes from."""

    FRENCH = "french"
    MOROCCAN = "moroccan"
    SENEGALESE = "senegalese"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one culture, each with all its usual spellings; the frequent stand first."""

    women: Sequence[tuple[str, ...]]
    men: Sequence[tuple[str, ...]]
    surnames: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Land:
    """Towns with their first postcode and how many follow it, streets, and phone numbers.

    `country` comes before a number from abroad, `at_home` from within; then `range`, which no
    operator was given, so that nobody is called by mistake; `digits` in all, without the country.
    """

    towns: Sequence[tuple[str, str, int]]
    streets: Sequence[str]
    country: str
    at_home: str
    range: str
    digits: int


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(", "))


def _spelled(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(name.split("/")) for name in _listed(text))


def _composed(starts: str, ends: str) -> tuple[tuple[str, ...], ...]:
    """Rarer surnames, as they are made up in that language."""
    return tuple((start + end,) for end in ends.split() for start in starts.split())


def _names(read: Mapping[str, Any]) -> Names:
    rarer = tuple(name for parts in read["composed"] for name in _composed(*parts))
    frequent = _spelled(read["surnames"])
    return Names(_spelled(read["women"]), _spelled(read["men"]), frequent + rarer)


def _land(read: Mapping[str, Any]) -> Land:
    towns = (town.split(" = ") for town in _listed(read["towns"]))
    return Land(
        tuple((code, name, int(districts)) for code, name, districts in towns),
        _listed(read["streets"]),
        read["country"],
        read["at_home"],
        read["range"],
        read["digits"],
    )


_READ = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
NAMES = {culture: _names(_READ[culture]) for culture in Culture}
LANDS = {culture: _land(_READ[culture]) for culture in Culture}
