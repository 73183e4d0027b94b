"""Requests of persons by right: taken down, moved on step by step, with what was written at each.

Words are sealed under the key of the person and go with it; that somebody asked, when and how it
ended stays, by an id that leads nowhere.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.consents import note_consent
from configurator.storage.customers import get_customer
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere, Stale
from configurator.storage.events import batched, keys_made_for, keys_of
from configurator.storage.one_person import all_of
from configurator.storage.seal import sealed, unsealed
from configurator.storage.tables_requests import RequestRow, RequestWordRow
from customers.rights.consent import EVERYTHING, Consent, Said, Source
from customers.rights.purpose import Channel
from customers.rights.request import (
    RESTRICTION,
    Ground,
    Identity,
    Request,
    Right,
    Step,
)

OPEN = (Step.RECEIVED, Step.IDENTIFIED)

MOST_LISTED = 200
"""So many requests are listed at once."""


class StaleRequest(Stale):
    """Somebody else moved the request on meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Word:
    """What was written down at a step: `what` names it, `letter` is the id of one attached.

    `id` is random text.
    """

    id: str
    what: str
    words: str
    by: str
    at: datetime
    letter: str = ""


def take_request(session: Session, request: Request, word: Word) -> None:
    """Take down what a person asks for, with what was said. Raises NotThere."""
    get_customer(session, request.person)
    session.add(RequestRow(**_columns(request), officer_told_at=None))
    session.flush()
    _write(session, request, word)
    deed = audit.Deed(word.at, word.by, f"asked {request.right}", f"customer {request.person}")
    audit.record(session, deed)


def save_request(session: Session, moved: Request, word: Word) -> None:
    """Keep a request that was moved on, with what was written about it.

    A restriction holds from the moment it is done. Raises NotThere, StaleRequest.
    """
    row = session.get(RequestRow, moved.id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("request", moved.id)
    if row.revision != moved.revision:
        raise StaleRequest
    for name, value in _columns(moved).items():
        setattr(row, name, value)
    row.revision += 1
    _write(session, moved, word)
    subject = f"request {moved.id}"
    audit.record(session, audit.Deed(word.at, word.by, word.what, subject))
    if moved.right is Right.RESTRICTION and word.what == Step.DONE:
        note_consent(session, _said(moved, word, Said.WITHDRAWN))


def add_word(session: Session, id_: str, word: Word) -> None:
    """Write something down beside a request. Raises NotThere."""
    _write(session, get_request(session, id_), word)
    audit.record(session, audit.Deed(word.at, word.by, word.what, f"request {id_}"))


def get_request(session: Session, id_: str) -> Request:
    """The request with that id. Raises NotThere."""
    row = session.get(RequestRow, id_, populate_existing=True)
    if row is None:
        raise NotThere("request", id_)
    return _request(row)


def requests_of(session: Session, person: str) -> tuple[Request, ...]:
    """All that was asked by a person, or by who is one with him, the newest first."""
    return _listed(session, RequestRow.person.in_(all_of(person)), newest=True)


def open_requests(session: Session) -> tuple[Request, ...]:
    """All that wait for an answer, what is due first first."""
    return _listed(session, RequestRow.step.in_(OPEN))


def answered_requests(session: Session) -> tuple[Request, ...]:
    """Those that were answered last, the newest first."""
    return _listed(session, RequestRow.step.not_in(OPEN), newest=True)


def count_requests(session: Session, today: date) -> tuple[int, int]:
    """How many wait for an answer, and how many of these are late."""
    waiting = select(func.count()).select_from(RequestRow).where(RequestRow.step.in_(OPEN))
    late = waiting.where(RequestRow.due_on < today)
    return session.scalar(waiting) or 0, session.scalar(late) or 0


def words_of_request(session: Session, id_: str) -> tuple[Word, ...]:
    """What was written down, oldest first; of who was erased nothing can be read. BrokenSeal."""
    mine = select(RequestWordRow).where(RequestWordRow.request == id_)
    rows = session.scalars(mine.order_by(RequestWordRow.number)).all()
    keys = keys_of(session, {row.person for row in rows})
    return tuple(_word(row, keys[row.person]) for row in rows if row.person in keys)


def untold_overdue(session: Session, today: date) -> tuple[str, ...]:
    """Ids of requests that are late and of which the officer was not told."""
    late = RequestRow.step.in_(OPEN), RequestRow.due_on < today
    asked = select(RequestRow.id).where(*late, RequestRow.officer_told_at.is_(None))
    return tuple(session.scalars(asked.order_by(RequestRow.due_on, RequestRow.id)))


def note_officer_told(session: Session, ids: Sequence[str], at: datetime) -> None:
    """Note that the officer was written to about these."""
    for row in session.scalars(select(RequestRow).where(RequestRow.id.in_(ids))):
        row.officer_told_at = at


def lift_announced(session: Session, today: date, at: datetime, by: str) -> None:
    """End the restrictions whose day has come; who asked for another one meanwhile keeps it."""
    row = RequestRow
    announced = row.asked_right == Right.RESTRICTION, row.lifted_on <= today
    for one in map(_request, session.scalars(select(row).where(*announced))):
        if not any(map(_holds, requests_of(session, one.person))):
            # By an id of its own: what was lifted once is not lifted again.
            word = Word(f"lifted {one.id}", Said.LIFTED, "", by, at)
            note_consent(session, _said(one, word, Said.LIFTED))


def forget_requests(session: Session, before: datetime) -> None:
    """Drop requests answered before that instant, with their words; restrictions in force stay."""
    row = RequestRow
    is_held = and_(row.asked_right == Right.RESTRICTION, row.step == Step.DONE)
    old = row.ended_at < before, ~and_(is_held, row.lifted_on.is_(None))
    ids = session.scalars(select(row.id).where(*old)).all()
    for some in batched(ids):
        session.execute(delete(RequestWordRow).where(RequestWordRow.request.in_(some)))
        session.execute(delete(row).where(row.id.in_(some)))


def _holds(request: Request) -> bool:
    is_done = request.right is Right.RESTRICTION and request.step is Step.DONE
    return is_done and request.lifted_on is None


def _said(request: Request, word: Word, said: Said) -> Consent:
    return Consent(
        id=word.id,
        person=request.person,
        purpose=EVERYTHING,
        channel=Channel.ANY,
        said=said,
        at=word.at,
        source=Source.SHOP,
        sentence=RESTRICTION.text.in_(request.language),
        version=RESTRICTION.version,
        language=request.language,
        proof=f"request {request.id}",
        by=word.by,
    )


def _write(session: Session, request: Request, word: Word) -> None:
    """Write a word down, sealed; of who was erased nothing is written any more."""
    if not (word.words or word.letter):
        return
    hold(session, "event")
    key = keys_made_for(session, [request.person]).get(request.person)
    if key is None:
        return
    mine = select(func.count()).select_from(RequestWordRow)
    count = session.scalar(mine.where(RequestWordRow.request == request.id)) or 0
    inside = json.dumps([word.words, word.letter], ensure_ascii=False)
    session.add(
        RequestWordRow(
            id=word.id,
            request=request.id,
            person=request.person,
            number=count + 1,
            what=word.what,
            written_by=word.by,
            written_at=word.at,
            sealed=sealed(inside, key, word.id),
        )
    )
    session.flush()


def _word(row: RequestWordRow, key: str) -> Word:
    words, letter = json.loads(unsealed(row.sealed, key, row.id))
    return Word(row.id, row.what, words, row.written_by, row.written_at, letter)


def _listed(
    session: Session, which: ColumnElement[bool], *, newest: bool = False
) -> tuple[Request, ...]:
    row = RequestRow
    order = (row.received_at.desc(), row.id) if newest else (row.due_on, row.received_at, row.id)
    rows = session.scalars(select(row).where(which).order_by(*order).limit(MOST_LISTED))
    return tuple(map(_request, rows))


def _columns(request: Request) -> dict[str, Any]:
    """The columns of a request, named where databases have a word of their own for it."""
    told = asdict(request)
    told["asked_right"], told["taken_by"] = told.pop("right"), told.pop("by")
    return told


def _request(row: RequestRow) -> Request:
    return Request(
        id=row.id,
        person=row.person,
        right=Right(row.asked_right),
        received_at=row.received_at,
        received_on=row.received_on,
        due_on=row.due_on,
        country=row.country,
        language=row.language,
        by=row.taken_by,
        step=Step(row.step),
        identity=Identity(row.identity) if row.identity else None,
        ground=Ground(row.ground) if row.ground else None,
        prolonged_at=row.prolonged_at,
        ended_at=row.ended_at,
        lifted_on=row.lifted_on,
        revision=row.revision,
    )
