"""Filling the demo shop: four weeks of customers, orders and scans, once.

All of it follows from the shop's own secret and the instant it was begun, so that filling which was
broken off is taken up again at the next start and leads to the same shop. What takes its time is
thought out before; transactions only write.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice

from configurator.app import create_app
from configurator.demo_customers import Known, known_customers
from configurator.demo_making import Told, scans_of
from configurator.demo_measuring import fill_measured
from configurator.demo_orders import DAYS, Clock, Maker, Sold, open_drafts, sold
from configurator.demo_people import BY
from configurator.settings import Settings
from configurator.storage import audit
from configurator.storage.accounts import Role
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft, find_draft
from configurator.storage.idempotency import Request
from configurator.storage.jobs import LAYOUT, WORK_ORDER, Work, withdraw_job
from configurator.storage.scans import record_scan
from configurator.storage.stock import stock_units
from configurator.web.placing import placed
from rules.engine import Engine

PRODUCT = "jeans"
SHOP, BEGAN, FILLED = "demo shop", "began", "filled"
AT_ONCE = 6
"""So many things are written in one transaction, which keeps it short."""


def is_filled(database: Database) -> bool:
    """Whether all of it is there."""
    with database.reading() as session:
        return any(entry.what == FILLED for entry in audit.entries_of(session, SHOP))


def begun(database: Database) -> datetime:
    """The midnight with which the four weeks begin: the same each time, once it was told."""
    with database.recording() as session:
        for entry in audit.entries_of(session, SHOP):
            return entry.at
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        began = today - timedelta(days=DAYS)
        audit.record(session, audit.Deed(began, BY, BEGAN, SHOP))
        return began


def fill_customers(
    settings: Settings, engines: Mapping[str, Engine], database: Database
) -> Sequence[Known]:
    """The customers of the demo, put on record unless they are."""
    return known_customers(settings, database, engines[PRODUCT].product, begun(database))


def fill_orders(  # noqa: PLR0913 - a shop, who is in it, and how much
    settings: Settings,
    engines: Mapping[str, Engine],
    database: Database,
    people: Sequence[Known],
    accounts: Mapping[Role, str],
    *,
    orders: int,
) -> None:
    """So many orders, their scans, and drafts of these people; `accounts` are ids by role."""
    clock, now = Clock(begun(database)), datetime.now(UTC)
    app = create_app(settings, engines=engines, database=database, now=clock)
    with database.reading() as session:
        stock = stock_units(session)
    maker = Maker(engines[PRODUCT], stock, settings, clock, clock.now, orders)
    with app.test_request_context():
        found = list(sold(maker, people))
        scanner = accounts[Role.PRODUCTION]
        scans = [told for one in found for told in scans_of(one.place, one.order, now, scanner)]
        numbers = _happened(database, found, sorted(scans, key=lambda told: told.scan.at))
    fill_measured(database, [numbers[one.place] for one in found], scanner, now)
    _drafted(database, open_drafts(maker, people, accounts[Role.CUSTOMER]))
    _unprinted(database, sorted({numbers[told.place] for told in scans}))
    with database.recording() as session:
        audit.record(session, audit.Deed(now, BY, FILLED, SHOP))


def _happened(
    database: Database, orders: Iterable[Sold], scans: Iterable[Told]
) -> Mapping[int, str]:
    """Place the orders and record the scans, each in its turn; the numbers by place."""
    numbers: dict[int, str] = {}
    waiting: list[Told] = []
    happened: Iterable[Sold | Told] = merge(orders, scans, key=_at)
    for event in happened:
        if isinstance(event, Told):
            waiting.append(event)
        if isinstance(event, Sold) or len(waiting) == AT_ONCE:
            _scanned(database, numbers, waiting)
            waiting = []
        if isinstance(event, Sold):
            numbers[event.place] = _placed(database, event)
    _scanned(database, numbers, waiting)
    return numbers


def _at(event: object) -> datetime:
    assert isinstance(event, Sold | Told)
    return event.order.placed_at if isinstance(event, Sold) else event.scan.at


def _placed(database: Database, one: Sold) -> str:
    draft = one.desk.draft
    with database.writing() as session:
        if find_draft(session, draft.link) is None:
            create_draft(session, draft)
    return placed(one.desk, one.order, Request(f"order {draft.link}", BY, {})).order.number


def _scanned(database: Database, numbers: Mapping[int, str], some: Sequence[Told]) -> None:
    if some:
        with database.recording() as session:
            for told in some:
                record_scan(session, numbers[told.place], told.scan)


def _drafted(database: Database, drafts: Iterator[Draft]) -> None:
    while some := list(islice(drafts, AT_ONCE)):
        with database.recording() as session:
            for draft in some:
                if find_draft(session, draft.link) is None:
                    create_draft(session, draft)


def _unprinted(database: Database, begun: Iterable[str]) -> None:
    """Have paper printed only for what is to be cut; any other is made when somebody asks."""
    left = iter(begun)
    while some := list(islice(left, AT_ONCE)):
        with database.recording() as session:
            for number in some:
                withdraw_job(session, Work(WORK_ORDER, number, LAYOUT))
