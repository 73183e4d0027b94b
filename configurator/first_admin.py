"""`surmesure serve` and `surmesure admin-token`: a shop of one's own, empty, and its first admin.

There is no account to begin with and no password that opens anything. Whoever may read the console
of the server is told a token; on the page /first-admin it makes one account, within the hour.
"""

import secrets
from datetime import UTC, datetime

import click

from configurator.command import settings_of_here
from configurator.jobs.erasing import Place, erase_who_came_back
from configurator.migrations import upgrade
from configurator.products import compiled_products
from configurator.serving import serve
from configurator.settings import Settings
from configurator.storage.database import Database, open_database
from configurator.storage.first_admin import has_admin, keep_token

TOKEN_BYTES = 24


@click.command("serve")
def serve_command() -> None:
    """Serve the shop in SURMESURE_DATA on PORT; one without an admin is told how to get one."""
    settings = settings_of_here()
    database = open_database(settings)
    try:
        upgrade(database)
        # Whoever was erased is not served from an old copy that somebody put back by hand.
        erase_who_came_back(Place(database, settings.data_folder, lambda: datetime.now(UTC)))
        said = welcome(settings, database)
    finally:
        database.close()
    click.echo(said)
    serve(settings, compiled_products(limits=settings.limits))


@click.command("admin-token")
def admin_token_command() -> None:
    """Print a token that makes the first admin: for one use, within an hour."""
    settings = settings_of_here()
    database = open_database(settings)
    try:
        upgrade(database)
        if is_run(database):
            raise click.ClickException("this shop has an admin, who invites others on /people")
        click.echo(invitation(settings, database))
    finally:
        database.close()


def welcome(settings: Settings, database: Database) -> str:
    """What is printed at the start: the address, and where nobody runs the shop yet, a token."""
    served = f"Surmesure is served at {settings.public_address}"
    return served if is_run(database) else f"{served}\n\n{invitation(settings, database)}"


def is_run(database: Database) -> bool:
    """Whether the shop has an admin."""
    with database.reading() as session:
        return has_admin(session)


def invitation(settings: Settings, database: Database) -> str:
    """A new token and what to do with it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with database.recording() as session:
        keep_token(session, token, datetime.now(UTC))
    return (
        "Nobody runs this shop yet. Within an hour, open\n"
        f"  {settings.public_address}/first-admin\n"
        f"and type this token, which stands once:\n  {token}"
    )
