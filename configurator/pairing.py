"""Looking for customers who may be one person, and putting them into the queue for people.

Nothing is merged: a matcher only says what is probable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from configurator.settings import Settings
from configurator.storage.database import Database
from configurator.storage.likely import count_customers, records_of_customers
from configurator.storage.pairs import propose
from customers.identity.agreeing import agreeing
from customers.identity.columns import Blocked
from customers.identity.likeness import Pair
from customers.identity.linking import Linker
from customers.identity.matching import WORTH_SHOWING, Link, Linking, links
from customers.identity.record import Record

MOST_IN_MEMORY = 200_000
"""So many records our own matcher compares in a minute or two and less than two gigabytes."""

AT_ONCE = 200
"""So many pairs are proposed in one transaction."""

ALIKE = "alike"
"""Why a pair was proposed begins with this when a matcher found it; fields follow."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking: how many of how many were compared, pairs found, and new ones."""

    compared: int
    customers: int
    found: int
    new: int


def look_for_pairs(
    database: Database, settings: Settings, at: datetime, most: int = MOST_IN_MEMORY
) -> Looked:
    """Compare all customers with each other, and propose who may be the same.

    Of more than `most` only the newest are compared by our own matcher; with the extra [linkage]
    Splink compares all of them.
    """
    customers = count_customers(database)
    linker, most = _linker(customers, most)
    records = records_of_customers(database, most)
    how = Linking(WORTH_SHOWING, Blocked(frozenset(settings.shop_contacts)))
    found = linker(records, (), how)
    new, pairs = 0, _pairs(records, found)
    while some := list(islice(pairs, AT_ONCE)):
        with database.recording() as session:
            new += propose(session, some, at)
    return Looked(len(records), customers, len(found), new)


def _linker(customers: int, most: int) -> tuple[Linker, int]:
    if customers > most:
        try:
            from customers.identity import with_splink  # noqa: PLC0415 - only there with the extra
        except ImportError:
            return links, most
        return with_splink.links, customers
    return links, most


def _pairs(records: Sequence[Record], found: Sequence[Link]) -> Iterator[Pair]:
    by_id = {record.id: record for record in records}
    for link in found:
        fields = agreeing(by_id[link.a], by_id[link.b])
        yield Pair(link.a, link.b, link.probability, " ".join([ALIKE, *fields]))
