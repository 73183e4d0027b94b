"""Addresses and numbers at rest: sealed in every table, found all the same, opened by one key."""

from contextlib import closing
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import text

from configurator.migrations import configuration, upgrade
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account, find_by_email
from configurator.storage.contact_seal import CONTACTS, SEALED, ContactSeal
from configurator.storage.customer_search import search_customers
from configurator.storage.customers import Customer, create_customer, get_customer, twins_of
from configurator.storage.database import Database, open_database
from configurator.storage.pairs import contacts_of, sharing
from configurator.storage.seal import BrokenSeal, new_key
from customers.identity.finding import findable, fits, marks_of
from tests.shop import NOON

ANNA = Customer("anna", "Anna Ek", "Anna.Ek84@example.org", "+33 6 12 34 56 78", NOON)
WAYS = ("anna.ek84", "anna.ek84@example.org", "example.org", "0612", "345678", "ek 5678", "3456")
OF_ANNA = (
    "SELECT email FROM customer",
    "SELECT phone FROM customer",
    "SELECT email FROM account",
    "SELECT value FROM contact",
)


@pytest.fixture
def database_url(address: str) -> str:
    return address


def keep_anna(database: Database) -> None:
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
        create_account(session, Account("a", ANNA.email, "Anna", Role.CUSTOMER, NOON), "", "sam")


def lying(database: Database) -> list[str]:
    with database.reading() as session:
        return [one for query in OF_ANNA for one in session.scalars(text(query))]


def found(database: Database, typed: str) -> list[str]:
    with database.reading() as session:
        return [one.customer.id for one in search_customers(session, typed)]


def test_nothing_lies_open_and_everything_is_found(database: Database) -> None:
    keep_anna(database)
    assert [one for one in lying(database) if not one.startswith(SEALED)] == []
    assert {typed: found(database, typed) for typed in WAYS} == {one: ["anna"] for one in WAYS}
    with database.reading() as session:
        assert get_customer(session, "anna") == replace(ANNA, revision=1)
        assert find_by_email(session, ANNA.email.upper()) is not None
        assert twins_of(session, "", "06.12.34.56.78") == (get_customer(session, "anna"),)
        assert sharing(session, "phone", "0612345678") == ("anna",)
        assert {one.value for one in contacts_of(session, "anna")} >= {"612345678"}


def test_a_copy_without_the_keys_tells_no_address(database: Database, settings: Settings) -> None:
    keep_anna(database)
    elsewhere = f"sqlite:///{settings.data_folder / 'elsewhere.sqlite'}"
    with closing(open_database(replace(settings, keys_url=elsewhere))) as stolen:
        with stolen.reading() as session, pytest.raises(BrokenSeal):
            get_customer(session, "anna")
        assert found(stolen, "345678") == []


def test_a_shop_from_before_is_sealed_and_can_go_back(
    empty_address: str, settings: Settings
) -> None:
    database = open_database(replace(settings, database_url=empty_address))
    upgrade(database)
    keep_anna(database)
    config = configuration()
    for there, is_sealed in (("0028", False), ("head", True)):
        with database.altering() as connection:
            config.attributes |= {"connection": connection, "keys": database.keys}
            (command.upgrade if is_sealed else command.downgrade)(config, there)
        assert {one.startswith(SEALED) for one in lying(database)} == {is_sealed}
    assert {typed: found(database, typed) for typed in WAYS} == {one: ["anna"] for one in WAYS}
    database.close()


def test_a_key_that_is_put_back_takes_the_place_of_the_one_that_was_made(
    database: Database,
) -> None:
    keep_anna(database)
    former = database.keys.of([CONTACTS])[CONTACTS]
    database.keys.put_in_place(CONTACTS, other := new_key())
    assert database.keys.of_the_shop(CONTACTS) == other != former


def test_the_same_text_is_the_same_noise_under_one_key_alone() -> None:
    ours, theirs = ContactSeal(new_key), ContactSeal(new_key)
    assert ours.seal("anna") == ours.seal("anna") != theirs.seal("anna")
    assert (ours.open(ours.seal("anna")), ours.seal(""), ours.open("in the open")) == (
        *("anna", ""),
        "in the open",
    )
    assert ours.mark("anna") == ours.mark("anna") != theirs.mark("anna")
    with pytest.raises(BrokenSeal):
        theirs.open(ours.seal("anna"))


@pytest.mark.parametrize("typed", ["612", "0612"[1:], "2345", "345678", "61234567", "33612345678"])
def test_whoever_has_the_number_has_a_mark_of_what_is_typed(typed: str) -> None:
    marks = findable("", "", ANNA.phone).marks
    assert fits(typed, "", ANNA.phone)
    assert marks.intersection(marks_of(typed))


@pytest.mark.parametrize("typed", ["12", "9999", "78 6"])
def test_what_is_too_short_or_not_in_the_number_has_no_mark(typed: str) -> None:
    assert not findable("", "", ANNA.phone).marks.intersection(marks_of(typed))
