"""What is worth asking a customer who is here: plain rules over what happened, each asked once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.messages import answered
from customers.identity.profile import Profile

STILL_KNOWN = timedelta(days=90)
"""Nobody remembers after that what was missing on a visit."""

SURE_WHEN_SAID = 80
"""How sure a field is that somebody of the shop asked for: said aloud, not proved."""


class About(StrEnum):
    """What a question is about."""

    VISIT = "visit"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `event` is the visit, or what told the `value` of the `field` long ago."""

    about: About
    event: Event
    field: str = ""
    value: str = ""

    @property
    def key(self) -> str:
        """What tells it from any other question, ever."""
        return " ".join(filter(None, [self.about, self.field, self.event.id]))


def questions(
    known: Profile, now: datetime, day_of: Callable[[datetime], date]
) -> tuple[Question, ...]:
    """What to ask by now, the most pressing first; `day_of` gives the shop's day of an instant."""
    asked = [*_of_visit(known, now, day_of), *_of_fields(known)]
    told = {one.id for one in known.events}
    return tuple(one for one in asked if answered(one.key) not in told)


def answer(question: Question, note: str, value: str, by: str, at: datetime) -> Event:
    """The answer to `question`, as `by` (an account) wrote it down.

    `value` is that of the field now, also where it is the same as before; empty if none was said.
    """
    said = (Telling(question.field, value, Source.STAFF, SURE_WHEN_SAID),)
    return Event(
        id=answered(question.key),
        person=question.event.person,
        kind=Kind.ANSWERED,
        at=at,
        told_at=at,
        medium=Medium.SHOP,
        adviser=by,
        document=question.event.id,
        tellings=said if question.about is About.FIELD and value else (),
        note=note,
    )


def _of_visit(
    known: Profile, now: datetime, day_of: Callable[[datetime], date]
) -> Iterator[Question]:
    """The newest visit, if nothing was bought on its day."""
    bought = {day_of(one.at) for one in known.events if one.kind is Kind.BOUGHT}
    visits = [one for one in known.events if one.kind is Kind.VISITED]
    for visit in visits[-1:]:
        if now - visit.at <= STILL_KNOWN and day_of(visit.at) not in bought:
            yield Question(About.VISIT, visit)


def _of_fields(known: Profile) -> Iterator[Question]:
    """Whether what was told long ago is still right."""
    events = {one.id: one for one in known.events}
    for field in known.stale:
        chosen = field.chosen
        yield Question(About.FIELD, events[chosen.event], field.key, chosen.value)
