"""Tablets that several people of the shop share: who is there, and what he had half filled.

A locked tablet is one whose visit has ended; nothing of it lives on but the form, sealed, for its
owner. A tablet is known by the secret its browser keeps in a cookie, of which we keep the hash.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.accounts import Account, find_account
from configurator.storage.dialect import hold
from configurator.storage.documents import secret_fingerprint
from configurator.storage.pins import give_back_tries
from configurator.storage.tables import AccountRow
from configurator.storage.tables_tablets import KeptFormRow, PinRow, TabletClerkRow, TabletRow


@dataclass(frozen=True, slots=True)
class Tablet:
    """A device several people share. `id` opens nothing; `shared_by` is an account."""

    id: str
    name: str
    shared_by: str
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody who gave his password on a tablet lately; without tries a PIN opens nothing."""

    account: Account
    has_tries: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody shows on a device who he is, `how` in a word.

    `is_by_password` if that was his password; what was kept for him before `since` is too old.
    """

    device: str
    account: str
    how: str
    is_by_password: bool
    at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A tablet somebody opened, by its id, and what was kept for him there, sealed, or empty."""

    tablet: str
    form: str


def tablet_id(device: str) -> str:
    """By what a tablet is called: the hash of the secret in its cookie."""
    return secret_fingerprint(device)


def share_tablet(session: Session, tablet: Tablet) -> None:
    """Have several people share a device from now on, or call it otherwise."""
    hold(session, f"tablet {tablet.id}")
    row = session.get(TabletRow, tablet.id) or TabletRow(id=tablet.id)
    row.name, row.shared_by, row.shared_at = tablet.name, tablet.shared_by, tablet.shared_at
    session.add(row)
    tell_of_tablet(session, tablet.id, tablet.shared_by, "shared tablet", tablet.shared_at)


def unshare_tablet(session: Session, id_: str, by: str, at: datetime) -> None:
    """Have a device be one person's again; what was kept on it is gone."""
    row = session.get(TabletRow, id_)
    if row is not None:
        for table in (KeptFormRow, TabletClerkRow):
            session.execute(delete(table).where(table.tablet == id_))
        session.delete(row)
        tell_of_tablet(session, id_, by, "stopped sharing tablet", at)


def find_tablet(session: Session, device: str) -> Tablet | None:
    """The shared tablet whose browser keeps that secret, or None."""
    row = session.get(TabletRow, tablet_id(device)) if device else None
    return _tablet(row) if row else None


def list_tablets(session: Session) -> tuple[Tablet, ...]:
    """All shared tablets, by name."""
    return tuple(map(_tablet, session.scalars(select(TabletRow).order_by(TabletRow.name))))


def open_tablet(session: Session, who: Arrival) -> Opened | None:
    """Have somebody go on where he was; None on a device that is nobody's but his own.

    Where he gave his password, his PIN opens it from now on for a while.
    """
    tablet = find_tablet(session, who.device)
    if tablet is None:
        return None
    if who.is_by_password:
        hold(session, f"tablet {tablet.id}")
        key = {"tablet": tablet.id, "account": who.account}
        row = session.get(TabletClerkRow, tuple(key.values())) or TabletClerkRow(**key)
        row.known_at = who.at
        session.add(row)
        give_back_tries(session, who.account)
    tell_of_tablet(session, tablet.id, who.account, f"opened tablet by {who.how}", who.at)
    return Opened(tablet.id, _taken_form(session, tablet.id, who))


def clerks_of(session: Session, tablet: str, since: datetime) -> tuple[Clerk, ...]:
    """Who gave his password on the tablet after that and has a PIN, by name; nobody disabled."""
    query = (
        select(AccountRow.id, PinRow.tries_left)
        .join(TabletClerkRow, TabletClerkRow.account == AccountRow.id)
        .join(PinRow, PinRow.account == AccountRow.id)
        .where(TabletClerkRow.tablet == tablet, TabletClerkRow.known_at > since)
        .where(AccountRow.disabled_at.is_(None))
        .order_by(AccountRow.name, AccountRow.id)
    )
    found = [(find_account(session, id_), left) for id_, left in session.execute(query)]
    return tuple(Clerk(account, left > 0) for account, left in found if account)


def keep_form(session: Session, tablet: str, account: str, sealed: str, at: datetime) -> None:
    """Keep where somebody was and what he typed, in place of what was kept for him there."""
    hold(session, f"tablet {tablet}")
    row = session.get(KeptFormRow, (tablet, account))
    row = row or KeptFormRow(tablet=tablet, account=account)
    row.sealed, row.kept_at = sealed, at
    session.add(row)


def forget_forms(session: Session, before: datetime) -> None:
    """Drop what was kept before that instant and nobody came back for."""
    session.execute(delete(KeptFormRow).where(KeptFormRow.kept_at < before))


def tell_of_tablet(session: Session, tablet: str, who: str, what: str, at: datetime) -> None:
    """Write down who did `what` on a tablet."""
    audit.record(session, audit.Deed(at, who, what, f"tablet {tablet}"))


def _taken_form(session: Session, tablet: str, who: Arrival) -> str:
    row = session.get(KeptFormRow, (tablet, who.account), with_for_update=True)
    if row is None:
        return ""
    session.delete(row)
    return row.sealed if row.kept_at > who.since else ""


def _tablet(row: TabletRow) -> Tablet:
    return Tablet(row.id, row.name, row.shared_by, row.shared_at)
