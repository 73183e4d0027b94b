"""Copies of the whole database: taken while the shop works, put back where there is none.

Of SQLite a copy is a file, made by its own online backup. Of PostgreSQL it is a file for each
table, read in one moment by COPY; the tables themselves are made by our migrations.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, make_url, select, text

from configurator.storage.database import Database

SQLITE_FILE = "shop.sqlite"
REVISION = "revision"
"""Beside the tables of PostgreSQL: which migration made them."""

VERSIONS = "alembic_version"
PAGES_AT_ONCE = 500
PAUSE_S = 0.005


def copy_out(address: str, database: Database, folder: Path) -> None:
    """Copy all there is into `folder`, which must be empty."""
    if path := sqlite_path(address):
        with (
            closing(sqlite3.connect(path)) as shop,
            closing(sqlite3.connect(folder / SQLITE_FILE)) as copy,
        ):
            shop.backup(copy, pages=PAGES_AT_ONCE, sleep=PAUSE_S)
            copy.execute("PRAGMA journal_mode = DELETE")  # One file, complete in itself.
        return
    with database.reading() as session:
        connection = session.connection()
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        revision = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar_one()  # noqa: S608 - ours
        (folder / REVISION).write_text(revision, "utf-8")
        for table in _tables(connection):
            cursor: Any = connection.connection.cursor()
            with (folder / table.name).open("wb") as file, cursor.copy(_copy(table, "TO")) as rows:
                file.writelines(map(bytes, rows))


def copy_in(
    address: str,
    folder: Path,
    opened: Callable[[], Database],
    made: Callable[[Database, str], None],
) -> None:
    """Put the copy in `folder` in the place of what is at `address`.

    `opened` opens the database there; `made` gives it the tables of a revision.
    """
    if path := sqlite_path(address):
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        draft = path.with_name(f"{path.name}.draft")
        draft.write_bytes((folder / SQLITE_FILE).read_bytes())
        draft.chmod(0o600)
        draft.replace(path)
        return
    database = opened()
    try:
        with database.altering() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        made(database, (folder / REVISION).read_text("utf-8"))
        with database.altering() as connection:
            for table in _tables(connection):
                cursor: Any = connection.connection.cursor()
                with (
                    (folder / table.name).open("rb") as file,
                    cursor.copy(_copy(table, "FROM")) as to,
                ):
                    while some := file.read(1 << 20):
                        to.write(some)
                _count_on(connection, table)
    finally:
        database.close()


def is_empty(address: str, opened: Callable[[], Database]) -> bool:
    """Whether there is nothing at `address` yet."""
    if path := sqlite_path(address):
        return not path.exists() or path.stat().st_size == 0
    database = opened()
    try:
        with database.reading() as session:
            return not inspect(session.connection()).has_table(VERSIONS)
    finally:
        database.close()


def sqlite_path(address: str) -> Path | None:
    """The file of SQLite at that address; None for PostgreSQL."""
    url = make_url(address)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _tables(connection: Connection) -> Sequence[Table]:
    """All tables but that of migrations, each after those it points at."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [one for one in metadata.sorted_tables if one.name != VERSIONS]


def _copy(table: Table, way: str) -> str:
    end = "STDOUT" if way == "TO" else "STDIN"
    columns = ", ".join(f'"{one.name}"' for one in table.columns)
    return f'COPY "{table.name}" ({columns}) {way} {end}'


def _count_on(connection: Connection, table: Table) -> None:
    """Have numbers given out go on after the last one that came in."""
    for name in _counted(connection, table):
        last = connection.execute(select(func.max(table.c[name]))).scalar()
        asked = func.pg_get_serial_sequence(f'"{table.name}"', name)
        connection.execute(select(func.setval(asked, last or 1, last is not None)))


def _counted(connection: Connection, table: Table) -> Iterator[str]:
    for column in table.columns:
        asked = select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))
        if connection.execute(asked).scalar():
            yield column.name
