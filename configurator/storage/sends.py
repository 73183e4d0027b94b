"""What came of messages, counted by programme and channel."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from configurator.storage.tables_messages import MessageRow
from customers.dialogue.sending import Send

SENT = "sent"


def sends(session: Session) -> tuple[Send, ...]:
    """All that went so far, by programme and channel; each message counts once."""
    row = MessageRow
    counted = (
        func.count(),
        func.sum(case((row.bounced_at.is_not(None), 1), else_=0)),
        func.sum(case((row.clicked_at.is_not(None), 1), else_=0)),
        func.sum(case((row.order_number != "", 1), else_=0)),
        func.sum(row.cost_cents),
    )
    query = select(row.programme, row.channel, *counted).where(row.state == SENT)
    query = query.group_by(row.programme, row.channel).order_by(row.programme, row.channel)
    return tuple(
        Send(programme, channel, *map(int, counts))
        for programme, channel, *counts in session.execute(query)
    )
