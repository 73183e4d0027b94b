"""Two customers side by side, and what is decided about whether they are one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from configurator.storage.customers import Customer, get_customer
from configurator.storage.identity import history_of, merges_in
from configurator.storage.one_person import everybody_in, leader_of
from configurator.storage.pairs import (
    contacts_of,
    folded_contact,
    pairs_among,
    proposals,
    proposals_about,
)
from customers.identity.likeness import Pair, weakest_link
from customers.identity.merging import Clash, clashes
from customers.identity.profile import Profile, profile

A_PAIR = 2
SUREST = 99
"""Percent shown at most: only people are sure."""


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
    """What is known about a customer being several: merges that stand, and who may be the same.

    `to_check` are kinds of contacts on his page that were typed and never proved.
    """

    merged: tuple[Merged, ...]
    alike: tuple[Customer, ...]
    to_check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair that waits for somebody to decide."""

    one: Customer
    other: Customer
    because: str
    percent: int


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs that wait and hang together; `weakest` would join all of more than two."""

    customers: tuple[Customer, ...]
    waiting: tuple[Waiting, ...]
    weakest: Waiting | None


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
    others = tuple(get_customer(session, one) for one in known)
    return OnePerson(merged, others, _to_check(session, get_customer(session, person)))


def _to_check(session: Session, customer: Customer) -> tuple[str, ...]:
    known = {(one.kind, one.value): one.is_proved for one in contacts_of(session, customer.id)}
    told = {"phone": customer.phone, "email": customer.email}
    # What is not known at all is the shop's own, and proves nothing.
    folded = {kind: folded_contact(kind, value) for kind, value in told.items()}
    return tuple(kind for kind, value in folded.items() if known.get((kind, value)) is False)


def queue(session: Session, limit: int) -> Sequence[Group]:
    """The pairs that wait, the most probable first, those together that share a customer."""
    found = proposals(session, limit)
    known = {
        one: get_customer(session, leader_of(session, one))
        for proposal in found
        for one in (proposal.pair.one, proposal.pair.other)
    }
    groups: list[list[Waiting]] = []
    for one in (_waiting(known, proposal.pair) for proposal in found):
        ends = {one.one.id, one.other.id}
        if len(ends) < A_PAIR:
            continue  # Both were merged with others meanwhile, and so with each other.
        near = [group for group in groups if ends & _ids(group)]
        groups = [group for group in groups if group not in near]
        groups.append([waiting for group in near for waiting in group] + [one])
    return [_group(group) for group in sorted(groups, key=lambda group: -group[0].percent)]


def _group(waiting: Sequence[Waiting]) -> Group:
    customers = {one.id: one for two in waiting for one in (two.one, two.other)}
    if len(customers) == A_PAIR:
        return Group(tuple(customers.values()), tuple(waiting), None)
    by_pair = {(two.one.id, two.other.id): two for two in waiting}
    pairs = [Pair(*ids, two.percent / 100, two.because) for ids, two in by_pair.items()]
    weakest = weakest_link(customers, pairs)
    assert weakest is not None  # All of a group hang together.
    return Group(tuple(customers.values()), tuple(waiting), by_pair[weakest.one, weakest.other])


def _ids(group: Sequence[Waiting]) -> set[str]:
    return {one.id for two in group for one in (two.one, two.other)}


def _waiting(known: Mapping[str, Customer], pair: Pair) -> Waiting:
    percent = min(round(pair.probability * 100), SUREST)
    return Waiting(known[pair.one], known[pair.other], pair.because, percent)


def _named(session: Session, pair: Pair) -> tuple[Customer, Customer]:
    return get_customer(session, pair.one), get_customer(session, pair.other)


def _side(session: Session, person: str, now: datetime) -> Side:
    customer = get_customer(session, leader_of(session, person))
    return Side(customer, profile(history_of(session, person), now))
