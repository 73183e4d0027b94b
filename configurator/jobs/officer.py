"""Telling who looks after data protection of requests nobody answered in time: once of each."""

import secrets
from datetime import datetime, timedelta

from catalog.text import Text
from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.storage.database import Database
from configurator.storage.outbox import Outgoing, post
from configurator.storage.requests import note_officer_told, untold_overdue

KIND = "overdue"
ID_BYTES = 18
LASTS = timedelta(days=30)

SUBJECT = Text(
    en="Requests are overdue: {count}",
    fr="Demandes en retard : {count}",
    ar="طلبات متأخرة: {count}",
)
BODY = Text(
    en="Somebody asked for a right and was not answered in time. What is due stands here:\n\n"
    "{address}",
    fr="Une personne a exercé un droit et n'a pas eu de réponse à temps. Ce qui reste à faire :\n\n"
    "{address}",
    ar="مارس شخص حقًا له ولم يُجب في الأجل. ما ينبغي فعله هنا:\n\n{address}",
)


def tell_officer(database: Database, settings: Settings, now: datetime) -> None:
    """Write one letter about all that became overdue since the last; it names nobody."""
    officer, today = settings.answerable.officer, now.astimezone(settings.time_zone).date()
    if not officer or not settings.has_post:
        return  # The desk shows them in red, and the home pages of who answers for it.
    with database.recording() as session:
        late = untold_overdue(session, today)
        if late:
            key = sealing_keys(settings, LETTERS)[0]
            letter = _letter(officer, len(late), settings, now)
            post(session, letter, key, is_sent=settings.smtp is not None)
            note_officer_told(session, late, now)


def _letter(officer: str, count: int, settings: Settings, now: datetime) -> Outgoing:
    language = settings.paper_language
    body = BODY.in_(language).format(address=f"{settings.public_address}/rights/requests")
    text = SUBJECT.in_(language).format(count=count), f"{body}\n", now, now + LASTS
    return Outgoing(secrets.token_urlsafe(ID_BYTES), KIND, language, officer, *text)
