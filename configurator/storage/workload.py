"""What a pair takes in the workshop, by the orders placed last."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.tables import OrderRow
from customers.value.offer import Workload
from production.document import routing_in

LATELY = 50


def workload(session: Session, minutes_a_day: int) -> Workload:
    """The minutes of a pair at the station that takes longest, by the last fifty orders."""
    rows = select(OrderRow.document).order_by(OrderRow.id.desc()).limit(LATELY)
    documents = session.scalars(rows).all()
    minutes = Counter[str]()
    for one in documents:
        for step in routing_in(one):
            minutes[step.station] += step.minutes
    most = max(minutes.values(), default=0)
    return Workload(-(-most // max(len(documents), 1)), minutes_a_day)
