"""Accounts: who may sign in, as what, and with which password."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, Stale, StorageError
from configurator.storage.tables import AccountRow, WebSessionRow


class Role(StrEnum):
    """What an account is there for."""

    CUSTOMER = "customer"
    STAFF = "staff"
    PRODUCTION = "production"
    MANAGER = "manager"
    MARKETER = "marketer"
    AUTHOR = "author"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in until `disabled_at`.

    `id` is random text. `email` is unique, whatever its case. `customer` is the customer the
    account belongs to, if it is one's own.
    """

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    customer: str | None = None
    disabled_at: datetime | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account with the hash of its password; only the sign-in needs them together.

    A password given by somebody else opens nothing but the choice of one's own, and only before
    `once_until`; None for a password of one's own.
    """

    account: Account
    password_hash: str
    once_until: datetime | None = None


class EmailTaken(StorageError):
    """Another account has that e-mail address."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__("another account has that e-mail address")


class StaleAccount(Stale):
    """Somebody else saved the account since `ours` was read."""

    def __init__(self, current: Account, ours: Account) -> None:
        self.current, self.ours = current, ours
        super().__init__()


def once(password_hash: str, until: datetime) -> str:
    """To be stored instead of `password_hash`: it only stands until its owner chose another."""
    return f"{_ONCE} {until.isoformat()} {password_hash}"


def folded_email(email: str) -> str:
    """`email` as accounts are compared by: without spaces around it and without case."""
    return unicodedata.normalize("NFC", email.strip().casefold())


def create_account(session: Session, account: Account, password_hash: str, by: str) -> Account:
    """Save a new account. Raises EmailTaken."""
    email = folded_email(account.email)
    _must_be_free(session, email, account.id)
    row = AccountRow(
        id=account.id, password_hash=password_hash, created_at=account.created_at, revision=1
    )
    session.add(_written(row, account))
    session.flush()
    subject, after = f"account {account.id}", _rights(account)
    audit.record(session, audit.Deed(account.created_at, by, "created", subject, after=after))
    return _account(row)


def find_account(session: Session, id_: str) -> Account | None:
    """The account with that id, or None; also a disabled one."""
    row = session.get(AccountRow, id_)
    return _account(row) if row else None


def find_credentials(session: Session, email: str) -> Credentials | None:
    """The account that may sign in with `email`, or None; a disabled one may not."""
    enabled = AccountRow.email == folded_email(email), AccountRow.disabled_at.is_(None)
    row = session.scalars(select(AccountRow).where(*enabled)).first()
    return _credentials(row) if row else None


def find_by_email(session: Session, email: str) -> Account | None:
    """The account with that e-mail, also a disabled one, or None; nobody else takes it meanwhile.

    For the same reason only inside a transaction that writes.
    """
    folded = folded_email(email)
    hold(session, f"email {folded}")
    row = session.scalars(select(AccountRow).where(AccountRow.email == folded)).first()
    return _account(row) if row else None


def get_credentials(session: Session, id_: str) -> Credentials:
    """The account with that id and the hash of its password. Raises NotThere."""
    row = session.get(AccountRow, id_)
    if row is None:
        raise NotThere("account", id_)
    return _credentials(row)


def list_accounts(session: Session) -> tuple[Account, ...]:
    """All accounts by e-mail, but those of customers."""
    query = select(AccountRow).where(AccountRow.role != Role.CUSTOMER.value)
    return _by_email(session.scalars(query))


def search_accounts(session: Session, text: str, limit: int = 50) -> tuple[Account, ...]:
    """Accounts, also of customers, whose e-mail is `text` or whose name holds it, by e-mail."""
    is_meant = AccountRow.email == folded_email(text)
    is_meant |= AccountRow.name.icontains(text.strip(), autoescape=True)
    query = select(AccountRow).where(is_meant).order_by(AccountRow.name, AccountRow.id)
    return _by_email(session.scalars(query.limit(limit)))


def _by_email(rows: Iterable[AccountRow]) -> tuple[Account, ...]:
    return tuple(sorted(map(_account, rows), key=lambda one: one.email))


def save_account(session: Session, account: Account, by: str, at: datetime) -> Account:
    """Save `account`, changed since it was read at its revision.

    Who gets another role or is disabled is signed out everywhere at once.
    Raises StaleAccount, EmailTaken, NotThere.
    """
    row = _locked(session, account.id)
    current = _account(row)
    if current.revision != account.revision:
        raise StaleAccount(current, account)
    _must_be_free(session, folded_email(account.email), account.id)
    if account.role != current.role or account.disabled_at is not None:
        _sign_out(session, account.id)
    _written(row, account).revision += 1
    session.flush()
    subject = f"account {account.id}"
    deed = audit.Deed(at, by, "changed", subject, _rights(current), _rights(account))
    audit.record(session, deed)
    return _account(row)


def disable_account(session: Session, id_: str, by: str, at: datetime) -> Account:
    """Take the right to sign in from an account and end its sessions. Raises NotThere."""
    return save_account(session, replace(_account(_locked(session, id_)), disabled_at=at), by, at)


def set_password(session: Session, id_: str, password_hash: str, by: str, at: datetime) -> None:
    """Give an account another password and end all its sessions. Raises NotThere."""
    row = _locked(session, id_)
    row.password_hash, row.revision = password_hash, row.revision + 1
    _sign_out(session, id_)
    audit.record(session, audit.Deed(at, by, "changed password", f"account {id_}"))


def replace_password(
    session: Session, known: Credentials, password_hash: str, by: str, at: datetime
) -> None:
    """The same, unless the account or its password was changed since `known` was read.

    Raises StaleAccount, NotThere.
    """
    row = _locked(session, known.account.id)
    if _credentials(row) != known:
        raise StaleAccount(_account(row), known.account)
    set_password(session, known.account.id, password_hash, by, at)


def renew_hash(session: Session, id_: str, outdated: str, password_hash: str) -> None:
    """Put a newer hash of the same password in place of `outdated`, unless it was changed."""
    row = _locked(session, id_)
    if row.password_hash == outdated:
        row.password_hash = password_hash


_ONCE = "once"


def _credentials(row: AccountRow) -> Credentials:
    if not row.password_hash.startswith(_ONCE):
        return Credentials(_account(row), row.password_hash)
    _, until, hashed = row.password_hash.split(" ", 2)
    return Credentials(_account(row), hashed, datetime.fromisoformat(until))


def _locked(session: Session, id_: str) -> AccountRow:
    row = session.get(AccountRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("account", id_)
    return row


def _must_be_free(session: Session, email: str, id_: str) -> None:
    hold(session, f"email {email}")
    others = AccountRow.email == email, AccountRow.id != id_
    if session.scalars(select(AccountRow.id).where(*others)).first() is not None:
        raise EmailTaken(email)


def _sign_out(session: Session, id_: str) -> None:
    session.execute(delete(WebSessionRow).where(WebSessionRow.account == id_))


def _written(row: AccountRow, account: Account) -> AccountRow:
    row.email, row.name = folded_email(account.email), account.name
    row.role, row.customer = account.role.value, account.customer
    row.disabled_at = account.disabled_at
    return row


def _account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        customer=row.customer,
        disabled_at=row.disabled_at,
        revision=row.revision,
    )


def _rights(account: Account) -> dict[str, Any]:
    return {
        "email": account.email,
        "role": account.role.value,
        "disabled": account.disabled_at is not None,
    }
