"""Merging: two who are one person share a history, until that turns out to be wrong.

A merge moves nothing. Events stay with whom they were told of; merged persons form a tree, each
under the one that absorbed it, and what is asked of one is answered for the whole tree. So the
facts before and after are the same ones, and an unmerge, which cuts off one branch, gives both
sides exactly what was told of them, before the merge and since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from customers.identity.event import Event, Kind
from customers.identity.profile import Profile, Told


class MergingError(Exception):
    """The merge or unmerge makes no sense; nothing was changed."""


class OnePersonAlready(MergingError):
    """Both are one person already."""

    def __init__(self, one: str, other: str) -> None:
        self.one, self.other = one, other
        super().__init__(f"{one!r} and {other!r} are one person already")


class NoSuchMerge(MergingError):
    """There is no merge by that id that still stands."""

    def __init__(self, merge: str) -> None:
        self.merge = merge
        super().__init__(f"no merge {merge!r} stands")


@dataclass(frozen=True, slots=True)
class Clash:
    """A field about which two who shall be merged are told different things."""

    key: str
    one: Told
    other: Told


Standing = Mapping[str, Event]
"""Merges that stand, each by the person it absorbed."""


def standing(log: Iterable[Event]) -> Standing:
    """The merges of `log` (in the order kept) that were not undone."""
    found: dict[str, Event] = {}
    for one in log:
        if one.kind is Kind.MERGED:
            found[one.other] = one
        elif one.kind is Kind.UNMERGED:
            found = {person: merge for person, merge in found.items() if merge.id != one.undoes}
    return found


def leader(person: str, merges: Standing) -> str:
    """The one under whom `person` is known: itself, if nobody absorbed it."""
    while person in merges:
        person = merges[person].person
    return person


def members(person: str, merges: Standing) -> frozenset[str]:
    """All who are one person with `person`, itself among them."""
    first = leader(person, merges)
    return frozenset({first, *(one for one in merges if leader(one, merges) == first)})


def branch(merge: Event, merges: Standing) -> frozenset[str]:
    """All who part with the others if `merge` is undone: whom it absorbed, with all below."""
    without = {one: two for one, two in merges.items() if two.id != merge.id}
    return members(merge.other, without)


def to_merge(kept: str, absorbed: str, merges: Standing) -> tuple[str, str]:
    """Who must absorb whom so that both become one person: their leaders.

    Raises OnePersonAlready.
    """
    first, second = leader(kept, merges), leader(absorbed, merges)
    if first == second:
        raise OnePersonAlready(kept, absorbed)
    return first, second


def to_undo(merge: str, merges: Standing) -> Event:
    """The merge by that id, if it stands. Raises NoSuchMerge."""
    for one in merges.values():
        if one.id == merge:
            return one
    raise NoSuchMerge(merge)


def clashes(one: Profile, other: Profile) -> tuple[Clash, ...]:
    """What both are told differently. A merge drops neither: the profile keeps both values."""
    return tuple(
        Clash(key, one.fields[key].chosen, other.fields[key].chosen)
        for key in one.fields
        if key in other.fields and one.value(key) != other.value(key)
    )
