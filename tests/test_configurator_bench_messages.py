"""A month of messages to made-up people: no limit passed, nothing twice, each no with its reason.

Small here; SURMESURE_MESSAGES=10000 and SURMESURE_MESSAGE_DAYS=30 is the whole of it.
"""

import os

import pytest

from configurator.bench_messages import simulated
from configurator.settings import Settings
from configurator.storage.database import Database

PEOPLE = int(os.environ.get("SURMESURE_MESSAGES", "60"))
DAYS = int(os.environ.get("SURMESURE_MESSAGE_DAYS", "8"))


@pytest.fixture
def database_url(address: str) -> str:
    return address


def test_in_a_shop_whose_sender_dies_again_and_again_nobody_is_told_too_much_or_twice(
    database: Database, settings: Settings
) -> None:
    found = simulated(database, settings, PEOPLE, DAYS)
    assert not any(found["violations"].values()), found["violations"]
    assert int(found["messages"]["sent"]) >= PEOPLE // 2
    assert found["run"]["kills"]
    assert int(found["messages"]["lapses"]) >= PEOPLE
