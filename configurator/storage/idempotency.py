"""Requests done once however often they arrive: the answer is kept with the effect.

Look for the answer and remember it in the transaction that has the effect. What fails leaves
nothing, so a failed attempt never poisons its key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, tuple_
from sqlalchemy.orm import Session

from configurator.storage.dialect import hold
from configurator.storage.documents import fingerprint
from configurator.storage.errors import StorageError
from configurator.storage.tables import AnswerRow

DONE = 200
AT_ONCE = 400
"""So many answers are dropped in one transaction, for which others wait."""

# Asked for at every click: rows as objects, and statements built anew, would take twice the time.
_ANSWERS = cast("Table", AnswerRow.__table__)
_GIVEN = select(_ANSWERS.c.request_hash, _ANSWERS.c.status, _ANSWERS.c.response).where(
    _ANSWERS.c.scope == bindparam("scope"), _ANSWERS.c.key == bindparam("key")
)
_KEEP = insert(_ANSWERS)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may arrive twice.

    `scope` says what kind of request it is and whose, so that nobody meets another's key. `key`
    is made by the asker, once per intention. `content` is all that the effect hangs on, as JSON.
    """

    scope: str
    key: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: an HTTP status and a JSON document."""

    status: int
    document: Mapping[str, Any]


class KeyUsedOtherwise(StorageError):
    """The key came before with other content."""

    def __init__(self, scope: str, key: str) -> None:
        self.scope, self.key = scope, key
        super().__init__(f"the key {key!r} was used with other content")


def replayed(session: Session, request: Request) -> Answer | None:
    """The answer `request` was given before, or None; a running twin is waited for.

    Raises KeyUsedOtherwise.
    """
    hold(session, f"request {request.scope} {request.key}")
    row = session.execute(_GIVEN, {"scope": request.scope, "key": request.key}).first()
    if row is None:
        return None
    if row.request_hash != fingerprint(request.content):
        raise KeyUsedOtherwise(request.scope, request.key)
    return Answer(row.status, row.response)


def remember(session: Session, request: Request, answer: Answer, at: datetime) -> None:
    """Keep `answer` for replays of `request`."""
    row = {
        "scope": request.scope,
        "key": request.key,
        "request_hash": fingerprint(request.content),
        "status": answer.status,
        "response": dict(answer.document),
        "answered_at": at,
    }
    session.execute(_KEEP, row)


def done_before(session: Session, request: Request, at: datetime) -> bool:
    """Whether `request` was done before; if not, it is once this transaction is saved.

    For requests whose answer can be drawn anew. Raises KeyUsedOtherwise.
    """
    if replayed(session, request):
        return True
    remember(session, request, Answer(DONE, {}), at)
    return False


def forget_answers(session: Session, before: datetime, limit: int = AT_ONCE) -> bool:
    """Drop answers given before that instant, at most so many; whether there may be more.

    Keep at least a day of them.
    """
    key = AnswerRow.scope, AnswerRow.key
    some = select(*key).where(AnswerRow.answered_at < before).limit(limit)
    found = session.execute(some).all()
    session.execute(delete(AnswerRow).where(tuple_(*key).in_(found)))
    return len(found) == limit
