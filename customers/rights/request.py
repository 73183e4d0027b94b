"""Requests: what a person asks of us by right, and the clock by which it is answered.

A clock begins on the day a request comes in, by the shop's calendar, and nothing stops it: neither
a check of identity nor a holiday. So we are never later than the law has us be.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from catalog.text import Text
from customers.rights.purpose import Sentence

USUAL_MONTHS, LONGEST_MONTHS = 1, 3
"""GDPR art. 12(3): one month, two more where a reason is told within the first."""

MOROCCO = "MA"
TEN_DAYS = timedelta(days=10)
"""For rectification by Moroccan law 09-08, art. 8; it knows no prolonging."""

RESTRICTION = Sentence(
    1,
    Text(
        en="Keep what you know of me, and do nothing else with it.",
        fr="Conservez ce que vous savez de moi, et n'en faites rien d'autre.",
        ar="احتفظوا بما تعرفونه عني ولا تستعملوه في شيء آخر.",
    ),
)
"""What is said with a restriction, as consents keep it."""

BEFORE_LIFTING = timedelta(days=7)
"""Who asked for a restriction is told so long before it ends (GDPR art. 18(3))."""


class Right(StrEnum):
    """What a person may ask for (GDPR art. 15 to 22; law 09-08 art. 7 to 9 and 11)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    HUMAN = "human"


class Step(StrEnum):
    """How far a request is."""

    RECEIVED = "received"
    IDENTIFIED = "identified"
    DONE = "done"
    REFUSED = "refused"


class Identity(StrEnum):
    """How we know that it is he who asks; of a paper that was shown no copy is kept."""

    SIGNED_IN = "signed_in"
    KNOWN = "known"
    PAPER = "paper"
    CALLED_BACK = "called_back"
    WROTE_BACK = "wrote_back"


class Ground(StrEnum):
    """Why the law lets us refuse."""

    UNIDENTIFIED = "unidentified"
    EXCESSIVE = "excessive"
    OTHERS = "others"
    ACCURATE = "accurate"
    LEGAL_DUTY = "legal_duty"
    CLAIMS = "claims"
    COMPELLING = "compelling"
    NOT_GIVEN = "not_given"
    NO_MACHINE = "no_machine"


ALWAYS = (Ground.UNIDENTIFIED, Ground.EXCESSIVE)
GROUNDS: Mapping[Right, tuple[Ground, ...]] = {
    Right.ACCESS: (*ALWAYS, Ground.OTHERS),
    Right.RECTIFICATION: (*ALWAYS, Ground.ACCURATE),
    Right.ERASURE: (*ALWAYS, Ground.LEGAL_DUTY, Ground.CLAIMS),
    Right.RESTRICTION: (*ALWAYS, Ground.ACCURATE),
    Right.OBJECTION: (*ALWAYS, Ground.COMPELLING, Ground.CLAIMS),
    Right.PORTABILITY: (*ALWAYS, Ground.OTHERS, Ground.NOT_GIVEN),
    Right.HUMAN: (*ALWAYS, Ground.NO_MACHINE),
}
"""The grounds there are to refuse each right."""

ARTICLES: Mapping[Ground, str] = {
    Ground.UNIDENTIFIED: "12(6)",
    Ground.EXCESSIVE: "12(5)",
    Ground.OTHERS: "15(4), 20(4)",
    Ground.ACCURATE: "16, 18(1)",
    Ground.LEGAL_DUTY: "17(3)(b)",
    Ground.CLAIMS: "17(3)(e), 21(1)",
    Ground.COMPELLING: "21(1)",
    Ground.NOT_GIVEN: "20(1)",
    Ground.NO_MACHINE: "22(1)",
}
"""Where the GDPR knows them."""


class NotNow(Exception):
    """A request that is so far cannot be moved so."""

    def __init__(self, step: Step) -> None:
        self.step = step
        super().__init__(f"not of a request that is {step}")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of `person`, taken down by the account `by`, his own or somebody's of the shop.

    `received_on` and `due_on` are days by the shop's calendar. `country` is whose law holds, an ISO
    code. Letters about it are written in `language`. `lifted_on` is the day on which a restriction
    ends, once he was told.
    """

    id: str
    person: str
    right: Right
    received_at: datetime
    received_on: date
    due_on: date
    country: str
    language: str
    by: str
    step: Step = Step.RECEIVED
    identity: Identity | None = None
    ground: Ground | None = None
    prolonged_at: datetime | None = None
    ended_at: datetime | None = None
    lifted_on: date | None = None
    revision: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.step in {Step.RECEIVED, Step.IDENTIFIED}

    def days_left(self, today: date) -> int:
        """Whole days until it is due; 0 on the last, below 0 once it is late."""
        return (self.due_on - today).days

    def is_overdue(self, today: date) -> bool:
        """Whether its last day is over and nobody answered."""
        return self.is_open and self.days_left(today) < 0

    def may_be_prolonged(self, today: date) -> bool:
        """Whether there may be two months more: once, told in time, and where the law has it so."""
        has_ten_days = is_due_in_ten_days(self.right, self.country)
        is_first = self.prolonged_at is None and not has_ten_days
        return self.is_open and is_first and not self.is_overdue(today)


def law_of(person: str, shop: str) -> str:
    """Whose law holds: Moroccan where either the person or the shop is there, for it is shorter."""
    return MOROCCO if MOROCCO in {person.upper(), shop.upper()} else person.upper() or shop.upper()


def is_due_in_ten_days(right: Right, country: str) -> bool:
    """Whether the short clock runs."""
    return right is Right.RECTIFICATION and country == MOROCCO


def due_on(right: Right, country: str, received_on: date) -> date:
    """The last day for an answer, as long as nobody prolongs it."""
    if is_due_in_ten_days(right, country):
        return received_on + TEN_DAYS
    return months_after(received_on, USUAL_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, its last where it has none such (Reg. 1182/71, art. 3)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def identified(request: Request, how: Identity) -> Request:
    """It is he who asks. Raises NotNow."""
    _must(request, request.step is Step.RECEIVED)
    return replace(request, step=Step.IDENTIFIED, identity=how)


def prolonged(request: Request, at: datetime, today: date) -> Request:
    """There are two months more; he is told why. Raises NotNow."""
    _must(request, request.may_be_prolonged(today))
    last = months_after(request.received_on, LONGEST_MONTHS)
    return replace(request, due_on=last, prolonged_at=at)


def done(request: Request, at: datetime) -> Request:
    """He has what he asked for; never before we know him. Raises NotNow."""
    _must(request, request.step is Step.IDENTIFIED)
    return replace(request, step=Step.DONE, ended_at=at)


def refused(request: Request, ground: Ground, at: datetime) -> Request:
    """He has it not, and is told why. Raises NotNow, also for a ground that is none here."""
    _must(request, request.is_open and ground in GROUNDS[request.right])
    return replace(request, step=Step.REFUSED, ground=ground, ended_at=at)


def lifting(request: Request, today: date) -> Request:
    """The restriction ends in a week, of which he is told now. Raises NotNow."""
    is_restricted = request.right is Right.RESTRICTION and request.step is Step.DONE
    _must(request, is_restricted and request.lifted_on is None)
    return replace(request, lifted_on=today + BEFORE_LIFTING)


def _must(request: Request, is_so: bool) -> None:  # noqa: FBT001 - what must be
    if not is_so:
        raise NotNow(request.step)
