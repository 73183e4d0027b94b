"""Which of the fields we ask people for are used: noted in passing, proposed to be dropped."""

import re
from datetime import timedelta

import pytest

from configurator.storage.accounts import Role
from configurator.storage.consents import standing_of
from configurator.storage.customers import Customer, create_customer
from configurator.storage.events import tell
from configurator.storage.field_uses import BEGAN, Use, uses_of
from configurator.storage.freshness import count_freshness
from configurator.storage.tables_requests import FieldUseRow
from customers.identity.event import Event, Kind, Source, Telling
from tests.shop import NOON

DAY = timedelta(days=1)
TODAY = NOON.date()
ASKED = ("birth_date", "occupation")


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database):
    told = (Telling("occupation", "baker", Source.PERSON, 70),)
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna", "anna@x.example", "", NOON), "")
        tell(session, Event("e", "anna", Kind.ANSWERED, NOON, NOON, tellings=told))
    return database


def decided(database, at) -> None:
    """Something is decided by how old she is, and something else is saved afterwards."""
    with database.reading() as session:
        standing_of(session, "anna", at)
    with database.recording():
        pass


def uses(database, today) -> tuple[Use, ...]:
    with database.reading() as session:
        return uses_of(session, ASKED, today)


def test_a_field_is_noted_once_a_day_with_what_is_saved_anyway(database) -> None:
    with database.reading() as session:
        standing_of(session, "anna", NOON)
        assert session.get(FieldUseRow, "birth_date") is None
    for days in (0, 0, 3):
        decided(database, NOON + days * DAY)
    assert uses(database, TODAY)[0] == Use(
        "birth_date", TODAY + 3 * DAY, 2, is_unused=False, reads=4
    )


def test_a_field_nobody_read_for_a_year_is_proposed_to_be_dropped(database) -> None:
    decided(database, NOON)
    year = TODAY + 365 * DAY
    assert [one.is_unused for one in uses(database, year)] == [False, False]
    decided(database, NOON + 200 * DAY)
    assert [one.is_unused for one in uses(database, year + DAY)] == [False, True]
    with database.reading() as session:
        began = session.get(FieldUseRow, BEGAN)
        assert began
        assert began.last_on == TODAY


def test_before_uses_were_noted_for_a_year_nothing_is_proposed(database) -> None:
    assert [one.is_unused for one in uses(database, TODAY)] == [False, False]


def test_what_is_read_stands_beside_what_is_kept_and_the_least_used_first(
    database, signed_in
) -> None:
    decided(database, NOON - 400 * DAY)
    for days in (0, 1):
        decided(database, NOON + days * DAY)
    count_freshness(database, NOON)
    birth_date, occupation = uses(database, TODAY)
    assert (birth_date.reads, birth_date.ratio) == (3, None)
    assert (occupation.kept, occupation.ratio) == (1, 0.0)

    page = signed_in(Role.MANAGER).get("/rights/register").text
    rows = [one.strip() for one in re.findall(r'<th scope="row">([^<]+)', page)]
    assert rows.index("Occupation") < rows.index("Born on")
    cells = re.findall(r">Occupation.*?</tr>", page, re.DOTALL)[0]
    assert re.findall(r'class="number">([^<]*)', cells) == ["0", "1", "0.0"]


def test_a_page_that_shows_a_field_uses_it_and_the_register_says_so(
    database, staff, signed_in, clock
) -> None:
    manager = signed_in(Role.MANAGER)
    decided(database, NOON - 400 * DAY)
    before = manager.get("/rights/register").text
    assert "Ask no more" in before
    assert staff.get("/customers/anna/details").status_code == 200
    decided(database, NOON)
    known = {one.field: one.last_on for one in uses(database, TODAY)}
    assert known == dict.fromkeys(ASKED, TODAY)
    assert manager.get("/rights/register").text.count("Ask no more") < before.count("Ask no more")
    assert clock() == NOON
