"""The tables of tablets several people share: who is there, by which PIN, what was half filled."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class TabletRow(Row):
    """A device that several people of the shop share, by the hash of its secret."""

    __tablename__ = "tablet"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    shared_by: Mapped[str]
    shared_at: Mapped[datetime]


class TabletClerkRow(Row):
    """Who gave his password on a tablet, and when last."""

    __tablename__ = "tablet_clerk"

    tablet: Mapped[str] = mapped_column(ForeignKey("tablet.id"), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    known_at: Mapped[datetime]


class PinRow(Row):
    """The PIN of an account, hashed; `tries_left` until the password is needed."""

    __tablename__ = "pin"

    account: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    hashed: Mapped[str]
    tries_left: Mapped[int]
    set_at: Mapped[datetime]


class KeptFormRow(Row):
    """Where an account was on a tablet when it was locked, and what he had typed, sealed."""

    __tablename__ = "kept_form"

    tablet: Mapped[str] = mapped_column(ForeignKey("tablet.id"), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)
