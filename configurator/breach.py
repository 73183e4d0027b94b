"""`surmesure breach`: whom to tell, and what of, when something fell into wrong hands."""

import csv
import sys
from collections.abc import Iterable
from typing import TextIO

import click

from configurator.command import settings_of_here
from configurator.csv_rows import harmless
from configurator.storage.breach import Affected, affected, breachable
from configurator.storage.database import open_database

COLUMNS = ("person", "name", "email", "phone", "fields")


@click.command("breach")
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
def breach_command(tables: tuple[str, ...]) -> None:
    """Everybody affected, one line each with the fields: CSV on stdout, the sum on stderr.

    TABLE is what was reached; without any, the whole database. The authority must be told within
    72 hours.
    """
    known = breachable()
    if unknown := sorted(set(tables) - set(known)):
        said = f"no table {', '.join(unknown)}; there are {', '.join(known)}"
        raise click.ClickException(said)
    database = open_database(settings_of_here())
    try:
        with database.reading() as session:
            count = write_affected(affected(session, tables or known), sys.stdout)
    finally:
        database.close()
    click.echo(f"{count} persons affected", err=True)


def write_affected(found: Iterable[Affected], file: TextIO) -> int:
    """Write a line for each person; how many they were."""
    output, count = csv.writer(file), 0
    output.writerow(COLUMNS)
    for count, one in enumerate(found, start=1):  # noqa: B007 - how many there were
        words = (one.person, one.name, one.email, one.phone, " ".join(one.fields))
        output.writerow(map(harmless, words))
    return count
