"""Messages somebody wants sent: what for, to whom, when at all, and what became of each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from customers.rights.purpose import Channel


class Nature(StrEnum):
    """Whom a message serves: one of SERVICE the customer, who waits for it; the others us too."""

    SERVICE = "service"
    ASKING = "asking"
    SELLING = "selling"


class Fate(StrEnum):
    """What becomes of a message now."""

    GOES = "goes"
    WAITS = "waits"
    LAPSES = "lapses"


class Because(StrEnum):
    """Why a message waits or lapses.

    UNDONE is what something since has made pointless, STOPPED what one of us or the customer took
    back, NO_WORDS what nobody has written the words of, FAILED what is tried again,
    TOLD what he was told as somebody he is one with.
    """

    NO_OBJECTIVE = "no_objective"
    NOT_IDENTIFIED = "not_identified"
    NOT_DIFFERENTIATED = "not_differentiated"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    HELD_BACK = "held_back"
    COMPLAINT = "complaint"
    ANOTHER_TODAY = "another_today"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"
    CONSENT = "consent"
    QUIET = "quiet"
    CAP = "cap"
    NOT_WORTH = "not_worth"
    RESTRICTED = "restricted"
    POLICY = "policy"
    EFFORT = "effort"
    UNDONE = "undone"
    NO_WORDS = "no_words"
    FAILED = "failed"
    TOLD = "told"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Intent:
    """A message one of our plans wants sent to one person.

    It serves an `objective` that `measure` tells reached or missed, under a `purpose` of the
    register, at best by the first of `channels`, not before `begins_at`, and from `ends_at` on not
    at all. `worth_cents` is what an answer to it is expected to bring. Whoever is in the control
    group of its `programme` is not sent it.
    """

    id: str
    nature: Nature
    purpose: str
    objective: str
    measure: str
    begins_at: datetime
    ends_at: datetime
    channels: tuple[Channel, ...]
    worth_cents: int = 0
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went: when, by what, and whom it served."""

    at: datetime
    channel: Channel
    nature: Nature


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an intent: it goes by `channel`, or it waits until `until`, or it lapses.

    `detail` says more of `because`: the refusal of a consent, the channel of a cap, the id of the
    message that went instead.
    """

    intent: Intent
    fate: Fate
    channel: Channel | None = None
    until: datetime | None = None
    because: Because | None = None
    detail: str = field(default="")
