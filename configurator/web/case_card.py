"""What stands open with a customer, as the clerk's screen shows it: cases, promises, visits."""

from collections.abc import Sequence
from dataclasses import dataclass

from configurator.storage.appointment_rows import appointments_of
from configurator.storage.cases import cases_of
from configurator.storage.commitments import commitments_of
from configurator.web.case_lines import Line, lines_of
from configurator.web.desk import workshop
from customers.dialogue import appointment
from customers.dialogue.appointment import Appointment
from customers.dialogue.commitment import Commitment, Kind, State

SEPARATE = (Kind.DATE, Kind.APPOINTMENT)
"""Promises that stand on the screen by themselves: beside the order, and as the visit."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Cases that are not settled, promises still to be kept, visits to come."""

    cases: Sequence[Line]
    promises: Sequence[Commitment]
    visits: Sequence[Appointment]


def standing_with(person: str) -> Standing:
    """What stands open with a person."""
    now = workshop().now()
    with workshop().database.reading() as session:
        cases = [one for one in cases_of(session, person) if one.is_open]
        promised, booked = commitments_of(session, person), appointments_of(session, person)
    open_ = [one for one in promised if one.state is State.OPEN and one.kind not in SEPARATE]
    ahead = [one for one in booked if one.state is appointment.State.BOOKED and one.ends_at > now]
    return Standing(lines_of(cases), open_, ahead)
