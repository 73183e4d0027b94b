"""A visit of somebody at the counter, as storage keeps it."""

from datetime import UTC, datetime, timedelta

from configurator.storage.accounts import Account, Role
from configurator.storage.database import Database
from configurator.storage.web_sessions import (
    Lifetimes,
    Visit,
    WebSession,
    begin_web_session,
    find_web_session,
)

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SAM = Account("sam-id", "sam@example.org", "Sam", Role.STAFF, NOW)
COUNTER = Lifetimes(idle=15 * MINUTE, absolute=60 * MINUTE)
VISIT = Visit("the secret of a cookie", "sam-id", COUNTER, {"language": "fr"})


def visited(database: Database, visit: Visit = VISIT) -> None:
    with database.writing() as session:
        begin_web_session(session, visit, NOW)


def living(database: Database, at: datetime, secret: str = VISIT.secret) -> WebSession | None:
    with database.reading() as session:
        return find_web_session(session, secret, at)
