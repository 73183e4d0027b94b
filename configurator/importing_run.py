"""Checking a file and taking it in: by parts, each kept with the position it reached.

The check looks at all rows and writes nothing but what it found. A part that was kept is never
done again; one that was broken off is, and does nothing twice.
"""

import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from configurator.importing import MOST_ROWS, Unreadable, layout_from, rows
from configurator.jobs.paper import put_file
from configurator.settings import Settings
from configurator.storage.database import Database
from configurator.storage.imported import (
    Plans,
    Seen,
    Taking,
    carry_out,
    hold_imports,
    marked,
    planned,
)
from configurator.storage.imports import OPEN_FOR_DAYS, Run, Stage, get_run, move_run
from customers.identity.imported import Problem, Told, Why, read_row

FOLDER = "imports"
PART = 800
"""So many rows are kept in one transaction: about 200 ms, so that others need not wait."""

CHECKED_AT_ONCE = 2000
SLICE_S = 4.0
"""After so long whatever else is due is done first."""

MOST_SHOWN = 200
ID_BYTES, PART_BYTES = 15, 3
"""Random bytes of the id of a customer: those of one part begin alike, and so lie on a few pages of
each index; wholly random ones would touch most pages at every part.
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """Where files are taken in, and at what instant."""

    database: Database
    settings: Settings
    now: datetime


def file_path(data_folder: Path, id_: str) -> Path:
    """Where the file of an import lies until it is done."""
    return data_folder / FOLDER / f"{id_}.file"


def problems_path(data_folder: Path, id_: str) -> Path:
    """Where all problems of an import lie: a line of JSON each, and nobody's data."""
    return data_folder / FOLDER / f"{id_}.problems"


def keep_file(data_folder: Path, id_: str, content: bytes) -> None:
    """Keep an uploaded file, readable by its owner alone."""
    path = file_path(data_folder, id_)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    put_file(path, content)


def forget_files(data_folder: Path, now: datetime) -> None:
    """Throw away what lies there too long."""
    oldest = (now - timedelta(days=OPEN_FOR_DAYS)).timestamp()
    for path in (data_folder / FOLDER).glob("*.*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def problems_of(data_folder: Path, id_: str) -> Iterator[Problem]:
    """All problems of an import, in the order of its lines; none once they are thrown away."""
    path = problems_path(data_folder, id_)
    if path.is_file():
        with path.open(encoding="utf-8") as lines:
            yield from (_problem(json.loads(line)) for line in lines)


def first_problems(run: Run) -> list[Problem]:
    """The problems shown with an import."""
    return [_problem(one) for one in run.found.get("first", ())]


def go_on(shop: Shop, id_: str, seconds: float = SLICE_S) -> bool:
    """Check or take in the file for about so long; whether there is more to do. Raises NotThere."""
    with shop.database.reading() as session:
        run = get_run(session, id_)
    if run.stage not in {Stage.CHECKING, Stage.IMPORTING}:
        return False
    try:
        content = file_path(shop.settings.data_folder, id_).read_bytes()
        if run.stage is Stage.CHECKING:
            _check(shop, run, content)
            return False
        return _take_in(shop, run, content, time.monotonic() + seconds)
    except (FileNotFoundError, Unreadable) as error:
        why = getattr(error, "why", "gone")
        found = {"why": why, "line": getattr(error, "line", 0)}
        with shop.database.recording() as session:
            run = get_run(session, id_)
            left = run.position, {**run.found, **found}
            move_run(session, run, Stage.FAILED, *left, total=run.total, at=shop.now)
        return False


def _check(shop: Shop, run: Run, content: bytes) -> None:
    seen, found, total = Seen(), Counter[str](), 0
    problems: list[Problem] = []
    given = rows(content, layout_from(dict(run.layout)))
    taking = _taking(shop, run)
    while some := list(islice(given, CHECKED_AT_ONCE)):
        total += len(some)
        if total > MOST_ROWS:
            raise Unreadable("long", some[-1][0])
        told, wrong = _read(some, run, shop)
        marks = marked(told, taking)
        with shop.database.reading() as session:
            plans = planned(session, marks, taking, seen)
        _count(found, plans)
        problems += sorted((*wrong, *plans.problems), key=lambda one: one.line)
        with shop.database.writing() as session:
            run = move_run(session, run, Stage.CHECKING, total, {}, total=0)
    lines = "".join(f"{json.dumps(_listed(one))}\n" for one in problems)
    put_file(problems_path(shop.settings.data_folder, run.id), lines.encode())
    shown = [_listed(one) for one in problems[:MOST_SHOWN]]
    summed = {**found, "problems": len(problems), "first": shown}
    with shop.database.recording() as session:
        move_run(session, run, Stage.CHECKED, 0, summed, total=total)


def _take_in(shop: Shop, run: Run, content: bytes, until: float) -> bool:
    given = islice(rows(content, layout_from(dict(run.layout))), run.position, None)
    while some := list(islice(given, PART)):
        taking = _taking(shop, run)
        told, wrong = _read(some, run, shop)
        marks = marked(told, taking)
        done = run.position + len(some)
        with shop.database.recording() as session:
            hold_imports(session)
            plans = planned(session, marks, taking, Seen())
            carry_out(session, plans, taking)
            found = Counter({key: run.found.get(key, 0) for key in ("new", "known", "changed")})
            found["persons"] = run.found.get("persons", 0)
            found["problems"] = run.found.get("problems", 0) + len(wrong) + len(plans.problems)
            _count(found, plans)
            run = move_run(session, run, Stage.IMPORTING, done, found, total=run.total)
        if time.monotonic() > until:
            return run.position < run.total or not _ended(shop, run)
    return not _ended(shop, run)


def _ended(shop: Shop, run: Run) -> bool:
    """Note that an import is done, and throw its file away."""
    with shop.database.recording() as session:
        move_run(session, run, Stage.DONE, run.position, run.found, total=run.total, at=shop.now)
    file_path(shop.settings.data_folder, run.id).unlink(missing_ok=True)
    return True


def _read(
    some: Sequence[tuple[int, Sequence[str]]], run: Run, shop: Shop
) -> tuple[list[Told], list[Problem]]:
    """What rows tell, and what is wrong in those that tell nothing."""
    told, wrong = list[Told](), list[Problem]()
    columns, fields = len(run.layout["header"]), run.mapping
    for line, cells in some:
        if len(cells) != columns:
            wrong.append(Problem(line, "", Why.CELLS))
            continue
        by_field = {field: cells[place] for place, field in fields.items()}
        read = read_row(line, by_field, run.kind, shop.now, shop.settings.time_zone)
        if isinstance(read, Told):
            told.append(read)
        else:
            wrong += read
    return told, wrong


def _count(found: Counter[str], plans: Plans) -> None:
    found["new"] += sum(not one.changes for one in plans.new)
    found["changed"] += sum(one.changes for one in plans.new)
    found["persons"] += sum(one.is_new for one in plans.new)
    found["known"] += plans.known


def _taking(shop: Shop, run: Run) -> Taking:
    settings = shop.settings
    keys = (settings.secret_key, *settings.former_secret_keys)
    part = secrets.token_urlsafe(PART_BYTES)
    return Taking(
        *(run.id, run.asked_by, shop.now, keys),
        lambda: f"{part}{secrets.token_urlsafe(ID_BYTES)}",
    )


def _listed(one: Problem) -> list[Any]:
    return [one.line, one.field, one.why.value, one.other]


def _problem(listed: Sequence[Any]) -> Problem:
    line, field, why, other = listed
    return Problem(line, field, Why(why), other)
