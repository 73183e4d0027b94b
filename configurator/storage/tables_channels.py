"""The tables of channels: what was handed over by which, tasks of people, check-lists, calls."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from configurator.storage.tables import Row


class HandedRow(Row):
    """A message that left by a channel: its text stands in the log, as the event `told <id>`.

    `link` is the place of ours it leads to, empty if none. `opened_at` is of one read on our pages,
    `posted_at` and `posted_by` are of a letter.
    """

    __tablename__ = "handed"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    link: Mapped[str]
    handed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    posted_by: Mapped[str]


class TaskRow(Row):
    """What somebody of the shop is to do for a customer by an instant, and what came of it."""

    __tablename__ = "task"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    about: Mapped[str]
    why: Mapped[str]
    says: Mapped[str]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str]


class BouncedRow(Row):
    """An address that takes no letters: `mark` is its fingerprint, `status` what its server said.

    It is one again once its person proves it anew.
    """

    __tablename__ = "bounced"

    person: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    status: Mapped[str]


class ChannelCheckRow(Row):
    """An item of the check-list of a channel that passed; `detail` says how."""

    __tablename__ = "channel_check"

    channel: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    detail: Mapped[str]
    passed_at: Mapped[datetime]
    passed_by: Mapped[str]


class CallRow(Row):
    """What another system is told: a message to carry, or what became of a person it was told of.

    It knows the person by `reference` alone. Of an erasure `person` is None, so that it outlives
    what it tells of. `done_at` is None until the system took it.
    """

    __tablename__ = "hook_call"

    id: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str]
    what: Mapped[str]
    person: Mapped[str | None] = mapped_column(index=True)
    reference: Mapped[str]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    last_error: Mapped[str]
