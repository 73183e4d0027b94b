"""Who answers for the figures of each phase of dealing with customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.tables import AccountRow
from configurator.storage.tables_figures import PhaseOwnerRow


class Phase(StrEnum):
    """What one does with customers, in this order."""

    IDENTIFY = "identify"
    DIFFERENTIATE = "differentiate"
    DIALOGUE = "dialogue"
    CUSTOMISE = "customise"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a phase: id and name of an account, empty where it is nobody any more."""

    account: str
    name: str
    revision: int


class StaleOwner(StorageError):
    """Somebody else named an owner meanwhile."""


def owners(session: Session) -> Mapping[Phase, Owner]:
    """The owner of each phase; of an account that was closed nobody is left."""
    named = select(PhaseOwnerRow, AccountRow.name, AccountRow.disabled_at)
    rows = session.execute(named.outerjoin(AccountRow, AccountRow.id == PhaseOwnerRow.account))
    found = {}
    for row, name, disabled_at in rows:
        is_there = name is not None and disabled_at is None
        owner = Owner(row.account or "" if is_there else "", name if is_there else "", row.revision)
        found[Phase(row.phase)] = owner
    return {phase: found.get(phase, Owner("", "", 0)) for phase in Phase}


def may_own(session: Session) -> list[tuple[str, str]]:
    """Ids and names of who works in the shop, by name."""
    works = AccountRow.role != Role.CUSTOMER, AccountRow.disabled_at.is_(None)
    query = select(AccountRow.id, AccountRow.name).where(*works)
    return [(one[0], one[1]) for one in session.execute(query.order_by(AccountRow.name))]


def name_owner(session: Session, phase: Phase, owner: Owner, by: str, at: datetime) -> None:
    """Have somebody answer for a phase, or nobody. Raises NotThere, StaleOwner."""
    if owner.account and owner.account not in dict(may_own(session)):
        raise NotThere("account", owner.account)
    row = session.get(PhaseOwnerRow, phase, with_for_update=True)
    if (row.revision if row else 0) != owner.revision:
        raise StaleOwner(phase)
    before = {"account": row.account} if row else None
    row = row or PhaseOwnerRow(phase=phase, revision=0)
    row.account, row.set_at, row.revision = owner.account or None, at, row.revision + 1
    session.add(row)
    session.flush()
    after = {"account": row.account}
    audit.record(session, audit.Deed(at, by, "named", f"owner {phase}", before, after))
