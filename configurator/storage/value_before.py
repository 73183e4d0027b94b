"""How a run had a customer whose value changes by day: what its sums were counted from."""

from sqlalchemy.orm import Session

from configurator.storage.tables_figures import ValueBeforeRow
from configurator.storage.tables_value import CustomerValueRow


def keep_before(session: Session, run: int, person: str) -> None:
    """Note how a run had a person, under the id he is known by, before that changes; once."""
    if session.get(ValueBeforeRow, (run, person)):
        return
    had = session.get(CustomerValueRow, (run, person))
    row = ValueBeforeRow(
        run=run,
        person=person,
        segment=had.segment if had else "",
        tier=had.tier if had else 0,
        customers=int(had is not None),
        purchases=had.purchases if had else 0,
        value_cents=had.value_cents if had else 0,
        earned_cents=had.baseline_cents if had else 0,
    )
    session.add(row)
    session.flush()
