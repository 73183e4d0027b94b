"""Imports: files taken in, one row each, and which columns meant what in files like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.documents import fingerprint
from configurator.storage.errors import NotThere, Stale
from configurator.storage.tables_imports import ImportRow, MappingRow
from customers.identity.mapping import Import, plain

OPEN_FOR_DAYS = 7
"""A file nobody decides about is thrown away after so many days."""


class Stage(StrEnum):
    """How far an import is. A failed one could not be read; one given up was thrown away."""

    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given_up"


UNDER_WAY = (Stage.CHECKING, Stage.IMPORTING)
ENDED = (Stage.DONE, Stage.FAILED, Stage.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class Run:
    """One file: what it tells of, how far it is, what was found.

    `mapping` gives the field of a column by its place; `found` counts `new`, `known`, `changed`,
    `persons` and `problems` and lists the first problems as [line, field, why, other line].
    """

    id: str
    kind: Import
    file_name: str
    digest: str
    stage: Stage
    layout: Mapping[str, Any]
    mapping: Mapping[int, str]
    position: int
    total: int
    found: Mapping[str, Any]
    asked_by: str
    created_at: datetime
    ended_at: datetime | None = None
    revision: int = 1


class StaleRun(Stale):
    """The import went on since its page was drawn."""


def begin_run(session: Session, run: Run) -> None:
    """Keep a new import."""
    session.add(
        ImportRow(
            id=run.id,
            kind=run.kind,
            file_name=run.file_name,
            digest=run.digest,
            state=run.stage,
            layout=dict(run.layout),
            mapping=_keyed(run.mapping),
            position=0,
            total=0,
            found={},
            asked_by=run.asked_by,
            created_at=run.created_at,
            ended_at=None,
            revision=1,
        )
    )
    _record(session, run.created_at, run.asked_by, "uploaded", run.id, {"digest": run.digest})


def get_run(session: Session, id_: str) -> Run:
    """The import with that id. Raises NotThere."""
    row = session.get(ImportRow, id_)
    if row is None:
        raise NotThere("import", id_)
    return _run(row)


def newest_runs(session: Session, limit: int) -> tuple[Run, ...]:
    """The imports begun last, the newest first."""
    newest = select(ImportRow).order_by(ImportRow.created_at.desc(), ImportRow.id).limit(limit)
    return tuple(map(_run, session.scalars(newest)))


def unfinished_run(session: Session, digest: str, kind: Import) -> Run | None:
    """The import of that very file that was begun and broken off, if there is one."""
    begun = ImportRow.digest == digest, ImportRow.kind == kind
    rows = select(ImportRow).where(*begun, ImportRow.state == Stage.IMPORTING)
    row = session.scalars(rows.order_by(ImportRow.created_at.desc()).limit(1)).first()
    return _run(row) if row else None


def check_run(  # noqa: PLR0913, PLR0917 - which, drawn when, what was chosen, by whom, when
    session: Session, id_: str, revision: int, mapping: Mapping[int, str], by: str, at: datetime
) -> Run:
    """Have the file checked as mapped; the mapping is remembered for files like it.

    Raises NotThere, StaleRun.
    """
    row = _held(session, id_, revision, Stage.MAPPING, Stage.CHECKED)
    row.mapping, row.state, row.found, row.position = _keyed(mapping), Stage.CHECKING, {}, 0
    key = (row.kind, _like(row.layout["header"]))
    known = session.get(MappingRow, key)
    if known is None:
        known = MappingRow(kind=key[0], header=key[1], mapping={}, saved_at=at)
        session.add(known)
    known.mapping, known.saved_at = _keyed(mapping), at
    _record(session, at, by, "checked", id_, {"mapping": _keyed(mapping)})
    return _moved(session, row)


def start_run(session: Session, id_: str, revision: int, by: str, at: datetime) -> Run:
    """Have the checked file taken in. Raises NotThere, StaleRun."""
    row = _held(session, id_, revision, Stage.CHECKED)
    row.state, row.position, row.found = Stage.IMPORTING, 0, {}
    _record(session, at, by, "imported", id_, {"digest": row.digest})
    return _moved(session, row)


def give_up_run(session: Session, id_: str, revision: int, by: str, at: datetime) -> Run:
    """Throw an import away that was not begun. Raises NotThere, StaleRun."""
    row = _held(session, id_, revision, Stage.MAPPING, Stage.CHECKED)
    row.state, row.ended_at = Stage.GIVEN_UP, at
    _record(session, at, by, "gave up", id_, {})
    return _moved(session, row)


def move_run(  # noqa: PLR0913 - as much as moves
    session: Session,
    run: Run,
    stage: Stage,
    position: int,
    found: Mapping[str, Any],
    *,
    total: int,
    at: datetime | None = None,
) -> Run:
    """Note how far an import is, in the transaction that did it; `at` is when it ended.

    Raises NotThere; StaleRun where somebody else has moved it since.
    """
    row = _held(session, run.id, run.revision, run.stage)
    row.state, row.position, row.total, row.found = stage, position, total, dict(found)
    row.ended_at = at
    return _moved(session, row)


def remembered(session: Session, kind: Import, header: Sequence[str]) -> dict[int, str]:
    """What the columns meant in the last file with such a header; empty where none was."""
    row = session.get(MappingRow, (kind, _like(header)))
    return _mapping(row.mapping) if row else {}


def _like(header: Sequence[str]) -> str:
    return fingerprint([plain(name) for name in header])


def _row(session: Session, id_: str) -> ImportRow:
    row = session.get(ImportRow, id_, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("import", id_)
    return row


def _held(session: Session, id_: str, revision: int, *stages: Stage) -> ImportRow:
    row = _row(session, id_)
    if row.revision != revision or row.state not in stages:
        raise StaleRun
    return row


def _moved(session: Session, row: ImportRow) -> Run:
    row.revision += 1
    session.flush()
    return _run(row)


def _record(  # noqa: PLR0913, PLR0917 - as many as a deed has
    session: Session, at: datetime, by: str, what: str, id_: str, after: Mapping[str, Any]
) -> None:
    audit.record(session, audit.Deed(at, by, what, f"import {id_}", after=after))


def _keyed(mapping: Mapping[int, str]) -> dict[str, str]:
    return {str(place): field for place, field in sorted(mapping.items())}


def _mapping(document: Mapping[str, str]) -> dict[int, str]:
    return {int(place): field for place, field in document.items()}


def _run(row: ImportRow) -> Run:
    return Run(
        id=row.id,
        kind=Import(row.kind),
        file_name=row.file_name,
        digest=row.digest,
        stage=Stage(row.state),
        layout=row.layout,
        mapping=_mapping(row.mapping),
        position=row.position,
        total=row.total,
        found=row.found,
        asked_by=row.asked_by,
        created_at=row.created_at,
        ended_at=row.ended_at,
        revision=row.revision,
    )
