"""Taking in what mail servers report: bounces, and complaints: a no to more of the kind."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from configurator.mail_reports import Report
from configurator.storage.bounces import Bounce, note_bounce
from configurator.storage.consents import note_consent
from configurator.storage.tables_messages import MessageRow
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.rights.register import register

NEWS = "marketing"


def take_reports(session: Session, reports: Iterable[Report], at: datetime) -> int:
    """Take in what is about messages of ours; how many were. Again changes nothing."""
    return sum(_taken(session, one, at) for one in reports)


def _taken(session: Session, one: Report, at: datetime) -> bool:
    if not one.is_complaint:
        return note_bounce(session, Bounce(one.message_id, one.address, one.status), at)
    row = session.get(MessageRow, one.message_id)
    if row is None:
        return False
    for purpose in dict.fromkeys((NEWS, row.purpose)):
        its = register().purposes[purpose]
        sentence = its.asked.get(Channel.EMAIL) or its.asked.get(Channel.ANY)
        if sentence is not None:
            word = Consent(
                id=f"complained {row.id} {purpose}",
                person=row.person,
                purpose=purpose,
                channel=Channel.EMAIL,
                said=Said.WITHDRAWN,
                at=at,
                source=Source.LETTER,
                sentence=sentence.text.in_("en"),
                version=sentence.version,
                language="en",
                proof="report",
            )
            note_consent(session, word)
    return True
