"""Texts of news, as their message says them."""

from datetime import date

from babel.dates import format_date
from sqlalchemy.orm import Session

from configurator.storage.campaign_people import OURS, known_of_one
from configurator.storage.tables_messages import MessageRow
from configurator.storage.telling import SHOP
from configurator.storage.topics import NEWS, get_news
from customers.dialogue.texts import Texts, framed
from production.format import locale_of

ACT = {"en": "What you follow", "fr": "Ce que vous suivez", "ar": "ما تتابعه"}
"""The words on the link."""

FROM = {"en": "{source}, {day}", "fr": "{source}, le {day}", "ar": "{source}، {day}"}
"""Who says so, and of what day it is."""


def news_texts(session: Session, row: MessageRow, language: str) -> Texts:
    """What the message of a row says, whose `words` name the news. Raises NotThere."""
    news = get_news(session, row.words.removeprefix(f"{NEWS} "))
    title, words = news.told(language)
    said = FROM[language].format(source=news.source, day=_day(news.day, language))
    known = known_of_one(session, row.person, language, row.planned_at)
    facts = dict(known) | {"shop": session.info.get(SHOP, "") or OURS}
    body = framed([words, said], language, facts)
    return Texts(language, title, body, "/me/topics", ACT[language])


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=locale_of(language))
