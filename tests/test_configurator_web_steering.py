"""Pages managers steer by: each with its message, few people hidden, an alert on the home page."""

import re
from datetime import date, timedelta

import pytest

from configurator.steering_night import CONTACTS, KNOWN, SERVED, TRACES, WEEKS
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.night_figures import keep_figure
from configurator.storage.tables_programmes import ProgrammeRow
from customers.identity.event import Event, Kind
from tests.shop import NOON

MONDAY = date(2026, 11, 9)
"""Two weeks before the one that runs: the last whole one began a week later."""


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def engines():
    return {}


def week(begin: date, actual: int | None) -> dict[str, object]:
    return {"begin": begin.isoformat(), "expected": 20, "low": 12, "high": 28, "actual": actual}


def weeks(last: int) -> dict[str, object]:
    begins = [MONDAY - timedelta(weeks=1), MONDAY, MONDAY + timedelta(weeks=1)]
    return {
        "orders": [week(one, came) for one, came in zip(begins, (19, last, None), strict=True)],
        "visits": [week(begins[1], 22)],
    }


@pytest.fixture
def database(database: Database) -> Database:
    """What a night found out."""
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna", "", "", NOON), "test")
        programme = {"key": "CPP", "name": "CPP", "tier": "CPP", "cost_cents": 500}
        more = {"take_percent": 0, "control_percent": 10, "seed": "s", "state": "running"}
        rest: dict[str, object] = {
            "began_day": 1,
            "ended_day": None,
            "made_by": "",
            "told": {},
            "revision": 1,
        }
        session.add(ProgrammeRow(**programme, **more, **rest))
        rows = [
            ["CPP", 2025, 0, False, 60, 45, 600_000],
            ["CPP", 2025, 0, True, 40, 20, 200_000],
            ["CPP", 2026, 0, False, 9, 9, 90_000],
        ]
        keep_figure(session, SERVED, NOON, {"rows": rows})
        keep_figure(session, WEEKS, NOON, weeks(20))
        costs = {"messages": [100, 5_000], "minutes": [50, 20_000], "offers": [0, 0]}
        earned = {"after a message": [10, 60_000], "proposed": [5, 40_000], "others": [4, 8_000]}
        keep_figure(session, CONTACTS, NOON, {"costs": costs, "earned": earned})
        keep_figure(session, KNOWN, NOON, {"rows": [[2, 40, 36, 20, 40], [0, 9, 9, 9, 9]]})
        keep_figure(session, TRACES, NOON, {"designed": [30, 70, 700_000]})
    return database


@pytest.fixture
def manager(signed_in, database):  # noqa: ARG001 - the night before he came
    return signed_in(Role.MANAGER, "Ada")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\N{NO-BREAK SPACE}", " ").split())


def test_those_served_stand_beside_those_who_went_without_with_the_difference(manager):
    page = words(manager.get("/value/served").text)
    assert "75 % of those served came back, 50 % of those who went without" in page
    assert "2025, first year 60 75 % €100 40 50 % €50 +25 (" in page
    assert "2026, first year · hidden" in page
    csv = manager.get("/value/served/table.csv").data.decode("utf-8-sig")
    assert '"2026, first year",·,·,·' in csv


def test_contacts_and_personal_orders_cost_and_earn_by_arithmetic(manager):
    page = words(manager.get("/value/contacts").text)
    assert "A personal contact costs €1.67, a personal order earns €67" in page
    assert "Personal contacts 150 €250" in page
    assert "Personal orders, less contacts 15 €750" in page


def test_how_many_are_known_is_told_by_tier_and_few_are_hidden(manager):
    page = words(manager.get("/value/known").text)
    assert "Of 50 % of active customers we know what they need" in page
    assert "CPP 40 · hidden 50 % 100 %" in page
    assert "CNR · hidden" in page


def test_the_phases_show_needs_known_and_what_personal_care_costs_and_earns(manager):
    page = words(manager.get("/value/phases").text)
    assert "Active customers whose needs we know 59 %" in page
    assert "Cost of a personal contact €1.67" in page
    assert "Margin of a personal order €66.67" in page


def test_a_week_outside_its_limits_stands_on_the_home_page_of_managers(manager, database):
    assert "Not as foreseen" not in manager.get("/").text
    with database.recording() as session:
        keep_figure(session, WEEKS, NOON, weeks(31))
    home = manager.get("/").text
    assert "Not as foreseen" in home
    assert "31 came, 12 to 28 were expected" in words(home)
    page = words(manager.get("/value/weeks?by=orders").text)
    assert "Last week brought 31; 12 to 28 were expected" in page
    assert "31 outside" in page
    assert "Last week brought 22" in words(manager.get("/value/weeks?by=visits").text)
    assert manager.get("/value/weeks/light.svg").mimetype == "image/svg+xml"


def test_who_never_bought_has_a_value_of_potential_alone(manager, database):
    with database.recording() as session:
        tell(session, Event("w", "anna", Kind.WISHED, NOON, NOON))
    page = words(manager.get("/customers/anna/value").text)
    assert "Worth €70, all of it potential" in page
    assert "Become customers 70 of 100" in page
