"""`surmesure import`: a file of contacts, orders, invoices or complaints, checked and taken in."""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from configurator.command import settings_of_here
from configurator.importing import MOST_BYTES, Unreadable, laid_out
from configurator.importing_run import Shop, first_problems, go_on, keep_file
from configurator.migrations import upgrade
from configurator.storage.database import Database, open_database
from configurator.storage.dialect import PATIENCE_OF_JOBS_S
from configurator.storage.documents import secret_fingerprint
from configurator.storage.imports import (
    Run,
    Stage,
    begin_run,
    check_run,
    get_run,
    give_up_run,
    remembered,
    start_run,
    unfinished_run,
)
from customers.identity.mapping import FIELDS, Import, missing, plain, proposed

BY = "command"
MOST_SAID = 20
SECONDS = 10.0
"""How often it is told how far it is."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice([one.value for one in Import]), required=True)
@click.option(
    "--map",
    "said",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a column means; the others are proposed, or as remembered. Empty for none.",
)
@click.option("--dry-run", is_flag=True, help="Only check, and list the problems.")
def import_command(
    file: Path,
    kind: str,
    said: tuple[str, ...],
    dry_run: bool,  # noqa: FBT001 - click gives flags so
) -> None:
    """Take in a CSV or JSON of contacts, orders, invoices or complaints.

    Rows with problems are left out and listed. Begun and broken off, it goes on where it was;
    taken in twice, every row is kept once.
    """
    settings = settings_of_here()
    database = open_database(settings, PATIENCE_OF_JOBS_S)
    try:
        upgrade(database)
        shop = Shop(database, settings, datetime.now(UTC))
        _take(shop, file, Import(kind), said, dry_run=dry_run)
    finally:
        database.close()


def _take(shop: Shop, file: Path, kind: Import, said: tuple[str, ...], *, dry_run: bool) -> None:
    content = file.read_bytes()
    if len(content) > MOST_BYTES:
        raise click.ClickException(f"{file}: more than {MOST_BYTES} bytes; take it in by parts")
    digest = secret_fingerprint(content.hex())
    with shop.database.reading() as session:
        broken_off = unfinished_run(session, digest, kind)
    if broken_off and not dry_run:
        click.echo(f"Going on after {broken_off.position} rows.", err=True)
        run = broken_off
        keep_file(shop.settings.data_folder, run.id, content)
    else:
        run = _checked(shop, _begun(shop, file.name, kind, content, digest), said)
        if dry_run:
            with shop.database.recording() as session:
                give_up_run(session, run.id, run.revision, BY, shop.now)
            sys.exit(1 if run.found["problems"] else 0)
        with shop.database.recording() as session:
            run = start_run(session, run.id, run.revision, BY, shop.now)
    while go_on(shop, run.id, SECONDS):
        click.echo(f"{_now(shop.database, run.id).position} rows", err=True)
    done = _now(shop.database, run.id)
    told = ", ".join(f"{done.found.get(key, 0)} {words}" for key, words in TOLD.items())
    click.echo(f"Done: {told}.")


TOLD = {
    "new": "new",
    "changed": "changed",
    "known": "known before",
    "persons": "new customers",
    "problems": "problems",
}


def _begun(shop: Shop, name: str, kind: Import, content: bytes, digest: str) -> Run:
    try:
        layout = laid_out(content)
    except Unreadable as error:
        raise click.ClickException(f"{name}: this cannot be read: {error}") from None
    id_ = secrets.token_urlsafe(16)
    keep_file(shop.settings.data_folder, id_, content)
    run = Run(id_, kind, name, digest, Stage.MAPPING, layout.document(), {}, 0, 0, {}, BY, shop.now)
    with shop.database.recording() as session:
        begin_run(session, run)
    return run


def _checked(shop: Shop, run: Run, said: tuple[str, ...]) -> Run:
    header = run.layout["header"]
    with shop.database.reading() as session:
        usual = remembered(session, run.kind, header) or proposed(header, run.kind)
    mapping = usual | _said(said, header, run.kind)
    mapping = {place: field for place, field in mapping.items() if field}
    if lacking := missing(mapping, run.kind):
        raise click.ClickException(
            f"no column for {', '.join(lacking)}; say --map COLUMN=FIELD. Columns: {header}"
        )
    with shop.database.recording() as session:
        check_run(session, run.id, run.revision, mapping, BY, shop.now)
    go_on(shop, run.id)
    checked = _now(shop.database, run.id)
    if checked.stage is Stage.FAILED:
        raise click.ClickException(f"this cannot be read: {checked.found}")
    _say_problems(checked)
    return checked


def _say_problems(run: Run) -> None:
    for one in first_problems(run)[:MOST_SAID]:
        click.echo(f"line {one.line}, {one.field or 'row'}: {one.why}", err=True)
    count = run.found["problems"]
    if count > MOST_SAID:
        click.echo(f"... and {count - MOST_SAID} more", err=True)
    told = ", ".join(f"{run.found.get(key, 0)} {words}" for key, words in TOLD.items())
    click.echo(f"Checked {run.total} rows: {told}.")


def _said(said: tuple[str, ...], header: list[str], kind: Import) -> dict[int, str]:
    places = {plain(name): place for place, name in enumerate(header)}
    found: dict[int, str] = {}
    for one in said:
        column, _, field = one.partition("=")
        if plain(column) not in places or field not in {"", *FIELDS[kind]}:
            known = ", ".join(FIELDS[kind])
            raise click.BadParameter(f"{one!r}: columns are {header}, fields {known}")
        found[places[plain(column)]] = field
    return found


def _now(database: Database, id_: str) -> Run:
    with database.reading() as session:
        return get_run(session, id_)
