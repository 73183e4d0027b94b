"""Numbers people read to each other, running per year."""

from sqlalchemy.orm import Session

from configurator.storage.dialect import hold
from configurator.storage.tables import CounterRow

FIRST_OF_YEAR = 1001


def next_order_number(session: Session, year: int) -> str:
    """The next order number of `year`: `26-1001`, `26-1002`, ... Given back on rollback."""
    name = f"order-{year}"
    # A row that is not there yet cannot be locked.
    hold(session, f"counter {name}")
    counter = session.get(CounterRow, name, with_for_update=True, populate_existing=True)
    if counter is None:
        counter = CounterRow(name=name, last=FIRST_OF_YEAR - 1)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{year % 100:02d}-{counter.last}"
