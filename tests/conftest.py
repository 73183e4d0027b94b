"""What several test files share: data that are not ours to copy, two databases, and a shop."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from configurator.app import create_app, move_in, new_link
from configurator.passwords import password_hash
from configurator.products import compiled_products
from configurator.settings import Settings
from configurator.storage.accounts import Role
from configurator.storage.database import Database, open_database
from configurator.workshop import Workshop
from rules.engine import Engine, compile_engine
from rules.read import read_product
from tests.postgresql import PostgreSQL, migrate
from tests.shop import PASSWORD, Clock
from tests.web import somebody

ROOT = Path(__file__).parents[1]
KINDS = ("sqlite", "postgresql")
DOORS: dict[Settings, Flask] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers first: they take longest, and so one process of the tests has all, with one shop."""
    items.sort(key=lambda item: "browser" not in item.path.parts)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of shared test data; tests that need it are skipped where it is missing."""
    folder = ROOT / os.environ.get("SURMESURE_TEST_DATA", "../shared/data")
    if not folder.is_dir():
        pytest.skip(f"no test data in {folder}; set SURMESURE_TEST_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def engines() -> Mapping[str, Engine]:
    """All products, compiled once for this process of the tests."""
    return compiled_products()


@pytest.fixture(scope="session")
def jeans(engines: Mapping[str, Engine]) -> Engine:
    """The product everything was first made for."""
    return engines["jeans"]


@pytest.fixture(scope="session")
def trousers() -> Engine:
    """A product of the tests' own, small enough to read."""
    book, problems, _ = read_product(ROOT / "tests" / "cases" / "trousers" / "product.yaml")
    assert book is not None, problems
    return compile_engine(book)


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a database of its own with all tables, on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_address")


@pytest.fixture(params=KINDS)
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.sqlite'}"
    return request.getfixturevalue("postgresql").new("template0")


@pytest.fixture
def sqlite_address(tmp_path: Path, sqlite_template: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'shop.sqlite')}"


@pytest.fixture
def postgresql_address(postgresql: PostgreSQL) -> Iterator[str]:
    url = postgresql.borrowed()
    yield url
    postgresql.give_back(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One PostgreSQL for this process of the tests; skips those that need it where it cannot be."""
    # Not below pytest's own folder, which only its owner may enter and whose path is too long.
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        try:
            server = PostgreSQL(Path(folder))
        except (OSError, subprocess.CalledProcessError, psycopg.OperationalError) as error:
            pytest.skip(f"PostgreSQL does not start here: {error}")
        yield server
        server.stop()


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has an application of its own; what its templates say need not be read anew."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    Flask.jinja_options["bytecode_cache"] = cache


@pytest.fixture(scope="session")
def hashed() -> str:
    """The hash of PASSWORD."""
    return password_hash(PASSWORD)


@pytest.fixture
def database_url(sqlite_address: str) -> str:
    """Where the database of the shop is. A file of tests for both kinds has it be `address`."""
    return sqlite_address


@pytest.fixture
def environ() -> dict[str, str]:
    """What a file of tests sets besides, see Settings."""
    return {}


@pytest.fixture
def settings(tmp_path: Path, database_url: str, environ: dict[str, str]) -> Settings:
    ours = {"SURMESURE_DATA": str(tmp_path / "data"), "DATABASE_URL": database_url}
    return Settings.from_environment(ours | environ)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of the shop, open. A file of tests overrides it to put people in."""
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def links() -> Callable[[], str]:
    """Gives what stands in the addresses of drafts: not to be guessed."""
    return new_link


@pytest.fixture
def workshop(
    settings: Settings,
    database: Database,
    engines: Mapping[str, Engine],
    clock: Clock,
    links: Callable[[], str],
) -> Workshop:
    """What answers the requests. A file of tests that needs no products overrides `engines`."""
    return Workshop(database, engines, settings, clock, links)


@pytest.fixture
def new_app(workshop: Workshop) -> Flask:
    """The shop, for tests that change it themselves."""
    return create_app(
        workshop.settings,
        engines=workshop.engines,
        database=workshop.database,
        now=workshop.now,
        new_link=workshop.new_link,
    )


@pytest.fixture
def app(request: pytest.FixtureRequest, workshop: Workshop) -> Flask:
    """The shop. Tests of like settings share its doors, which take long to hang."""
    like = replace(workshop.settings, data_folder=ROOT, database_url="", secret_key="", keys_url="")
    if like not in DOORS:
        DOORS[like] = request.getfixturevalue("new_app")
    move_in(DOORS[like], workshop)
    return DOORS[like]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of a stranger."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[..., Any]:
    """Gives `somebody` of the shop."""
    return partial(somebody, app)


@pytest.fixture
def staff(signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of somebody at the counter."""
    return signed_in(Role.STAFF)
