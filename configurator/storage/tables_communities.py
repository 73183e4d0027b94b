"""The tables of what customers join and follow of their own will, and of what is told to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class CommunityMemberRow(Row):
    """A person joined those who have a need (`question=answer`)."""

    __tablename__ = "community_member"
    __table_args__ = (Index(None, "person"),)

    need: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    joined_at: Mapped[datetime]


class CommunityPostRow(Row):
    """What a member says to the others: a question, a tip or a design of his, perhaps under a name.

    A design is a `product` and the values of a `way`, as forms name them: no draft and no body.
    `state` is waiting, shown or hidden. The one answer of the shop stands in it, so that both
    vanish together.
    """

    __tablename__ = "community_post"
    __table_args__ = (
        Index(None, "need", "state", "written_at"),
        Index(None, "state", "written_at"),
        Index(None, "person"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    need: Mapped[str]
    person: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    words: Mapped[str]
    product: Mapped[str]
    way: Mapped[str]
    state: Mapped[str]
    written_at: Mapped[datetime]
    judged_by: Mapped[str]
    judged_at: Mapped[datetime | None]
    answer: Mapped[str]
    answered_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    revision: Mapped[int]


class TopicFollowerRow(Row):
    """A person wants to hear of a topic, since when."""

    __tablename__ = "topic_follower"
    __table_args__ = (Index(None, "topic"),)

    person: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class NewsRow(Row):
    """Something told of a topic: title and words by language, the day it is of, and its source."""

    __tablename__ = "news"
    __table_args__ = (Index(None, "topic", "published_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str]
    texts: Mapped[dict[str, Any]]
    source: Mapped[str]
    day: Mapped[date]
    published_by: Mapped[str]
    published_at: Mapped[datetime]
