"""Each reading of what is known of people has a declared purpose; else it is refused and told."""

import re
import subprocess
import sys

import pytest
from sqlalchemy import func, select, text

from configurator.cli import COMMANDS
from configurator.jobs.cards import CARD
from configurator.jobs.quotes import QUOTE
from configurator.jobs.rights import RIGHTS
from configurator.storage import jobs
from configurator.storage.audit import entries_of
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import REFUSED, Database
from configurator.storage.purposes import ReadForNoPurpose, read_by, reader_of, reading_as
from configurator.storage.tables import CustomerRow, JobRow
from configurator.web.access import for_everybody
from customers.rights.register import EVERY_PAGE, register
from tests.shop import NOON

ANNA = Customer("anna", "Anna Ek", "anna@example.org", "06 12 34 56 78", NOON)


@pytest.fixture
def engines():
    return {}


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT customer.id \nFROM customer, stock, event WHERE 1", {"customer", "event"}),
        ("SELECT x.y FROM stock AS x JOIN person ON x.a = person.id", {"person"}),
        ("SELECT 1 FROM (SELECT 1 FROM orders AS o, draft) AS a", {"orders", "draft"}),
        ("SELECT a FROM stock WHERE EXISTS (SELECT * FROM consent)", {"consent"}),
        ("UPDATE stock SET units=1 WHERE sku IN (SELECT x FROM scan)", {"scan"}),
        ("INSERT INTO card (number, customer, person) VALUES (?, ?, ?)", set()),
        ("INSERT INTO card (number, person) SELECT 1, 2 FROM look", {"look"}),
        ("DELETE FROM look WHERE look.customer IN (SELECT id FROM person)", {"person"}),
        ("WITH c AS (SELECT 1 FROM letter) SELECT * FROM c, job", {"letter"}),
    ],
)
def test_what_a_statement_reads_of_people_is_seen(sql: str, tables: set[str]) -> None:
    assert read_by(sql) == tables


def count(database: Database, row=CustomerRow) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(row)).one()


@pytest.fixture
def database_url(address: str) -> str:
    return address


def test_what_is_read_for_no_declared_purpose_is_refused_and_told(
    database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
    with reading_as("customers", EVERY_PAGE):
        assert count(database) == 1
    for reader in ("style", "nobody the register knows"):
        with reading_as(reader, EVERY_PAGE), pytest.raises(ReadForNoPurpose, match=reader):
            count(database)
        with reading_as(reader), pytest.raises(ReadForNoPurpose), database.recording() as session:
            session.execute(
                text("UPDATE job SET tries = 1 WHERE subject IN (SELECT id FROM customer)")
            )
    with reading_as("nobody the register knows"):
        assert count(database, JobRow) == 0  # Nothing of people stands there.

    with database.reading() as session:
        told = [(one.who, one.what) for one in entries_of(session, "table customer")]
    assert told == [(who, REFUSED) for who in ("style", "nobody the register knows") for _ in "12"]
    said = capfd.readouterr().err
    assert said.count("read for no purpose") == 4
    assert "Anna" not in said


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_page_that_reads_more_than_its_purposes_shows_nothing(new_app, workshop) -> None:
    def curious() -> str:
        return str(count(workshop.database))

    for_everybody(curious)
    new_app.add_url_rule("/curious", view_func=curious)
    answer = new_app.test_client().get("/curious")
    assert answer.status_code == 500
    with workshop.database.reading() as session:
        (told,) = entries_of(session, "table customer")
    assert (told.who, told.what) == (EVERY_PAGE, REFUSED)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_every_page_job_and_command_that_reads_of_people_says_for_what(new_app) -> None:
    pages = set(new_app.blueprints) | {EVERY_PAGE}
    kinds = {f"job {one}" for name, one in vars(jobs).items() if is_kind(name, one)}
    kinds |= {f"job {one}" for one in (CARD, QUOTE, RIGHTS)}
    named = set(register().readers)
    assert pages <= named
    assert kinds <= named
    left = {one for one in named - pages - kinds if not one.startswith("command ")}
    assert left == {"worker", "what is written"}
    assert {f"command {one}" for one in ("backup", "breach", "demo", "import", "restore")} <= named
    assert {"backup", "breach", "demo", "import", "restore"} <= COMMANDS.keys()


def is_kind(name: str, one: object) -> bool:
    return isinstance(one, str) and name.isupper() and bool(re.fullmatch(r"[a-z_]+", one))


def test_what_is_optional_is_read_by_few() -> None:
    """Pages at which nobody is profiled read nothing of values, looks or campaigns."""
    valued = register().tables["customer_value"].purposes
    for reader in ("quote", "stations", "me", "measure", "register", "guided", "letters"):
        assert reader_of((reader, EVERY_PAGE)).tables.isdisjoint({"customer_cost", "look"}), reader
    assert valued == ("lifetime_value",)


def test_a_shop_that_serves_lets_nobody_read_who_did_not_say_so(sqlite_address: str) -> None:
    program = (
        "import sys; from sqlalchemy import text;"
        "from configurator.storage.database import open_database;"
        "from configurator.storage.purposes import refuse_the_unsaid, ReadForNoPurpose;"
        "refuse_the_unsaid(); database = open_database(sys.argv[1])\n"
        "try:\n"
        "    with database.reading() as session: session.execute(text('SELECT 1 FROM customer'))\n"
        "except ReadForNoPurpose: print('refused')"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, sqlite_address], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"
