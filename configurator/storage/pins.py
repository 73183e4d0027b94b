"""PINs: what opens a shared tablet to who gave his password there before.

A try is counted before the PIN is hashed, so that many tries at once are no more than a few.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.tables_tablets import PinRow

TRIES = 5
"""So many PINs may be wrong, one after the other; then the password is needed."""


def set_pin(session: Session, account: str, hashed: str, at: datetime) -> None:
    """Give an account a PIN in place of any it had."""
    row = session.get(PinRow, account, with_for_update=True) or PinRow(account=account)
    row.hashed, row.tries_left, row.set_at = hashed, TRIES, at
    session.add(row)
    audit.record(session, audit.Deed(at, account, "set PIN", f"account {account}"))


def drop_pin(session: Session, account: str, at: datetime) -> None:
    """Take the PIN from an account; nothing happens where it has none."""
    row = session.get(PinRow, account, with_for_update=True)
    if row is not None:
        session.delete(row)
        audit.record(session, audit.Deed(at, account, "dropped PIN", f"account {account}"))


def has_pin(session: Session, account: str) -> bool:
    """Whether an account has a PIN, whether or not tries are left."""
    return session.get(PinRow, account) is not None


def try_pin(session: Session, account: str) -> str | None:
    """The hash to compare a PIN with, and one try less; None if there is no PIN or no try left."""
    row = session.get(PinRow, account, with_for_update=True, populate_existing=True)
    if row is None or row.tries_left < 1:
        return None
    row.tries_left -= 1
    return row.hashed


def give_back_tries(session: Session, account: str) -> None:
    """All tries again: who it is was shown by the PIN or by the password."""
    row = session.get(PinRow, account, with_for_update=True, populate_existing=True)
    if row is not None:
        row.tries_left = TRIES
