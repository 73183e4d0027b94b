"""The texts of messages, found by the first word of `words` of a planned message.

Who plans messages of another kind adds a line to TEXTS, for what stands in `configurator/storage`
and gives the texts from the row: `words` is then that word, a space, and what it likes (the id of a
campaign); `about` the order, draft, event or case it speaks of.
"""

from collections.abc import Mapping
from datetime import datetime

from configurator.settings import Settings
from configurator.storage.campaign_texts import campaign_texts
from configurator.storage.case_texts import case_texts
from configurator.storage.deciding import CannotBeSaid
from configurator.storage.errors import NotThere
from configurator.storage.follow_up_texts import Open, Write, follow_up_texts, spoken_by
from configurator.storage.handing import hand_over
from configurator.storage.news_texts import news_texts
from configurator.storage.tables_messages import MessageRow
from configurator.storage.topics import NEWS
from customers.dialogue.case_words import case_words
from customers.dialogue.texts import words

TEXTS: Mapping[str, Write] = {
    **dict.fromkeys(words().texts, follow_up_texts),
    **dict.fromkeys(case_words().texts, case_texts),
    "campaign": campaign_texts,
    NEWS: news_texts,
}
"""What writes the texts, by the first word of `words`; call it by `writer_of`."""


class NoWords(CannotBeSaid):
    """Nobody writes such a message."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(f"no texts for a message {words!r}")


def writer_of(words: str) -> Write:
    """What gives the texts of a message whose row has these `words`. Raises NoWords."""
    found = TEXTS.get(words.partition(" ")[0])
    if found is None:
        raise NoWords(words)
    return found


def say(session: Open, settings: Settings, row: MessageRow, at: datetime) -> None:
    """Write a message that goes now in the language of its person and hand it over.

    Raises CannotBeSaid, where nobody has words for it or its person is gone; nothing is done then.
    """
    language = spoken_by(session, row.person, settings.paper_language, at)
    try:
        texts = writer_of(row.words)(session, row, language)
        hand_over(session, settings, row, texts, at)
    except NotThere as error:
        raise CannotBeSaid(type(error).__name__) from error
