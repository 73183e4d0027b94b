"""The page that tells a manager what a customer is worth."""

import re

import pytest

from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.tables_value import MembershipRow
from configurator.storage.value import find_value
from configurator.storage.value_anew import Today
from configurator.storage.value_intake import Cost, Earning, keep_earnings, note_cost
from configurator.value_night import show, think
from customers.value.lifetime import Part
from customers.value.policy import read_policies
from tests.shop import NOON
from tests.web import HIDDEN

TODAY = Today(NOON, NOON.date())
POLICIES = read_policies()
PEOPLE = ("nadia", "omar", "zoe")


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def database(database: Database) -> Database:
    """Three customers, two of one need; of the third nothing is known."""
    day = TODAY.day.replace(year=TODAY.day.year - 1)
    with database.recording() as session:
        for one in PEOPLE:
            create_customer(session, Customer(one, one.title(), "", "", NOON), "test")
        keep_earnings(session, [Earning("1", "nadia", day, 4_000, 9_000, "26-1001")])
        keep_earnings(session, [Earning("2", "omar", day, 9_900, 12_000, "26-1002")])
        note_cost(session, Cost("c", "nadia", Part.SERVICE, day, 1_250, "call"), "sam", NOON)
        session.add_all(
            MembershipRow(family="need", person=one, segment=need)
            for one, need in (("nadia", "work"), ("omar", "gift"))
        )
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    return database


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\N{NO-BREAK SPACE}", " ").split())


def test_a_manager_sees_value_limits_both_ranks_and_every_line(signed_in, database):
    manager = signed_in(Role.MANAGER, "Ada")

    told = words(manager.get("/customers/nadia/value").get_data(as_text=True))

    with database.reading() as session:
        worth = find_value(session, "nadia")
    assert worth
    assert f"Worth €{round(worth.value_cents / 100):,}" in told
    assert "Of 100 such customers 90 end between" in told
    assert "Rank of all 2" in told
    assert "Rank in the segment 1 work" in told
    assert f"Still a customer {round(worth.p_alive * 100)} of 100" in told
    assert "Days with a purchase 1" in told
    assert "Earned so far €40.00" in told
    assert "too few customers to learn from" in told
    assert re.search(r"Earned \d+ \w+ \d{4} 26-1001 \+ €40 ", told)
    assert re.search(r"Service \d+ \w+ \d{4} call \S €12\.50 ", told)
    assert f"Total €{worth.value_cents / 100:,.2f}" in told
    assert "first purchase will tell" in words(
        manager.get("/customers/zoe/value").get_data(as_text=True)
    )


def test_only_managers_are_shown_the_way_there(signed_in):
    link = 'href="/customers/nadia/value"'
    assert link in signed_in(Role.MANAGER, "Ada").get("/customers/nadia").get_data(as_text=True)
    clerk = signed_in(Role.STAFF, "Sam")
    assert link not in clerk.get("/customers/nadia").get_data(as_text=True)
    assert clerk.get("/customers/nadia/value").status_code == 403
    assert signed_in(Role.MANAGER, "Ben").get("/customers/nobody/value").status_code == 404


def test_a_call_for_service_of_20_euros_is_noted_once_and_takes_20_euros(signed_in, database):
    manager, page = signed_in(Role.MANAGER, "Ada"), "/customers/nadia/value"
    with database.reading() as session:
        before = find_value(session, "nadia")
    assert before
    html = manager.get(page).get_data(as_text=True)
    hidden = dict(HIDDEN.findall(html[html.index("cost-title") :]))
    fields = hidden | {"part": "service", "source": "call 7"}

    wrong = manager.post(page, data=fields | {"amount": "20 EUR"})
    for _ in range(2):
        done = manager.post(page, data=fields | {"amount": "20,00"})

    assert wrong.status_code == 422
    assert 'value="20 EUR"' in wrong.get_data(as_text=True)
    assert done.status_code == 303
    with database.reading() as session:
        after = find_value(session, "nadia")
    assert after
    assert after.value_cents == before.value_cents - 2_000
    assert "call 7" in manager.get(page).get_data(as_text=True)
    assert manager.post(page, data=fields | {"amount": "1", "part": "realised"}).status_code == 400
