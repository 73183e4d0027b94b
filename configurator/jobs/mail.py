"""Sending letters by SMTP (RFC 5321). A letter may come twice where we died in between, never not.

Both then carry the same Message-ID, by which mail programs know them to be one.
"""

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.smtp import Smtp
from configurator.storage.bounces import Bounce, note_bounce
from configurator.storage.database import Database
from configurator.storage.outbox import Outgoing, Post, find_waiting, note_posted

PATIENCE_S = 20
REFUSED = "5.0.0"
"""What a server means that never takes it (RFC 3463)."""

FOR_GOOD = 500
"""From this reply on, a server will never take it (RFC 5321, 4.2.1)."""


class NobodySends(Exception):
    """No mail server is set; the letter waits until one is, or until it is worthless."""


def send_letter(
    database: Database, settings: Settings, id_: str, now: Callable[[], datetime]
) -> None:
    """Send a letter of the outbox unless that was done. Raises what says: try again later."""
    if settings.smtp is None:
        raise NobodySends
    with database.reading() as session:
        letter = find_waiting(session, id_, sealing_keys(settings, LETTERS), now())
    state = _sent(message(letter, settings), settings.smtp) if letter else Post.WORTHLESS
    with database.recording() as session:
        note_posted(session, id_, state, now())
        if letter and letter.person and state is Post.REFUSED:
            note_bounce(session, Bounce(letter.id, letter.recipient, REFUSED), now())


def message(letter: Outgoing, settings: Settings) -> EmailMessage:
    """`letter` as mail; headers with line ends in them are refused by the library (ValueError)."""
    assert settings.smtp
    made = EmailMessage(policy=SMTP)
    made["From"] = f"Surmesure <{settings.smtp.sender}>"
    made["To"] = letter.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.created_at)
    made["Message-ID"] = f"<{letter.id}@{urlsplit(settings.public_address).hostname}>"
    # So that no out-of-office notice comes back (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    if letter.stop:
        made["List-Unsubscribe"] = f"<{letter.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.body)
    made["Content-Language"] = letter.language
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
    return made


def _sent(made: EmailMessage, smtp: Smtp) -> Post:
    """How the server took it; what it refuses for good is not tried again."""
    with _connected(smtp) as server:
        if smtp.user:
            server.login(smtp.user, smtp.password)
        try:
            server.send_message(made, from_addr=smtp.sender)
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= FOR_GOOD for code, _ in error.recipients.values()):
                return Post.REFUSED
            raise
        except smtplib.SMTPNotSupportedError:  # An address it cannot write.
            return Post.REFUSED
    return Post.SENT


def _connected(smtp: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if smtp.is_wrapped:
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=PATIENCE_S, context=context)
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=PATIENCE_S)
    server.ehlo()
    if server.has_extn("starttls") or not smtp.is_here:
        server.starttls(context=context)
        server.ehlo()
    return server
