"""Which measurements of a draft's body nobody took, whoever asks."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from configurator.storage.customers import MeasurementTaken, latest_measurements
from configurator.storage.drafts import Draft
from configurator.storage.ownership import customer_behind
from configurator.storage.readings import measuring_of_draft, readings_of
from customers.body.estimate import orderable
from customers.body.reading import How, in_force
from customers.body.survey import Measured, for_the_tailor


def estimated(session: Session, draft: Draft) -> tuple[str, ...]:
    """The keys of the body of `draft` whose amounts are estimates, by the last word on each.

    Also what nobody measured and follows from the customer's other measurements.
    """
    told: dict[str, tuple[int | None, str]] = {}
    customer = customer_behind(session, draft)
    if customer:
        known = latest_measurements(session, customer)
        told |= _follows(known, draft)
        told |= {key: (one.amount, one.how) for key, one in known.items()}
    visit = measuring_of_draft(session, draft.link)
    if visit:
        taken = readings_of(session, visit.id)
        counting = set(in_force(one.reading for one in taken).values())
        told |= {
            one.reading.key: (one.reading.amount, one.how.value)
            for one in taken
            if one.reading in counting
        }
    return tuple(
        key for key, amount in draft.body_mm.items() if told.get(key) == (amount, How.ESTIMATE)
    )


def _follows(
    known: Mapping[str, MeasurementTaken], draft: Draft
) -> dict[str, tuple[int | None, str]]:
    """The estimates of what `draft` holds and nobody measured, under whatever name."""
    measured = {key: Measured(one.amount, one.measured_at) for key, one in known.items()}
    missing = draft.body_mm.keys() - for_the_tailor(measured).keys()
    found = orderable({key: one.amount for key, one in known.items()}, sorted(missing))
    return {key: (one.usual, How.ESTIMATE) for key, one in found.items()}
