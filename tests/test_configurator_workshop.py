"""The clock of the shop: days and hours as people there are told them, also on odd nights."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from catalog.configuration import By, Choice, Configuration
from configurator.app import create_app, new_link
from configurator.jobs.paper import paper_path, print_paper
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import open_database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.idempotency import Request
from configurator.storage.orders import get_order, place_order
from configurator.storage.scans import record_scan
from configurator.web.answer import completed
from configurator.web.desk import desk_with
from configurator.web.home_pages import home_of
from configurator.web.placing import frozen, placed
from production.order import Person
from production.tracking import Direction, Scan
from rules.complete import Goal
from tests.shop import BODY_MM, NOON
from tests.shop import ORDER as ANNAS
from tests.web import somebody

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
ORDER = replace(
    ANNAS,
    number="26-1001",
    person=Person("Nadia El Amrani", "", ""),
    measured_by="Samir",
)


@pytest.fixture
def shop(tmp_path, sqlite_address, clock):
    """Gives the application of a shop in that time zone."""
    opened = []

    def in_zone(name, engines=()):
        environ = {"SURMESURE_DATA": str(tmp_path / "data"), "DATABASE_URL": sqlite_address}
        settings = Settings.from_environment({**environ, "SURMESURE_TIME_ZONE": name})
        opened.append(open_database(settings))
        return create_app(settings, engines=dict(engines), database=opened[-1], now=clock)

    yield in_zone
    for database in opened:
        database.close()


def nadia(database) -> None:
    with database.recording() as session:
        create_customer(session, Customer("nadia", "Nadia El Amrani", "", "", NOON), "test")


def place(database, at) -> str:
    """An order placed at that instant; its number."""
    link = new_link()
    order = replace(ORDER, configuration=link, placed_at=at, measured_at=at)
    with database.recording() as session:
        create_draft(session, Draft(link, Configuration("jeans", "2026-11"), at))
        return place_order(
            session, order, "nadia", Request("order", link, {}), "test"
        ).stored.order.number


@pytest.mark.parametrize(
    ("zone", "instant", "told"),
    [
        ("Europe/Paris", "2026-11-20T22:59", "2026-11-20 23:59"),
        ("Europe/Paris", "2026-11-20T23:00", "2026-11-21 00:00"),
        ("Europe/Paris", "2026-07-01T22:00", "2026-07-02 00:00"),
        # The night that has no two o'clock, and the one that has it twice.
        ("Europe/Paris", "2026-03-29T00:59", "2026-03-29 01:59"),
        ("Europe/Paris", "2026-03-29T01:00", "2026-03-29 03:00"),
        ("Europe/Paris", "2026-10-25T00:30", "2026-10-25 02:30"),
        ("Europe/Paris", "2026-10-25T01:30", "2026-10-25 02:30"),
        # Days of 23 and 25 hours begin where they should.
        ("Europe/Paris", "2026-03-29T22:00", "2026-03-30 00:00"),
        ("Europe/Paris", "2026-10-25T22:59", "2026-10-25 23:59"),
        ("Europe/Paris", "2026-10-25T23:00", "2026-10-26 00:00"),
        ("America/New_York", "2026-11-01T03:59", "2026-10-31 23:59"),
        ("Asia/Tokyo", "2026-11-20T15:00", "2026-11-21 00:00"),
        ("UTC", "2026-11-20T23:59", "2026-11-20 23:59"),
    ],
)
def test_the_shop_tells_days_and_hours_by_its_own_clock(shop, clock, zone, instant, told):
    workshop = shop(zone).extensions["workshop"]
    clock.now = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    assert f"{workshop.here(clock.now):%Y-%m-%d %H:%M}" == told
    assert str(workshop.today()) == told[:10]


def test_an_order_just_after_midnight_is_of_the_new_day_and_year(shop, clock, engines):
    app, clock.now = shop("Europe/Paris", engines), NEW_YEAR
    database = app.extensions["workshop"].database
    nadia(database)
    with app.test_request_context():
        blank = Configuration("jeans", "2026-11", (Choice("fit", "slim", By.STAFF),))
        draft = Draft(
            new_link(),
            blank,
            NEW_YEAR,
            body_mm=BODY_MM,
            measured_at=NEW_YEAR,
            measured_by="Samir",
            customer="nadia",
        )
        at = desk_with(engines["jeans"], draft)
        whole = blank.moved_to(completed(at, Goal.CHEAPEST, By.STAFF) or ())
        at = at.holding(replace(draft, configuration=whole))
        with database.writing() as session:
            create_draft(session, at.draft)
        order = placed(at, frozen(at, ORDER.person), Request("order", "key", {})).order

    assert at.situation.today == date(2027, 1, 1)
    assert order.promised_on >= date(2027, 1, 1) + timedelta(days=21)
    assert order.number == "27-1001"
    with database.reading() as session:
        stored = get_order(session, order.number).order
    assert (stored.placed_at, stored.placed_at.tzinfo) == (NEW_YEAR, UTC)


def test_pages_tell_instants_in_the_zone_of_the_shop(shop, clock):
    app = shop("Europe/Paris")
    database = app.extensions["workshop"].database
    nadia(database)
    number = place(database, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    clock.now = datetime(2026, 10, 25, 1, 45, tzinfo=UTC)
    scan = Scan("scan", Direction.IN, "cutting", clock.now, clock.now, "test")
    with database.recording() as session:
        record_scan(session, number, scan)

    manager, cutter = somebody(app, Role.MANAGER), somebody(app, Role.PRODUCTION)
    page = manager.get(f"/orders/{number}").text
    echo = cutter.get(f"/workshop/cutting?order={number}&scan=scan").text

    assert "Sun 25 Oct, 02:30" in page
    assert "Sun 25 Oct, 02:45" in page
    assert "Sun 25 Oct, 02:30" in manager.get("/orders").text
    assert '<time datetime="2026-10-25T01:45:00+00:00">02:45</time>' in echo
    assert "UTC" not in page + echo


@pytest.mark.parametrize(
    ("now", "placed_at", "counts"),
    [
        # It is Monday, just after midnight: what was sold a moment before was of last week.
        ("2026-11-22T23:30", "2026-11-22T23:10", "1"),
        ("2026-11-22T23:30", "2026-11-22T22:50", "0"),
        # The week of a change begins by the clock that was valid then.
        ("2026-10-25T12:00", "2026-10-18T22:00", "1"),
        ("2026-10-25T12:00", "2026-10-18T21:59", "0"),
        ("2026-03-29T12:00", "2026-03-22T23:00", "1"),
        ("2026-03-29T12:00", "2026-03-22T22:59", "0"),
    ],
)
def test_the_managers_week_begins_on_monday_in_the_shop(shop, clock, now, placed_at, counts):
    app = shop("Europe/Paris")
    database = app.extensions["workshop"].database
    nadia(database)
    place(database, datetime.fromisoformat(placed_at).replace(tzinfo=UTC))
    clock.now = datetime.fromisoformat(now).replace(tzinfo=UTC)

    with app.test_request_context():
        home = home_of(Account("samir", "", "Samir", Role.MANAGER, NOON))

    assert home.facts[0] == ("orders since Monday", counts)


def test_an_order_is_late_once_the_promised_day_is_over_in_the_shop(shop, clock):
    app = shop("Europe/Paris")
    database = app.extensions["workshop"].database
    nadia(database)
    place(database, NOON)

    clock.now = datetime(2026, 12, 12, 22, 59, tzinfo=UTC)
    in_time = somebody(app, Role.MANAGER).get("/orders").text
    clock.now = datetime(2026, 12, 12, 23, 0, tzinfo=UTC)
    over = somebody(app, Role.STAFF).get("/orders").text

    assert "late-row" not in in_time
    assert "late-row" in over


def test_paper_tells_the_zone_and_another_zone_is_another_paper(shop):
    paris, tokyo = (
        shop(zone).extensions["workshop"].settings for zone in ("Europe/Paris", "Asia/Tokyo")
    )
    summer = replace(ORDER, placed_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))

    assert paper_path(ORDER, "en", paris) != paper_path(ORDER, "en", tokyo)
    assert "Fri 20 Nov 2026, 13:00 CET" in text(print_paper(ORDER, "en", paris))
    assert "Fri 20 Nov 2026, 21:00 JST" in text(print_paper(ORDER, "en", tokyo))
    assert "Thu 2 Jul 2026, 00:30 CEST" in text(print_paper(summer, "en", paris))


def text(path) -> str:
    return " ".join(PdfReader(BytesIO(path.read_bytes())).pages[0].extract_text().split())
