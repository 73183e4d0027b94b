"""How the tables came to be: plain Alembic, run from the files in this package."""

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from configurator.storage import (
    tables_campaigns,  # noqa: F401 - its tables are among all
    tables_cards,  # noqa: F401 - the same
    tables_communities,  # noqa: F401 - the same
    tables_erasing,  # noqa: F401 - the same
    tables_fit,  # noqa: F401 - the same
    tables_imports,  # noqa: F401 - the same
    tables_inbox,  # noqa: F401 - the same
    tables_requests,  # noqa: F401 - the same
    tables_rolls,  # noqa: F401 - the same
    tables_search,  # noqa: F401 - the same
    tables_signing_in,  # noqa: F401 - the same
    tables_tablets,  # noqa: F401 - the same
    tables_taste,  # noqa: F401 - the same
    tables_value,  # noqa: F401 - the same
    tables_wishes,  # noqa: F401 - the same
)
from configurator.storage.database import Database
from configurator.storage.dialect import foreign_keys_hold, hold_on
from configurator.storage.errors import Busy


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the tables of `database` up to this program; does nothing when they are.

    Another `revision` is for putting back what an older program wrote.

    One transaction for all steps, and processes that start at once wait for each other.
    """
    if is_current(database):
        return
    with database.altering() as connection:
        hold_on(connection, "migrations")
        config = configuration()
        config.attributes |= {"connection": connection, "keys": database.keys}
        command.upgrade(config, revision)
        foreign_keys_hold(connection)
    with suppress(Busy):  # Somebody reads: the next erasure does it.
        database.tidy(["FULL person"])  # Before 0014 it held what opens all that is sealed.


def is_current(database: Database) -> bool:
    """Whether the tables of `database` are the ones this program was written for."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision() == newest


def configuration() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config
