"""What orders took of people: counted with each order, and the same if counted at night."""

import pytest
from sqlalchemy import delete, select

from configurator.storage.customers import Customer, create_customer
from configurator.storage.efforts import keep_up_efforts, learning_of_all
from configurator.storage.scans import record_scan
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_taste import EffortRow
from customers.taste.effort import Learning
from production.tracking import Direction, Scan
from tests.shop import NOON
from tests.test_configurator_web_taste import ordered


@pytest.fixture
def database_url(address: str) -> str:
    """On both kinds of database."""
    return address


def test_what_orders_took_is_counted_once_by_the_number_of_the_order(database, jeans) -> None:
    design = jeans.product.designs[0].choices
    with database.recording() as session:
        for person in ("anna", "ben"):
            create_customer(session, Customer(person, person, "", "1", NOON), "sam")
    numbers = [
        ordered(database, jeans, person, design, place)
        for place, person in enumerate(("anna", "ben", "anna", "anna"))
    ]
    cancel = Scan("one", Direction.CANCEL, "", NOON, NOON, "sam")
    with database.recording() as session:
        record_scan(session, numbers[-1], cancel)

    def told(*but: str) -> tuple[Learning, ...]:
        with database.reading() as session:
            return learning_of_all(session, 8, but)

    assert told() == (Learning(1, 2, 1.0, None), Learning(2, 1, 1.0, None))
    assert told("anna") == (Learning(1, 1, 1.0, None),)
    with database.recording() as session:
        before = session.execute(select(EffortRow.__table__).order_by("order_number")).all()
        session.execute(delete(EffortRow))
    assert told() == ()
    keep_up_efforts(database)
    with database.recording() as session:
        after = session.execute(select(EffortRow.__table__).order_by("order_number")).all()
        assert after == before
        session.get_one(PersonRow, "ben").leader = "anna"
    assert [one.orders for one in told()] == [1, 1, 1]
