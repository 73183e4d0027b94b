"""The table of messages to persons: what is planned, what became of it, and what came of that."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class MessageRow(Row):
    """A message one of our plans wants sent to one person, as `customers.dialogue.message` says.

    `intent` is the id of its intent, one for each person and what it is about, so that nothing is
    planned twice. It is `state` waiting (to be decided on at `due_at`), sent or lapsed; `because`
    and `detail` say why it waits or lapsed. `words` names the texts and `about` the order, draft,
    case or campaign they speak of. By `code` clicks are known; a machine's are none.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_state_due_at", "state", "due_at"),
        Index("ix_message_programme_state", "programme", "state"),
        Index("ix_message_person_sent_at", "person", "sent_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    intent: Mapped[str] = mapped_column(unique=True)
    programme: Mapped[str]
    nature: Mapped[str]
    purpose: Mapped[str]
    objective: Mapped[str]
    measure: Mapped[str]
    words: Mapped[str]
    about: Mapped[str]
    channels: Mapped[str]
    worth_cents: Mapped[int] = mapped_column(BigInteger)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    state: Mapped[str]
    due_at: Mapped[datetime]
    because: Mapped[str]
    detail: Mapped[str]
    channel: Mapped[str]
    sent_at: Mapped[datetime | None]
    cost_cents: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    bounced_at: Mapped[datetime | None]
    clicked_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    order_number: Mapped[str]
