import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.database import Database, open_database
from configurator.storage.errors import (
    Busy,
    NaiveInstant,
    NestedWrite,
    NotWal,
    UnknownDatabase,
)
from configurator.storage.gate import Gate, Line
from configurator.storage.tables import CounterRow, StockRow, WebSessionRow

NOW = datetime(2026, 11, 21, 19, 30, 0, 123456, tzinfo=UTC)


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'shop.sqlite'}"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(address(tmp_path))
    upgrade(opened)
    yield opened
    opened.close()


def units(session: Session, sku: str) -> int:
    return session.get_one(StockRow, sku).units


def put(session: Session, sku: str, amount: int) -> None:
    session.add(StockRow(sku=sku, units=amount, revision=1))


def pragma(session: Session, name: str) -> object:
    return session.execute(text(f"PRAGMA {name}")).scalar_one()


def test_settings_name_the_database(tmp_path: Path) -> None:
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    open_database(settings).close()
    assert (tmp_path / "surmesure.sqlite").exists()


def test_each_kind_of_session_has_its_own_connection_settings(database: Database) -> None:
    with database.reading() as session:
        assert pragma(session, "query_only") == 1
        assert pragma(session, "journal_mode") == "wal"
    with database.writing() as session:
        assert pragma(session, "synchronous") == 1
    with database.recording() as session:
        assert pragma(session, "synchronous") == 2
        names = ("foreign_keys", "secure_delete", "trusted_schema", "busy_timeout")
        assert [pragma(session, name) for name in names] == [1, 1, 0, 10_000]
        assert pragma(session, "journal_size_limit") == 64 * 1024 * 1024


def test_a_file_that_keeps_no_write_ahead_log_is_refused(tmp_path: Path) -> None:
    # Without shared memory, as on some network shares, SQLite cannot keep one.
    url = f"sqlite:///file:{tmp_path}/shop.sqlite?vfs=unix-dotfile&uri=true"
    with pytest.raises(NotWal, match="not 'wal'"):
        open_database(url)
    with pytest.raises(NotWal, match="memory"):
        open_database("sqlite://")


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(UnknownDatabase, match="mysql"):
        open_database("mysql://localhost/shop")


def test_a_reading_session_cannot_write(database: Database) -> None:
    with pytest.raises(OperationalError, match="readonly"), database.reading() as session:
        session.execute(text("DELETE FROM stock"))


def test_a_block_that_fails_saves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        with database.recording() as session:
            put(session, "BT-1", 1)
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail_half_way()
    with database.reading() as session:
        assert session.get(StockRow, "BT-1") is None


def test_a_row_must_point_at_a_row(database: Database) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"), database.recording() as session:
        session.execute(
            text(
                "INSERT INTO measurement (customer, key, amount, text_typed, unit_typed,"
                " measured_by, measured_at, how) VALUES ('nobody', 'hip_mm', 1, '', '', '', 0, '')"
            )
        )


def test_errors_do_not_show_what_was_written(database: Database) -> None:
    with pytest.raises(StatementError) as error, database.recording() as session:
        session.execute(text("INSERT INTO stock VALUES (:a, :b)"), {"a": "canary", "b": "canary"})
    assert "canary" not in str(error.value)


def test_a_reader_sees_the_last_commit_while_somebody_writes(database: Database) -> None:
    with database.writing() as session:
        put(session, "BT-1", 1)
    with database.recording() as writer:
        writer.get_one(StockRow, "BT-1").units = 2
        writer.flush()
        # In the same thread: a reader that waited would wait for ever.
        with database.reading() as reader:
            assert units(reader, "BT-1") == 1
    with database.reading() as reader:
        assert units(reader, "BT-1") == 2


def test_a_reader_keeps_seeing_one_moment(database: Database) -> None:
    with database.writing() as session:
        put(session, "BT-1", 1)
    with database.reading() as reader:
        assert units(reader, "BT-1") == 1
        with database.writing() as writer:
            writer.get_one(StockRow, "BT-1").units = 2
        reader.expire_all()
        assert units(reader, "BT-1") == 1


def test_no_update_of_eight_threads_on_one_row_is_lost(database: Database) -> None:
    with database.writing() as session:
        session.add(CounterRow(name="hot", last=0))
    barrier = threading.Barrier(8)

    def count(thread: int) -> None:
        barrier.wait()
        begin = database.writing if thread % 2 else database.recording
        for _ in range(50):
            with begin() as session:
                session.get_one(CounterRow, "hot", with_for_update=True).last += 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(8)))
    with database.reading() as session:
        assert session.get_one(CounterRow, "hot").last == 400


def test_who_waits_too_long_for_a_writer_is_told_to_come_back(tmp_path: Path) -> None:
    gate, other = (Gate(tmp_path / "shop.sqlite", wait_s=0.1) for _ in range(2))
    began = time.perf_counter()
    with gate.passed(), pytest.raises(Busy), other.passed():
        pass
    assert time.perf_counter() - began >= 0.1
    with other.passed():
        pass
    gate.close()
    other.close()


def test_a_lock_of_another_program_shows_as_busy(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        session.execute(text("PRAGMA busy_timeout = 50"))
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(  # noqa: S603 - the code above
        [sys.executable, "-c", code, str(tmp_path / "shop.sqlite")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout
        holder.stdout.readline()
        with pytest.raises(Busy), database.writing():
            pass
        with database.reading() as session:
            assert session.get(StockRow, "BT-1") is None
        holder.communicate()


def test_a_pool_without_a_free_connection_is_busy_and_not_stuck(
    tmp_path: Path,
) -> None:
    environ = {"SURMESURE_DATA": str(tmp_path), "SURMESURE_THREADS": "1"}
    small = open_database(Settings.from_environment(environ))
    with small.reading(), pytest.raises(Busy), small.reading():
        pass
    small.close()


def test_writing_inside_writing_is_refused_at_once(database: Database) -> None:
    with database.writing(), pytest.raises(NestedWrite), database.recording():
        pass
    with database.writing() as session:
        put(session, "BT-1", 1)


def test_threads_pass_in_the_order_they_came() -> None:
    line, passed = Line(), list[int]()
    line.enter(1)

    def stand(number: int) -> None:
        line.enter(5)
        passed.append(number)
        line.leave()

    threads = [threading.Thread(target=stand, args=(number,)) for number in range(6)]
    for number, thread in enumerate(threads):
        thread.start()
        while line.waiting == number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join()
    assert passed == [0, 1, 2, 3, 4, 5]


def test_who_gave_up_waiting_leaves_the_line() -> None:
    line = Line()
    line.enter(1)

    def give_up() -> None:
        with pytest.raises(Busy):
            line.enter(0.01)

    thread = threading.Thread(target=give_up)
    thread.start()
    thread.join()
    line.leave()
    line.enter(0.01)


def test_a_database_opened_before_a_fork_is_refused_in_the_child(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from configurator.storage.database import open_database\n"
        "from configurator.storage.errors import OpenedElsewhere\n"
        "database = open_database(sys.argv[1])\n"
        "for begin in (database.reading, database.writing):\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        try:\n"
        "            begin().__enter__()\n"
        "        except OpenedElsewhere:\n"
        "            os._exit(7)\n"
        "        os._exit(0)\n"
        "    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7\n"
        "    begin().__enter__()\n"
        "os._exit(0)\n"
    )
    command = [sys.executable, "-c", code, address(tmp_path)]
    subprocess.run(command, check=True)  # noqa: S603 - the code above


def test_instants_come_back_in_utc_to_the_microsecond(database: Database) -> None:
    in_paris = NOW.astimezone(timezone(timedelta(hours=1)))
    with database.writing() as session:
        session.add(_visit(in_paris))
    with database.reading() as session:
        seen_at = session.get_one(WebSessionRow, "x").seen_at
    assert seen_at == NOW
    assert seen_at.tzinfo is UTC


def test_an_instant_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError) as error, database.writing() as session:
        session.add(_visit(NOW.replace(tzinfo=None)))
    assert isinstance(error.value.orig, NaiveInstant)


def test_documents_are_valid_json_or_refused(database: Database) -> None:
    refused = pytest.raises((StatementError, ValueError), match="not JSON compliant")
    with refused, database.writing() as session:
        session.add(_visit(NOW, {"amount": float("nan")}))


def _visit(at: datetime, data: dict[str, object] | None = None) -> WebSessionRow:
    return WebSessionRow(
        id="x", data=data or {}, idle_seconds=1, created_at=at, seen_at=at, expires_at=at
    )
