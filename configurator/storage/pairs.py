"""Contacts by which persons are recognised, and pairs of persons who may be one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from configurator.storage.accounts import folded_email
from configurator.storage.bulk import among, insert_all
from configurator.storage.dialect import hold_all
from configurator.storage.errors import NotThere
from configurator.storage.events import batched
from configurator.storage.folding import digits, folded
from configurator.storage.one_person import everybody_in, leader_of
from configurator.storage.search_index import keep_card_findable
from configurator.storage.tables_identity import ContactRow, LikelyPairRow
from customers.identity.event import Medium
from customers.identity.likeness import Contact, Pair

OPEN, MERGED, APART = "open", "merged", "apart"
MOST_SHARING = 5
"""A number or address that more persons have is a shop's or a firm's, and tells nobody apart."""

PERMILLE = {"card": 950, "email": 700, "phone": 600}
"""How probable it is that who shares it is one person: guesses, to order the queue by.

Households share a phone more often than a mail address, and nobody shares a card.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """That two are one person, or not: `id` is random text, `by` an account or what decided."""

    id: str
    by: str
    at: datetime
    why: str = ""
    medium: Medium = Medium.SHOP


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair for people to decide about; `state` is `open`, `merged` or `apart`."""

    pair: Pair
    state: str
    revision: int


BLOCKED = "contacts of the shop itself"


def blocked_contacts(said: Collection[str]) -> frozenset[str]:
    """What the shop says are its own numbers and addresses, folded in whatever way they fit."""
    return frozenset(folded_contact(kind, one) for one in said for kind in PERMILLE) - {""}


def folded_contact(kind: str, value: str) -> str:
    """`value` as it is compared: an address folded, of a number its digits."""
    match kind:
        case "email":
            return folded(folded_email(value))
        case "phone":
            return digits(value)[-9:]  # Written with or without the country.
        case _:
            return value.strip().upper()


@dataclass(frozen=True, slots=True)
class Brought:
    """A way to recognise `person`, as it was written, brought at that instant."""

    person: str
    kind: str
    value: str
    at: datetime


def keep_contacts(session: Session, brought: Iterable[Brought]) -> None:
    """The same as `keep_contact` for many at once, in few questions."""
    blocked = session.info.get(BLOCKED, ())
    plain = {(one.kind, folded_contact(one.kind, one.value), one.person): one for one in brought}
    told = {key: one for key, one in plain.items() if key[1] and key[1] not in blocked}
    # Two who bring the same contact at once must see each other.
    hold_all(session, {f"contact {value}" for _, value, _ in told})
    having = _having(session, {(kind, value) for kind, value, _ in told})
    rows, pairs = list[dict[str, object]](), list[tuple[Pair, datetime]]()
    for (kind, value, person), one in told.items():
        same = having[kind, value]
        if person in same:
            continue
        rows.append({"kind": kind, "value": value, "person": person, "proved_at": None})
        if len(same) < MOST_SHARING:
            likely = PERMILLE[kind] / 1000
            pairs += ((Pair(person, who, likely, kind), one.at) for who in same)
        same.append(person)
    for kind, value, person in told:
        if kind == "card":
            keep_card_findable(session, person, value)
    insert_all(session, ContactRow, rows)
    if pairs:
        _propose(session, pairs)


def _having(
    session: Session, contacts: Collection[tuple[str, str]]
) -> defaultdict[tuple[str, str], list[str]]:
    """Who has any of these contacts, by kind and value."""
    session.flush()
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    columns = ContactRow.kind, ContactRow.value, ContactRow.person
    for named in these_contacts(session, contacts):
        for kind, value, person in session.execute(select(*columns).where(named)):
            found[kind, value].append(person)
    return found


def these_contacts(
    session: Session, contacts: Collection[tuple[str, str]]
) -> Iterator[ColumnElement[bool]]:
    """For storage alone: conditions that together find contacts by kind and value, by the index."""
    for kind in sorted({kind for kind, _ in contacts}):
        for some in batched(sorted(value for one, value in contacts if one == kind)):
            yield and_(ContactRow.kind == kind, among(session, ContactRow.value, some))


def keep_contact(  # noqa: PLR0913 - a contact, whose, when, whether proved
    session: Session,
    person: str,
    kind: str,
    value: str,
    at: datetime,
    *,
    is_proved: bool = False,
) -> None:
    """Remember a way to recognise `person`, and propose whoever else has it to be the same.

    A number or address of the shop itself recognises nobody.
    """
    keep_contacts(session, [Brought(person, kind, value, at)])
    if is_proved:
        named = ContactRow.kind == kind, ContactRow.value == folded_contact(kind, value)
        own = select(ContactRow).where(*named, ContactRow.person == person)
        for row in session.scalars(own):
            row.proved_at = row.proved_at or at
    session.flush()


def contacts_of(session: Session, person: str) -> tuple[Contact, ...]:
    """The contacts of the person, of whoever it is merged with too."""
    persons = everybody_in(session, person)
    rows = session.scalars(select(ContactRow).where(ContactRow.person.in_(persons)))
    return tuple(Contact(row.kind, row.value, row.proved_at is not None) for row in rows)


def sharing(session: Session, kind: str, value: str) -> tuple[str, ...]:
    """The persons who have that contact, by their leaders."""
    plain = folded_contact(kind, value)
    same = select(ContactRow.person).where(ContactRow.kind == kind, ContactRow.value == plain)
    return tuple(sorted({leader_of(session, one) for one in session.scalars(same)}))


def propose(session: Session, pairs: Iterable[Pair], at: datetime) -> int:
    """Put pairs into the review queue; how many were new there.

    What people decided stays decided; a pair that waits is made more probable, never less.
    """
    return _propose(session, ((pair, at) for pair in pairs))


def _propose(session: Session, found: Iterable[tuple[Pair, datetime]]) -> int:
    new = dict[tuple[str, str], tuple[Pair, datetime]]()
    for pair, at in found:
        first, second = sorted((pair.one, pair.other))
        better = (first, second) not in new or new[first, second][0].probability < pair.probability
        if better:
            new[first, second] = pair, at
    session.flush()
    both = tuple_(LikelyPairRow.one, LikelyPairRow.other)
    for some in batched(sorted(new)):
        for row in session.scalars(select(LikelyPairRow).where(both.in_(some))):
            pair, _ = new.pop((row.one, row.other))
            permille = round(pair.probability * 1000)
            if row.state == OPEN and permille > row.permille:
                row.permille, row.because = permille, pair.because
    rows = [
        _columns(one, other, round(pair.probability * 1000), pair.because, at)
        for (one, other), (pair, at) in new.items()
    ]
    insert_all(session, LikelyPairRow, rows)
    return len(rows)


def proposals(session: Session, limit: int = 50) -> tuple[Proposal, ...]:
    """The pairs that wait for somebody to decide, the most probable first."""
    waiting = select(LikelyPairRow).where(LikelyPairRow.state == OPEN)
    most = LikelyPairRow.permille.desc(), LikelyPairRow.one, LikelyPairRow.other
    return tuple(map(_proposal, session.scalars(waiting.order_by(*most).limit(limit))))


def count_proposals(session: Session) -> int:
    """How many pairs wait."""
    return session.scalar(select(func.count()).where(LikelyPairRow.state == OPEN)) or 0


def proposals_about(session: Session, person: str) -> tuple[Proposal, ...]:
    """The pairs that wait in which the person is one, the most probable first."""
    persons = everybody_in(session, person)
    named = or_(LikelyPairRow.one.in_(persons), LikelyPairRow.other.in_(persons))
    waiting = select(LikelyPairRow).where(LikelyPairRow.state == OPEN, named)
    rows = session.scalars(waiting.order_by(LikelyPairRow.permille.desc()))
    return tuple(map(_proposal, rows))


def pairs_among(session: Session, persons: Collection[str]) -> tuple[Pair, ...]:
    """All pairs ever proposed within `persons`, but those found to be two."""
    both = LikelyPairRow.one.in_(persons), LikelyPairRow.other.in_(persons)
    rows = session.scalars(select(LikelyPairRow).where(*both, LikelyPairRow.state != APART))
    return tuple(_proposal(row).pair for row in rows)


def are_apart(session: Session, ones: Iterable[str], others: Iterable[str]) -> bool:
    """Whether people found that any of `ones` is none of `others`."""
    for one, other in product(ones, others):
        row = session.get(LikelyPairRow, tuple(sorted((one, other))))
        if row is not None and row.state == APART:
            return True
    return False


def keep_apart(session: Session, one: str, other: str, decision: Decision) -> None:
    """Remember that people found both to be two. Raises NotThere for a pair never proposed."""
    if session.get(LikelyPairRow, tuple(sorted((one, other)))) is None:
        raise NotThere("pair", f"{one} {other}")
    settle(session, everybody_in(session, one), everybody_in(session, other), APART, decision)


def settle(
    session: Session,
    ones: Collection[str],
    others: Collection[str],
    state: str,
    decision: Decision,
) -> None:
    """For storage alone: note what was decided about every pair across two groups."""
    for pair in product(ones, others):
        one, other = sorted(pair)
        row = session.get(LikelyPairRow, (one, other))
        if row is None:
            permille = 1000 if state == MERGED else 0
            row = LikelyPairRow(**_columns(one, other, permille, "people", decision.at))
            session.add(row)
        else:
            row.revision += 1
        row.state, row.decided_by, row.decided_at = state, decision.by, decision.at
    session.flush()


def _columns(one: str, other: str, permille: int, because: str, at: datetime) -> dict[str, Any]:
    return {
        "one": one,
        "other": other,
        "permille": permille,
        "because": because,
        "state": OPEN,
        "proposed_at": at,
        "decided_at": None,
        "decided_by": "",
        "revision": 1,
    }


def _proposal(row: LikelyPairRow) -> Proposal:
    return Proposal(
        Pair(row.one, row.other, row.permille / 1000, row.because), row.state, row.revision
    )
