"""Visits that were booked: each hour and way has so many seats, and none is given twice.

A visit is also a promise of ours, and who booked is reminded of it by a message of service.
"""

from datetime import datetime, timedelta, tzinfo
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.appointment_rows import columns_of, save_row
from configurator.storage.commitments import judge_about, make_commitment
from configurator.storage.consents import may_now
from configurator.storage.customers import get_customer
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, Stale, StorageError
from configurator.storage.events import tell
from configurator.storage.one_person import all_of
from configurator.storage.tables_cases import AppointmentRow
from configurator.storage.tellings import Telling, drop_planned, plan_telling
from customers.dialogue import appointment, commitment
from customers.dialogue.appointment import (
    REMINDED,
    Appointment,
    Opening,
    State,
    Way,
    starts,
)
from customers.dialogue.commitment import Commitment, Kind
from customers.identity.event import Event, Medium
from customers.identity.event import Kind as Happened
from customers.rights.purpose import Channel

RECORDINGS = "recordings"
"""The purpose of the register under which a visit may be recorded."""

WORDS = "visit"
"""What names the texts of messages about a visit."""

TO_WRITE_DOWN = timedelta(days=1)
"""So long after a visit it is to be written down how it went; what is not, was not held."""

MEDIA = {Way.SHOP: Medium.SHOP, Way.PHONE: Medium.PHONE, Way.VIDEO: Medium.WEB}


class Taken(StorageError):
    """Nobody can be received at that hour in that way: it is full, or we are not open."""


class BookedThen(StorageError):
    """The customer has a visit at that hour already."""


class NoConsent(StorageError):
    """A recording was to be kept that the customer did not agree to, or does not any more."""


class StaleAppointment(Stale):
    """Somebody else moved or ended the visit meanwhile; nothing was changed."""


def free_starts(
    session: Session, opening: Opening, way: Way, now: datetime, zone: tzinfo
) -> tuple[datetime, ...]:
    """When somebody who books `now` can be received in that way, the soonest first."""
    possible = tuple(starts(opening, now, zone))
    if not possible:
        return ()
    row = AppointmentRow
    taken = select(row.begins_at, func.count()).where(
        row.way == way, row.seat.is_not(None), row.begins_at.between(possible[0], possible[-1])
    )
    full = {
        at
        for at, count in session.execute(taken.group_by(row.begins_at))
        if count >= opening.capacity.get(way, 0)
    }
    return tuple(one for one in possible if one not in full) if opening.capacity.get(way) else ()


def book(session: Session, opening: Opening, wanted: Appointment, zone: tzinfo) -> None:
    """Book a visit. Raises NotThere, Taken, BookedThen."""
    get_customer(session, wanted.person)
    seat = _seat(session, opening, wanted, wanted.booked_at, zone)
    session.add(AppointmentRow(**columns_of(wanted), seat=seat))
    session.flush()
    _promise(session, wanted, wanted.booked_by)
    _remind(session, wanted, wanted.booked_at)
    _note(session, wanted, "booked visit", wanted.booked_by, wanted.booked_at)


def move(  # noqa: PLR0913 - what, whither, by whom, when and by which hours
    session: Session,
    opening: Opening,
    booked: Appointment,
    begins_at: datetime,
    zone: tzinfo,
    *,
    by: str,
    at: datetime,
) -> None:
    """Have a visit at another hour. Raises appointment.NotNow, StaleAppointment, Taken, ..."""
    moved = appointment.moved(booked, begins_at, opening.length)
    row = _held(session, booked)
    row.seat = None  # His own seat does not stand in his way.
    session.flush()
    seat = _seat(session, opening, moved, at, zone)
    save_row(row, moved, seat)
    session.flush()
    _let_go(session, moved.id, at, by)
    _promise(session, moved, by)
    _remind(session, moved, at)
    _note(session, moved, "moved visit", by, at)


def cancel(
    session: Session, booked: Appointment, *, by: str, at: datetime, is_ours: bool = False
) -> None:
    """Call a visit off; where it is ours to (`is_ours`), a promise is broken.

    Raises appointment.NotNow, StaleAppointment.
    """
    row = _held(session, booked)
    gone = appointment.cancelled(booked)
    save_row(row, gone, None)
    session.flush()
    drop_planned(session, WORDS, gone.id)
    end = commitment.broken if is_ours else commitment.withdrawn
    judge_about(session, Kind.APPOINTMENT, gone.id, lambda one: end(one, at), by=by, at=at)
    _note(session, gone, "cancelled visit", by, at)


def end(  # noqa: PLR0913 - what, how, in which words, by whom and when
    session: Session,
    booked: Appointment,
    how: State,
    *,
    words: str,
    recording: str,
    by: str,
    at: datetime,
) -> None:
    """Write down how a visit went, which the timeline then tells.

    `recording` says where it was recorded, if it was. Raises appointment.NotNow, NoConsent,
    StaleAppointment.
    """
    row = _held(session, booked)
    over = appointment.ended(booked, how, at)
    if recording and not may_be_recorded(session, booked, at):
        raise NoConsent
    save_row(row, over, row.seat)
    session.flush()
    judge_about(
        session, Kind.APPOINTMENT, over.id, lambda one: _judged(one, over, at), by=by, at=at
    )
    if how is State.HELD:
        tell(session, _event(over, f"{words} ({recording})" if recording else words, by, at))
    _note(session, over, f"visit {how}", by, at)


def may_be_recorded(session: Session, booked: Appointment, now: datetime) -> bool:
    """Whether he agreed for this visit, and has not taken it back since."""
    is_asked = booked.may_record and booked.way is not Way.SHOP
    return is_asked and may_now(session, booked.person, RECORDINGS, Channel.ANY, now)


def _seat(
    session: Session, opening: Opening, wanted: Appointment, now: datetime, zone: tzinfo
) -> int:
    # Whoever books waits for whoever does at the same time: bookings are rare and short.
    hold(session, "appointments")
    row = AppointmentRow
    seated = row.seat.is_not(None)
    overlaps = row.begins_at < wanted.ends_at, row.ends_at > wanted.begins_at
    his = select(row.id).where(row.person.in_(all_of(wanted.person)), seated, *overlaps)
    if session.scalars(his).first():
        raise BookedThen
    if wanted.begins_at not in set(starts(opening, now, zone)):
        raise Taken
    same = select(row.seat).where(row.begins_at == wanted.begins_at, row.way == wanted.way, seated)
    taken = set(session.scalars(same))
    free = (one for one in range(opening.capacity.get(wanted.way, 0)) if one not in taken)
    seat = next(free, None)
    if seat is None:
        raise Taken
    return seat


def _held(session: Session, booked: Appointment) -> AppointmentRow:
    """The row of a visit, kept from others. Raises NotThere, StaleAppointment."""
    row = session.get(AppointmentRow, booked.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("appointment", booked.id)
    if row.revision != booked.revision:
        raise StaleAppointment
    return row


def _judged(promise: Commitment, over: Appointment, at: datetime) -> Commitment:
    ends = {State.MISSED: commitment.withdrawn, State.FAILED: commitment.broken}
    if over.state in ends:
        return ends[over.state](promise, at)
    return commitment.done(promise, over.begins_at)


def _promise(session: Session, booked: Appointment, by: str) -> None:
    promise = Commitment(
        id=f"{Kind.APPOINTMENT} {booked.id} {booked.moves}",
        person=booked.person,
        kind=Kind.APPOINTMENT,
        about=booked.id,
        made_by=by,
        made_at=booked.booked_at,
        due_at=booked.ends_at + TO_WRITE_DOWN,
    )
    make_commitment(session, promise)


def _let_go(session: Session, id_: str, at: datetime, by: str) -> None:
    """The old hour is promised no more, and nobody is reminded of it."""
    drop_planned(session, WORDS, id_)
    gone = partial(commitment.withdrawn, at=at)
    judge_about(session, Kind.APPOINTMENT, id_, gone, by=by, at=at)


def _remind(session: Session, booked: Appointment, at: datetime) -> None:
    """Plan the message that confirms the visit, and the one of the day before."""
    for number, when in enumerate((at, booked.begins_at - REMINDED)):
        if at <= when < booked.begins_at:
            telling = Telling(
                id=f"{WORDS}{number}-{booked.id}-{booked.moves}",
                person=booked.person,
                words=WORDS,
                about=booked.id,
                objective="the customer knows when he is expected",
                measure="visited within 30 days",
                begins_at=when,
                ends_at=booked.begins_at,
            )
            plan_telling(session, telling, at)


def _event(over: Appointment, words: str, by: str, at: datetime) -> Event:
    came = Happened.CALLED if over.way is Way.PHONE else Happened.VISITED
    return Event(
        id=f"appointment {over.id}",
        person=over.person,
        kind=came,
        at=over.begins_at,
        told_at=at,
        medium=MEDIA[over.way],
        adviser=by,
        note=words,
    )


def _note(session: Session, one: Appointment, what: str, by: str, at: datetime) -> None:
    after = {"kind": one.kind, "way": one.way, "begins_at": one.begins_at.isoformat()}
    audit.record(session, audit.Deed(at, by, what, f"appointment {one.id}", after=after))
