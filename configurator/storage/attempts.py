"""Limits on tries to sign in, shared by all processes and surviving a restart.

A try is admitted, and thereby counted, before the password is hashed, so that many tries at once
cannot make us hash more than the limit allows. A try that succeeds no longer counts. A device on
which the account signed in before is counted by itself: strangers cannot lock its owner out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from configurator.storage.accounts import folded_email
from configurator.storage.dialect import hold
from configurator.storage.documents import secret_fingerprint
from configurator.storage.errors import StorageError
from configurator.storage.tables import SignInAttemptRow


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """How many tries may fail within `window`: per account and address, and all together."""

    tries: int
    overall: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to sign in: the e-mail as typed, the network address, the device's secret or ""."""

    email: str
    address: str
    device: str = ""


class TooManyAttempts(StorageError):
    """No more tries for now, whether or not the password is right."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"too many tries to sign in; again in {retry_after_s} s")


def admit_attempt(session: Session, attempt: Attempt, at: datetime, limits: SignInLimits) -> int:
    """Count `attempt` and give its number; hash the password after this transaction.

    Raises TooManyAttempts; such a try is not counted, so waiting does help.
    """
    hold(session, "sign-in attempts")
    account, device = _hashed(folded_email(attempt.email)), _hashed(attempt.device)
    known = bool(device) and _is_known(session, account, device)
    by_account = SignInAttemptRow.account == account
    if known:
        by_account &= SignInAttemptRow.device == device
    else:
        device = ""
    _check(session, at, limits.window, limits.overall)
    if not known:
        _check(
            session, at, limits.window, limits.tries, SignInAttemptRow.address == attempt.address
        )
    _check(session, at, limits.window, limits.tries, by_account)
    row = SignInAttemptRow(
        account=account, address=attempt.address, device=device, tried_at=at, succeeded=False
    )
    session.add(row)
    session.flush()
    return row.id


def note_success(session: Session, number: int, device: str) -> None:
    """The admitted try was the right password, typed on `device` (a secret given to it, or "")."""
    row = session.get(SignInAttemptRow, number)
    if row is not None:
        row.succeeded, row.device = True, _hashed(device)


def forget_attempts(session: Session, before: datetime) -> None:
    """Drop tries made before that instant; devices used only before are strangers again."""
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.tried_at < before))


def _check(
    session: Session,
    at: datetime,
    window: timedelta,
    most: int,
    of: ColumnElement[bool] | None = None,
) -> None:
    """Raise TooManyAttempts if `most` tries failed within `window` before `at`."""
    failed = select(SignInAttemptRow.tried_at).where(
        SignInAttemptRow.tried_at > at - window, SignInAttemptRow.succeeded.is_(False)
    )
    if of is not None:
        failed = failed.where(of)
    # The newest `most` failures: when the oldest of these falls out, there is room for one more.
    latest = session.scalars(failed.order_by(SignInAttemptRow.tried_at.desc()).limit(most)).all()
    if len(latest) == most:
        raise TooManyAttempts(max(1, ceil((latest[-1] + window - at).total_seconds())))


def _is_known(session: Session, account: str, device: str) -> bool:
    """Whether the account signed in on that device before."""
    there = SignInAttemptRow.account == account, SignInAttemptRow.device == device
    query = select(SignInAttemptRow.id).where(*there, SignInAttemptRow.succeeded.is_(True))
    return session.scalars(query.limit(1)).first() is not None


def _hashed(text: str) -> str:
    # People type passwords into the wrong field; those must not end in the database.
    return secret_fingerprint(text) if text else ""
