"""What customers suggested: what was answered, and what it was worth to us if we took it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.identity import history_of
from configurator.storage.tables_value import AcceptedSuggestionRow
from configurator.storage.value_intake import (
    TAKEN_UP,
    Accepted,
    Points,
    accept_suggestion,
    give_points,
)
from configurator.storage.value_wanted import want_rescored
from customers.identity.event import Event, Kind, Medium


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An idea, known by its event; `cents` is None unless we took it up."""

    event: str
    at: datetime
    words: str
    answer: str
    cents: int | None


def suggested(  # noqa: PLR0913 - who, what, where and when
    person: str, key: str, words: str, medium: Medium, *, by: str, at: datetime
) -> Event:
    """The event of a suggestion; the same `key` is the same one. `by` wrote it down, if another."""
    return Event(
        id=f"{Kind.SUGGESTED} {person} {key}",
        person=person,
        kind=Kind.SUGGESTED,
        at=at,
        told_at=at,
        medium=medium,
        adviser=by,
        note=words,
    )


def take_suggestion_up(
    session: Session, accepted: Accepted, by: str, at: datetime, points: int
) -> None:
    """Value a suggestion, thank with points, and have its author valued anew: once.

    Raises NotThere.
    """
    whose = accept_suggestion(session, accepted, by, at)
    if whose is None:
        return
    if points:
        mark = f"{TAKEN_UP} {accepted.event}"
        give_points(session, Points(mark, whose, points, accepted.on, TAKEN_UP))
    want_rescored(session, whose, at)


def suggestions_of(session: Session, person: str) -> tuple[Suggestion, ...]:
    """All a person suggested, the newest first."""
    told = history_of(session, person)
    answers = {one.document: one.note for one in told if one.kind is Kind.ANSWERED}
    ideas = [one for one in told if one.kind is Kind.SUGGESTED]
    worth = _worth(session, [one.id for one in ideas])
    found = (
        Suggestion(one.id, one.at, one.note, answers.get(one.id, ""), worth.get(one.id))
        for one in ideas
    )
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _worth(session: Session, events: list[str]) -> Mapping[str, int]:
    row = AcceptedSuggestionRow
    rows = session.execute(select(row.event, row.cents).where(row.event.in_(events)))
    return {one.event: one.cents for one in rows}
