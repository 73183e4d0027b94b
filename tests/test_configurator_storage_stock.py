from dataclasses import replace
from datetime import UTC, datetime

import pytest

from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from configurator.storage.stock import (
    Shelf,
    StaleShelf,
    add_shelves,
    find_shelf,
    save_shelf,
    stock_units,
)

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)


@pytest.fixture
def database_url(address: str) -> str:
    return address


def test_stock_is_counted_by_module(database: Database) -> None:
    with database.recording() as session:
        add_shelves(session, {"BT-1": 100, "TH-1": 5})
    with database.recording() as session:
        add_shelves(session, {"BT-1": 0, "ZP-1": 7})
    with database.reading() as session:
        assert stock_units(session) == {"BT-1": 100, "TH-1": 5, "ZP-1": 7}
        seen = find_shelf(session, "BT-1")
    assert seen == Shelf("BT-1", 100)
    with database.recording() as session:
        counted = save_shelf(session, replace(seen, units=90), "kim", NOW)
    assert counted == Shelf("BT-1", 90, revision=2)
    with pytest.raises(StaleShelf) as stale, database.recording() as session:
        save_shelf(session, replace(seen, units=80), "sam", NOW)
    assert stale.value.current == counted
    with pytest.raises(NotThere), database.recording() as session:
        save_shelf(session, Shelf("XX-1", 1), "sam", NOW)
