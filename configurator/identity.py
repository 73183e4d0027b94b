"""`surmesure identity`: who is probably the same person, CSV to pairs."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from configurator.command import settings_of_here
from configurator.csv_rows import Mistyped
from configurator.identity_rows import read_records
from configurator.pairing import look_for_pairs
from configurator.storage.database import open_database
from configurator.storage.dialect import PATIENCE_OF_JOBS_S
from customers.identity.columns import Blocked
from customers.identity.linking import Linker
from customers.identity.matching import LIKELY, Linking, links
from customers.identity.record import Record

SOURCE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("identity")
def identity_command() -> None:
    """Find records of the same person, however they are written."""


@identity_command.command("link")
@click.argument("first", type=SOURCE, metavar="A.csv")
@click.argument("second", type=SOURCE, required=False, metavar="[B.csv]")
@click.option("--json", "as_json", is_flag=True, help="Write the pairs as JSON.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=LIKELY,
    show_default=True,
    help="Show pairs from this probability on; 0.5 shows also those to be looked at.",
)
@click.option(
    "--blocked",
    multiple=True,
    metavar="VALUE",
    help="A phone or e-mail address that names nobody, such as the shop's own.",
)
@click.option(
    "--most-sharing",
    type=click.IntRange(1),
    default=Blocked().most_sharing,
    show_default=True,
    help="A phone or e-mail address of more records names nobody.",
)
@click.option("--splink", is_flag=True, help="Have Splink do it, from the extra [linkage].")
def link_command(  # noqa: PLR0913, PLR0917 - what can be asked for
    first: Path,
    second: Path | None,
    as_json: bool,  # noqa: FBT001 - click gives flags so
    threshold: float,
    blocked: tuple[str, ...],
    most_sharing: int,
    splink: bool,  # noqa: FBT001 - the same
) -> None:
    """Pairs of ids that are probably one person, the most probable first.

    Within A.csv; with B.csv across both, one id from each. Columns are id, given_name, surname,
    birth_date, street, postcode, town, phone and email; all but the id may be empty or missing.
    """
    how = Linking(threshold, Blocked(frozenset(blocked), most_sharing))
    records = _read_or_exit(first)
    others = _read_or_exit(second) if second else None
    # Across to a file without rows there are no pairs, and not those within the first.
    found = () if others == () else _linker(splink=splink)(records, others or (), how)
    pairs = [asdict(link) for link in found]
    if as_json:
        # One pair a line: a hundred thousand are read as easily by people as by programs.
        lines = ",\n".join(f" {json.dumps(pair, ensure_ascii=False)}" for pair in pairs)
        click.echo(f"[\n{lines}\n]" if pairs else "[]")
    else:
        for pair in pairs:
            click.echo(f"{pair['probability']:.4f}  {pair['a']}  {pair['b']}")


@identity_command.command("pairs")
def pairs_command() -> None:
    """Look for customers of the shop who may be one person; people decide about them."""
    settings = settings_of_here()
    database = open_database(settings, PATIENCE_OF_JOBS_S)
    try:
        looked = look_for_pairs(database, settings, datetime.now(UTC))
    finally:
        database.close()
    click.echo(
        f"{looked.compared} of {looked.customers} customers compared,"
        f" {looked.found} pairs may be one person, {looked.new} of them are new"
    )


def _linker(*, splink: bool) -> Linker:
    if not splink:
        return links
    try:
        from customers.identity import with_splink  # noqa: PLC0415 - only there with the extra
    except ImportError:
        click.echo("Splink is not installed: uv pip install 'surmesure[linkage]'", err=True)
        sys.exit(1)
    return with_splink.links


def _read_or_exit(path: Path) -> tuple[Record, ...]:
    """The records at `path`; else an end with 1."""
    try:
        return read_records(path.read_bytes())
    except Mistyped as mistake:
        click.echo(f"{path}: {mistake}", err=True)
        sys.exit(1)
