"""A copy of the shop, and the shop from it: whole or refused, and nobody erased comes back."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from configurator.backup import KEYS, back_up, place_of, restore
from configurator.cli import main
from configurator.jobs.erasing import carry_out
from configurator.jobs.pulse import beat
from configurator.settings import Settings
from configurator.storage.customers import Customer, create_customer, find_customer
from configurator.storage.database import Database, open_database
from configurator.storage.erasing import ask_erasure
from configurator.storage.events import events_of, first_broken_event, tell
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.one_person import leader_of
from configurator.storage.pairs import Decision
from configurator.storage.suppression import suppressed
from customers.identity.event import Event, Kind, Medium
from tests.shop import NOON


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Settings:
    """Another machine, on which nothing lies yet."""
    folder = tmp_path / "elsewhere"
    url = f"sqlite:///{folder / 'shop.sqlite'}"
    if database_url.startswith("postgresql"):
        url = request.getfixturevalue("postgresql").new("template0")
    return Settings.from_environment({"SURMESURE_DATA": str(folder), "DATABASE_URL": url})


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    where = {"SURMESURE_DATA": str(settings.data_folder), "DATABASE_URL": settings.database_url}
    database = open_database(Settings.from_environment(where))  # Its secret may be another now.
    yield database
    database.close()


def fill(settings: Settings, *names: str) -> None:
    with opened(settings) as database, database.recording() as session:
        for name in names:
            create_customer(
                session, Customer(name, name.title(), f"{name}@example.org", "", NOON), ""
            )
            said = Event(f"{name} wrote", name, Kind.WROTE, NOON, NOON, Medium.OTHER, note="Hello")
            tell(session, said)
    paper = settings.data_folder / "work-orders" / "26-1001-en-mark.pdf"
    paper.parent.mkdir(exist_ok=True)
    paper.write_bytes(b"%PDF-")


def erase(settings: Settings, person: str) -> None:
    with opened(settings) as database:
        with database.recording() as session:
            id_ = ask_erasure(session, person, f"erasure of {person}", by="", at=NOON).id
        assert carry_out(place_of(settings, database), id_)


def there(settings: Settings, *names: str) -> dict[str, list[str]]:
    """The notes told of those who are there."""
    with opened(settings) as database, database.reading() as session:
        assert first_broken_event(session) is None
        return {
            name: [one.note for one in events_of(session, [name])]
            for name in names
            if find_customer(session, name)
        }


def test_a_shop_comes_back_whole_on_another_machine(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    fill(settings, "anna", "tom")
    back_up(settings, tmp_path / "copy")
    assert restore(elsewhere, tmp_path / "copy", tmp_path / "copy" / KEYS) == 0

    assert there(elsewhere, "anna", "tom") == {"anna": ["", "Hello"], "tom": ["", "Hello"]}
    assert (elsewhere.data_folder / "work-orders" / "26-1001-en-mark.pdf").read_bytes() == b"%PDF-"
    secret = (settings.data_folder / "secret-key").read_text()
    assert (elsewhere.data_folder / "secret-key").read_text().startswith(secret)
    with opened(elsewhere) as database:
        with database.recording() as session:  # Numbers go on where they were.
            create_customer(session, Customer("zoe", "Zoe", "", "", NOON), "")
        with database.reading() as session:
            records = "SELECT COUNT(*) FROM search_entry WHERE customer = 'anna'"
            assert session.execute(text(records)).scalar()


def test_nobody_who_was_erased_comes_back_with_an_older_copy(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    fill(settings, "anna", "tom")
    back_up(settings, tmp_path / "old")
    erase(settings, "anna")
    back_up(settings, tmp_path / "new")

    assert restore(elsewhere, tmp_path / "old", tmp_path / "new" / KEYS) == 1
    assert restore(settings, tmp_path / "old", tmp_path / "old" / KEYS, is_forced=True) == 1

    for shop in (elsewhere, settings):
        assert there(shop, "anna", "tom") == {"tom": ["", "Hello"]}
        with opened(shop) as database, database.reading() as session:
            mail = ("email", "anna@example.org")
            assert suppressed(session, [mail]) == {mail}
            assert [one.note for one in events_of(session, ["anna"])] == ["", ""]


def test_an_old_copy_erases_nobody_else_though_they_were_one_then(
    settings: Settings, tmp_path: Path
) -> None:
    fill(settings, "anna", "tom", "zoe")
    with opened(settings) as database:
        with database.recording() as session:
            merge_persons(session, "anna", "zoe", Decision("other", "ada", NOON))
            merge_persons(session, "anna", "tom", Decision("merge", "ada", NOON))
        back_up(settings, tmp_path / "copy")
        with database.recording() as session:
            unmerge_persons(session, "merge", Decision("parted", "ada", NOON))
    erase(settings, "anna")
    restore(settings, tmp_path / "copy", tmp_path / "copy" / KEYS, is_forced=True)
    assert there(settings, "anna", "tom", "zoe") == {"tom": ["", "Hello"]}
    with opened(settings) as database, database.reading() as session:
        assert leader_of(session, "tom") == "tom"


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_half_a_copy_a_served_shop_and_a_full_one_are_refused(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    fill(settings, "anna")
    copy = tmp_path / "copy"
    here = {"SURMESURE_DATA": str(settings.data_folder), "DATABASE_URL": settings.database_url}
    there_ = {"SURMESURE_DATA": str(elsewhere.data_folder), "DATABASE_URL": elsewhere.database_url}

    def said(environ: dict[str, str], *words: str) -> str:
        return CliRunner().invoke(main, words, env=environ).output

    assert "was copied to" in said(here, "backup", str(copy))
    assert "is there already" in said(here, "backup", str(copy))
    assert "there is a shop already" in said(here, "restore", str(copy))
    beat(elsewhere.data_folder)
    assert "being served" in said(there_, "restore", str(copy))
    (elsewhere.data_folder / "worker-pulse").unlink()
    for name in ("manifest.json", "shop/shop.sqlite", "keys/keys.jsonl", "keys/manifest.json"):
        half = tmp_path / "half"
        shutil.copytree(copy, half)
        (half / name).unlink()
        assert "no whole copy" in said(there_, "restore", str(half))
        shutil.rmtree(half)
    assert "put back" in said(there_, "restore", str(copy))
    assert there(elsewhere, "anna") == {"anna": ["", "Hello"]}
