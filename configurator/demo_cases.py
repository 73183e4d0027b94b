"""Cases, promises and visits of the demo shop: one of each kind, once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from configurator.demo_customers import customer_id
from configurator.settings import Settings
from configurator.storage.accounts import Role
from configurator.storage.appointments import book, free_starts
from configurator.storage.case_opening import case_of
from configurator.storage.cases import cases_of, complain, get_case, open_case, save_case
from configurator.storage.commitments import lapse, make_commitment
from configurator.storage.database import Database
from configurator.storage.events import write_events
from configurator.storage.follow_up_texts import Open
from configurator.storage.orders import orders_of_customer
from customers.dialogue.appointment import Appointment, Kind, Way, opening_hours
from customers.dialogue.case import Case, Deed, Department, Entry, Origin, handed_over, said
from customers.dialogue.commitment import Commitment
from customers.dialogue.commitment import Kind as Promised
from customers.identity.event import Event, Medium
from customers.identity.event import Kind as Happened

TORN = "The seam at the left pocket came loose after a week."
SEWN = "Please bring them in: we sew the seam anew, free of charge, while you wait."
LONG = "Could the hem of my last pair be taken up by two centimetres?"
SEEN = "The zip of this lot sticks; call before the pair is collected."

VISITS = ((0, Kind.DEMO, Way.VIDEO), (1, Kind.FITTING, Way.SHOP), (3, Kind.DEMO, Way.PHONE))
HOUR = timedelta(hours=1)


def fill_cases(
    settings: Settings, database: Database, accounts: Mapping[Role, str], now: datetime
) -> None:
    """Put them on record, once."""
    people, staff = [customer_id(settings, place) for place in range(4)], accounts[Role.STAFF]
    with database.recording() as session:
        if cases_of(session, people[0]):
            return
        id_ = _complained(session, people[0], now - 30 * HOUR)
        _thread(session, id_, accounts, now)
        _asked(session, people[1], now - 3 * HOUR)
        _seen(session, people[2], staff, now)
        _visits(session, settings, people, staff, now)
        lapse(session, now)


def _complained(session: Open, person: str, at: datetime) -> str:
    orders = orders_of_customer(session, person, 1)
    number = orders[0].order.number if orders else ""
    event = Event(
        *(f"demo {TORN}", person, Happened.COMPLAINED, at, at, Medium.WEB),
        document=number,
        note=TORN,
    )
    id_ = complain(session, event)
    write_events(session)
    return id_


def _thread(session: Open, id_: str, accounts: Mapping[Role, str], now: datetime) -> None:
    """Answered by the counter, handed to the manager, with a call promised for tomorrow."""
    staff, manager = accounts[Role.STAFF], accounts[Role.MANAGER]
    told = Entry(f"{id_}-1", Deed.TO_CUSTOMER, staff, now - 28 * HOUR, SEWN)
    save_case(session, said(get_case(session, id_), told), told)
    given = Entry(f"{id_}-2", Deed.HANDED_OVER, staff, now - 27 * HOUR, "Samir")
    where = [Department.WORKSHOP, Department.BOOKS]
    save_case(session, handed_over(get_case(session, id_), manager, where), given)
    call = Commitment(
        *(f"{id_}-call", get_case(session, id_).person, Promised.CALLBACK, id_, manager),
        *(now - 27 * HOUR, now + 20 * HOUR),
        words="Whether the seam holds.",
    )
    make_commitment(session, call)
    late = Commitment(
        *(f"{id_}-late", call.person, Promised.CALLBACK, id_, staff),
        *(now - 28 * HOUR, now - 20 * HOUR),
        words="When to come by.",
    )
    make_commitment(session, late)


def _asked(session: Open, person: str, at: datetime) -> None:
    id_ = case_of(f"demo {LONG}")
    asked = Case(id_, person, Origin.REQUEST, at - 30 * HOUR, waiting_since=at - 30 * HOUR)
    open_case(session, asked, Entry(f"{id_}-1", Deed.FROM_CUSTOMER, "", at - 30 * HOUR, LONG))


def _seen(session: Open, person: str, staff: str, now: datetime) -> None:
    id_ = case_of(f"demo {SEEN}")
    case = Case(id_, person, Origin.STAFF, now - 2 * HOUR, owner=staff)
    open_case(session, case, Entry(f"{id_}-1", Deed.INSIDE, staff, now - 2 * HOUR, SEEN))


def _visits(
    session: Open,
    settings: Settings,
    people: Sequence[str],
    staff: str,
    now: datetime,
) -> None:
    hours = opening_hours()
    for place, kind, way in VISITS:
        free = free_starts(session, hours, way, now, settings.time_zone)
        if not free:
            continue
        at, person = free[place], people[place % len(people)]
        id_ = case_of(f"demo visit {place}")
        wanted = Appointment(id_, person, kind, way, at, at + hours.length, staff, now)
        book(session, hours, wanted, settings.time_zone)
