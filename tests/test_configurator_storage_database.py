import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from configurator.settings import Settings
from configurator.storage.audit import Deed, record
from configurator.storage.database import Database, open_database
from configurator.storage.dialect import PATIENCE_OF_JOBS_S
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


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def sqlite(sqlite_address: str) -> Iterator[Database]:
    opened = open_database(sqlite_address)
    yield opened
    opened.close()


@pytest.fixture
def server(postgresql_address: str) -> Iterator[Database]:
    opened = open_database(postgresql_address)
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


def test_each_kind_of_session_has_its_own_connection_settings(sqlite: Database) -> None:
    with sqlite.reading() as session:
        assert pragma(session, "query_only") == 1
        assert pragma(session, "journal_mode") == "wal"
    with sqlite.writing() as session:
        assert pragma(session, "synchronous") == 1
    with sqlite.recording() as session:
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
    with (
        pytest.raises(DatabaseError, match=r"readonly|read-only"),
        database.reading() as session,
    ):
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
    refused = pytest.raises(IntegrityError, match=r"FOREIGN KEY|fk_measurement_customer")
    with refused, database.recording() as session:
        session.execute(
            text(
                "INSERT INTO measurement (customer, key, amount, text_typed, unit_typed,"
                " measured_by, measured_at, how)"
                " VALUES ('nobody', 'hip_mm', 1, '', '', '', '2026-11-21 19:30:00', '')"
            )
        )


def test_errors_do_not_show_what_was_written(database: Database) -> None:
    with pytest.raises(StatementError) as error, database.recording() as session:
        session.execute(text("INSERT INTO stock VALUES (:a, :b)"), {"a": "canary", "b": "canary"})
    assert "canary" not in str(error.value)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO stock VALUES ('canary', 1, 1), ('canary', 1, 1)",
        "INSERT INTO stock VALUES ('canary', NULL, 1)",
        "SELECT CAST('canary' AS integer)",
        "INSERT INTO audit SELECT * FROM audit WHERE who = CAST('canary' AS date)::text",
    ],
)
def test_postgresql_quotes_no_values_in_its_errors(server: Database, statement: str) -> None:
    with pytest.raises(DBAPIError) as error, server.recording() as session:
        session.execute(text(statement))
    told = [str(error.value.orig), repr(error.value.orig), *map(str, error.value.args)]
    assert not any("canary" in one for one in told)


def test_postgresql_says_which_constraint_and_which_of_our_words(server: Database) -> None:
    twice = "INSERT INTO stock VALUES ('BT-1', 1, 1), ('BT-1', 1, 1)"
    with pytest.raises(IntegrityError, match="23505 stock pk_stock"), server.writing() as session:
        session.execute(text(twice))
    with pytest.raises(DatabaseError, match="no_such"), server.writing() as session:
        session.execute(text("SELECT * FROM no_such"))


def test_postgresql_has_limits_for_every_wait(server: Database) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with server.recording() as session:
        shown = [session.execute(text(f"SHOW {name}")).scalar_one() for name in names]
        assert session.execute(text("SHOW synchronous_commit")).scalar_one() == "off"  # As started.
        assert session.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
        assert session.execute(text("SHOW timezone")).scalar_one() == "UTC"
    assert shown == ["5s", "2s", "10s"]


def test_jobs_may_take_longer(postgresql_address: str) -> None:
    database = open_database(postgresql_address, PATIENCE_OF_JOBS_S)
    with database.reading() as session:
        assert session.execute(text("SHOW statement_timeout")).scalar_one() == "1min"
    database.close()


def test_who_waits_too_long_for_a_row_may_begin_anew(server: Database) -> None:
    with server.writing() as session:
        put(session, "BT-1", 1)

    def wait_for_it() -> None:
        with server.recording() as session:
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            session.get_one(StockRow, "BT-1", with_for_update=True)

    with server.writing() as holder:
        holder.get_one(StockRow, "BT-1", with_for_update=True)
        with pytest.raises(Busy) as busy:
            wait_for_it()
    assert busy.value.passing


def test_who_works_too_long_on_one_statement_is_busy_and_need_not_try_again(
    server: Database,
) -> None:
    def sleep() -> None:
        with server.recording() as session:
            session.execute(text("SET LOCAL statement_timeout = '20ms'"))
            session.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(Busy) as busy:
        sleep()
    assert not busy.value.passing


def test_a_deadlock_ends_for_one_of_two_who_may_begin_anew(server: Database) -> None:
    with server.writing() as session:
        put(session, "A", 0)
        put(session, "B", 0)
    barrier = threading.Barrier(2)

    def cross(skus: str) -> Busy | None:
        try:
            with server.recording() as session:
                session.get_one(StockRow, skus[0], with_for_update=True)
                barrier.wait()
                session.get_one(StockRow, skus[1], with_for_update=True)
        except Busy as busy:
            return busy
        return None

    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(cross, ["AB", "BA"]))
    (given_up,) = (end for end in ends if end)
    assert given_up.passing


def test_a_connection_the_server_closed_is_replaced(
    server: Database, postgresql: Any, postgresql_address: str
) -> None:
    with server.reading():
        pass
    postgresql.disconnect(postgresql_address)
    with server.recording() as session:
        put(session, "BT-1", 1)


def test_what_was_done_is_told_once_it_is_a_fact(database: Database) -> None:
    told = list[str]()
    database.told = lambda deeds: told.extend(deed.what for deed in deeds)
    deed = Deed(NOW, "sam", "counted", "shelf BT-1")

    def fail() -> None:
        with database.recording() as session:
            record(session, deed)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    commits = database.commits
    with database.recording() as session:
        record(session, deed)
        assert told == []
    assert told == ["counted"]
    assert database.commits == commits + 1


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


def test_a_lock_of_another_program_shows_as_busy(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.writing() as session:
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
        with pytest.raises(Busy), sqlite.writing():
            pass
        with sqlite.reading() as session:
            assert session.get(StockRow, "BT-1") is None
        holder.communicate()


def test_a_pool_without_a_free_connection_is_busy_and_not_stuck(
    tmp_path: Path, address: str
) -> None:
    environ = {"SURMESURE_THREADS": "1", "DATABASE_URL": address}
    environ["SURMESURE_DATA"] = str(tmp_path)
    small = open_database(Settings.from_environment(environ))
    with small.reading(), pytest.raises(Busy), small.reading():
        pass
    small.close()


def test_writing_inside_writing_is_refused_at_once(sqlite: Database) -> None:
    with sqlite.writing(), pytest.raises(NestedWrite), sqlite.recording():
        pass
    with sqlite.writing() as session:
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


def test_a_database_opened_before_a_fork_is_refused_in_the_child(address: str) -> None:
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
    command = [sys.executable, "-c", code, address]
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
