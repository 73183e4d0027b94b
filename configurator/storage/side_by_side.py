"""Two customers side by side, and what is decided about whether they are one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from configurator.storage.customers import Customer, get_customer
from configurator.storage.identity import history_of, merges_in
from configurator.storage.one_person import everybody_in, leader_of
from configurator.storage.pairs import Proposal, pairs_among, proposals, proposals_about
from customers.identity.likeness import Pair, weakest_link
from customers.identity.merging import Clash, clashes
from customers.identity.profile import Profile, profile

A_PAIR = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One of two who may be one: under whom he is known, and what the events say of him."""

    customer: Customer
    known: Profile


@dataclass(frozen=True, slots=True)
class Both:
    """Two side by side; `weakest` is the link on which a group of more than two would hang."""

    one: Side
    other: Side
    clashes: tuple[Clash, ...]
    weakest: tuple[Customer, Customer, Pair] | None


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that stands: its id, whom it absorbed, and when."""

    id: str
    customer: Customer
    at: datetime


@dataclass(frozen=True, slots=True)
class OnePerson:
    """What is known about a customer being several: merges that stand, and who may be the same."""

    merged: tuple[Merged, ...]
    alike: tuple[Customer, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair that waits for somebody to decide."""

    one: Customer
    other: Customer
    because: str
    percent: int


def side_by_side(session: Session, one: str, other: str, now: datetime) -> Both:
    """Both as they are known, under their leaders. Raises NotThere."""
    first, second = _side(session, one, now), _side(session, other, now)
    group = [*everybody_in(session, one), *everybody_in(session, other)]
    weakest = weakest_link(group, pairs_among(session, group)) if len(group) > A_PAIR else None
    named = (*_named(session, weakest), weakest) if weakest else None
    return Both(first, second, clashes(first.known, second.known), named)


def about(session: Session, person: str) -> OnePerson:
    """What is known about that customer being several."""
    merged = tuple(
        Merged(merge.id, get_customer(session, merge.other), merge.at)
        for merge in merges_in(session, person)
    )
    own, alike = set(everybody_in(session, person)), []
    for waiting in proposals_about(session, person):
        other = waiting.pair.other if waiting.pair.one in own else waiting.pair.one
        alike.append(leader_of(session, other))
    known = dict.fromkeys(one for one in alike if one not in own)
    return OnePerson(merged, tuple(get_customer(session, one) for one in known))


def queue(session: Session, limit: int) -> Sequence[Waiting]:
    """The pairs that wait, the most probable first."""
    return [_waiting(session, one) for one in proposals(session, limit)]


def _waiting(session: Session, proposal: Proposal) -> Waiting:
    pair = proposal.pair
    return Waiting(*_named(session, pair), pair.because, round(pair.probability * 100))


def _named(session: Session, pair: Pair) -> tuple[Customer, Customer]:
    return get_customer(session, pair.one), get_customer(session, pair.other)


def _side(session: Session, person: str, now: datetime) -> Side:
    customer = get_customer(session, leader_of(session, person))
    return Side(customer, profile(history_of(session, person), now))
