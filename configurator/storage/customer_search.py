"""Finding customers while somebody types: by name, e-mail, phone, card or the number of an order.

Who fits as typed comes first, then who only sounds or is written alike. All is read from sorted
entries, so that the first results take as long among a million as among a thousand.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from configurator.storage.customers import Customer, customer_from
from configurator.storage.dialect import begins, listed
from configurator.storage.events import batched
from configurator.storage.folding import folded, searched
from configurator.storage.search_index import LAST, marked, words_alike
from configurator.storage.tables import CustomerRow, OrderRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_search import SearchEntryRow
from customers.identity.finding import card_entry, fits, is_word, sought

_SHORTEST_NUMBER = 4
"""Fewer characters of a number (`26-1`, a card) than this fit too many to be meant."""

_MOST_ALIKE = 8
"""So many other spellings of a word are looked for."""

_SEVERAL, _MOST_READ = 6, 50_000
"""Entries read for each customer wanted, and at most: one customer has several."""

Columns = tuple[Any, ...]
"""Whatever stands in the rows of an answer."""


def _everybody(rows: Sequence[Row[*Columns]]) -> list[str]:
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Way:
    """A question for customers, the id first in each row, and the ids of those who do fit."""

    query: Select[*Columns]
    fitting: Callable[[Sequence[Row[*Columns]]], list[str]] = _everybody


Ways = Iterator[Way]


@dataclass(frozen=True, slots=True)
class Found:
    """A customer with the number of orders placed, and the number of the newest, if any."""

    customer: Customer
    orders: int
    newest: str


def search_customers(session: Session, text: str, limit: int = 20) -> tuple[Found, ...]:
    """Customers who fit `text`, those first who fit it as typed, then by name.

    They have every word of it in name, e-mail or phone, or `text` begins the number of an order
    or a card of theirs. Case, accents, script, slips of the pen and how a number is spaced do not
    matter. Whoever was merged is found by all that was known of both, and shown once. No word
    finds nobody.
    """
    found: dict[str, None] = {}
    for way in _ways(session, text):
        _add(session, way, found, limit)
        if len(found) >= limit:
            break
    return _read(session, list(found)[:limit])


def newest_customers(session: Session, limit: int = 20) -> tuple[Found, ...]:
    """The customers who came last, the newest first."""
    newest_first = CustomerRow.created_at.desc(), CustomerRow.id
    absorbed = select(PersonRow.id).where(PersonRow.merged_by.is_not(None))
    others = select(CustomerRow.id).where(CustomerRow.id.not_in(absorbed))
    others = others.where(CustomerRow.erased_at.is_(None))
    return _read(session, session.scalars(others.order_by(*newest_first).limit(limit)).all())


def _ways(session: Session, text: str) -> Ways:
    """Questions for ids of customers, from the likeliest on."""
    words, number = sought(text), text.strip()
    if len(number) >= _SHORTEST_NUMBER and any(letter.isdigit() for letter in number):
        by_number = begins(session, OrderRow.number, number)
        query = select(OrderRow.customer).where(by_number).order_by(OrderRow.number)
        yield Way(query)
        yield _entries(_begins(card_entry(number)))
    if not words:
        return
    leading = _leading(words)
    others = [word for word in words if word != leading]
    if is_word(leading):
        yield _entries(_begins(leading), others)
    # Two words are a name: half of all addresses begin with one of theirs.
    if (not is_word(leading) or not others) and (marks := marked(session, [leading])):
        yield _marked(marks, leading, others)
    yield from _alike(session, leading, others)


def _alike(session: Session, leading: str, others: Sequence[str]) -> Ways:
    """The same with other spellings, the likest first."""
    spelled = words_alike(session, leading, _MOST_ALIKE)
    if not others:
        yield from (_entries(_is_first_word(word)) for word in spelled)
        return
    second = _leading(others)
    both = (leading, *spelled), (second, *words_alike(session, second, _MOST_ALIKE))
    ranked = sorted(product(*map(enumerate, both)), key=lambda pair: pair[0][0] + pair[1][0])
    # Whichever of the two is written first in the name.
    begun = [
        start for (_, one), (_, two) in ranked[1:] for start in (f"{one} {two}", f"{two} {one}")
    ]
    if begun:
        yield _one_of(session, begun, [word for word in others if word != second])


def _leading(words: Sequence[str]) -> str:
    """The word that fits the fewest: a number or address before a name, the longest of each."""
    return max(words, key=lambda word: (not is_word(word), len(word)))


def _marked(marks: Sequence[str], leading: str, others: Sequence[str]) -> Way:
    """Whose address or number fits `leading`, and in whom the others are found somewhere.

    Marks say who may fit; only who is opened here says whether he does.
    """
    row, entry = CustomerRow, SearchEntryRow
    query = select(entry.customer, row.name, row.email, row.phone)
    query = query.join(row, row.id == entry.customer).where(entry.entry.in_(marks))

    def is_meant(name: str, email: str, phone: str) -> bool:
        known = searched(name, email, phone) if others else ""
        return fits(leading, email, phone) and all(one in known for one in others)

    def by_name(rows: Sequence[Row[*Columns]]) -> list[str]:
        found = [(folded(name), id_) for id_, name, *reached in rows if is_meant(name, *reached)]
        return [id_ for _, id_ in sorted(found)]

    return Way(query.order_by(entry.entry, entry.customer), by_name)


def _one_of(session: Session, begun: Sequence[str], others: Sequence[str]) -> Way:
    """Whose entry begins with one of `begun`, the first of these first, and holds the others."""
    start, place = listed(session, begun).c
    entry, customer = SearchEntryRow.entry, SearchEntryRow.customer
    here = and_(entry >= start, entry < start.concat(LAST))
    held = (entry.contains(f" {one}", autoescape=True) for one in others)
    found = select(customer).where(here, *held)
    return Way(found.order_by(place, entry, customer))


def _begins(typed: str) -> ColumnElement[bool]:
    return and_(SearchEntryRow.entry >= typed, SearchEntryRow.entry < f"{typed}{LAST}")


def _is_first_word(word: str) -> ColumnElement[bool]:
    # After the word there is nothing or a blank, and nothing sorts between a blank and this mark.
    return and_(SearchEntryRow.entry >= word, SearchEntryRow.entry < f"{word}!")


def _entries(begun: ColumnElement[bool], others: Sequence[str] = ()) -> Way:
    """Whose entry is one of those `begun`, and holds the other words."""
    entry, customer = SearchEntryRow.entry, SearchEntryRow.customer
    held = (entry.contains(f" {one}", autoescape=True) for one in others)
    return Way(select(customer).where(begun, *held).order_by(entry, customer))


def _add(session: Session, way: Way, found: dict[str, None], limit: int) -> None:
    """Add to `found` under whom those are known who fit, until there are as many as `limit`."""
    size = (limit - len(found)) * _SEVERAL
    while True:
        read = session.execute(way.query.limit(size)).all()
        for some in batched(list(dict.fromkeys(way.fitting(read)))):
            known = select(PersonRow.id, PersonRow.leader).where(PersonRow.id.in_(some))
            leaders = dict(session.execute(known).all())
            found.update(dict.fromkeys(leaders.get(one, one) for one in some))
        if len(found) >= limit or len(read) < size or size >= _MOST_READ:
            return
        size *= _SEVERAL


def _read(session: Session, ids: Sequence[str]) -> tuple[Found, ...]:
    """The customers with these ids, in their order; orders of whom they were merged with count."""
    there = CustomerRow.id.in_(ids), CustomerRow.erased_at.is_(None)
    rows = session.scalars(select(CustomerRow).where(*there))
    customers = {row.id: customer_from(row) for row in rows}
    merged = select(PersonRow.id, PersonRow.leader).where(PersonRow.leader.in_(ids))
    leaders = dict.fromkeys(ids) | dict(session.execute(merged).all())
    counted: Counter[str] = Counter()
    newest: dict[str, int] = {}
    his = OrderRow.customer
    told = select(his, func.count(), func.max(OrderRow.id)).where(his.in_(leaders)).group_by(his)
    for one, orders, last in session.execute(told):
        leader = leaders[one] or one
        counted[leader] += orders
        newest[leader] = max(last, newest.get(leader, 0))
    by_id = select(OrderRow.id, OrderRow.number).where(OrderRow.id.in_(newest.values()))
    numbers = dict(session.execute(by_id).all())
    return tuple(
        Found(customers[one], counted[one], numbers.get(newest.get(one, 0), ""))
        for one in ids
        if one in customers
    )
