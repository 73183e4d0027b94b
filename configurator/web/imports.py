"""The conversation in which files come in: upload, name the columns, look at the check, take in."""

import csv
import io
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, request, url_for

from configurator.csv_rows import harmless
from configurator.importing import Unreadable, laid_out, sample
from configurator.importing_run import file_path, first_problems, keep_file, problems_of
from configurator.storage.accounts import Account, Role
from configurator.storage.documents import secret_fingerprint
from configurator.storage.idempotency import Answer, Request, done_before, remember, replayed
from configurator.storage.imports import (
    Run,
    Stage,
    begin_run,
    check_run,
    get_run,
    give_up_run,
    newest_runs,
    remembered,
    start_run,
)
from configurator.storage.jobs import IMPORT, Work, want_job
from configurator.web import sessions
from configurator.web.access import delicate, only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.import_words import FIELDS, KINDS, STAGES, UNREADABLE, field, wrong
from configurator.web.render import render, see_other
from customers.identity.mapping import FIELDS as OF_KIND
from customers.identity.mapping import Import, missing, proposed

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

MOST_RUNS = 30
CREATED = 201
LONGEST_NAME = 120


@blueprint.get("")
@only_for(Role.MANAGER, Role.ADMIN)
def index() -> Response:
    """The form for a file, and what came in lately."""
    return _list()


@blueprint.post("")
@only_for(Role.MANAGER, Role.ADMIN)
def upload() -> Response:
    """Keep a file whose columns are to be named; the form's key keeps it once."""
    form, who, sent = read_form(), _asker(), request.files.get("file")
    kind = request.form.get("kind", "")
    if kind not in set(Import):
        abort(HTTPStatus.BAD_REQUEST)
    content = sent.stream.read() if sent else b""
    try:
        layout = laid_out(content)
    except Unreadable as error:
        return _list(str(UNREADABLE[error.why]), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    digest, id_, now = secret_fingerprint(content.hex()), workshop().new_link(), workshop().now()
    name = Path(sent.filename or "").name[:LONGEST_NAME] if sent else ""
    run = Run(
        *(id_, Import(kind), name, digest, Stage.MAPPING, layout.document(), {}, 0, 0, {}),
        *(who.id, now),
    )
    asker = Request(f"import {who.id}", form.key, {"digest": digest, "kind": kind})
    keep_file(workshop().settings.data_folder, id_, content)
    with workshop().database.recording() as session:
        before = replayed(session, asker)
        if before is None:
            begin_run(session, run)
            remember(session, asker, Answer(CREATED, {"id": id_}), now)
    return _sent(before.document["id"] if before else id_)


@blueprint.get("/<id_>")
@only_for(Role.MANAGER, Role.ADMIN)
def show(id_: str) -> Response:
    """How far an import is, and what is to be decided. Raises NotThere."""
    return _page(id_)


@blueprint.post("/<id_>/check")
@only_for(Role.MANAGER, Role.ADMIN)
def check(id_: str) -> Response:
    """Have the file checked with the columns as named. Raises NotThere, StaleRun."""
    form, who, now = read_form(), _asker(), workshop().now()
    with workshop().database.reading() as session:
        run = get_run(session, id_)
    mapping = _chosen(run)
    if lacking := missing(mapping, run.kind):
        return _page(id_, mapping, lacking, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asker = Request(
        f"import {id_} check", form.key, {"mapping": {str(k): v for k, v in mapping.items()}}
    )
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            check_run(session, id_, form.revision, mapping, who.id, now)
            want_job(session, Work(IMPORT, id_), now)
    return _woken(id_)


@blueprint.post("/<id_>/start")
@only_for(Role.MANAGER, Role.ADMIN)
@delicate("imports.show")
def start(id_: str) -> Response:
    """Have the checked file taken in. Raises NotThere, StaleRun."""
    form, now = read_form(), workshop().now()
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"import {id_} start", form.key, {}), now):
            start_run(session, id_, form.revision, _asker().id, now)
            want_job(session, Work(IMPORT, id_), now)
    return _woken(id_)


@blueprint.post("/<id_>/give-up")
@only_for(Role.MANAGER, Role.ADMIN)
def give_up(id_: str) -> Response:
    """Throw a file away that was not taken in. Raises NotThere, StaleRun."""
    form, now = read_form(), workshop().now()
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"import {id_} give up", form.key, {}), now):
            give_up_run(session, id_, form.revision, _asker().id, now)
    file_path(workshop().settings.data_folder, id_).unlink(missing_ok=True)
    return see_other(url_for(".index"))


@blueprint.get("/<id_>/problems.csv")
@only_for(Role.MANAGER, Role.ADMIN)
@delicate("imports.show")
def problems(id_: str) -> Response:
    """All problems of an import as CSV, in the language of the reader. Raises NotThere."""
    with workshop().database.reading() as session:
        run = get_run(session, id_)
    text = io.StringIO()
    output = csv.writer(text)
    output.writerow(["line", "column", "field", "problem"])
    for one in problems_of(workshop().settings.data_folder, run.id):
        row = [_column(run, one.field), field(one.field), wrong(one)]
        output.writerow([one.line, *map(harmless, row)])
    answer = Response(f"\ufeff{text.getvalue()}", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="problems.csv"'
    answer.cache_control.no_store = True
    return answer


def _asker() -> Account:
    who = sessions.account()
    assert who is not None  # only_for saw to it
    return who


def _chosen(run: Run) -> dict[int, str]:
    """The fields chosen for the columns. A field taken twice or unknown ends it as bad (400)."""
    said = {place: request.form.get(f"column-{place}", "") for place in _places(run)}
    mapping = {place: key for place, key in said.items() if key}
    known = set(OF_KIND[run.kind])
    if not set(mapping.values()) <= known or len(set(mapping.values())) < len(mapping):
        abort(HTTPStatus.BAD_REQUEST)
    return mapping


def _places(run: Run) -> Iterator[int]:
    yield from range(len(run.layout["header"]))


def _column(run: Run, key: str) -> str:
    places = {meant: place for place, meant in run.mapping.items()}
    return str(run.layout["header"][places[key]]) if key in places else ""


def _woken(id_: str) -> Response:
    queue = current_app.extensions["queue"]
    if queue is not None:
        queue.put(Work(IMPORT, id_))
    return _sent(id_)


def _sent(id_: str) -> Response:
    return see_other(url_for(".show", id_=id_))


def _list(trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    with workshop().database.reading() as session:
        runs = newest_runs(session, MOST_RUNS)
    page = "imports/list.html"
    return render(
        page, page, status=status, runs=runs, trouble=trouble, key=uuid4().hex, **_words()
    )


def _page(
    id_: str,
    mapping: Mapping[int, str] | None = None,
    lacking: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    with workshop().database.reading() as session:
        run = get_run(session, id_)
        usual = remembered(session, run.kind, run.layout["header"])
    header = run.layout["header"]
    shown = mapping or run.mapping or usual or proposed(header, run.kind)
    path = file_path(workshop().settings.data_folder, id_)
    return render(
        "imports/page.html",
        "imports/_run.html",
        status=status,
        run=run,
        columns=list(zip(header, sample(path, run.layout), strict=True)),
        shown=shown,
        was_used=bool(usual),
        lacking=[field(key) for key in lacking],
        fields=[(key, FIELDS[key]) for key in OF_KIND[run.kind]],
        problems=[
            (one, _column(run, one.field), field(one.field), wrong(one))
            for one in first_problems(run)
        ],
        why=UNREADABLE.get(run.found.get("why", ""), ""),
        has_post=workshop().settings.has_post,
        key=uuid4().hex,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"kinds": KINDS, "stages": STAGES}
