"""The home page of each role: what to do now."""

from datetime import timedelta

import pytest

from catalog.configuration import By, Choice, Configuration
from configurator.app import create_app, new_link
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.idempotency import Request
from configurator.storage.scans import record_scan
from configurator.web.answer import completed
from configurator.web.desk import desk_with
from configurator.web.placing import frozen, placed
from production.order import Person
from production.tracking import Direction, Scan
from rules.complete import Goal
from tests.shop import BODY_MM, NOON

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "", NOON)


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, NADIA, "test")
    return database


@pytest.fixture
def home(signed_in):
    """The home page as somebody of that role sees it."""
    return lambda role: signed_in(role).get("/")


@pytest.fixture
def ordered(settings, database, engines):
    """Order a pair for Nadia so many days ago; gives the number."""

    def order(days_ago, *stations):
        then = NOON - timedelta(days=days_ago)
        app = create_app(settings, engines=engines, database=database, now=lambda: then)
        with app.test_request_context():
            at = desk_with(engines["jeans"], draft(then, Choice("fit", "slim", By.STAFF)))
            choices = completed(at, Goal.CHEAPEST, By.STAFF)
            at = at.holding(draft(then, *(choices or ())))
            with database.writing() as session:
                create_draft(session, at.draft)
            request = Request(f"order {at.draft.link}", "key", {})
            number = placed(
                at, frozen(at, Person(NADIA.name, NADIA.email, "")), request
            ).order.number
        for station in stations:
            scan = Scan(new_link(), Direction.IN, station, then, then, "test")
            with database.recording() as session:
                record_scan(session, number, scan)
        return number

    return order


def draft(at, *choices, measured=True):
    body = {"body_mm": BODY_MM, "measured_at": at, "measured_by": "Samir"} if measured else {}
    chosen = Configuration("jeans", "2026-11", choices)
    return Draft(new_link(), chosen, at, customer="nadia", **body)


MAKING = ("cutting", "sewing", "washing", "finishing", "check")


def test_strangers_see_the_entrance(app):
    page = app.test_client().get("/").text

    assert "Made for one: you" in page
    assert "Nadia" not in page


def test_customers_come_to_their_own_page(home):
    assert home(Role.CUSTOMER).location == "/me"


def test_staff_find_customers_and_see_what_is_promised_and_what_waits(home, ordered, database):
    late, ready, later = ordered(40), ordered(39, *MAKING, "ready"), ordered(2)
    with database.writing() as session:
        create_draft(session, draft(NOON, measured=False))
    page = home(Role.STAFF).text
    due, shelf, drafts = (
        page.split(f'id="{key}-title"')[1].split("</section>")[0]
        for key in ("due", "ready", "drafts")
    )

    assert 'role="search"' in page
    assert late in due
    assert "Late" in due
    assert not any(number in due for number in (ready, later))
    assert ready in shelf
    assert "Late" not in shelf
    assert 'href="/customers/nadia"' in drafts
    assert drafts.count("<li>") == 1  # What was ordered is no draft any more.


def test_staff_with_nothing_to_do_are_told_kindly(home):
    page = home(Role.STAFF).text

    assert "Every promise is kept so far." in page
    assert "Nothing lies on the shelf." in page
    assert "No draft is waiting." in page


def test_the_workshop_is_led_to_its_queue_and_sees_no_names(home, ordered):
    late, sewn = ordered(40), ordered(3, "cutting", "sewing")
    page = home(Role.PRODUCTION).text

    assert 'href="/workshop"' in page
    assert "2 orders to be made." in page
    assert page.index(late) < page.index(sewn)
    assert "Nadia" not in page
    assert "€" not in page


def test_managers_see_the_week_and_what_is_late(home, ordered):
    late, of_week = ordered(40), ordered(1)
    ordered(5)
    page = home(Role.MANAGER).text
    lates, week = (
        page.split(f'id="{key}-title"')[1].split("</section>")[0] for key in ("late", "week")
    )

    assert "1 order is late." in page
    assert late in lates
    assert of_week not in lates
    assert of_week in week
    assert week.count("<li>") == 1
    assert "<dd>1</dd>" in page.split("orders since Monday")[1].split("</div>")[0]
    assert "All promises stand." not in page


def test_managers_with_nothing_late_are_told_so(home):
    page = home(Role.MANAGER).text

    assert "All promises stand." in page
    assert "No order yet since Monday." in page


@pytest.mark.parametrize(
    ("role", "address"), [(Role.ADMIN, "/people"), (Role.AUTHOR, "/configure/jeans")]
)
def test_others_are_led_to_their_tasks(home, role, address):
    page = home(role).text

    assert "Your tasks" in page
    assert f'class="button button-solid" href="{address}"' in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CUSTOMER])
def test_each_page_says_one_thing_to_do_first(home, role):
    assert home(role).text.count("button-solid") == 1
