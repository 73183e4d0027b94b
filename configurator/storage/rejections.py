"""What persons rejected of what was concluded of them: told to the log, and asked by all models.

A rejection stands until the person takes it back, whatever is learned later; of several who are
one, while it stands for any of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import among
from configurator.storage.dialect import hold
from configurator.storage.events import batched, opened, tell
from configurator.storage.one_person import everybody_in
from configurator.storage.suggested import forget_suggested
from configurator.storage.tables_identity import EventRow, PersonRow
from configurator.storage.telling import BY_HIMSELF
from customers.identity.event import REJECTIONS, Event, Kind, Medium, Source, Telling
from customers.identity.fields import INFERENCE

PROVED = 100


@dataclass(frozen=True, slots=True)
class Rejection:
    """`person` rejected the inference `key` (or took it up again), which he read as `words`.

    `id` makes it happen once. `by` is the account that wrote it down, his own or one of the shop.
    """

    id: str
    person: str
    key: str
    words: str
    by: str
    at: datetime
    is_own: bool = True


def reject(session: Session, what: Rejection) -> None:
    """Have the inference be as if never learned; where it was rejected before, nothing changes."""
    hold(session, "event")
    if what.key not in rejected_by(session, what.person):
        _note(session, Kind.REJECTED, what.person, what)
        forget_suggested(session, what.person, what.key)


def take_up(session: Session, what: Rejection) -> None:
    """Let the inference be concluded again, for all who are one with the person."""
    hold(session, "event")
    persons = everybody_in(session, what.person)
    for person, standing in _standing(session, persons).items():
        if what.key in standing:
            _note(session, Kind.TAKEN_UP, person, what)


def rejected_by(session: Session, person: str) -> frozenset[str]:
    """The keys of the inferences the person rejected: what every model asks first."""
    return frozenset(one.key for one in rejections_of(session, person))


def rejections_of(session: Session, person: str) -> tuple[Rejection, ...]:
    """The same with the words he read then, and when it was; the oldest first, each key once."""
    standing = _standing(session, everybody_in(session, person)).values()
    found = sorted((one for its in standing for one in its.values()), key=lambda one: one.at)
    return tuple({one.key: one for one in reversed(found)}.values())[::-1]


def rejected_by_many(session: Session, persons: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The same for many, as models ask that learn of all at once; who rejected nothing is left out.

    `persons` are ids under which somebody is known: what was rejected under others counts for them.
    """
    found = defaultdict[str, set[str]](set)
    for some in batched(sorted(set(persons))):
        rows = select(PersonRow.id, PersonRow.leader).where(among(session, PersonRow.leader, some))
        leaders = {row.id: row.leader for row in session.execute(rows)}
        for person, standing in _standing(session, list(leaders)).items():
            found[leaders[person]] |= standing.keys()
    return {person: frozenset(keys) for person, keys in found.items() if keys}


def _standing(session: Session, persons: Collection[str]) -> Mapping[str, Mapping[str, Rejection]]:
    """What each of exactly these rejected last and did not take up again, by key."""
    found = defaultdict[str, dict[str, Rejection]](dict)
    for some in batched(sorted(persons)):
        said = EventRow.kind.in_(REJECTIONS), among(session, EventRow.person, some)
        rows = session.scalars(select(EventRow).where(*said).order_by(EventRow.id)).all()
        for event in opened(session, rows):
            for one in _read(event):
                found[event.person].pop(one.key, None)
                if event.kind is Kind.REJECTED:
                    found[event.person][one.key] = one
    return found


def _read(event: Event) -> Iterator[Rejection]:
    """What a rejection says; nothing of who was erased."""
    for one in event.tellings:
        yield Rejection(event.id, event.person, one.value, event.note, event.adviser, event.at)


def _note(session: Session, kind: Kind, person: str, what: Rejection) -> None:
    """Tell it to the log; sealed, for what was concluded may say as much as what was told."""
    tell(
        session,
        Event(
            id=f"{kind} {person} {what.id}",
            person=person,
            kind=kind,
            at=what.at,
            told_at=what.at,
            medium=Medium.WEB if what.is_own else Medium.SHOP,
            adviser="" if what.is_own else what.by,
            tellings=(Telling(INFERENCE, what.key, Source.PERSON, PROVED),),
            note=what.words,
        ),
    )
    deed = audit.Deed(what.at, what.by or BY_HIMSELF, f"{kind} an inference", f"customer {person}")
    audit.record(session, deed)
