"""Writing the index of the search: in the transaction of the customer, or all at once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, Select, delete, func, select, text
from sqlalchemy.orm import Session

from configurator.storage.bulk import among, insert_missing, insert_sorted
from configurator.storage.contact_seal import ContactSeal, seal_of
from configurator.storage.tables_search import SearchEntryRow, SearchGramRow, SearchWordRow
from customers.identity.finding import (
    FEWEST_LETTERS,
    NUMBER_PARTS,
    Findable,
    alike,
    card_entry,
    findable,
    grams,
    is_word,
    marks_of,
)
from customers.identity.spelling import sound

AT_ONCE = 20_000
"""So many customers are indexed together when all are: sorted, they go fast into a sorted table."""

MOST_WEIGHED = 250
"""So many words, by letters in common and by sound each, are compared with what was typed."""

LAST = "\U0010ffff"
"""Sorts after whatever may be written."""

ENTRY = ("entry", "customer")
EVERYBODY = text("SELECT id, name, email, phone FROM customer ORDER BY id")
CARDS = text("SELECT person, value FROM contact WHERE kind = 'card'")


@dataclass(frozen=True, slots=True)
class Change:
    """By what a customer was found, and is now."""

    customer: str
    before: Findable
    after: Findable


def keep_findable(session: Session, changes: Iterable[Change]) -> None:
    """Have customers found by what they are now, and no longer by what they were."""
    old, new = set[str](), set[str]()
    rows = set[tuple[str, str]]()
    for one in changes:
        before, after = written(session, one.before), written(session, one.after)
        _drop(session, one.customer, before - after)
        rows |= {(entry, one.customer) for entry in after - before}
        old |= one.before.words - one.after.words
        new |= one.after.words - one.before.words
    named = [{"entry": entry, "customer": customer} for entry, customer in sorted(rows)]
    insert_missing(session, SearchEntryRow, named)
    _forget_words(session, old - new)
    _keep_words(session, new)


def keep_card_findable(session: Session, customer: str, number: str) -> None:
    """Have `customer` found by the number of a card; nothing if there is one already."""
    if entry := card_entry(number):
        insert_missing(session, SearchEntryRow, [{"entry": entry, "customer": customer}])


def having(session: Session, values: Collection[str]) -> Select[str]:
    """For storage alone: ids of all who have one of these addresses or numbers, and of some more.

    Of a number its last digits count, as many as a mark has.
    """
    ends = [one[-NUMBER_PARTS[-1] :] if one.isdigit() else one for one in values]
    return select(SearchEntryRow.customer).where(SearchEntryRow.entry.in_(marked(session, ends)))


def marked(session: Session, typed: Iterable[str]) -> list[str]:
    """The entries of which everybody has one whose address or number fits one of these."""
    mark = seal_of(session.connection()).mark
    return [mark(one) for some in typed for one in marks_of(some)]


def written(session: Session, found: Findable) -> set[str]:
    """All entries of a person as they are written: names open, the rest as marks."""
    return _written(found, seal_of(session.connection()))


def words_alike(session: Session, typed: str, most: int) -> tuple[str, ...]:
    """Words of anybody's name that may be meant by `typed`, the likest first."""
    if len(typed) < FEWEST_LETTERS or not is_word(typed):
        return ()
    gram, heard = SearchGramRow.gram, sound(typed)
    common = func.count().desc(), func.length(SearchGramRow.word), SearchGramRow.word
    by_grams = select(SearchGramRow.word).where(gram.in_(sorted(grams(typed))))
    written = by_grams.group_by(SearchGramRow.word).order_by(*common).limit(MOST_WEIGHED)
    near = SearchWordRow.sound
    by_sound = select(SearchWordRow.word).where(near >= heard, near < f"{heard}{LAST}")
    sounding = by_sound.order_by(near, SearchWordRow.word).limit(MOST_WEIGHED)
    some = {*session.scalars(written), *session.scalars(sounding)}
    return alike(typed, sorted(some), most)


def fill_index(connection: Connection) -> None:
    """Index every customer there is; the tables must be empty. For migrations and benchmarks."""
    words: set[str] = set()
    people = iter(connection.execute(EVERYBODY))
    while some := list(islice(people, AT_ONCE)):
        entries = _entries(some, words, seal_of(connection))
        insert_sorted(connection, "search_entry", ENTRY, entries)
    opened = seal_of(connection).open
    cards = ((card_entry(opened(number)), one) for one, number in connection.execute(CARDS))
    insert_sorted(connection, "search_entry", ENTRY, [one for one in cards if one[0]])
    heard = ((word, sound(word)) for word in words)
    insert_sorted(connection, "search_word", ("word", "sound"), heard)
    insert_sorted(connection, "search_gram", ("gram", "word"), _of_words(words))


def _entries(
    people: Iterable[tuple[str, str, str, str]], words: set[str], seal: ContactSeal
) -> Iterator[tuple[str, str]]:
    """Entries and whose they are; the words of the names are added to `words`."""
    for id_, name, email, phone in people:
        found = findable(name, seal.open(email), seal.open(phone))
        words |= found.words
        for entry in _written(found, seal):
            yield entry, id_


def _written(found: Findable, seal: ContactSeal) -> set[str]:
    return {*found.entries, *map(seal.mark, found.marks)}


def _of_words(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((gram, word) for word in words for gram in grams(word))


def _drop(session: Session, customer: str, entries: Collection[str]) -> None:
    if entries:
        row = SearchEntryRow
        session.execute(delete(row).where(row.entry.in_(entries), row.customer == customer))


def _keep_words(session: Session, words: Collection[str]) -> None:
    if not words:
        return
    asked = select(SearchWordRow.word).where(among(session, SearchWordRow.word, sorted(words)))
    known = set(session.scalars(asked))
    new = sorted(set(words) - known)
    heard = [{"word": word, "sound": sound(word)} for word in new]
    insert_missing(session, SearchWordRow, heard)
    parts = [{"gram": gram, "word": word} for gram, word in sorted(_of_words(new))]
    insert_missing(session, SearchGramRow, parts)


def _forget_words(session: Session, words: Collection[str]) -> None:
    """Drop words that stand in nobody's name any more: a rare one would still tell of him."""
    for word in sorted(words):
        entry = SearchEntryRow.entry
        with_others = (entry > f"{word} ") & (entry < f"{word} {LAST}")
        used = select(entry).where((entry == word) | with_others).limit(1)
        if session.scalar(used) is None:
            session.execute(delete(SearchGramRow).where(SearchGramRow.word == word))
            session.execute(delete(SearchWordRow).where(SearchWordRow.word == word))
