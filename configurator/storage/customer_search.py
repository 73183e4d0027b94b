"""Finding customers while somebody types: by name, e-mail, phone, card or the number of an order.

Who fits as typed comes first, then who only sounds or is written alike. All is read from sorted
entries, so that the first results take as long among a million as among a thousand.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from configurator.storage.customers import Customer, customer_from
from configurator.storage.dialect import begins, listed
from configurator.storage.events import batched
from configurator.storage.search_index import LAST, words_alike
from configurator.storage.tables import CustomerRow, OrderRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_search import SearchEntryRow
from customers.identity.finding import PART, card_entry, is_word, sought

_SHORTEST_NUMBER = 4
"""Fewer characters of a number (`26-1`, a card) than this fit too many to be meant."""

_MOST_ALIKE = 8
"""So many other spellings of a word are looked for."""

_SEVERAL, _MOST_READ = 6, 50_000
"""Entries read for each customer wanted, and at most: one customer has several."""

Ways = Iterator[Select[str]]


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
        yield select(OrderRow.customer.label("customer")).where(by_number).order_by(OrderRow.number)
        yield _entries(_begins(card_entry(number)))
    if not words:
        return
    leading = _leading(words)
    others = [word for word in words if word != leading]
    yield _with(_begins(leading), others, exactly=is_word(leading))
    if leading.isdigit() and len(leading) >= _SHORTEST_NUMBER:
        yield _with(_begins(f"{PART}{leading}"), others, exactly=False)
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


def _with(leading: ColumnElement[bool], others: Sequence[str], *, exactly: bool) -> Select[str]:
    """Who has an entry that fits `leading`, and each of the others.

    `exactly` when the entry itself holds the other words; else they are looked for in all fields.
    """
    query = _entries(leading)
    if not others:
        return query
    if exactly:
        entry = SearchEntryRow.entry
        return query.where(*(entry.contains(f" {one}", autoescape=True) for one in others))
    query = query.join(CustomerRow, CustomerRow.id == SearchEntryRow.customer)
    all_of_him = CustomerRow.search_text
    return query.where(*(all_of_him.contains(one, autoescape=True) for one in others))


def _one_of(session: Session, begun: Sequence[str], others: Sequence[str]) -> Select[str]:
    """Whose entry begins with one of `begun`, the first of these first, and holds the others."""
    start, place = listed(session, begun).c
    entry, customer = SearchEntryRow.entry, SearchEntryRow.customer
    fits = and_(entry >= start, entry < start.concat(LAST))
    held = (entry.contains(f" {one}", autoescape=True) for one in others)
    found = select(customer.label("customer")).where(fits, *held)
    return found.order_by(place, entry, customer)


def _begins(typed: str) -> ColumnElement[bool]:
    return and_(SearchEntryRow.entry >= typed, SearchEntryRow.entry < f"{typed}{LAST}")


def _is_first_word(word: str) -> ColumnElement[bool]:
    # After the word there is nothing or a blank, and nothing sorts between a blank and this mark.
    return and_(SearchEntryRow.entry >= word, SearchEntryRow.entry < f"{word}!")


def _entries(fits: ColumnElement[bool]) -> Select[str]:
    in_order = SearchEntryRow.entry, SearchEntryRow.customer
    return select(SearchEntryRow.customer.label("customer")).where(fits).order_by(*in_order)


def _add(session: Session, way: Select[str], found: dict[str, None], limit: int) -> None:
    """Add to `found` under whom those are known who fit, until there are as many as `limit`."""
    size = (limit - len(found)) * _SEVERAL
    while True:
        read = session.scalars(way.limit(size)).all()
        for some in batched(list(dict.fromkeys(read))):
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
