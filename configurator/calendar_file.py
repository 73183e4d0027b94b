"""A visit as a file for calendars (iCalendar, RFC 5545)."""

from datetime import datetime

from icalendar import Calendar, Event

from customers.dialogue.appointment import Appointment, State

TYPE = "text/calendar; charset=utf-8"
MAKER = "-//Surmesure//Visits//EN"


def calendar_file(  # noqa: PLR0913 - a visit, and how it reads
    booked: Appointment, *, what: str, where: str, address: str, host: str, at: datetime
) -> bytes:
    """The visit as told `at` that instant; a newer file of the same visit replaces an older one.

    `what` is its title, `where` the place, `address` opens it on our pages.
    """
    entry = Event()
    entry.add("uid", f"{booked.id}@{host}")
    entry.add("dtstamp", at)
    entry.add("dtstart", booked.begins_at)
    entry.add("dtend", booked.ends_at)
    entry.add("sequence", booked.moves)
    entry.add("status", "CANCELLED" if booked.state is State.CANCELLED else "CONFIRMED")
    entry.add("summary", what)
    entry.add("location", where)
    entry.add("url", address)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written
