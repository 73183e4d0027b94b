"""Visits of browsers, kept on our side: a cookie holds only a secret, we only its hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.accounts import Account, find_account
from configurator.storage.documents import secret_fingerprint
from configurator.storage.tables import WebSessionRow


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """A session ends after `idle` without a request, and after `absolute` whatever happens."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class WebSession:
    """A living visit: who is signed in, if anybody, and a small JSON document of the web's own."""

    account: Account | None
    data: Mapping[str, Any]
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to begin. `secret` is random text of at least 128 bits for the cookie."""

    secret: str
    account: str | None
    lifetimes: Lifetimes
    data: Mapping[str, Any]


def begin_web_session(session: Session, visit: Visit, at: datetime) -> None:
    """Begin `visit`."""
    session.add(
        WebSessionRow(
            id=secret_fingerprint(visit.secret),
            account=visit.account,
            data=dict(visit.data),
            idle_seconds=int(visit.lifetimes.idle.total_seconds()),
            created_at=at,
            seen_at=at,
            expires_at=at + visit.lifetimes.absolute,
        )
    )
    session.flush()


def find_web_session(session: Session, secret: str, at: datetime) -> WebSession | None:
    """The living visit with that secret, or None: unknown, ended, too old or of a disabled account.

    Only looks. Call `keep_web_session` now and then (once a minute will do) and on None.
    """
    row = session.get(WebSessionRow, secret_fingerprint(secret))
    return _living(session, row, at) if row else None


def keep_web_session(session: Session, secret: str, at: datetime) -> WebSession | None:
    """The same, and note that the visit was seen; one that is over is ended for good.

    So a clock set back later revives nothing.
    """
    row = _row(session, secret)
    if row is None:
        return None
    if _living(session, row, at) is None:
        session.delete(row)
        return None
    row.seen_at = max(row.seen_at, at)
    return _living(session, row, at)


def find_idle_session(session: Session, secret: str, at: datetime) -> WebSession | None:
    """The visit with that secret that ended only because nobody touched it for too long, or None.

    It is over; who shows anew who he is may be given back what he left.
    """
    row = session.get(WebSessionRow, secret_fingerprint(secret))
    if row is None or is_living(row, at) or at >= row.expires_at:
        return None
    account = find_account(session, row.account) if row.account else None
    if account is None or account.disabled_at is not None:
        return None
    return WebSession(account, row.data, row.seen_at, row.expires_at)


def shorten_idle(session: Session, secret: str, idle: timedelta, more: Mapping[str, Any]) -> None:
    """Have a visit end after a shorter time without a request, and keep `more` besides."""
    row = _row(session, secret)
    if row is not None:
        row.idle_seconds = min(row.idle_seconds, int(idle.total_seconds()))
        row.data = {**row.data, **more}


def save_session_data(session: Session, secret: str, data: Mapping[str, Any]) -> None:
    """Replace the document of a visit; of two requests of one browser the later one stays."""
    row = _row(session, secret)
    if row is not None:
        row.data = dict(data)


def rotate_web_session(session: Session, secret: str, visit: Visit, at: datetime) -> None:
    """End the visit with `secret` and begin `visit`; at sign-in, so no older secret lives on."""
    end_web_session(session, secret)
    begin_web_session(session, visit, at)


def end_web_session(session: Session, secret: str) -> None:
    """End a visit, as signing out does."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.id == secret_fingerprint(secret)))


def end_sessions_of(session: Session, account: str) -> None:
    """End all visits of an account, on every device."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.account == account))


def forget_web_sessions(session: Session, at: datetime) -> None:
    """Drop visits that are over by their absolute age."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.expires_at <= at))


def is_living(row: WebSessionRow, at: datetime) -> bool:
    """For storage alone: whether a visit has neither been idle too long nor grown too old."""
    return at < min(row.seen_at + timedelta(seconds=row.idle_seconds), row.expires_at)


def _row(session: Session, secret: str) -> WebSessionRow | None:
    query = select(WebSessionRow).where(WebSessionRow.id == secret_fingerprint(secret))
    return session.scalars(query.with_for_update()).first()


def _living(session: Session, row: WebSessionRow, at: datetime) -> WebSession | None:
    if not is_living(row, at):
        return None
    account = find_account(session, row.account) if row.account else None
    if account and account.disabled_at is not None:
        return None
    return WebSession(account, row.data, row.seen_at, row.expires_at)
