"""Erasing somebody everywhere: tables, files, the key, and what is left on the disk of them.

Every step can be done again, so one that broke off is carried on from the start.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from configurator.importing_run import FOLDER as IMPORTS
from configurator.jobs.cards import forget_card
from configurator.jobs.paper import FOLDER as PAPERS
from configurator.jobs.queue import FILE as QUEUE
from configurator.jobs.quotes import FOLDER as QUOTES
from configurator.jobs.rights import FOLDER as RIGHTS
from configurator.storage.database import Database
from configurator.storage.erasing import (
    Erasure,
    Step,
    begin_erasure,
    came_back,
    end_erasure,
    erase_again,
    erased_since,
    get_erasure,
    not_forgotten,
    open_orders,
    recognised_by,
)
from configurator.storage.erasing_rows import (
    Lying,
    answers_about,
    drop_answers,
    drop_rows,
    lying,
    touched,
)
from configurator.storage.errors import NotThere
from configurator.storage.imports import Stage, get_run, give_up_run
from configurator.storage.one_person import everybody_in
from configurator.storage.suppression import Contact, lift, suppress

ID_BYTES = 18
ENCODINGS = ("utf-8", "latin-1", "utf-16-le")
UNDECIDED = (Stage.MAPPING, Stage.CHECKED)
"""Imports that wait for somebody to decide; of others the file is done with in a moment."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is erased: the database, the folder of its files, and what time it is."""

    database: Database
    data_folder: Path
    now: Callable[[], datetime]


def carry_out(place: Place, id_: str) -> bool:
    """Erase whom the erasure is about; whether nothing is left to do for now.

    One that was withdrawn is nothing to do. Raises Busy.
    """
    try:
        begun, contacts = _begun(place, id_)
    except NotThere:
        return True
    if begun.step is not Step.BEGUN:
        return True
    if _lies_in_an_import(place, contacts):
        return False
    database, folder = place.database, place.data_folder
    with database.reading() as session:
        his, answers = lying(session, begun.persons), answers_about(session, begun.persons)
    _remove_files(folder, his)
    with database.recording() as session:
        drop_answers(session, answers)
        drop_rows(session, id_, begun.persons, place.now())
    database.keys.forget(begun.persons, place.now())
    _remove_files(folder, his)  # What was printed in between.
    _tidy(place)
    with database.recording() as session:
        end_erasure(session, id_, place.now())
    return True


def erase_who_came_back(place: Place) -> int:
    """Erase again whom an old copy brought back, and destroy keys a crash left; how many."""
    database, now = place.database, place.now()
    with database.reading() as session:
        back, left = came_back(session), not_forgotten(session)
    if left:
        database.keys.forget(left, now)
    if back:
        id_ = secrets.token_urlsafe(ID_BYTES)
        with database.recording() as session:
            erase_again(session, tuple(back), id_, now)
        carry_out(place, id_)
    return len(back)


def drop_what_was_written_since(place: Place, began_at: datetime) -> None:
    """Drop what a job that began then still wrote of those who were erased beside it. Raises Busy.

    An erasure waits for no job, and a job that read of somebody before may write of him after.
    """
    with place.database.reading() as session:
        erased = erased_since(session, began_at)
    for one in erased:
        with place.database.recording() as session:
            drop_rows(session, one.id, one.persons, place.now())
    if erased:
        _tidy(place)


def _begun(place: Place, id_: str) -> tuple[Erasure, set[Contact]]:
    """The erasure, begun unless it waits; by what the person was known is suppressed before."""
    with place.database.reading() as session:
        erasure = get_erasure(session, id_)
        persons = erasure.persons or everybody_in(session, erasure.person)
        contacts = recognised_by(session, persons)
        if not open_orders(session, erasure.person):
            suppress(session, contacts)
    with place.database.recording() as session:
        try:
            return begin_erasure(session, id_, place.now()), contacts
        except NotThere:  # Withdrawn in between: he is still there, and files may tell of him.
            lift(session, contacts)
            raise


def _lies_in_an_import(place: Place, contacts: Collection[Contact]) -> bool:
    """Whether a file being taken in still tells of him; one that nobody decided about is dropped.

    It can be given once more: rows about him are then refused.
    """
    texts = [said for _, said in contacts]
    for path in (place.data_folder / IMPORTS).glob("*.file"):
        if _tells_of(path.read_bytes(), texts):
            if not _gave_up(place, path.stem):
                return True
            path.unlink(missing_ok=True)
    return False


def _gave_up(place: Place, run: str) -> bool:
    """Whether nobody needs the file of that import any more, given up here if undecided."""
    with place.database.recording() as session:
        try:
            known = get_run(session, run)
        except NotThere:
            return True
        if known.stage in UNDECIDED:
            give_up_run(session, run, known.revision, "erasure", place.now())
        return known.stage not in {Stage.CHECKING, Stage.IMPORTING}


def _tells_of(content: bytes, texts: Iterable[str]) -> bool:
    lower = content.lower()
    return any(text.lower().encode(one, "ignore") in lower for text in texts for one in ENCODINGS)


def _remove_files(folder: Path, his: Lying) -> None:
    """Remove paper about him: of orders that stay, it is printed anew where somebody asks."""
    for number in his.orders:
        for path in (folder / PAPERS).glob(f"{number}-*"):
            path.unlink(missing_ok=True)
    for number in his.cards:
        forget_card(number, folder)
    for page in (folder / RIGHTS).glob("*"):  # Any may be about him; they are printed anew.
        page.unlink(missing_ok=True)
    for kept in (folder / QUOTES).glob("*.json"):
        address = str(json.loads(kept.read_text("utf-8")).get("address", ""))
        if any(link in address for link in his.drafts):
            kept.with_suffix(".pdf").unlink(missing_ok=True)
            kept.unlink(missing_ok=True)


def _tidy(place: Place) -> None:
    """Have nothing left on the disk of what was deleted. Raises Busy."""
    place.database.tidy(touched())
    place.database.keys.tidy()
    queue = place.data_folder / QUEUE
    if queue.is_file():
        with closing(sqlite3.connect(queue, timeout=10)) as raw:
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
