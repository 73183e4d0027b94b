"""What is done with messages in `surmesure bench --messages`: taken away, clicked on, counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from configurator.bench_sessions import Figures
from configurator.storage.database import Database
from configurator.storage.deciding import HandOver
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_messages import MessageRow

CLICKS = 0.1
"""So many of what went are clicked on."""


def handing_plainly(strike: Callable[[], None], now: datetime) -> HandOver:
    """Hands a message over without words; `strike` is called before and after."""

    def hand(session: Session, row: MessageRow) -> None:
        strike()
        handed = {"id": row.id, "person": row.person, "channel": row.channel, "language": "en"}
        unseen = {"opened_at": None, "posted_at": None, "posted_by": "", "link": ""}
        session.add(HandedRow(**handed, **unseen, handed_at=now))
        strike()

    return hand


def click_some(database: Database, chance: Random, since: datetime) -> None:
    """Have some of what went since then clicked on."""
    row, at = MessageRow, since + timedelta(hours=23)
    with database.recording() as session:
        went = session.scalars(select(row.id).where(row.sent_at >= since).order_by(row.id)).all()
        for one in went:
            if chance.random() < CLICKS:
                session.execute(update(row).where(row.id == one).values(clicked_at=at))


def counted(session: Session, by: str, *states: str) -> Figures:
    """How many messages there are by a column, the most first; of all states, or of these."""
    column = getattr(MessageRow, by)
    many = select(column, func.count()).group_by(column).order_by(func.count().desc(), column)
    if states:
        many = many.where(MessageRow.state.in_(states))
    return {row[0]: row[1] for row in session.execute(many)}
