"""Likeness: what speaks for two being one person, and how well a group of such pairs holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

PROVED = 1.0


class Verdict(StrEnum):
    """What follows from two who share a contact."""

    MERGE = "merge"
    PROPOSE = "propose"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach or recognise a person: `kind` is `email`, `phone` or `card`.

    `value` is folded, so that the same is written the same. `is_proved` when the person showed it
    to be his: a letter with a secret arrived, the card was in his hand.
    """

    kind: str
    value: str
    is_proved: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one person; `probability` from 0 to 1, `because` says what they share."""

    one: str
    other: str
    probability: float
    because: str


def verdict(
    one: Collection[Contact], other: Collection[Contact], blocked: Collection[str]
) -> tuple[Verdict, str]:
    """What follows from the contacts of two persons, and which kind of contact it hangs on.

    Two who both proved the same are one person. What only was typed proves nothing, so it is
    proposed to people. A shop's own number or address (`blocked`, folded) says nothing at all.
    """
    shared = [
        (mine, theirs)
        for mine, theirs in product(one, other)
        if (mine.kind, mine.value) == (theirs.kind, theirs.value) and mine.value not in blocked
    ]
    for mine, theirs in shared:
        if mine.is_proved and theirs.is_proved:
            return Verdict.MERGE, mine.kind
    return (Verdict.PROPOSE, shared[0][0].kind) if shared else (Verdict.NOTHING, "")


def weakest_link(group: Collection[str], pairs: Iterable[Pair]) -> Pair | None:
    """The pair on which the group hangs: of the strongest links that join all, the weakest.

    None when the pairs do not join all of the group. A maximum spanning tree (Kruskal 1956): its
    weakest edge is the best weakest edge any set of joining links has.
    """
    tree = {person: person for person in group}

    def root(person: str) -> str:
        while tree[person] != person:
            person = tree[person]
        return person

    within = (one for one in pairs if one.one in tree and one.other in tree)
    links = []
    for pair in sorted(within, key=lambda one: one.probability, reverse=True):
        first, second = root(pair.one), root(pair.other)
        if first != second:
            tree[second] = first
            links.append(pair)
    return links[-1] if links and len(links) == len(tree) - 1 else None
