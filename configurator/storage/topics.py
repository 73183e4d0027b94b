"""Topics customers follow, and the news told of them: each with its day and its source."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import insert_missing
from configurator.storage.errors import NotThere
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.one_person import all_of
from configurator.storage.tables_communities import NewsRow, TopicFollowerRow
from configurator.storage.tables_identity import PersonRow
from configurator.storage.tables_rights import ConsentRow
from customers.dialogue.message import Intent, Nature
from customers.rights.consent import Said
from customers.rights.purpose import Channel

NEWS = "news"
"""Messages of news are called so, and `news <id>` names their words."""

STAYS_NEW = timedelta(days=14)
"""News older than this reach nobody by message any more."""

MARKETING, FOLLOWING = "marketing", "community"
"""The purposes of a letter with news, and of news on one's own pages."""

WORTH_CENTS = 50
"""What an answer to news is taken to bring, until answers show what it does."""


class Topic(StrEnum):
    """What one can hear of."""

    PRODUCTS = "products"
    CLOTHS = "cloths"
    COMPANY = "company"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class News:
    """Something told of a topic: title and words by language, as of a day, from a source."""

    id: str
    topic: Topic
    texts: Mapping[str, tuple[str, str]]
    source: str
    day: date
    published_at: datetime

    def told(self, language: str) -> tuple[str, str]:
        """Title and words in that language, or in the one it was written in first."""
        return self.texts.get(language) or next(iter(self.texts.values()))


def followers(session: Session, topic: str) -> tuple[str, ...]:
    """Who follows a topic, each under the id he is known by, sorted."""
    row = TopicFollowerRow
    query = select(PersonRow.leader).join(row, row.person == PersonRow.id)
    alive = query.where(row.topic == topic, PersonRow.erased_at.is_(None))
    return tuple(session.scalars(alive.distinct().order_by(PersonRow.leader)))


def topics_of(session: Session, person: str) -> frozenset[Topic]:
    """What the person follows."""
    mine = TopicFollowerRow.person.in_(all_of(person))
    return frozenset(map(Topic, session.scalars(select(TopicFollowerRow.topic).where(mine))))


def follow(session: Session, person: str, topics: Collection[Topic], at: datetime) -> None:
    """Have the person follow exactly these; since when is kept of those he followed before."""
    row, before = TopicFollowerRow, topics_of(session, person)
    if before == frozenset(topics):
        return
    dropped = row.person.in_(all_of(person)), row.topic.not_in(topics)
    session.execute(delete(row).where(*dropped))
    new = [{"person": person, "topic": one.value, "since": at} for one in set(topics) - before]
    insert_missing(session, row, new)
    after = {"follows": sorted(topics)}
    deed = audit.Deed(at, "customer", "followed", f"customer {person}", after=after)
    audit.record(session, deed)


def publish(session: Session, news: News, by: str, messages: Iterable[str]) -> None:
    """Keep news and plan a message to each follower, `messages` giving their ids; once."""
    if session.get(NewsRow, news.id):
        return
    row = NewsRow(
        id=news.id,
        topic=news.topic,
        texts={language: list(text) for language, text in news.texts.items()},
        source=news.source,
        day=news.day,
        published_by=by,
        published_at=news.published_at,
    )
    session.add(row)
    session.flush()
    at, whom, by_mail = news.published_at, followers(session, news.topic), _agreed(session)
    planned = [
        Planned(id_, person, _intent(news, person in by_mail), f"{NEWS} {news.id}", news.topic)
        for person, id_ in zip(whom, messages, strict=False)
    ]
    plan_messages(session, planned, at)
    after = {"topic": news.topic, "followers": len(whom)}
    audit.record(session, audit.Deed(at, by, "published", f"{NEWS} {news.id}", after=after))


def news_of(session: Session, topics: Collection[Topic], limit: int) -> Sequence[News]:
    """The newest news of these topics."""
    row = NewsRow
    newest = select(row).where(row.topic.in_(topics)).order_by(row.published_at.desc(), row.id)
    return [_news(one) for one in session.scalars(newest.limit(limit))]


def get_news(session: Session, id_: str) -> News:
    """The news of that id. Raises NotThere."""
    row = session.get(NewsRow, id_)
    if row is None:
        raise NotThere("news", id_)
    return _news(row)


def _agreed(session: Session) -> frozenset[str]:
    """Who once agreed to letters; whether that still stands is asked again when one goes."""
    row = ConsentRow
    said = row.purpose == MARKETING, row.channel == Channel.EMAIL, row.said == Said.GIVEN
    leaders = select(PersonRow.leader).join(row, row.person == PersonRow.id).where(*said)
    return frozenset(session.scalars(leaders.distinct()))


def _intent(news: News, by_mail: bool) -> Intent:  # noqa: FBT001 - one of two ways
    """By letter to who agreed to letters; else on the pages of who follows, as he asked for."""
    return Intent(
        id=f"{NEWS} {news.id}",
        nature=Nature.SELLING,
        purpose=MARKETING if by_mail else FOLLOWING,
        objective="who follows a topic reads what is new",
        measure="visited",
        begins_at=news.published_at,
        ends_at=news.published_at + STAYS_NEW,
        channels=(Channel.EMAIL,) if by_mail else (Channel.WEB,),
        worth_cents=WORTH_CENTS,
        programme=NEWS,
    )


def _news(row: NewsRow) -> News:
    texts = {language: (text[0], text[1]) for language, text in row.texts.items()}
    return News(row.id, Topic(row.topic), texts, row.source, row.day, row.published_at)
