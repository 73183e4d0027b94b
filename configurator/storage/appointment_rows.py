"""Visits as they are kept and found."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from configurator.storage.errors import NotThere
from configurator.storage.one_person import all_of
from configurator.storage.tables_cases import AppointmentRow
from customers.dialogue.appointment import Appointment, Kind, State, Way

MOST_LISTED = 200


def get_appointment(session: Session, id_: str) -> Appointment:
    """The visit with that id. Raises NotThere."""
    row = session.get(AppointmentRow, id_, populate_existing=True)
    if row is None:
        raise NotThere("appointment", id_)
    return _appointment(row)


def appointments_of(session: Session, person: str) -> tuple[Appointment, ...]:
    """The visits of a person, and of who is one with him, in the order of time."""
    return _listed(session, AppointmentRow.person.in_(all_of(person)))


def appointments_between(
    session: Session, first: datetime, last: datetime
) -> tuple[Appointment, ...]:
    """Visits that begin from `first` on and before `last`, none that were called off."""
    row = AppointmentRow
    its = row.begins_at >= first, row.begins_at < last, row.state != State.CANCELLED
    return _listed(session, *its)


def _listed(session: Session, *which: ColumnElement[bool]) -> tuple[Appointment, ...]:
    row = AppointmentRow
    rows = session.scalars(
        select(row).where(*which).order_by(row.begins_at, row.way, row.id).limit(MOST_LISTED)
    )
    return tuple(map(_appointment, rows))


def save_row(row: AppointmentRow, one: Appointment, seat: int | None) -> None:
    """For storage alone: write a visit into its row, in that seat or none."""
    for name, value in columns_of(one).items():
        setattr(row, name, value)
    row.seat, row.revision = seat, one.revision + 1


def columns_of(one: Appointment) -> dict[str, object]:
    """For storage alone: a visit as its columns, but for its seat."""
    names = (
        *("id", "person", "begins_at", "ends_at", "booked_by", "booked_at", "draft"),
        *("may_record", "moves", "revision"),
    )
    values: dict[str, object] = {name: getattr(one, name) for name in names}
    return values | {"kind": one.kind.value, "way": one.way.value, "state": one.state.value}


def _appointment(row: AppointmentRow) -> Appointment:
    blank = Appointment(
        id=row.id,
        person=row.person,
        kind=Kind(row.kind),
        way=Way(row.way),
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        booked_by=row.booked_by,
        booked_at=row.booked_at,
    )
    return replace(
        blank,
        draft=row.draft,
        may_record=row.may_record,
        state=State(row.state),
        moves=row.moves,
        revision=row.revision,
    )
