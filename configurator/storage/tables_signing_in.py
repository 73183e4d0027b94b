"""The tables of signing in: letters to send, links, tokens of the console, second factors."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class OutgoingRow(Row):
    """A letter to send; to whom and what it says is sealed, and gone once it was sent."""

    __tablename__ = "outgoing"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    account: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    person: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str]
    sealed: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    worthless_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class SignInLinkRow(Row):
    """A link that signs in: by the hash of its secret, for the browser that asked for it.

    Of an address nobody signs in with, `account` is None, and no letter holds the secret.
    """

    __tablename__ = "sign_in_link"

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    email_hash: Mapped[str]
    browser_hash: Mapped[str]
    is_of_registering: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class AdminTokenRow(Row):
    """A token printed on the console for the first admin, by its hash."""

    __tablename__ = "admin_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondFactorRow(Row):
    """What the codes of an account are made from, sealed; `last_step` is the last one used."""

    __tablename__ = "second_factor"

    account: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[str]
    last_step: Mapped[int]
    enrolled_at: Mapped[datetime]


class RecoveryCodeRow(Row):
    """A code for who lost his telephone, by its hash; used once."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    used_at: Mapped[datetime | None]
