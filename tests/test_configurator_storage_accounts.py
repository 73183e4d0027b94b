from dataclasses import replace

import pytest

from configurator.storage.accounts import (
    Account,
    EmailTaken,
    Role,
    StaleAccount,
    create_account,
    disable_account,
    find_account,
    find_by_email,
    find_credentials,
    get_credentials,
    list_accounts,
    once,
    renew_hash,
    replace_password,
    save_account,
    search_accounts,
    set_password,
)
from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from tests.visits import MINUTE, NOW, SAM, VISIT, living, visited


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_account(session, SAM, "$first", "console")
    return database


def test_an_account_is_found_by_its_mail_whatever_the_case(database: Database) -> None:
    with database.reading() as session:
        assert find_account(session, "sam-id") == SAM
        found = find_credentials(session, " SAM@Example.org ")
        assert find_credentials(session, "kim@example.org") is None
    assert found
    assert (found.account, found.password_hash) == (SAM, "$first")


def test_a_mail_address_belongs_to_one_account(database: Database) -> None:
    other = replace(SAM, id="other", email="Sam@EXAMPLE.org")
    with pytest.raises(EmailTaken), database.recording() as session:
        create_account(session, other, "$", "console")
    with database.recording() as session:
        create_account(session, replace(other, email="kim@example.org"), "$", "console")
    with pytest.raises(EmailTaken), database.recording() as session:
        save_account(session, other, "console", NOW)


def test_accounts_of_customers_are_not_on_the_list(database: Database) -> None:
    customer = Account("zoe-id", "zoe@example.org", "Zoé", Role.CUSTOMER, NOW)
    with database.recording() as session:
        create_account(session, customer, "$", "web")
    with database.reading() as session:
        assert list_accounts(session) == (SAM,)


def test_an_account_is_not_overwritten_from_an_old_page(database: Database) -> None:
    with database.recording() as session:
        renamed = save_account(session, replace(SAM, name="Samira"), "admin", NOW)
    with pytest.raises(StaleAccount) as stale, database.recording() as session:
        save_account(session, replace(SAM, role=Role.ADMIN), "admin", NOW)
    assert stale.value.current == renamed
    with pytest.raises(NotThere), database.recording() as session:
        save_account(session, replace(SAM, id="nobody"), "admin", NOW)


def test_a_disabled_account_cannot_sign_in_and_is_signed_out(database: Database) -> None:
    visited(database)
    with database.recording() as session:
        disable_account(session, "sam-id", "admin", NOW)
    assert living(database, NOW) is None
    with database.reading() as session:
        assert find_credentials(session, "sam@example.org") is None


@pytest.mark.parametrize("change", ["role", "password"])
def test_another_role_or_password_ends_all_sessions(database: Database, change: str) -> None:
    visited(database)
    visited(database, replace(VISIT, secret="another device"))  # noqa: S106 - of a test
    with database.recording() as session:
        if change == "role":
            save_account(session, replace(SAM, role=Role.MANAGER), "admin", NOW)
        else:
            set_password(session, "sam-id", "$second", "sam-id", NOW)
    assert living(database, NOW) is None
    assert living(database, NOW, "another device") is None


def test_a_renewed_hash_ends_no_session_and_never_undoes_a_change(database: Database) -> None:
    visited(database)
    with database.recording() as session:
        renew_hash(session, "sam-id", "$first", "$stronger")
        renew_hash(session, "sam-id", "$first", "$late")
    assert living(database, NOW)
    with database.reading() as session:
        found = find_credentials(session, "sam@example.org")
    assert found
    assert found.password_hash == "$stronger"  # noqa: S105 - of a test


def test_a_password_given_by_somebody_else_stands_until_its_day(database: Database) -> None:
    with database.recording() as session:
        set_password(session, "sam-id", once("$given", NOW + MINUTE), "ada", NOW)
    with database.reading() as session:
        found = get_credentials(session, "sam-id")
    assert (found.password_hash, found.once_until) == ("$given", NOW + MINUTE)

    with database.recording() as session:
        replace_password(session, found, "$own", "sam-id", NOW)
    with database.reading() as session:
        after = get_credentials(session, "sam-id")
    assert (after.password_hash, after.once_until) == ("$own", None)


def test_a_password_changed_meanwhile_is_not_replaced(database: Database) -> None:
    with database.recording() as session:
        seen = get_credentials(session, "sam-id")
        set_password(session, "sam-id", "$second", "sam-id", NOW)

    with database.recording() as session, pytest.raises(StaleAccount):
        replace_password(session, seen, "$third", "ada", NOW)


def test_accounts_are_looked_for_by_name_and_mail(database: Database) -> None:
    kim = Account("kim", "kim%50@example.org", "Kim O'Hara", Role.CUSTOMER, NOW)
    with database.recording() as session:
        create_account(session, kim, "$hash", "customer")
        assert find_by_email(session, "KIM%50@example.org") == kim
        assert find_by_email(session, "nobody@example.org") is None
    with database.reading() as session:
        assert search_accounts(session, "o'h") == (kim,)
        assert search_accounts(session, " KIM%50@Example.org") == (kim,)
        assert search_accounts(session, "a") == (kim, SAM)
        assert search_accounts(session, "%") == ()
        with pytest.raises(NotThere):
            get_credentials(session, "nobody")
