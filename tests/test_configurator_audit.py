"""Tampering with what was written down: changed, dropped, moved, cut off or made anew."""

import json
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, select, text, update

from configurator.anchors import anchors_file, note_anchor
from configurator.audit import audit_command
from configurator.storage import audit
from configurator.storage.audit import BEGINNING, Deed
from configurator.storage.events import tell
from configurator.storage.tables import Row
from customers.identity.event import Event, Kind, Medium
from tests.shop import NOON

ENTRIES = 12
CHANGED_PLACES = (
    "UPDATE {t} SET id = 99 WHERE id = 3",
    "UPDATE {t} SET id = 3 WHERE id = 4",
    "UPDATE {t} SET id = 4 WHERE id = 99",
)
TABLES = ("audit", "event")
TRAIL = Row.metadata.tables["audit"]


@pytest.fixture
def shop(settings, database, monkeypatch):
    """A shop with entries in both chains, of which the first ten are anchored."""
    monkeypatch.setenv("SURMESURE_DATA", str(settings.data_folder))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    for number in range(1, ENTRIES + 1):
        at = NOON + timedelta(minutes=number)
        with database.recording() as session:
            audit.record(session, Deed(at, "samir", "shared", f"tablet {number}"))
            tell(session, Event(f"visit {number}", "anna", Kind.VISITED, at, at, Medium.SHOP))
        if number in {5, 10}:
            note_anchor(database, settings, at)
    return settings


def verify(*more):
    result = CliRunner().invoke(audit_command, ["verify", "--json", *more])
    return result.exit_code, json.loads(result.stdout)


def tamper(settings, *statements):
    """Write past the program, as who has the file does: without its triggers."""
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in triggers.all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.usefixtures("shop")
def test_whole_chains_are_said_to_be_whole_and_how_far_they_are_anchored():
    code, told = verify()
    assert code == 0
    assert told["whole"]
    assert told["chains"]["event"] == {
        "entries": ENTRIES,
        "first_broken": None,
        "why": "",
        "anchored": 10,
    }
    words = CliRunner().invoke(audit_command, ["verify"]).stdout
    assert "audit: 12 entries, whole; held fast by an anchor up to 10" in words


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE {t} SET hash = 'f' || substr(hash, 2) WHERE id = 7", 7),
        ("DELETE FROM {t} WHERE id = 1", 2),
        ("DELETE FROM {t} WHERE id = 7", 8),
        ("DELETE FROM {t} WHERE id > 8", 9),
        ("DELETE FROM {t}", 1),
    ],
)
def test_the_first_entry_that_was_tampered_with_is_named(shop, table, statement, first):
    tamper(shop, statement.format(t=table))
    code, told = verify()
    assert code == 1
    assert told["chains"][table]["first_broken"] == first
    other = next(name for name in TABLES if name != table)
    assert told["chains"][other]["first_broken"] is None


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("audit", "who", "'nobody'"),
        ("audit", "at", "'2026-11-19 12:00:00.000000'"),
        ("audit", "after_hash", "'0'"),
        ("event", "person", "'ben'"),
        ("event", "sealed", "'x'"),
        ("event", "told_at", "'2026-11-19 12:00:00.000000'"),
    ],
)
def test_no_column_changes_unseen(shop, table, column, value):
    tamper(shop, f"UPDATE {table} SET {column} = {value} WHERE id = 4")  # noqa: S608 - of the test
    code, told = verify()
    assert (code, told["chains"][table]["first_broken"]) == (1, 4)


@pytest.mark.parametrize("table", TABLES)
def test_entries_that_changed_places_are_seen(shop, table):
    moved = [one.format(t=table) for one in CHANGED_PLACES]
    tamper(shop, *moved)
    assert verify()[1]["chains"][table]["first_broken"] == 3


def test_a_chain_made_anew_from_the_change_on_is_not_the_one_that_was_anchored(shop):
    engine = create_engine(shop.database_url)
    tamper(shop, "UPDATE audit SET who = 'nobody' WHERE id = 4")
    with engine.begin() as connection:
        previous = BEGINNING
        for row in connection.execute(select(TRAIL).order_by(TRAIL.c.id)).mappings().all():
            said = {**row, "previous_hash": previous}
            previous = audit._chained(said)  # noqa: SLF001 - who has the program has this too
            new = {"previous_hash": said["previous_hash"], "hash": previous}
            connection.execute(update(TRAIL).where(TRAIL.c.id == row["id"]).values(new))
    engine.dispose()

    code, told = verify()
    assert code == 1
    assert told["chains"]["audit"]["first_broken"] == 5  # The first anchor after it.
    assert "made anew" in told["chains"]["audit"]["why"]


def test_anchors_kept_elsewhere_tell_what_those_in_the_folder_no_longer_can(shop, tmp_path):
    elsewhere = shutil.copy(anchors_file(shop), tmp_path / "copied")
    anchors_file(shop).unlink()
    tamper(shop, "DELETE FROM event WHERE id > 8")
    assert verify()[0] == 0  # Nothing is left here that knows better.
    code, told = verify("--anchors", str(elsewhere))
    assert (code, told["chains"]["event"]["first_broken"]) == (1, 9)


def test_an_anchor_that_is_not_ours_is_told(shop):
    path = anchors_file(shop)
    path.write_text(path.read_text().replace('"number": 10', '"number": 9'))
    code, told = verify()
    assert (code, told["bad_anchors"]) == (1, 1)


def test_an_anchor_is_noted_and_printed_by_hand_and_once_while_nothing_happens(shop):
    first, second = (CliRunner().invoke(audit_command, ["anchor"]) for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    assert json.loads(first.stdout)["ends"]["audit"]["number"] == ENTRIES
    assert len(anchors_file(shop).read_text().splitlines()) == 3
