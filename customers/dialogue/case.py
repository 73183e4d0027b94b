"""Cases: something a customer wants put right or done, whatever departments it touches.

One of the shop owns it, and he speaks with that one alone. What was said and done stands in one
thread, which stays when the case is handed over.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Origin(StrEnum):
    """How a case came about; while one of a COMPLAINT is open, its customer is sold nothing."""

    COMPLAINT = "complaint"
    REQUEST = "request"
    STAFF = "staff"


class State(StrEnum):
    """Who is to do something next: we, or the customer, or nobody any more.

    REOPENED is open once more: what was settled was not well.
    """

    OPEN = "open"
    WAITS = "waits"
    SETTLED = "settled"
    REOPENED = "reopened"


class Department(StrEnum):
    """A part of the house a case may touch."""

    SHOP = "shop"
    WORKSHOP = "workshop"
    BOOKS = "books"
    CARE = "care"


class Deed(StrEnum):
    """What an entry of the thread is; the first two are words between the customer and us."""

    FROM_CUSTOMER = "from_customer"
    TO_CUSTOMER = "to_customer"
    INSIDE = "inside"
    HANDED_OVER = "handed_over"
    SETTLED = "settled"
    REOPENED = "reopened"


BETWEEN = frozenset({Deed.FROM_CUSTOMER, Deed.TO_CUSTOMER, Deed.SETTLED, Deed.REOPENED})
"""What the customer reads too: hand-overs and words inside the house are ours."""

ASKED_AFTER = timedelta(days=7)
"""So long after a case was settled its customer is asked whether all is well."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case of `person`; `owner` is an account, empty while nobody looks after it.

    It stems from `message`, an event of the log, if it is a complaint's, and is about an order, if
    `order_number` names one. `waiting_since` is from when on an answer of ours is waited for, None
    while none is.
    """

    id: str
    person: str
    origin: Origin
    opened_at: datetime
    message: str = ""
    order_number: str = ""
    departments: frozenset[Department] = frozenset({Department.SHOP})
    owner: str = ""
    state: State = State.OPEN
    waiting_since: datetime | None = None
    settled_at: datetime | None = None
    revision: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.state is not State.SETTLED


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a thread: what was said or done, by whom (an account; empty: the customer)."""

    id: str
    deed: Deed
    by: str
    at: datetime
    words: str = ""


class NotNow(Exception):
    """The case is not in a state in which this can be done."""


def said(case: Case, entry: Entry) -> Case:
    """The case after words: the customer's make us owe an answer, ours make us wait for him.

    Words of his in a case that was settled reopen it.
    """
    match entry.deed:
        case Deed.FROM_CUSTOMER:
            state = State.OPEN if case.is_open else State.REOPENED
            if case.state is State.REOPENED:
                state = State.REOPENED
            since = case.waiting_since or entry.at
            return replace(case, state=state, waiting_since=since, settled_at=None)
        case Deed.TO_CUSTOMER:
            state = State.WAITS if case.is_open else State.SETTLED
            owner = case.owner or entry.by
            return replace(case, state=state, owner=owner, waiting_since=None)
        case Deed.INSIDE:
            return case
    raise NotNow


def handed_over(case: Case, owner: str, departments: Collection[Department]) -> Case:
    """The case with another owner, who may be of another department: the thread stays one.

    The departments it touched so far stay named. Raises NotNow for a settled one.
    """
    if not case.is_open:
        raise NotNow
    return replace(case, owner=owner, departments=case.departments | set(departments))


def settled(case: Case, by: str, at: datetime) -> Case:
    """The case put right; whoever settles a case nobody looked after owned it. Raises NotNow."""
    if not case.is_open:
        raise NotNow
    owner = case.owner or by
    return replace(case, state=State.SETTLED, owner=owner, waiting_since=None, settled_at=at)


def reopened(case: Case, at: datetime) -> Case:
    """The case taken up once more: it was not well after all. Raises NotNow for an open one."""
    if case.is_open:
        raise NotNow
    return replace(case, state=State.REOPENED, waiting_since=at, settled_at=None)


def answer_hours(of_tier: int | None, floor: int) -> int:
    """Within how many hours we answer: as the tier says, and nobody later than the floor."""
    return floor if of_tier is None else min(of_tier, floor)


def due_at(case: Case, hours: int) -> datetime | None:
    """By when we owe an answer; None while we owe none."""
    return case.waiting_since + timedelta(hours=hours) if case.waiting_since else None


def read_by_customer(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What of a thread its customer is shown."""
    return tuple(one for one in entries if one.deed in BETWEEN)
