"""Links that sign in: short-lived, for one use, in the browser that asked, kept as hashes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.accounts import Account, find_account, folded_email
from configurator.storage.customers import customer_of
from configurator.storage.documents import secret_fingerprint
from configurator.storage.identity import prove_contact
from configurator.storage.pairs import Decision, contacts_of, folded_contact
from configurator.storage.tables_signing_in import SignInLinkRow

GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link to be made: `secret` and `browser` are random text of at least 256 bits.

    Without an `account` it opens nothing, and is kept so that nobody learns from the work done who
    has one. `is_of_registering` if it was asked for in the request that made the account.
    """

    secret: str
    browser: str
    email: str
    account: str | None = None
    is_of_registering: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Who was signed in by a link, and whether it was asked for where the account was made."""

    account: Account
    is_of_registering: bool


class OtherBrowser(Exception):
    """The link was asked for in another browser; it stays good for that one."""


def make_link(session: Session, link: SignInLink, at: datetime) -> None:
    """Keep the hashes of `link`; older ones of the account stay good until they end."""
    session.add(
        SignInLinkRow(
            id=secret_fingerprint(link.secret),
            account=link.account,
            email_hash=_hashed(link.email),
            browser_hash=secret_fingerprint(link.browser),
            is_of_registering=link.is_of_registering,
            expires_at=at + GOOD_FOR,
            used_at=None,
        )
    )
    session.flush()


def use_link(session: Session, secret: str, browser: str, at: datetime) -> Opened | None:
    """Use a link up; None if it is unknown, used, too old, or the account's no more.

    Raises OtherBrowser.
    """
    named = select(SignInLinkRow).where(SignInLinkRow.id == secret_fingerprint(secret))
    row = session.scalars(named.with_for_update()).first()
    if row is None or row.account is None or row.used_at is not None:
        return None
    if row.expires_at <= at:
        row.used_at = at  # A clock set back later revives nothing.
        return None
    if not compare_digest(row.browser_hash, secret_fingerprint(browser)):
        raise OtherBrowser
    account = find_account(session, row.account)
    if account is None or account.disabled_at or _hashed(account.email) != row.email_hash:
        return None
    row.used_at = at
    return Opened(account, row.is_of_registering)


def forget_links(session: Session, before: datetime) -> None:
    """Drop links that ended before that instant."""
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.expires_at < before))


def _hashed(email: str) -> str:
    return secret_fingerprint(folded_email(email))


def prove_address(session: Session, account: Account, new_id: str, decision: Decision) -> bool:
    """Remember that the address of a customer's account is his own; whether it is known only now.

    Whoever has no customer yet becomes the one called `new_id`.
    """
    own = customer_of(session, account, new_id, decision.at)
    plain = folded_contact("email", account.email)
    known = contacts_of(session, own.id)
    if any(one.is_proved and (one.kind, one.value) == ("email", plain) for one in known):
        return False
    prove_contact(session, own.id, "email", account.email, decision)
    return True
