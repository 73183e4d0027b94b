"""Merging customers who are one person, and taking it back. Nothing else is ever moved for it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.customers import get_customer
from configurator.storage.dialect import hold
from configurator.storage.events import event_from, events_of, keep_persons, tell
from configurator.storage.one_person import everybody_in
from configurator.storage.pairs import (
    APART,
    BLOCKED,
    MERGED,
    Decision,
    are_apart,
    contacts_of,
    folded_contact,
    keep_contact,
    settle,
    sharing,
)
from configurator.storage.suppression import lift
from configurator.storage.tables_identity import EventRow, PersonRow
from customers.identity.event import MERGES, Event, Kind
from customers.identity.likeness import Verdict, verdict
from customers.identity.merging import Standing, branch, members, standing, to_merge, to_undo


def merge_persons(session: Session, kept: str, absorbed: str, decision: Decision) -> Event:
    """Make both one person, known under who `kept` is known by.

    Raises OnePersonAlready, NotThere.
    """
    hold(session, "event")
    for one in (kept, absorbed):
        get_customer(session, one)
    keep_persons(session, [kept, absorbed])
    first, second = to_merge(kept, absorbed, _standing(session, kept, absorbed))
    below = everybody_in(session, second)
    rows = everybody_in(session, first), below
    session.execute(update(PersonRow).where(PersonRow.id.in_(below)).values(leader=first))
    session.execute(update(PersonRow).where(PersonRow.id == second).values(merged_by=decision.id))
    settle(session, *rows, MERGED, decision)
    return _told(session, Kind.MERGED, first, second, decision)


def prove_contact(
    session: Session, person: str, kind: str, value: str, decision: Decision
) -> Event | None:
    """Remember that a contact was proved to be the person's; the merge that follows, if one does.

    Whoever proved the same is the same, unless people found them to be two. Only call it where it
    was proved (a letter arrived, a card was shown), never for what was typed. Raises NotThere.
    """
    keep_contact(session, person, kind, value, decision.at, is_proved=True)
    lift(session, [(kind, value)])
    own, plain = contacts_of(session, person), folded_contact(kind, value)
    for other in sharing(session, kind, value):
        same = [one for one in contacts_of(session, other) if one.value == plain]
        groups = everybody_in(session, person), everybody_in(session, other)
        if person in groups[1] or are_apart(session, *groups):
            continue
        if verdict(own, same, session.info.get(BLOCKED, ()))[0] is Verdict.MERGE:
            return merge_persons(session, other, person, decision)
    return None


def unmerge_persons(session: Session, merge: str, decision: Decision) -> Event:
    """Take the merge with that id back: both have again what was told of them, then and since.

    Neither is proposed again to be the other. Raises NoSuchMerge.
    """
    hold(session, "event")
    row = session.scalars(select(PersonRow).where(PersonRow.merged_by == merge)).first()
    merges = _standing(session, row.id) if row else {}
    undone = to_undo(merge, merges)
    parting = sorted(branch(undone, merges))
    staying = sorted(members(undone.other, merges) - set(parting))
    moved = update(PersonRow).where(PersonRow.id.in_(parting))
    session.execute(moved.values(leader=undone.other))
    freed = update(PersonRow).where(PersonRow.id == undone.other)
    session.execute(freed.values(merged_by=None))
    settle(session, staying, parting, APART, decision)
    return _told(session, Kind.UNMERGED, undone.person, undone.other, decision, undoes=merge)


def merges_in(session: Session, person: str) -> tuple[Event, ...]:
    """The merges that stand within the person, the newest first."""
    found = _standing(session, person).values()
    return tuple(sorted(found, key=lambda one: one.number, reverse=True))


def history_of(session: Session, person: str, as_of: datetime | None = None) -> tuple[Event, ...]:
    """All events of the person, of whoever it is merged with too, as was known by `as_of`."""
    if as_of is None:
        return events_of(session, everybody_in(session, person))
    then = [one for one in _merges_around(session, person) if one.told_at <= as_of]
    known = events_of(session, sorted(members(person, standing(then))))
    return tuple(one for one in known if one.told_at <= as_of)


def _standing(session: Session, *persons: str) -> Standing:
    groups = {one for person in persons for one in everybody_in(session, person)}
    absorbed = select(PersonRow.merged_by).where(PersonRow.id.in_(groups))
    rows = session.scalars(select(EventRow).where(EventRow.event_id.in_(absorbed)))
    return standing(_opened(rows))


def _merges_around(session: Session, person: str) -> tuple[Event, ...]:
    """All merges and unmerges that ever touched who was merged with `person`, however far."""
    known: set[str] = {person}
    while True:
        touching = or_(EventRow.person.in_(known), EventRow.other.in_(known))
        query = select(EventRow).where(EventRow.kind.in_(MERGES), touching).order_by(EventRow.id)
        found = _opened(session.scalars(query))
        wider = known | {one.person for one in found} | {one.other for one in found}
        if wider == known:
            return found
        known = wider


def _opened(rows: Iterable[EventRow]) -> tuple[Event, ...]:
    # Whose a merge is stands outside the seal; why it was made is of no concern here.
    return tuple(event_from(row, None) for row in rows)


def _told(  # noqa: PLR0913 - an event has as many sides
    session: Session, kind: Kind, first: str, second: str, decision: Decision, *, undoes: str = ""
) -> Event:
    event = Event(
        id=decision.id,
        person=first,
        kind=kind,
        at=decision.at,
        told_at=decision.at,
        medium=decision.medium,
        adviser=decision.by,
        other=second,
        undoes=undoes,
        note=decision.why,
    )
    tell(session, event)
    after = {"with": second, "event": event.id}
    deed = audit.Deed(decision.at, decision.by, kind, f"customer {first}", after=after)
    audit.record(session, deed)
    return event
