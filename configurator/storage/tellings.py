"""Messages of service about cases, promises and visits: planned here, sent by the arbiter."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.documents import fingerprint
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.one_person import leader_of
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.message import Because, Fate, Intent, Nature
from customers.rights.purpose import Channel

CODE_DIGITS = 32
CHANNELS = (Channel.EMAIL, Channel.SMS, Channel.WEB, Channel.LETTER)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a person is to be told about `about` between two instants; `words` names its texts.

    `id` follows from what it is about, so that it is planned once.
    """

    id: str
    person: str
    words: str
    about: str
    objective: str
    measure: str
    begins_at: datetime
    ends_at: datetime


def plan_telling(session: Session, telling: Telling, at: datetime) -> None:
    """Have a person told, once."""
    intent = Intent(
        id=telling.id,
        nature=Nature.SERVICE,
        purpose="service",
        objective=telling.objective,
        measure=telling.measure,
        begins_at=telling.begins_at,
        ends_at=telling.ends_at,
        channels=CHANNELS,
        programme=telling.words,
    )
    person = leader_of(session, telling.person)
    # It is the code of the address in the message too, which nobody is to guess.
    id_ = fingerprint(["message", telling.id])[:CODE_DIGITS]
    plan_messages(session, [Planned(id_, person, intent, telling.words, telling.about)], at)


def drop_planned(session: Session, words: str, about: str) -> None:
    """Have nobody told any more what was planned about `about` and did not go yet."""
    row = MessageRow
    its = row.words == words, row.about == about, row.state == Fate.WAITS
    for one in session.scalars(select(row).where(*its).with_for_update()):
        one.state, one.because = Fate.LAPSES, Because.UNDONE
