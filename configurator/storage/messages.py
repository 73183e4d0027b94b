"""Messages to persons as they are kept: planned once, then decided on by the arbiter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_missing
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.message import Fate, Intent


@dataclass(frozen=True, slots=True)
class Planned:
    """An intent of a person: `id` is random text, `words` names its texts, `about` their matter."""

    id: str
    person: str
    intent: Intent
    words: str
    about: str = ""


def plan_messages(session: Session, planned: Iterable[Planned], at: datetime) -> None:
    """Keep what is planned; what the person was planned to be told before stays as it is."""
    insert_missing(session, MessageRow, [_row(one, at) for one in planned])


def _row(one: Planned, at: datetime) -> dict[str, object]:
    intent = one.intent
    nothing = {"because": "", "detail": "", "channel": "", "part": "", "cost_cents": 0}
    outcome = {
        "sent_at": None,
        "bounced_at": None,
        "clicked_at": None,
        "reached_at": None,
        "order_number": "",
    }
    return {
        "id": one.id,
        "person": one.person,
        "intent": f"{one.person} {intent.id}",
        "programme": intent.programme,
        "nature": intent.nature.value,
        "purpose": intent.purpose,
        "objective": intent.objective,
        "measure": intent.measure,
        "words": one.words,
        "about": one.about,
        "channels": " ".join(intent.channels),
        "worth_cents": intent.worth_cents,
        "begins_at": intent.begins_at,
        "ends_at": intent.ends_at,
        "planned_at": at,
        "state": Fate.WAITS.value,
        "due_at": intent.begins_at,
        "code": one.id,
        **nothing,
        **outcome,
    }
