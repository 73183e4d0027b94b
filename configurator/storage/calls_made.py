"""What came of a call to a customer: told to the log, and a no to more calls is heeded at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from configurator.storage.consents import note_consent
from configurator.storage.events import tell
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tasks import Outcome, Task, end_task, get_task
from customers.identity.event import Event, Kind, Medium
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.rights.register import register

NEWS = "marketing"
ALOUD = "aloud"


def end_call(  # noqa: PLR0913 - what became of which task, whose word, in what language, when
    session: Session, id_: str, outcome: Outcome, *, by: str, language: str, at: datetime
) -> bool:
    """Note what came of a task, as `end_task` does; whether that was news. Raises NotThere."""
    task = get_task(session, id_)
    if not end_task(session, id_, outcome, by, at):
        return False
    if outcome is Outcome.REACHED:
        tell(session, _told(task, by, at))
    if outcome is Outcome.NO_MORE:
        row = session.get(MessageRow, id_)
        for purpose in dict.fromkeys((NEWS, row.purpose if row else NEWS)):
            if register().purposes[purpose].is_optional:
                note_consent(session, _no(task, purpose, by, language, at))
    return True


def _told(task: Task, by: str, at: datetime) -> Event:
    return Event(
        id=f"{Kind.TOLD} {task.id}",
        person=task.person,
        kind=Kind.TOLD,
        at=at,
        told_at=at,
        medium=Medium.PHONE,
        adviser=by,
        document=task.about,
        note=task.says or task.why,
    )


def _no(task: Task, purpose: str, by: str, language: str, at: datetime) -> Consent:
    its = register().purposes[purpose]
    sentence = its.asked.get(Channel.PHONE) or its.asked.get(Channel.ANY) or its.objection
    if sentence is None:  # Of a purpose nobody is asked about by phone, any sentence tells it.
        sentence = next(iter(its.asked.values()))
    return Consent(
        id=f"no calls {task.id} {purpose}",
        person=task.person,
        purpose=purpose,
        channel=Channel.PHONE,
        said=Said.WITHDRAWN,
        at=at,
        source=Source.SHOP,
        sentence=sentence.text.in_(language),
        version=sentence.version,
        language=language,
        proof=ALOUD,
        by=by,
    )
