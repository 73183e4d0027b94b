"""Messages: what people wrote, complained, suggested or said in public, which wants an answer."""

from datetime import datetime, timedelta

from customers.identity.event import Event, Kind, Medium

MESSAGES = frozenset({Kind.WROTE, Kind.COMPLAINED, Kind.SUGGESTED, Kind.COMMENTED})

STILL_WAITS = timedelta(days=30)
"""Of what we learn later than so long after it was said, as by an import of old complaints, nobody
knows here whether it was answered: it is history and does not wait."""


def waits(event: Event) -> bool:
    """Whether somebody waits for an answer to `event` when it is told."""
    return event.kind in MESSAGES and event.told_at - event.at <= STILL_WAITS


def answered(event: str) -> str:
    """The id of the answer to the event with that id: who answers twice answers once."""
    return f"{Kind.ANSWERED} {event}"


def answer_to(message: Event, note: str, medium: Medium, by: str, at: datetime) -> Event:
    """The answer of `by` (an account) to `message`, told of whoever wrote it."""
    return Event(
        id=answered(message.id),
        person=message.person,
        kind=Kind.ANSWERED,
        at=at,
        told_at=at,
        medium=medium,
        adviser=by,
        document=message.id,
        note=note,
    )
