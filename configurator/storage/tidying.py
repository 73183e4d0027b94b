"""Having nothing left on the disk of what was deleted."""

import time
from collections.abc import Collection
from typing import Any

from sqlalchemy import Engine

from configurator.storage.errors import Busy

TRIES, PAUSE_S = 20, 0.05


def tidy(engine: Engine, tables: Collection[str]) -> None:
    """Empty SQLite's log, or have PostgreSQL clear the dead rows of `tables` away. Raises Busy.

    In the file itself SQLite overwrites what is deleted (`secure_delete`).
    """
    raw = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            _empty_log(raw)
            return
        _clear(raw.driver_connection, tables)
        raw.invalidate()  # It is not as others expect it any more.
    finally:
        raw.close()


def _empty_log(raw: Any) -> None:  # noqa: ANN401 - the driver's connection
    for _ in range(TRIES):
        (is_busy, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not is_busy:
            return
        time.sleep(PAUSE_S)  # Whoever empties it at the same time is not waited for.
    raise Busy


def _clear(driver: Any, tables: Collection[str]) -> None:  # noqa: ANN401 - the driver's connection
    driver.autocommit = True  # No VACUUM runs within a transaction.
    driver.execute("SET statement_timeout = 0")
    for table in tables:
        driver.execute(f"VACUUM {table}")
