"""Second factors: what the codes of an account are made from, sealed, and its recovery codes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.dialect import hold
from configurator.storage.documents import secret_fingerprint
from configurator.storage.tables_signing_in import RecoveryCodeRow, SecondFactorRow


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The sealed secret of an account; the code of `last_step` or before never comes again."""

    account: str
    sealed: str
    last_step: int
    enrolled_at: datetime


def find_second_factor(session: Session, account: str) -> SecondFactor | None:
    """The second factor of an account, or None."""
    row = session.get(SecondFactorRow, account)
    return SecondFactor(row.account, row.sealed, row.last_step, row.enrolled_at) if row else None


def enrol(session: Session, factor: SecondFactor, codes: Collection[str]) -> None:
    """Give an account a second factor and recovery codes in place of any it had."""
    _forget(session, factor.account)
    session.add(
        SecondFactorRow(
            account=factor.account,
            sealed=factor.sealed,
            last_step=factor.last_step,
            enrolled_at=factor.enrolled_at,
        )
    )
    session.add_all(
        RecoveryCodeRow(id=_hashed(factor.account, code), account=factor.account, used_at=None)
        for code in codes
    )
    subject = f"account {factor.account}"
    audit.record(
        session, audit.Deed(factor.enrolled_at, factor.account, "enrolled second factor", subject)
    )


def drop_second_factor(session: Session, account: str, by: str, at: datetime) -> None:
    """Take the second factor from an account; its next sign-in makes another."""
    _forget(session, account)
    audit.record(session, audit.Deed(at, by, "dropped second factor", f"account {account}"))


def use_step(session: Session, account: str, step: int) -> bool:
    """Whether the code of `step` is taken: neither it nor an older one ever is again."""
    row = session.get(SecondFactorRow, account, with_for_update=True, populate_existing=True)
    if row is None or step <= row.last_step:
        return False
    row.last_step = step
    return True


def use_recovery_code(session: Session, account: str, code: str, at: datetime) -> bool:
    """Whether a recovery code of the account stands; it is used up."""
    id_ = _hashed(account, code)
    row = session.get(RecoveryCodeRow, id_, with_for_update=True, populate_existing=True)
    if row is None or row.used_at is not None:
        return False
    row.used_at = at
    subject = f"account {account}"
    audit.record(session, audit.Deed(at, account, "used recovery code", subject))
    return True


def codes_left(session: Session, account: str) -> int:
    """How many recovery codes an account has not used."""
    unused = RecoveryCodeRow.account == account, RecoveryCodeRow.used_at.is_(None)
    return session.scalar(select(func.count()).where(*unused)) or 0


def _forget(session: Session, account: str) -> None:
    hold(session, f"second factor {account}")
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account == account))
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.account == account))
    session.expire_all()


def _hashed(account: str, code: str) -> str:
    return secret_fingerprint(f"{account} {code}")
