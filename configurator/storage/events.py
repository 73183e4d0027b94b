"""The log of events: only added to, each entry chained to the one before, personal parts sealed.

Events are told in the transaction of the deed and written as the last thing in it, so that writers
wait for each other at the end of the chain as briefly as can be. An event told twice is kept once.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.audit import BEGINNING
from configurator.storage.bulk import among, insert_all
from configurator.storage.dialect import hold
from configurator.storage.documents import fingerprint
from configurator.storage.errors import StorageError
from configurator.storage.hooks import What, tell_recipients
from configurator.storage.keys import keys_in
from configurator.storage.open_messages import forget_open, keep_open
from configurator.storage.seal import sealed, unsealed
from configurator.storage.tables_identity import ContactRow, EventRow, PersonRow
from customers.identity.event import Event, Kind, Medium, Source, Telling

PENDING = "events not yet written down"
AT_ONCE = 500
"""So many keys are named in one question: SQLite takes no more than 32,766, older ones 999."""

CHAINED = (
    *("event_id", "person", "kind", "medium", "shop", "adviser", "division", "line"),
    *("document", "organisation", "other", "undoes", "sealed", "previous_hash"),
)
HASHED = ("id", "at", "told_at", *CHAINED)


Key = TypeVar("Key")


class ToldOtherwise(StorageError):
    """The id of an event came before with another meaning."""

    def __init__(self, event: str) -> None:
        self.event = event
        super().__init__(f"the event {event!r} was told otherwise before")


def tell(session: Session, *events: Event) -> None:
    """Have `events` added to the log when this transaction is saved.

    Those whose id is known aside: what was told first stands.
    """
    session.info.setdefault(PENDING, []).extend(events)


def refuse_otherwise(session: Session, events: Sequence[Event]) -> int:
    """How many ids of `events` are known already. Raises ToldOtherwise if with another meaning.

    Whoever tells anything waits until this transaction ends. What was sealed for somebody erased
    cannot be compared any more and counts as the same.
    """
    hold(session, "event")
    told: dict[str, Event] = {}
    for event in events:
        if _content(told.setdefault(event.id, event)) != _content(event):
            raise ToldOtherwise(event.id)
    before = set[str]()
    for some in batched(list(told)):
        rows = session.scalars(select(EventRow).where(EventRow.event_id.in_(some))).all()
        keys = keys_of(session, {row.person for row in rows})
        for row in rows:
            before.add(row.event_id)
            event, key = told[row.event_id], keys.get(row.person)
            bare = key is None
            if _content(event_from(row, key), bare=bare) != _content(event, bare=bare):
                raise ToldOtherwise(event.id)
    return len(before)


def write_events(session: Session) -> None:
    """For the database alone: write the events of a transaction, before its deeds.

    Whoever needs them in the log sooner may call it; writers then wait for the rest as well.
    """
    told: Sequence[Event] = session.info.pop(PENDING, ())
    if not told:
        return
    hold(session, "event")
    new = _new(session, told)
    keys = keys_made_for(session, {one.person for one in new})
    tail = select(EventRow.id, EventRow.hash).order_by(EventRow.id.desc()).limit(1)
    last, mark = session.execute(tail).first() or (0, BEGINNING)
    rows = []
    for number, event in enumerate(new, start=last + 1):
        rows.append(_following(number, mark, event, keys.get(event.person)))
        mark = rows[-1]["hash"]
    insert_all(session, EventRow, rows)
    keep_open(session, new)
    for one in new:
        if one.kind is Kind.CORRECTED:
            tell_recipients(session, one.person, What.RECTIFIED, one.told_at)


def keep_persons(session: Session, ids: Collection[str]) -> Mapping[str, PersonRow]:
    """For storage alone: the rows of persons, made where missing; hold "event" before."""
    found = {row.id: row for row in _persons(session, ids)}
    for id_ in sorted(set(ids) - set(found)):
        found[id_] = PersonRow(id=id_, leader=id_, merged_by=None, erased_at=None)
        session.add(found[id_])
    session.flush()
    return found


def keys_of(session: Session, persons: Collection[str]) -> Mapping[str, str]:
    """For storage alone: the keys of those of `persons` who have one; of the erased none."""
    return keys_in(session).of([row.id for row in _persons(session, persons) if not row.erased_at])


def keys_made_for(session: Session, persons: Collection[str]) -> Mapping[str, str]:
    """For storage alone: the same, rows and keys made where missing; hold "event" before."""
    found = {row.id: row.erased_at for row in _persons(session, persons)}
    new = sorted(set(persons) - set(found))
    rows = [{"id": id_, "leader": id_, "merged_by": None, "erased_at": None} for id_ in new]
    insert_all(session, PersonRow, rows)
    return keys_in(session).made_for([id_ for id_ in persons if not found.get(id_)])


def events_of(session: Session, persons: Collection[str]) -> tuple[Event, ...]:
    """All events told of `persons`, in the order kept. Of who was erased only the bare facts."""
    mine = select(EventRow).where(EventRow.person.in_(persons)).order_by(EventRow.id)
    return opened(session, session.scalars(mine).all())


def events_for(session: Session, organisation: str) -> tuple[Event, ...]:
    """All events of contacts acting on behalf of that organisation, in the order kept."""
    query = select(EventRow).where(EventRow.organisation == organisation).order_by(EventRow.id)
    return opened(session, session.scalars(query).all())


def opened(session: Session, rows: Sequence[EventRow]) -> tuple[Event, ...]:
    """For storage alone: the events in `rows`, their keys looked up together.

    Raises BrokenSeal.
    """
    keys = keys_of(session, {row.person for row in rows})
    return tuple(event_from(row, keys.get(row.person)) for row in rows)


def event_from(row: EventRow, key: str | None) -> Event:
    """For storage alone: the event in a row, opened with the key of its person.

    Raises BrokenSeal.
    """
    inside = json.loads(unsealed(row.sealed, key, row.event_id)) if key and row.sealed else {}
    return Event(
        id=row.event_id,
        person=row.person,
        kind=Kind(row.kind),
        at=row.at,
        told_at=row.told_at,
        medium=Medium(row.medium),
        shop=row.shop,
        adviser=row.adviser,
        division=row.division,
        line=row.line,
        document=row.document,
        organisation=row.organisation,
        other=row.other,
        undoes=row.undoes,
        tellings=tuple(
            Telling(name, value, Source(source), confidence)
            for name, value, source, confidence in inside.get("tellings", ())
        ),
        note=inside.get("note", ""),
        number=row.id,
    )


def erase_person(session: Session, person: str, at: datetime) -> None:
    """Note that `person` is erased: what was told of him is opened by nobody from now on.

    By what he could be recognised is dropped. The log stays whole and still verifies. What is told
    of him later is kept without its sealed part. `erasing` then destroys the key itself.
    """
    hold(session, "event")
    row = keep_persons(session, [person])[person]
    row.erased_at = row.erased_at or at
    session.execute(delete(ContactRow).where(ContactRow.person == person))
    forget_open(session, person)
    session.flush()


def first_broken_event(session: Session) -> int | None:
    """The number of the first event that was altered or follows a missing one; None if whole."""
    previous = BEGINNING
    rows = select(EventRow).order_by(EventRow.id).execution_options(yield_per=AT_ONCE)
    with closing(session.scalars(rows)) as found:
        for number, row in enumerate(found, start=1):
            said = {name: getattr(row, name) for name in HASHED}
            if row.id != number or row.previous_hash != previous or row.hash != _chained(said):
                return row.id
            previous = row.hash
    return None


def _new(session: Session, told: Sequence[Event]) -> list[Event]:
    """Those of `told` that are not in the log yet, once each."""
    new: dict[str, Event] = {}
    for event in told:
        new.setdefault(event.id, event)
    for some in batched(list(new)):
        asked = select(EventRow.event_id).where(among(session, EventRow.event_id, some))
        for known in session.scalars(asked):
            del new[known]
    return list(new.values())


def _content(event: Event, *, bare: bool = False) -> tuple[object, ...]:
    """What an event says, but who told us and when; `bare` without what only a key opens."""
    said = (event.person, event.kind, event.at, event.medium, event.shop)
    more = (event.division, event.line, event.document, event.organisation, event.other)
    inside = () if bare else (event.tellings, event.note)
    return (*said, *more, event.undoes, *inside)


def _persons(session: Session, ids: Collection[str]) -> Iterator[PersonRow]:
    for some in batched(sorted(set(ids))):
        yield from session.scalars(select(PersonRow).where(among(session, PersonRow.id, some)))


def batched(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """`keys` in parts that one question may name."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _following(number: int, previous: str, event: Event, key: str | None) -> dict[str, Any]:
    """The columns of `event` as entry `number`, after the one with the hash `previous`."""
    row: dict[str, Any] = {
        "id": number,
        "event_id": event.id,
        "person": event.person,
        "kind": event.kind,
        "at": event.at,
        "told_at": event.told_at,
        "medium": event.medium,
        "shop": event.shop,
        "adviser": event.adviser,
        "division": event.division,
        "line": event.line,
        "document": event.document,
        "organisation": event.organisation,
        "other": event.other,
        "undoes": event.undoes,
        "sealed": _sealed(event, key),
        "previous_hash": previous,
    }
    row["hash"] = _chained(row)
    return row


def _sealed(event: Event, key: str | None) -> str:
    if key is None or not (event.tellings or event.note):
        return ""
    tellings = [[one.key, one.value, one.source, one.confidence] for one in event.tellings]
    inside = {"tellings": tellings, "note": event.note}
    return sealed(json.dumps(inside, ensure_ascii=False), key, event.id)


def _chained(row: Mapping[str, Any]) -> str:
    # Databases keep instants differently; the whole microseconds of UTC are the same in all.
    instants = [f"{row[name].timestamp():.6f}" for name in ("at", "told_at")]
    return fingerprint([row["id"], *instants, *(row[name] for name in CHAINED)])
