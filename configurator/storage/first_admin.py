"""The first admin of a shop: whoever reads the console of its server, by a token for one use."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.dialect import hold
from configurator.storage.documents import secret_fingerprint
from configurator.storage.tables import AccountRow
from configurator.storage.tables_signing_in import AdminTokenRow

GOOD_FOR = timedelta(hours=1)
CONSOLE = "console"
"""Who did it, in the audit trail."""


def has_admin(session: Session) -> bool:
    """Whether there is an admin who may sign in."""
    enabled = AccountRow.role == Role.ADMIN.value, AccountRow.disabled_at.is_(None)
    return session.scalars(select(AccountRow.id).where(*enabled).limit(1)).first() is not None


def keep_token(session: Session, token: str, at: datetime) -> None:
    """Have `token`, random text of at least 128 bits, make one admin within GOOD_FOR."""
    row = AdminTokenRow(id=secret_fingerprint(token), expires_at=at + GOOD_FOR, used_at=None)
    session.add(row)
    audit.record(session, audit.Deed(at, CONSOLE, "made admin token", "accounts"))


def make_first_admin(
    session: Session, token: str, account: Account, password_hash: str, at: datetime
) -> Account | None:
    """The admin's account made with `token`; None if the token does not stand. Raises EmailTaken.

    None too where an admin is there already: he invites others.
    """
    hold(session, "first admin")
    named = select(AdminTokenRow).where(AdminTokenRow.id == secret_fingerprint(token))
    row = session.scalars(named.with_for_update()).first()
    if row is None or row.used_at is not None or row.expires_at <= at or has_admin(session):
        return None
    row.used_at = at
    return create_account(session, account, password_hash, CONSOLE)
