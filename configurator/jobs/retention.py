"""Keeping the times of the register: by night, who was silent for long is reminded, then erased.

So is, after a shorter time, whose account was never used to order anything.
"""

import secrets
from datetime import datetime, timedelta

from catalog.text import Text
from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.smtp import is_mailable
from configurator.storage.accounts import find_account
from configurator.storage.consents import restricted
from configurator.storage.customers import customer_of
from configurator.storage.database import Database
from configurator.storage.jobs import RETENTION, Work
from configurator.storage.outbox import Outgoing, post
from configurator.storage.retention import (
    Silent,
    end_reminder,
    idle_accounts,
    note_reminder,
    only_looks,
    reminded,
    silent,
    silent_accounts,
)
from customers.rights.register import register

KEEPING = Work(RETENTION, RETENTION)
PURPOSE, ACCOUNT = "orders", "account"
"""The purpose of the register that lasts longest after the last contact, and that of an account."""

NOTICE = timedelta(days=30)
A_NIGHT = 2000
"""So many are written to, or erased, in a night; the others in the next."""

ID_BYTES = 18
KIND = "retention"

SUBJECT = Text(
    en="Shall we go on knowing you?",
    fr="Devons-nous garder vos données ?",
    ar="هل نحتفظ بمعلوماتك؟",
)
BODY = Text(
    en="We have not heard from you for a long time. On {day} we erase what we know of you. If you"
    " would like us to keep it, sign in once before then, or come by:\n\n{address}",
    fr="Nous n'avons plus de vos nouvelles depuis longtemps. Le {day}, nous effacerons ce que nous"
    " savons de vous. Pour que nous le gardions, connectez-vous une fois d'ici là, ou passez nous"
    " voir :\n\n{address}",
    ar="لم نسمع منك منذ مدة طويلة. في {day} سنمحو ما نعرفه عنك. إن أردت أن نحتفظ به فسجّل الدخول مرة"
    " قبل ذلك، أو زرنا:\n\n{address}",
)


def keep_times(database: Database, settings: Settings, now: datetime) -> None:
    """Remind who was silent for nearly as long as we may know him, and erase who still is."""
    kept, account = (now - register().purposes[one].keep for one in (PURPOSE, ACCOUNT))
    _know_idle_accounts(database, account + NOTICE)
    with database.reading() as session:
        closed = restricted(session)
        due = reminded(session, now - NOTICE, A_NIGHT)
        found = [*silent(session, kept + NOTICE, A_NIGHT)]
        found += silent_accounts(session, account + NOTICE, A_NIGHT)
    for person in due:
        with database.recording() as session:
            id_ = secrets.token_urlsafe(ID_BYTES)
            since = account if only_looks(session, person) else kept
            if person not in closed:
                end_reminder(session, person, id_, kept=since, at=now)
    for one in {one.person: one for one in found if one.person not in closed}.values():
        _remind(database, settings, one, now)


def _know_idle_accounts(database: Database, before: datetime) -> None:
    """Give accounts from before that instant a customer of their own, known since they were made.

    So they are reminded and erased as all are.
    """
    with database.reading() as session:
        idle = idle_accounts(session, before, A_NIGHT)
    for id_ in idle:
        with database.recording() as session:
            account = find_account(session, id_)
            if account and account.customer is None:
                person = secrets.token_urlsafe(ID_BYTES)
                customer_of(session, account, person, account.created_at)


def _remind(database: Database, settings: Settings, one: Silent, now: datetime) -> None:
    with database.recording() as session:
        email = note_reminder(session, one.person, now)
        if settings.has_post and is_mailable(email):
            key = sealing_keys(settings, LETTERS)[0]
            post(session, _letter(email, settings, now), key, is_sent=settings.smtp is not None)


def _letter(email: str, settings: Settings, now: datetime) -> Outgoing:
    language, last = settings.paper_language, now + NOTICE
    day = last.astimezone(settings.time_zone).date().isoformat()
    address = f"{settings.public_address}/sign-in"
    body = BODY.in_(language).format(day=day, address=address)
    text = SUBJECT.in_(language), f"{body}\n", now, last
    return Outgoing(secrets.token_urlsafe(ID_BYTES), KIND, language, email, *text)
