"""`surmesure backup DIR` and `surmesure restore DIR`: a copy of the shop, and the shop from it.

DIR holds `shop` (the database), `files` (the data folder) and `keys` (the keys of persons, who was
erased, and the secret key), each hashed in a manifest. Keep `keys` elsewhere: without it nothing
that is sealed is read. Keep only its newest copy, which fits every older `shop`: whoever was erased
since then stays so, for their keys are in it no more and their names are.
"""

import fcntl
import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from configurator.command import settings_of_here
from configurator.jobs.erasing import Place, erase_who_came_back
from configurator.jobs.pulse import is_alive
from configurator.jobs.worker import LOCK
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.contact_seal import CONTACTS
from configurator.storage.copying import copy_in, copy_out, is_empty, sqlite_path
from configurator.storage.database import Database, open_database
from configurator.storage.keys import Keys

FORMAT = 1
MANIFEST = "manifest.json"
SHOP, FILES, KEYS = "shop", "files", "keys"
KEPT_KEYS, SECRET = "keys.jsonl", "secret-key"
NOT_COPIED = ("worker-", "metrics", SECRET, "demo-", "looked-up")
"""What begins so is made anew, or lies with the keys."""


class NotWhole(Exception):
    """The copy is no whole one: `why` names what is missing or was changed."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"this is no whole copy: {why}")


@click.command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def backup_command(folder: Path) -> None:
    """Copy the shop into the new folder DIR, while it works. Keep DIR/keys apart from the rest."""
    settings = settings_of_here()
    if folder.exists():
        raise click.ClickException(f"{folder} is there already")
    back_up(settings, folder)
    click.echo(f"The shop was copied to {folder}. Keep {folder / KEYS} in another place.")


@click.command("restore")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--keys", type=click.Path(path_type=Path), help="The folder of the keys, by default DIR/keys."
)
@click.option("--force", is_flag=True, help="Put it in the place of the shop that is there.")
def restore_command(folder: Path, keys: Path | None, force: bool) -> None:  # noqa: FBT001 - click's way
    """Make the shop in SURMESURE_DATA what the copy in DIR is. Whoever was erased stays so."""
    settings = settings_of_here()
    try:
        count = restore(settings, folder, keys or folder / KEYS, is_forced=force)
    except NotWhole as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The shop was put back. Erased again: {count}.")


def back_up(settings: Settings, folder: Path) -> None:
    """Copy the shop into `folder`, which appears once the copy is whole.

    The keys are copied last: whatever the copy of the database holds, its key is among them.
    """
    draft = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}.part")
    for part in (SHOP, FILES, KEYS):
        (draft / part).mkdir(mode=0o700, parents=True)
    database = open_database(settings)
    try:
        copy_out(settings.database_url, database, draft / SHOP)
        for path in _files(settings):
            target = draft / FILES / path.relative_to(settings.data_folder)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(path, target)
        _keys_out(database.keys, draft / KEYS / KEPT_KEYS)
    finally:
        database.close()
    shutil.copy2(settings.data_folder / SECRET, draft / KEYS / SECRET)
    _manifest(draft / KEYS)
    _manifest(draft, KEYS)
    draft.rename(folder)


def restore(settings: Settings, folder: Path, keys: Path, *, is_forced: bool = False) -> int:
    """Put the copy in `folder` in the place of the shop of `settings`; how many were erased again.

    First comes who was erased, so that nobody is served before. Broken off, it is done again with
    `is_forced`. Raises NotWhole, ClickException.
    """
    _must_be_whole(folder)
    _must_be_whole(keys)
    with _nobody_works(settings):
        address = settings.database_url
        if not is_forced and not is_empty(address, lambda: open_database(settings)):
            raise click.ClickException(
                "there is a shop already; --force puts the copy in its place"
            )
        _join_secrets(settings.data_folder / SECRET, keys / SECRET)
        settings = _as_now(settings)
        store = open_database(settings)
        _keys_in(store.keys, keys / KEPT_KEYS)
        store.close()
        for path in _files(settings):
            path.unlink()
        shutil.copytree(folder / FILES, settings.data_folder, dirs_exist_ok=True)
        copy_in(address, folder / SHOP, lambda: open_database(settings), upgrade)
        database = open_database(settings)
        try:
            upgrade(database)
            return erase_who_came_back(place_of(settings, database))
        finally:
            database.close()


def place_of(settings: Settings, database: Database) -> Place:
    """Where people are erased."""
    return Place(database, settings.data_folder, lambda: datetime.now(UTC))


def _files(settings: Settings) -> Iterator[Path]:
    """The files of the shop, without databases and what is made anew."""
    folder, shop = settings.data_folder, sqlite_path(settings.database_url)
    others = (*NOT_COPIED, shop.name) if shop else NOT_COPIED
    for path in sorted(folder.rglob("*")):
        first = path.relative_to(folder).parts[0]
        if path.is_file() and ".sqlite" not in first and not first.startswith(others):
            yield path


def _keys_out(keys: Keys, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for mark in keys.all_marks():
            print(json.dumps({"mark": mark}), file=file)
        for person, at in keys.erased().items():
            print(json.dumps({"erased": person, "at": at.isoformat()}), file=file)
        for person, key in keys.all_keys():
            print(json.dumps({"person": person, "key": key}), file=file)


def _keys_in(keys: Keys, path: Path) -> None:
    """Add what is in `path`; nothing here is undone: who is erased in either is erased."""
    with path.open(encoding="utf-8") as file:
        said = [json.loads(line) for line in file]
    keys.suppress([one["mark"] for one in said if "mark" in one])
    for one in said:
        if "erased" in one:
            keys.forget([one["erased"]], datetime.fromisoformat(one["at"]))
    keys.put((one["person"], one["key"]) for one in said if "key" in one)
    for one in said:
        if one.get("person") == CONTACTS:  # What is put back was sealed with this one alone.
            keys.put_in_place(CONTACTS, one["key"])
    keys.tidy()


def _join_secrets(here: Path, there: Path) -> None:
    """Have the secret keys of both stand, those of the copy first: they open what it holds."""
    lines = dict.fromkeys([*there.read_text("utf-8").split(), *here.read_text("utf-8").split()])
    draft = here.with_name(f"{here.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    draft.replace(here)


def _as_now(settings: Settings) -> Settings:
    first, *others = (settings.data_folder / SECRET).read_text("utf-8").split()
    return replace(settings, secret_key=first, former_secret_keys=tuple(others))


@contextmanager
def _nobody_works(settings: Settings) -> Iterator[None]:
    """Hold the worker's lock. Raises ClickException while a server or worker is at work."""
    wrong = "the shop is being served; stop it first"
    if is_alive(settings.data_folder):
        raise click.ClickException(wrong)
    with (settings.data_folder / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(wrong) from error
        yield


def _manifest(folder: Path, *but: str) -> None:
    """Write down what lies in `folder`, `but` the parts with a manifest of their own."""
    listed = {
        str(path.relative_to(folder)): _hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in but
    }
    made = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(), "files": listed}
    (folder / MANIFEST).write_text(json.dumps(made, indent=1), "utf-8")


def _must_be_whole(folder: Path) -> None:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotWhole(f"{folder / MANIFEST} is missing or unreadable") from error
    if told.get("format") != FORMAT:
        raise NotWhole("a newer program made it")
    for name, mark in told["files"].items():
        path = folder / name
        if not path.is_file() or _hash(path) != mark:
            raise NotWhole(f"{path} is missing or was changed")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
