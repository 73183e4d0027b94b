"""Who is found by what somebody types: slips, scripts, numbers, cards, and after a merge."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select

from configurator.bench_people import people_figures
from configurator.storage.cards import issue_card
from configurator.storage.customer_search import search_customers
from configurator.storage.customers import Customer, create_customer, save_customer
from configurator.storage.database import Database, open_database
from configurator.storage.filling import Made, fill_customers
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.pairs import Decision
from configurator.storage.search_index import fill_index
from configurator.storage.tables_search import SearchEntryRow, SearchGramRow, SearchWordRow

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
PEOPLE = (
    Customer("nadia", "Nadia El Amrani", "nadia.amrani84@example.com", "+212 6 61 22 33 44", NOW),
    Customer("youssef", "Youssef Idrissi", "", "06 12 34 56 78", NOW),
    Customer("sara", "سارة الإدريسي", "sara@example.org", "", NOW),
    Customer("zoe", "Zoé Lefèvre", "zoe@example.org", "", NOW),
    Customer("sean", "Sean O'Connor-Hughes", "", "+44 7700 900123", NOW),
)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for one in PEOPLE:
            create_customer(session, one, "sam")
    return database


def found(database: Database, typed: str) -> list[str]:
    with database.reading() as session:
        return [one.customer.id for one in search_customers(session, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nad", "nadia"),
        ("amrani nadia", "nadia"),
        ("elamrani", "nadia"),
        ("nadja", "nadia"),
        ("Ndia Amrni", "nadia"),
        ("amrnai", "nadia"),
        ("نادية", "nadia"),
        ("نادية العمراني", "nadia"),
        ("nadia.amr", "nadia"),
        ("amrani 3344", "nadia"),
        ("661 22 33", "nadia"),
        ("2233", "nadia"),
        ("٠٦٦١٢٢", "nadia"),
        ("yusuf", "youssef"),
        ("يوسف", "youssef"),
        ("Sarah Idrisi", "sara"),
        ("سارا", "sara"),
        ("zoe lefevre", "zoe"),
        ("LEFÈVRE", "zoe"),
        ("lefebvre", "zoe"),
        ("o'con", "sean"),
        ("oconnor", "sean"),
        ("hughes sean", "sean"),
    ],
)
def test_who_is_meant_comes_first_however_it_is_written(
    database: Database, typed: str, first: str
) -> None:
    assert found(database, typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "'; DROP TABLE customer", "xqzw", "9999", "\\", "#", "~"]
)
def test_what_fits_nobody_finds_nobody(database: Database, typed: str) -> None:
    assert found(database, typed) == []


def test_after_a_merge_both_names_find_one_and_after_it_is_undone_each_his_own(
    database: Database,
) -> None:
    with database.recording() as session:
        merge_persons(session, "nadia", "youssef", Decision("m", "sam", NOW))
    assert found(database, "youssef") == ["nadia"]
    assert found(database, "0612345678") == ["nadia"]
    with database.recording() as session:
        unmerge_persons(session, "m", Decision("u", "sam", NOW))
    assert found(database, "youssef") == ["youssef"]


def test_a_card_finds_its_customer_while_its_number_is_typed(database: Database) -> None:
    with database.recording() as session:
        number = issue_card(session, "zoe", "some seed", "sam", NOW).number
    assert found(database, number) == ["zoe"]
    assert found(database, number[: len(number) // 2 + 2].lower()) == ["zoe"]


def test_a_former_name_finds_nobody_and_leaves_no_trace(database: Database) -> None:
    zoe = PEOPLE[3]
    with database.recording() as session:
        save_customer(session, replace(zoe, name="Zoé Martin"), "sam", NOW)
    assert found(database, "lefevre") == []
    assert found(database, "martin") == ["zoe"]
    with database.reading() as session:
        for table in (SearchEntryRow.entry, SearchWordRow.word, SearchGramRow.word):
            told = select(func.count()).where(table.startswith("lefevre"))
            assert session.scalar(told) == 0


def test_an_index_made_anew_is_the_one_that_was_kept(database: Database) -> None:
    kept = everything(database)
    with database.altering() as connection:
        for table in (SearchEntryRow, SearchWordRow, SearchGramRow):
            connection.execute(delete(table))
        fill_index(connection)
    assert everything(database) == kept


def everything(database: Database) -> list[set[tuple[str, ...]]]:
    with database.reading() as session:
        return [
            {tuple(row) for row in session.execute(select(*table.__table__.columns))}
            for table in (SearchEntryRow, SearchWordRow, SearchGramRow)
        ]


def test_those_who_fit_as_typed_come_before_those_who_sound_alike(database: Database) -> None:
    with database.recording() as session:
        for place, name in enumerate(("Jean Dupond", "Anne Dupontel", "Zita Dupont")):
            create_customer(session, Customer(f"d{place}", name, "", "", NOW), "sam")
    assert found(database, "dupont") == ["d2", "d1", "d0"]


def test_an_order_is_found_by_the_beginning_of_its_number(address: str) -> None:
    opened = open_database(address)
    fill_customers(opened, [Made(one.id, one.name, "", "", one.id) for one in PEOPLE], 2)
    with opened.reading() as session:
        whole = search_customers(session, "26-1002")
        begun = search_customers(session, "26-10")
    opened.close()
    assert [(one.customer.id, one.orders, one.newest) for one in whole] == [("sara", 1, "26-1002")]
    assert {one.customer.id for one in begun} == {"nadia", "sara", "sean"}


def test_the_benchmark_finds_who_it_means(sqlite_address: str) -> None:
    told = people_figures(1000, sqlite_address)
    right = {
        kind: int(str(row["right"]).split("/")[0]) for kind, row in told.items() if kind != "build"
    }
    assert right["order"] == right["mail"] == right["whole name"] == 200
    assert right["typo"] >= 190
    assert right["nothing found"] <= 10
