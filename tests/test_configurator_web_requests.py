"""Asking by right, the desk that answers in time, and profiles that are only kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.configuration import Configuration
from configurator.answerable import Answerable
from configurator.api.bearer import KIND
from configurator.sealing import sealing_keys
from configurator.storage.accounts import Role
from configurator.storage.consents import note_consent
from configurator.storage.customers import Customer, create_customer
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.erasing import find_erasure
from configurator.storage.events import tell
from configurator.storage.idempotency import Request as Asker
from configurator.storage.letters import Letter, attach_letter
from configurator.storage.orders import place_order
from configurator.storage.outbox import list_waiting
from configurator.storage.requests import (
    answered_requests,
    open_requests,
    requests_of,
    words_of_request,
)
from configurator.storage.scans import record_scan
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.rights.consent import EVERYTHING, Consent, Said
from customers.rights.consent import Source as Spoken
from customers.rights.purpose import Channel
from customers.rights.request import Ground, Identity, Right, Step
from production.tracking import Direction, Scan
from tests.shop import LINK, NOON, ORDER
from tests.web import sent

DAY = timedelta(days=1)
DESK = "/rights/requests"
CLOSED = 423


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def settings(settings):
    return replace(settings, is_demo=True)


@pytest.fixture
def database(database):
    with database.recording() as session:
        nadia = Customer("nadia", "Nadia Ek", "nadia@example.org", "+33698712340", NOON)
        create_customer(session, nadia, "")
        create_customer(session, Customer("omar", "Omar", "", "+212661223344", NOON), "")
    return database


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMIN, "Amina")


def asked_of(database, person: str):
    with database.reading() as session:
        return requests_of(session, person)


def taken(database, staff, right: Right, person: str = "nadia", **said: str) -> str:
    """The page at the desk of a request that was taken down at the counter."""
    page = f"/customers/{person}/requests"
    assert sent(staff, page, right=right, **said).location == page
    return f"{DESK}/{asked_of(database, person)[0].id}"


def letters(database, settings):
    with database.reading() as session:
        return list_waiting(session, sealing_keys(settings, "letters"), NOON)


def test_a_customer_asks_on_his_own_page_and_reads_what_was_answered(
    database, signed_in, admin
) -> None:
    me = signed_in(Role.CUSTOMER, "Nadia", "nadia")
    words = "My birthday is wrong."
    sent(me, "/me/requests", right=Right.RECTIFICATION, words=words)
    (one,) = asked_of(database, "nadia")
    assert (one.step, one.identity) == (Step.IDENTIFIED, Identity.SIGNED_IN)
    assert one.due_on.isoformat() == "2026-12-20"
    assert "30 days left" in me.get("/me/requests").text

    page = f"{DESK}/{one.id}"
    shown = admin.get(page).text
    assert words in shown
    assert "/customers/nadia/details" in shown
    assert sent(admin, page, f"{page}/done", words="It was put right.").location == page
    told = me.get("/me/requests").text
    assert "Done" in told
    assert "It was put right." in told
    assert words not in told


def test_who_never_was_a_customer_asks_all_the_same(database, signed_in) -> None:
    me = signed_in(Role.CUSTOMER, "Ida")
    sent(me, "/me/requests", right=Right.ACCESS)
    with database.reading() as session:
        assert [one.right for one in open_requests(session)] == [Right.ACCESS]


def test_the_counter_takes_it_down_and_the_desk_goes_step_by_step(
    database, staff, admin, settings
) -> None:
    with database.recording() as session:
        letter = Letter("letter-1", "nadia", "text/plain", b"Please tell me all.")
        attach_letter(session, letter, Medium.LETTER, "", by="sam", at=NOON)
    page = taken(database, staff, Right.ACCESS, words="Wrote on paper", letter="letter-1")
    assert "Identity to be checked" in admin.get(DESK).text
    shown = admin.get(page).text
    assert "It is this person" in shown
    assert "/customers/nadia/knowledge" not in shown
    assert "It is done" not in shown
    sent(admin, page, f"{page}/identity", identity=Identity.PAPER, words="A passport")
    assert "/customers/nadia/knowledge" in admin.get(page).text
    sent(admin, page, f"{page}/evidence", words="Her letter", letter="letter-1")
    sent(admin, page, f"{page}/prolong", words="Many files")
    sent(admin, page, f"{page}/done", words="Handed over")
    (one,) = asked_of(database, "nadia")
    assert (one.step, one.due_on.isoformat()) == (Step.DONE, "2027-02-20")
    with database.reading() as session:
        kept = [(it.what, it.words, it.letter) for it in words_of_request(session, one.id)]
    assert kept == [
        ("received", "Wrote on paper", "letter-1"),
        ("identified", "A passport", ""),
        ("evidence", "Her letter", "letter-1"),
        ("prolonged", "Many files", ""),
        ("done", "Handed over", ""),
    ]
    bodies = sorted(letter.body for letter in letters(database, settings))
    assert len(bodies) == 2
    assert any("Many files" in body and "20 Feb 2027" in body for body in bodies)
    assert any("Handed over" in body for body in bodies)


def test_a_refusal_names_the_reason_of_the_law_and_where_to_complain(
    database, staff, admin, settings
) -> None:
    page = taken(database, staff, Right.ERASURE)
    wrong = sent(admin, page, f"{page}/refuse", ground=Ground.ACCURATE, words="typed with care")
    assert wrong.status_code == 409
    assert "typed with care" in wrong.text
    sent(admin, page, f"{page}/refuse", ground=Ground.CLAIMS, words="An invoice is open.")
    (one,) = asked_of(database, "nadia")
    assert (one.step, one.ground) == (Step.REFUSED, Ground.CLAIMS)
    (letter,) = letters(database, settings)
    for words in ("17(3)(e)", "An invoice is open.", "CNIL", "/me/requests"):
        assert words in letter.body
    assert letter.recipient == "nadia@example.org"


def test_letters_are_written_in_the_language_in_which_it_was_asked(
    database, staff, admin, settings
) -> None:
    staff.get("/customers?lang=fr")
    page = taken(database, staff, Right.HUMAN)
    (one,) = asked_of(database, "nadia")
    sent(admin, page, f"{page}/refuse", ground=Ground.NO_MACHINE)
    (letter,) = letters(database, settings)
    assert letter.language == one.language == "fr"
    assert "Aucune machine" in letter.body


def test_a_person_looks_at_a_decision_anew_and_tells_who_asked(
    database, settings, signed_in
) -> None:
    me, manager = signed_in(Role.CUSTOMER, "Nadia", "nadia"), signed_in(Role.MANAGER)
    sent(me, "/me/requests", right=Right.HUMAN, words="Why no invitation?")
    (one,) = asked_of(database, "nadia")
    page = f"{DESK}/{one.id}"
    shown = manager.get(page).text
    assert "Why no invitation?" in shown
    assert "/customers/nadia/value" in shown
    sent(manager, page, f"{page}/done", words="You were invited today.")
    assert "You were invited today." in me.get("/me/requests").text
    (letter,) = letters(database, settings)
    assert "You were invited today." in letter.body


def test_erasing_is_done_on_its_own_page_before_it_counts_as_done(database, staff, admin) -> None:
    page = taken(database, staff, Right.ERASURE, identity=Identity.KNOWN)
    refused = sent(admin, page, f"{page}/done", words="typed with care")
    assert refused.status_code == 409
    assert "typed with care" in refused.text
    sent(admin, "/customers/nadia/erase")
    with database.reading() as session:
        assert find_erasure(session, "nadia")
    assert sent(admin, page, f"{page}/done").location == page


def test_a_form_that_comes_twice_asks_once_and_an_old_one_changes_nothing(
    database, staff, admin
) -> None:
    page = "/customers/nadia/requests"
    before = staff.get(page)
    for _ in range(2):
        hidden = sent(staff, page, right=Right.ACCESS, key="the same key")
        assert hidden.status_code == 303
    assert before.status_code == 200
    (one,) = asked_of(database, "nadia")
    place = f"{DESK}/{one.id}"
    sent(admin, place, f"{place}/identity", identity=Identity.KNOWN)
    stale = sent(admin, place, f"{place}/done", revision="1", words="kept for you")
    assert stale.status_code == 409
    assert "kept for you" in stale.text
    assert asked_of(database, "nadia")[0].step is Step.IDENTIFIED


@pytest.mark.parametrize(
    "said", [{"right": "everything"}, {"identity": "guessed"}, {"letter": "another's"}]
)
def test_what_no_form_sends_is_refused(database, staff, said) -> None:
    typed = {"right": Right.ACCESS} | said
    assert sent(staff, "/customers/nadia/requests", **typed).status_code == 400
    assert asked_of(database, "nadia") == ()


def test_what_is_overdue_is_red_on_the_desk_and_told_on_the_home_page(
    database, staff, admin, signed_in, clock
) -> None:
    taken(database, staff, Right.ACCESS)
    clock.passes(minutes=1)
    assert "Requests: 1 waits" in admin.get("/").text
    clock.passes(days=31)
    for role in (Role.ADMIN, Role.MANAGER):
        somebody = signed_in(role)
        assert "Requests: 1 is late" in somebody.get("/").text
        shown = somebody.get(DESK).text
        assert "badge-bad" in shown
        assert "1 day late" in shown


def test_ten_days_hold_where_the_person_or_the_shop_is_in_morocco(
    app, database, staff, settings
) -> None:
    told = (Telling("country", "MA", Source.PERSON, 70),)
    with database.recording() as session:
        tell(session, Event("e", "nadia", Kind.ANSWERED, NOON, NOON, tellings=told))
    taken(database, staff, Right.RECTIFICATION)
    taken(database, staff, Right.RECTIFICATION, "omar")
    workshop = app.extensions["workshop"]
    there = replace(settings, answerable=Answerable(country="MA"))
    app.extensions["workshop"] = replace(workshop, settings=there)
    taken(database, staff, Right.RECTIFICATION, "omar")
    due = [one.due_on.isoformat() for who in ("nadia", "omar") for one in asked_of(database, who)]
    assert sorted(due) == ["2026-11-30", "2026-11-30", "2026-12-20"]


def restrict(database, person: str = "nadia") -> None:
    word = ("restriction", person, EVERYTHING, Channel.ANY, Said.WITHDRAWN, NOON, Spoken.SHOP)
    with database.recording() as session:
        note_consent(session, Consent(*word, "Only keep it.", 1, "en", "request"))


def test_a_restriction_holds_at_once_and_only_the_admin_opens_the_profile(
    database, staff, admin, signed_in
) -> None:
    page = taken(database, staff, Right.RESTRICTION, identity=Identity.KNOWN)
    sent(admin, page, f"{page}/done", words="You doubt your measurements")
    for role in (Role.STAFF, Role.MANAGER):
        somebody = signed_in(role)
        closed = somebody.get("/customers/nadia")
        assert closed.status_code == CLOSED
        assert "This profile is restricted" in closed.text
        assert "Nadia" not in closed.text
        program = signed_in(role, kind=KIND)
        assert program.get("/api/v1/customers/nadia").status_code == CLOSED
        assert program.get("/api/v1/customers/nadia/profile").status_code == CLOSED
    assert admin.get("/customers/nadia").status_code == 200
    manager = signed_in(Role.MANAGER)
    assert "You doubt" in admin.get(page).text
    shown = manager.get(page).text
    assert "You doubt" not in shown
    assert "Nadia" not in shown
    assert "Nadia" not in manager.get(DESK).text
    assert "What to do next" in admin.get(page).text
    assert "What to do next" not in shown
    me = signed_in(Role.CUSTOMER, "Nadia", "nadia")
    assert me.get("/me/requests").status_code == 200


def test_others_are_told_of_the_restricted_that_they_are_there_and_no_more(
    database, staff, admin
) -> None:
    with database.recording() as session:
        wrote = Event("w", "nadia", Kind.WROTE, NOON, NOON, Medium.EMAIL, note="canary note")
        tell(session, wrote)
        create_draft(
            session, Draft("left", Configuration("jeans", "2026-11"), NOON, customer="nadia")
        )
    assert "canary note" in staff.get("/inbox").text
    restrict(database)
    for page in ("/customers", "/customers?q=Nadia", "/inbox", "/"):
        shown = staff.get(page).text
        assert "nadia@example.org" not in shown, page
        assert "Nadia Ek" not in shown, page
        assert "canary note" not in shown
    assert "Restricted" in staff.get("/customers?q=Nadia").text
    assert "Nadia Ek" in admin.get("/customers?q=Nadia").text
    typed = {"name": "Nadia", "email": "nadia@example.org"}
    again = sent(staff, "/customers/new", "/customers", **typed)
    assert again.status_code == 409
    assert "+33698712340" not in again.text


def test_an_order_that_is_awaited_is_handed_over_and_closed_afterwards(
    database, staff, admin
) -> None:
    with database.recording() as session:
        create_draft(
            session, Draft(LINK, Configuration("jeans", "2026-11"), NOON, customer="nadia")
        )
        place_order(session, ORDER, "nadia", Asker("order", "key", {}), "sam")
    restrict(database)
    assert staff.get("/orders/26-1001").status_code == 200
    with database.recording() as session:
        record_scan(session, "26-1001", Scan("s", Direction.CANCEL, "", NOON, NOON, "sam"))
    assert staff.get("/orders/26-1001").status_code == CLOSED
    assert "Anna Ek" not in staff.get("/orders").text
    assert admin.get("/orders/26-1001").status_code == 200


def test_a_shop_that_sees_its_own_customers_answers_for_them_alone(
    app, database, staff, settings, signed_in
) -> None:
    page = taken(database, staff, Right.ACCESS)
    place = app.extensions["workshop"]
    ours = replace(settings, shop="Paris", shops_see="own")
    app.extensions["workshop"] = replace(place, settings=ours)
    manager = signed_in(Role.MANAGER)
    assert manager.get(page).status_code == 404
    assert "Nadia" not in manager.get(DESK).text
    with database.reading() as session:
        assert answered_requests(session) == ()
