"""Events: what happened with a person, and what it told us. An event is never changed.

Every medium, shop and division tells the same kind of event, so there is one history of a person
and not one per medium.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What can happen with a person."""

    WELCOMED = "welcomed"
    REGISTERED = "registered"
    SIGNED_IN = "signed_in"
    VIEWED = "viewed"
    CONFIGURED = "configured"
    ABANDONED = "abandoned"
    WISHED = "wished"
    QUOTED = "quoted"
    BOUGHT = "bought"
    INVOICED = "invoiced"
    COLLECTED = "collected"
    RETURNED = "returned"
    SERVED = "served"
    MEASURED = "measured"
    VISITED = "visited"
    CALLED = "called"
    WROTE = "wrote"
    COMMENTED = "commented"
    COMPLAINED = "complained"
    REFERRED = "referred"
    SUGGESTED = "suggested"
    ANSWERED = "answered"
    NOTED = "noted"
    CORRECTED = "corrected"
    CONSENTED = "consented"
    REFUSED = "refused"
    REJECTED = "rejected"
    TAKEN_UP = "taken_up"
    TOLD = "told"
    CLICKED = "clicked"
    MERGED = "merged"
    UNMERGED = "unmerged"


class Medium(StrEnum):
    """Where it happened."""

    SHOP = "shop"
    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    TILL = "till"
    WORKSHOP = "workshop"
    SOCIAL = "social"
    OTHER = "other"


class Source(StrEnum):
    """Who or what told us a field."""

    PERSON = "person"
    STAFF = "staff"
    DOCUMENT = "document"
    IMPORT = "import"
    GUESS = "guess"


MERGES = frozenset({Kind.MERGED, Kind.UNMERGED})
"""Events about whose the others are; they only happen by `customers.identity.merging`."""

CONSENTS = frozenset({Kind.CONSENTED, Kind.REFUSED})
"""Events about what we may do: the word itself stands among the consents."""

REJECTIONS = frozenset({Kind.REJECTED, Kind.TAKEN_UP})
"""Events about what was concluded of him: rejected, or let stand again."""

ABOUT_US = frozenset(
    {Kind.WELCOMED, Kind.REGISTERED, Kind.NOTED, Kind.CORRECTED, Kind.TOLD}
    | {*MERGES, *CONSENTS, *REJECTIONS}
)
"""Events in which we write or tell something, which say nothing of what a person wants; in all
others he did something."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What an event tells of one field: `key` (`email`, `town`, ...) is `value`.

    `confidence` is 0 to 100: 100 was proved (a letter arrived), 0 is a mere guess.
    """

    key: str
    value: str
    source: Source
    confidence: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with a person.

    `id` is made by who tells it: told twice, it happened once. `at` is when it happened, `told_at`
    when we learnt of it. `adviser` is an account, `line` a product, `document` the number of the
    order, invoice or letter it is known from; `organisation` the person id of the organisation on
    whose behalf a contact acted. `other` is the second person of a merge or a referral, `undoes`
    the id of the merge an unmerge takes back. `number` is its place in the log, from 1; 0 before
    it is kept. Only `tellings` and `note` hold what a person could be known by.
    """

    id: str
    person: str
    kind: Kind
    at: datetime
    told_at: datetime
    medium: Medium = Medium.OTHER
    shop: str = ""
    adviser: str = ""
    division: str = ""
    line: str = ""
    document: str = ""
    organisation: str = ""
    other: str = ""
    undoes: str = ""
    tellings: tuple[Telling, ...] = ()
    note: str = ""
    number: int = 0


def known_on(events: Iterable[Event], as_of: datetime | None) -> tuple[Event, ...]:
    """What we had been told by that instant (all, if None), in the order it happened."""
    told = (one for one in events if as_of is None or one.told_at <= as_of)
    return tuple(sorted(told, key=lambda one: (one.at, one.number)))
