"""Wishes stand until they are given up or bought; looks become views, each once, in order."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.configuration import Choice, Configuration
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.identity import history_of, merge_persons
from configurator.storage.one_person import everybody_in
from configurator.storage.pairs import Decision
from configurator.storage.viewing import AT_ONCE, Look, note_look, tell_all_looks
from configurator.storage.wishes import (
    Subject,
    Wish,
    claim_wishes,
    give_up_wish,
    make_wish,
    wishes_of,
)
from customers.identity.event import Kind, Medium

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
A_MINUTE = timedelta(minutes=1)
SAM = Account("sam-id", "sam@example.org", "Sam", Role.STAFF, NOW)
ZOE = Account("zoe-id", "zoe@example.org", "Zoé", Role.CUSTOMER, NOW)
SUNDAY, SLATE = Subject("jeans", design="sunday"), Subject("jeans", design="slate")
DRAFT = Draft("link", Configuration("jeans", "1").moved_to((Choice("fit", "slim"),)), saved_at=NOW)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_account(session, SAM, "$", "console")
        create_account(session, ZOE, "$", "customer")
        for name in ("anna", "ann"):
            create_customer(session, Customer(name, "Anna Ek", "", "", NOW), SAM.id)
    return database


def told(database: Database, kind: Kind, person: str = "anna") -> list[tuple[str, str, datetime]]:
    with database.reading() as session:
        return [
            (one.line, one.document, one.at)
            for one in sorted(history_of(session, person), key=lambda one: one.at)
            if one.kind is kind
        ]


def wished(database: Database, *persons: str) -> list[Subject]:
    with database.reading() as session:
        return [one.subject for one in wishes_of(session, persons)]


def test_a_wish_is_kept_once_and_told_once_until_it_is_given_up(database: Database) -> None:
    for minute in (0, 1):
        with database.recording() as session:
            is_new = make_wish(session, "anna", Wish(SUNDAY, NOW + minute * A_MINUTE))
        assert is_new is (minute == 0)
    with database.recording() as session:
        make_wish(session, "anna", Wish(SLATE, NOW + A_MINUTE))

    assert wished(database, "anna") == [SLATE, SUNDAY]
    with database.recording() as session:
        give_up_wish(session, ["anna"], SUNDAY)
    assert wished(database, "anna") == [SLATE]

    with database.recording() as session:
        make_wish(session, "anna", Wish(SUNDAY, NOW + 2 * A_MINUTE))
    assert told(database, Kind.WISHED) == [
        ("jeans", "sunday", NOW),
        ("jeans", "slate", NOW + A_MINUTE),
        ("jeans", "sunday", NOW + 2 * A_MINUTE),
    ]


def test_a_draft_is_wished_for_as_it_stands_and_merged_customers_wish_once(
    database: Database,
) -> None:
    its = Subject("jeans", draft="link")
    with database.recording() as session:
        create_draft(session, DRAFT)
        for person in ("anna", "ann"):
            make_wish(session, person, Wish(its, NOW))
        merge_persons(session, "anna", "ann", Decision("m", SAM.id, NOW))

    with database.reading() as session:
        (wish,) = wishes_of(session, everybody_in(session, "ann"))
    assert (wish.subject, wish.draft) == (its, DRAFT)


def test_wishes_of_a_browser_become_those_of_who_signs_in_and_never_of_tomorrow(
    database: Database,
) -> None:
    wishes = [Wish(SUNDAY, NOW - A_MINUTE), Wish(SLATE, NOW + A_MINUTE)]
    with database.recording() as session:
        claim_wishes(session, wishes, ZOE, "zoe", NOW)

    assert [at for _, _, at in told(database, Kind.WISHED, "zoe")] == [NOW - A_MINUTE, NOW]


def test_looks_become_views_once_in_half_an_hour_each_in_its_order(database: Database) -> None:
    looks = [("slate", 0), ("sunday", 1), ("slate", 29), ("slate", 30), ("slate", 59)]
    for design, minute in looks:
        with database.writing() as session:
            note_look(session, Look("anna", "jeans", design, NOW + minute * A_MINUTE))
        # Told one by one or together, it comes to the same.
        if minute != 29:
            tell_all_looks(database, NOW + timedelta(hours=1), HALF_AN_HOUR)

    assert told(database, Kind.VIEWED) == [
        ("jeans", "slate", NOW),
        ("jeans", "sunday", NOW + A_MINUTE),
        ("jeans", "slate", NOW + HALF_AN_HOUR),
    ]
    with database.reading() as session:
        viewed = [one for one in history_of(session, "anna") if one.kind is Kind.VIEWED]
    assert {one.medium for one in viewed} == {Medium.WEB}


def test_more_looks_than_are_told_at_once_are_all_told(database: Database) -> None:
    with database.writing() as session:
        for number in range(AT_ONCE + 1):
            note_look(session, Look("anna", "jeans", f"d{number}", NOW))
    tell_all_looks(database, NOW, HALF_AN_HOUR)

    assert len(told(database, Kind.VIEWED)) == AT_ONCE + 1
