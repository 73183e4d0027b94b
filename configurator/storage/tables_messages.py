"""The table of messages to persons: what is planned, what became of it, and what came of that."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row
from configurator.storage.tables_value import CLUSTERED


class MessageRow(Row):
    """A message one of our plans wants sent to one person, as `customers.dialogue.message` says.

    `intent` is the id of its intent, one for each person and what it is about, so that nothing is
    planned twice. It is `state` waiting (to be decided on at `due_at`), sent or lapsed; `because`
    and `detail` say why it waits or lapsed. `words` names the texts and `about` the order, draft,
    case or campaign they speak of. By `code` clicks are known; a machine's are none. In which
    `part` of his day it went teaches when he answers.
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
    part: Mapped[str]
    sent_at: Mapped[datetime | None]
    cost_cents: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    bounced_at: Mapped[datetime | None]
    clicked_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    order_number: Mapped[str]


class ChannelAnswerRow(Row):
    """How many messages went to people of a tier by a channel at a part of the day, and came back.

    Counted anew by night from the messages themselves.
    """

    __tablename__ = "channel_answer"
    __table_args__ = CLUSTERED

    tier: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    sent: Mapped[int]
    answered: Mapped[int]


class HabitRow(Row):
    """By which channel somebody is written to at a part of the day, and since when it is so."""

    __tablename__ = "habit"
    __table_args__ = CLUSTERED

    person: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    since: Mapped[datetime]


class OpposedNumberRow(Row):
    """A number on a list of those who want no calls that sell: a keyed mark, never the number."""

    __tablename__ = "opposed_number"

    mark: Mapped[str] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]


class ProductSeenRow(Row):
    """A product that messages know of, since when: who follows us is told of a new one once."""

    __tablename__ = "product_seen"

    product: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
