"""The next best offer on the clerk's screen, with its reason, or why there is none."""

import re
from datetime import timedelta

import pytest

from configurator.programmes_night import run_programmes
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.gestures import GestureDone, GestureKind, do_gesture
from configurator.storage.tables_programmes import AssignmentRow
from configurator.storage.value_anew import Today
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import show, think
from customers.identity.event import Event, Kind
from customers.value.policy import read_policies
from tests.shop import BODY, NOON
from tests.web import hidden, sent

TODAY = Today(NOON, NOON.date())
POLICIES = read_policies()


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database: Database) -> Database:
    """Zara, who became one of the best, and five others."""
    day = TODAY.day - timedelta(days=400)
    with database.recording() as session:
        for one, cents in {"zara": 90_000, **{f"x{n}": 4_000 for n in range(5)}}.items():
            create_customer(session, Customer(one, one.title(), "", "", NOON), "test")
            keep_earnings(session, [Earning(one, one, day, cents, cents, "")])
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    run_programmes(database, POLICIES, TODAY)
    return database


def best(client, person: str = "zara") -> str:
    page = client.get(f"/customers/{person}").text
    found = re.search(
        r'<section class="now" aria-labelledby="best-title">.*?</section>', page, re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def complained() -> Event:
    return Event("c", "zara", Kind.COMPLAINED, NOON, NOON, note="A seam")


def test_what_is_owed_is_the_one_thing_with_its_reason_and_never_a_worth(staff, database):
    said = best(staff)
    assert "Say thank you by hand" in said
    assert "By our policy A" in said
    assert not re.search("CPP|€900|90", said.replace("2026", ""))
    with database.recording() as session:
        for kind in (GestureKind.THANKS, GestureKind.AMBASSADOR):
            do_gesture(session, GestureDone("zara", kind, "test", TODAY.day, NOON))
    assert best(staff) == ""


def test_who_goes_without_is_not_offered_what_the_programme_brings(staff, database):
    with database.recording() as session:
        row = session.get_one(AssignmentRow, ("CPP", "zara"))
        row.is_control = True
    assert "thank you" not in best(staff)


def test_an_open_complaint_silences_every_offer_and_says_so(staff, database):
    with database.recording() as session:
        tell(session, complained())
    assert "No offer now: a complaint is open" in best(staff)
    assert "Speak of" not in staff.get("/customers/zara").text


def test_a_design_that_is_ready_is_finished_even_for_who_objects_to_profiling(staff, signed_in):
    zara = signed_in(Role.CUSTOMER, "Zara", "zara")
    sent(
        zara,
        "/me/consents",
        purpose="lifetime_value",
        channel="any",
        answer="no",
        version="1",
    )
    assert "we are not to conclude" in best(staff)
    link = sent(zara, "/designs/jeans/sunday", "/designs/jeans/sunday/start").location
    unseen = hidden(zara.get(link).text) | {"revision": "1", "key": "all", "goal": "cheapest"}
    assert zara.post(f"{link}/finish", data=unseen).status_code == 303
    sent(zara, f"{link}/measure", **BODY)
    said = best(staff)
    assert "thank you" not in said
    assert "Finish it" in said
