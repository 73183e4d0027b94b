"""Apologies: for a promise that was not kept somebody says sorry, and so does a message."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.one_person import leader_of
from configurator.storage.tables_channels import TaskRow
from configurator.storage.tasks import Outcome, Task, TaskKind, add_task
from configurator.storage.tellings import Telling, plan_telling
from customers.dialogue.commitment import Commitment

WORDS = "apology"
"""What names the texts of the message, and begins the ids of the message and the task."""

WITHIN = timedelta(days=2)
"""So soon somebody says sorry."""

LASTS = timedelta(days=7)
"""After so long a message says it no more: a person has, or shall."""


def apologise(session: Session, broken: Commitment, at: datetime) -> None:
    """Have somebody say sorry for a promise, once, and plan the message that does."""
    id_ = _id_of(broken.id)
    task = Task(
        id=id_,
        person=leader_of(session, broken.person),
        kind=TaskKind.APOLOGY,
        why=broken.kind,
        due_at=at + WITHIN,
        made_at=at,
        about=broken.about,
    )
    add_task(session, task)
    telling = Telling(
        id=id_,
        person=broken.person,
        words=WORDS,
        about=broken.id,
        objective="the customer knows that we know, and what we do about it",
        measure="settled within 14 days",
        begins_at=at,
        ends_at=at + LASTS,
    )
    plan_telling(session, telling, at)


def apologised(session: Session, promises: Collection[str]) -> frozenset[str]:
    """Those of the promises with these ids for which somebody said sorry."""
    ids = {_id_of(one): one for one in promises}
    done = TaskRow.id.in_(ids), TaskRow.outcome != Outcome.OPEN
    return frozenset(ids[one] for one in session.scalars(select(TaskRow.id).where(*done)))


def _id_of(promise: str) -> str:
    return f"{WORDS}-{promise.replace(' ', '-')}"
