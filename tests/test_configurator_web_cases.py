"""The pages of cases, promises and visits: for staff, managers, and the customer himself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from catalog.configuration import Configuration
from configurator.jobs.value import follow_programmes
from configurator.storage.accounts import Role
from configurator.storage.appointment_rows import appointments_of
from configurator.storage.cases import cases_of, complaining, thread_of
from configurator.storage.commitments import commitments_of, lapse
from configurator.storage.consents import words_of
from configurator.storage.customers import Customer, create_customer
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.events import events_of
from configurator.storage.idempotency import Request
from configurator.storage.orders import place_order
from customers.dialogue.case import Deed, State
from customers.dialogue.commitment import Kind
from customers.identity.event import Kind as Happened
from tests.shop import LINK, NOON, ORDER
from tests.web import form, hidden

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "+212 661 223344", NOON)
OMAR = Customer("omar", "Omar Zidane", "", "", NOON)


@pytest.fixture
def database(database):
    with database.recording() as session:
        for one in (NADIA, OMAR):
            create_customer(session, one, "sam")
        create_draft(session, Draft(LINK, Configuration("jeans", "2026-11"), NOON))
        place_order(session, ORDER, "nadia", Request("order", "key", {}), "sam")
    return database


@pytest.fixture
def comes(signed_in):
    """Gives who comes in anew: visits of days ago have ended."""
    who = {"nadia": (Role.CUSTOMER, "Nadia El Amrani", "nadia"), "manager": (Role.MANAGER, "Mehdi")}
    who |= {"wilma": (Role.STAFF, "Wilma Baker"), "omar": (Role.CUSTOMER, "Omar", "omar")}
    return lambda name: signed_in(*who[name])


@pytest.fixture
def nadia(comes):
    return comes("nadia")


def posted(client, page, action, status=303, **typed):
    """The form of `page` that goes to `action`, filled in, sent twice as by a double tap."""
    data = form(client.get(page).text, action) | typed
    answers = [client.post(action, data=data) for _ in range(2)]
    assert [one.status_code for one in answers] == [status, status]
    return answers[0]


def case_of(database, person="nadia"):
    with database.reading() as session:
        (found,) = cases_of(session, person)
        return found, [one.deed for one in thread_of(session, found)]


def complained(nadia, database):
    typed = {"origin": "complaint", "words": "The seam is torn."}
    posted(nadia, "/me/cases?order=26-1001", "/me/cases", **typed)
    return case_of(database)[0].id


def test_what_a_customer_complains_of_is_looked_after_by_one_until_it_is_settled(
    nadia, staff, comes, database, clock
):
    assert 'href="/me/cases?order=26-1001#new"' in nadia.get("/me/orders/26-1001").text
    id_ = complained(nadia, database)
    page = nadia.get("/me/cases").text
    assert "The seam is torn." in page
    assert "Sat 21 Nov, 13:00" in page  # Within the hours that hold for everybody.
    listed = staff.get("/cases").text
    assert "Nobody looks after it yet" in listed
    assert "26-1001" in listed
    assert "The seam is torn." in staff.get("/inbox").text
    place = f"/cases/{id_}"

    inside = {"words": "The thread was old.", "deed": "inside"}
    posted(staff, place, f"{place}/write", **inside)
    told = {"words": "We sew it anew.", "deed": "to_customer"}
    posted(staff, place, f"{place}/write", **told)
    page = nadia.get("/me/cases").text
    assert "Yasmine looks after it." in page
    assert "We sew it anew." in page
    assert "The thread was old." not in page
    assert "The seam is torn." not in staff.get("/inbox").text

    wilma = comes("wilma")
    handed = {"owner": wilma.account.id, "department": ["workshop", "books"], "words": ""}
    posted(staff, place, f"{place}/hand-over", **handed)
    assert place not in staff.get("/cases").text
    assert place in wilma.get("/cases").text
    assert "Wilma looks after it." in nadia.get("/me/cases").text
    assert len(case_of(database)[0].departments) == 3
    posted(nadia, "/me/cases", place.replace("/cases", "/me/cases"), words="When?")
    assert "Wilma Baker" in staff.get("/cases?whose=all").text

    clock.passes(hours=23, minutes=59)
    assert "Answer overdue" not in comes("wilma").get("/cases?whose=all").text
    clock.passes(minutes=2)
    wilma, nadia = comes("wilma"), comes("nadia")
    assert "Answer overdue" in wilma.get("/cases?whose=all").text
    with database.reading() as session:
        assert complaining(session, ["nadia"]) == {"nadia"}
    posted(wilma, place, f"{place}/settle", words="Sewn anew, and free of charge.")
    with database.reading() as session:
        assert complaining(session, ["nadia"]) == frozenset()
    found, deeds = case_of(database)
    assert (found.state, deeds[-1]) == (State.SETTLED, Deed.SETTLED)
    assert deeds.count(Deed.FROM_CUSTOMER) == 2
    assert "Sewn anew" in nadia.get("/me/cases").text

    posted(nadia, "/me/cases", f"/me/cases/{id_}", words="It is torn again.")
    assert case_of(database)[0].state is State.REOPENED


def test_two_at_one_case_see_each_other_and_nothing_typed_is_lost(nadia, staff, database):
    place = f"/cases/{complained(nadia, database)}"
    late = hidden(staff.get(place).text.split('/settle"')[1]) | {"words": "All done."}
    posted(staff, place, f"{place}/write", words="Wait.", deed="inside")
    answer = staff.post(f"{place}/settle", data=late)
    assert answer.status_code == 409
    assert "All done." in answer.text
    assert staff.post(f"{place}/write", data=late | {"words": " "}).status_code == 422
    assert staff.post(f"{place}/dance", data=late).status_code == 404
    assert case_of(database)[0].is_open


def test_a_promise_made_in_a_case_is_judged_and_a_broken_one_is_there_for_the_manager(
    nadia, staff, comes, database, clock
):
    place = f"/cases/{complained(nadia, database)}"
    call = {"kind": "callback", "day": "2026-11-20", "hour": "18:00", "words": "I call you."}
    posted(staff, place, f"{place}/promise", **call)
    posted(staff, place, f"{place}/promise", **call | {"day": "2026-11-23", "hour": ""})
    assert "I call you." in nadia.get("/me/cases").text
    assert "Call back" in staff.get("/customers/nadia").text
    for wrong in ({"day": "2026-11-19"}, {"day": "soon"}, {"kind": "date"}):
        data = form(staff.get(place).text, f"{place}/promise") | call | wrong
        assert staff.post(f"{place}/promise", data=data).status_code == 400
    with database.reading() as session:
        made = [one for one in commitments_of(session, "nadia") if one.kind is Kind.CALLBACK]
    posted(staff, place, f"/commitments/{made[0].id}", state="kept")
    page = comes("manager").get("/commitments").text
    assert "Every promise is kept so far." in page
    assert "100.0" in page

    clock.passes(days=4)
    with database.recording() as session:
        lapse(session, clock())
    page = comes("manager").get("/commitments").text
    assert "50.0" in page
    assert "Sorry not said yet" in page
    assert "Nadia El Amrani" in page


def test_customers_are_told_how_many_days_we_keep_once_there_are_enough(
    nadia, comes, database, clock
):
    told = "days we promised in the last year we kept"
    assert told not in nadia.get("/me/orders/26-1001").text
    with database.recording() as session:
        for number in range(10):
            link = f"{LINK}-{number}"
            create_draft(session, Draft(link, Configuration("jeans", "2026-11"), NOON))
            order = replace(ORDER, configuration=link)
            place_order(session, order, "omar", Request("order", link, {}), "sam")
    clock.passes(days=40)
    with database.recording() as session:
        lapse(session, clock())
    page = comes("nadia").get("/me/orders/26-1001").text
    assert "Of 11 days we promised in the last year we kept 0.0" in page


def test_others_cases_and_visits_are_not_there(nadia, comes, staff, database):
    id_ = complained(nadia, database)
    omar = comes("omar")
    assert "torn" not in omar.get("/me/cases").text
    assert omar.get("/me/cases?order=26-1001").status_code == 404
    data = form(omar.get("/me/cases").text, "/me/cases") | {"words": "Mine!"}
    assert omar.post(f"/me/cases/{id_}", data=data).status_code == 404
    assert staff.get("/cases/elsewhere").status_code == 404
    booked(nadia)
    with database.reading() as session:
        (mine,) = appointments_of(session, "nadia")
    assert omar.get(f"/me/appointments/{mine.id}/visit.ics").status_code == 404
    assert omar.post(f"/me/appointments/{mine.id}/cancel", data=data).status_code == 404
    moved = form(omar.get("/me/appointments").text, "/me/appointments")
    moved |= {"moves": mine.id, "begins": mine.begins_at.isoformat()}
    assert omar.post("/me/appointments", data=moved).status_code == 404


def hours(page):
    return [one.split('"')[0] for one in page.split('name="begins" value="')[1:]]


def booked(client, place="/me/appointments", at=0, **typed):
    """Book the hour at that place in the list, for a demo by video."""
    begins = hours(client.get(place).text)[at]
    return posted(client, place, place, begins=begins, **typed)


def test_a_customer_books_moves_and_calls_off_a_demo_of_his_design(nadia, staff, database):
    place = f"/me/appointments?kind=demo&draft={LINK}"
    data = form(nadia.get(place).text, "/me/appointments")
    first, second = hours(nadia.get(place).text)[:2]
    assert nadia.post("/me/appointments", data=data | {"begins": first}).status_code == 303
    with database.reading() as session:
        (mine,) = appointments_of(session, "nadia")
    assert (mine.draft, mine.way, mine.may_record) == (LINK, "video", False)
    taken = form(nadia.get(place).text, "/me/appointments") | {"begins": first, "way": "shop"}
    assert nadia.post("/me/appointments", data=taken).status_code == 409

    posted(nadia, f"{place}&moves={mine.id}", "/me/appointments", begins=second)
    file = nadia.get(f"/me/appointments/{mine.id}/visit.ics")
    assert file.mimetype == "text/calendar"
    (entry,) = Calendar.from_ical(file.data).walk("VEVENT")
    assert entry.decoded("dtstart").isoformat() == second
    assert (entry["sequence"], entry["status"]) == (1, "CONFIRMED")
    assert b"\r\n" in file.data
    assert "Nadia El Amrani" in staff.get(f"/appointments?day={second[:10]}").text
    assert "Live demo" in staff.get("/customers/nadia").text

    posted(nadia, "/me/appointments", f"/me/appointments/{mine.id}/cancel")
    assert "Nobody is expected." in staff.get(f"/appointments?day={second[:10]}").text
    assert first in hours(nadia.get(place).text)


def test_a_visit_is_written_down_and_recorded_only_with_consent(
    nadia, staff, comes, database, clock
):
    booked(nadia, record="yes")
    booked(staff, "/customers/omar/appointments", at=1)
    with database.reading() as session:
        (mine,), (his,) = (appointments_of(session, one) for one in ("nadia", "omar"))
        assert [one.purpose for one in words_of(session, "nadia")] == ["recordings"]
    clock.passes(days=2)
    staff = comes("wilma")
    day = f"/appointments?day={mine.begins_at.date()}"
    assert staff.get(day).text.count("Where the recording lies") == 1
    went = {"how": "held", "words": "Liked the raw one."}
    act = f"/appointments/{his.id}/end"
    refused = posted(staff, day, act, 409, **went, recording="shelf 3")
    assert "did not agree to a recording" in refused.text
    posted(staff, day, act, **went, recording="")
    posted(staff, day, f"/appointments/{mine.id}/end", **went, recording="shelf 3")
    with database.reading() as session:
        (told,) = (one for one in events_of(session, ["nadia"]) if one.kind is Happened.VISITED)
    assert told.note == "Liked the raw one. (shelf 3)"
    assert "Liked the raw one." in staff.get("/customers/omar").text


def test_a_manager_reads_what_each_gave_and_which_relations_are_uneven(
    nadia, comes, database, clock, settings
):
    complained(nadia, database)
    manager = comes("manager")
    page = manager.get("/customers/nadia/account").text
    assert "Complaints and broken promises" in page
    assert "Every relation is even so far." in manager.get("/relations").text
    clock.passes(days=120)
    follow_programmes(database, settings, clock())
    page = comes("manager").get("/relations").text
    assert "/customers/nadia/account" in page
    assert "less than was given for" in page
    assert comes("wilma").get("/relations").status_code == 403


def test_staff_open_a_case_for_what_a_customer_asks_or_they_saw(staff, database):
    begin = "/customers/omar/cases"
    typed = {"origin": "request", "words": "Could they be shorter?"}
    place = posted(staff, "/customers/omar", begin, **typed).headers["Location"]
    assert "Could they be shorter?" in staff.get(place).text
    data = form(staff.get(place).text, f"{place}/settle")
    assert staff.post(f"{place}/reopen", data=data).status_code == 409
    found, deeds = case_of(database, "omar")
    assert (found.owner, deeds) == (staff.account.id, [Deed.FROM_CUSTOMER])
    with database.reading() as session:
        assert complaining(session, ["omar"]) == frozenset()
    posted(staff, place, f"{place}/settle", words="Shorter now.")
    posted(staff, place, f"{place}/reopen", words="")
    assert case_of(database, "omar")[0].settled_at is None
    assert case_of(database, "omar")[0].waiting_since - NOON < timedelta(minutes=1)


def test_a_demo_is_booked_from_the_configurator(nadia, staff, database):
    blank = nadia.get("/configure/jeans").text
    begun = form(blank, "/choose") | {"option": "fit", "value": "slim"}
    link = nadia.post("/configure/jeans/choose", data=begun).headers["Location"].split("?")[0]
    finish = form(nadia.get(f"{link}/finish").text, "/finish")
    page = nadia.post(f"{link}/finish", data=finish, follow_redirects=True).text
    way = next(one for one in page.split('href="') if one.startswith("/me/appointments"))
    place = way.split('"')[0].replace("&amp;", "&")
    begins = hours(nadia.get(place).text)[0]
    posted(nadia, place, "/me/appointments", begins=begins)
    with database.reading() as session:
        (mine,) = appointments_of(session, "nadia")
    assert link.endswith(mine.draft)
    assert "Live demo" in staff.get("/customers/nadia").text
