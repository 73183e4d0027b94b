"""All that the clocks of the law have us do by night, one after the other."""

from datetime import datetime, time, timedelta

from configurator.jobs.notices import tell_who_came
from configurator.jobs.officer import tell_officer
from configurator.jobs.retention import keep_times
from configurator.settings import Settings
from configurator.storage.attempts import forget_attempts
from configurator.storage.database import Database
from configurator.storage.idempotency import forget_answers
from configurator.storage.old_orders import strip_orders
from configurator.storage.requests import forget_requests, lift_announced
from configurator.storage.retention import BY
from configurator.storage.web_sessions import forget_web_sessions
from customers.rights.register import register

ANSWERS_FOR = timedelta(days=7)
"""So long a request that comes again is known: longer than anybody tries."""

A_NIGHT = 2000


def keep_everything(database: Database, settings: Settings, now: datetime) -> None:
    """Remind, tell, erase, strip and forget whose or what time has come."""
    for step in (keep_times, tell_who_came, tell_officer, _lift, _strip, _forget, _wrap):
        step(database, settings, now)


def _lift(database: Database, settings: Settings, now: datetime) -> None:
    today = now.astimezone(settings.time_zone).date()
    with database.recording() as session:
        lift_announced(session, today, now, BY)


def _strip(database: Database, settings: Settings, now: datetime) -> None:
    """Orders kept for the books end with the years after that in which they were placed."""
    last = now.astimezone(settings.time_zone).date() - register().purposes["books"].keep
    # What was placed in a year before that of the last day kept is over.
    before = datetime.combine(last.replace(month=1, day=1), time(), settings.time_zone)
    with database.recording() as session:
        strip_orders(session, before, A_NIGHT, by=BY, at=now)


def _forget(database: Database, _settings: Settings, now: datetime) -> None:
    """What has no use any more: answers to repeat, tries to sign in, visits, old requests."""
    is_more = True
    while is_more:
        with database.recording() as session:
            is_more = forget_answers(session, now - ANSWERS_FOR)
    with database.recording() as session:
        forget_attempts(session, now - register().purposes["security"].keep)
        forget_web_sessions(session, now)
        forget_requests(session, now - register().purposes["rights"].keep)


def _wrap(database: Database, _settings: Settings, _now: datetime) -> None:
    """Whoever put another secret first may take the former one out on the next day."""
    database.keys.wrap_anew()
    database.keys.tidy()
