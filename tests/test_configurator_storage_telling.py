"""What the shop does tells the log, in the same transaction and once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.configuration import Choice, Configuration
from configurator.settings import Settings
from configurator.storage.abandoning import tell_abandoned
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    customer_of,
    record_measurements,
    save_customer,
)
from configurator.storage.database import Database, open_database
from configurator.storage.drafts import Draft, claim_drafts, create_draft, get_draft, save_draft
from configurator.storage.events import erase_person
from configurator.storage.idempotency import Request
from configurator.storage.identity import (
    history_of,
    merge_persons,
    prove_contact,
    unmerge_persons,
)
from configurator.storage.one_person import is_same_person
from configurator.storage.orders import list_orders, place_order
from configurator.storage.pairs import Decision, proposals, sharing
from configurator.storage.scans import record_scan
from customers.identity.event import Event, Kind, Medium, Source
from customers.identity.profile import profile
from production.tracking import Direction, Scan, State
from tests import shop

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
A_WEEK = timedelta(days=7)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "06 12 34 56 78", NOW)
SAM = Account("sam-id", "sam@example.org", "Sam", Role.STAFF, NOW)
ZOE = Account("zoe-id", "zoe@example.org", "Zoé", Role.CUSTOMER, NOW)
JEANS = Configuration("jeans", "2026-11").moved_to((Choice("fit", "slim"),))
FOR_ANNA = Draft("link", JEANS, saved_at=NOW, customer="anna")
ORDER = replace(shop.ORDER, configuration="link", measured_at=NOW, placed_at=NOW)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_account(session, SAM, "$", "console")
        create_account(session, ZOE, "$", "customer")
        create_customer(session, ANNA, SAM.id)
    return database


def history(database: Database, person: str = "anna") -> tuple[Event, ...]:
    with database.reading() as session:
        return history_of(session, person)


def order_placed(database: Database) -> str:
    with database.recording() as session:
        create_draft(session, FOR_ANNA)
        return place_order(
            session, ORDER, "anna", Request("o", "k", {}), SAM.id
        ).stored.order.number


def test_who_is_welcomed_by_staff_is_known_with_source_and_adviser(database: Database) -> None:
    (welcomed,) = history(database)
    known = profile([welcomed], NOW)

    assert (welcomed.kind, welcomed.medium) == (Kind.WELCOMED, Medium.SHOP)
    assert welcomed.adviser == SAM.id
    assert known.value("name") == "Anna Ek"
    assert known.fields["email"].chosen.source is Source.STAFF


def test_who_makes_an_account_comes_by_the_web(database: Database) -> None:
    with database.recording() as session:
        customer_of(session, ZOE, "zoe", NOW)

    told = history(database, "zoe")

    assert [one.kind for one in told] == [Kind.WELCOMED, Kind.REGISTERED]
    assert {one.medium for one in told} == {Medium.WEB}
    assert {one.adviser for one in told} == {""}


def test_a_changed_number_is_told_with_the_old_one_beside_it(database: Database) -> None:
    with database.recording() as session:
        save_customer(session, replace(ANNA, phone="07 00 00 00 00"), SAM.id, NOW + A_WEEK)

    phone = profile(history(database), NOW + A_WEEK).fields["phone"]

    assert phone.chosen.value == "07 00 00 00 00"
    assert [one.value for one in phone.others] == ["06 12 34 56 78"]


def test_a_design_is_told_once_a_day_however_often_one_clicks(database: Database) -> None:
    with database.writing() as session:
        create_draft(session, FOR_ANNA)
    for hours in (1, 2, 3, 24, 25, 26):
        with database.writing() as session:
            draft = get_draft(session, "link")
            moved = draft.configuration.moved_to((Choice("fit", f"fit {hours}"),))
            changed = replace(draft, configuration=moved)
            save_draft(session, changed, NOW + timedelta(hours=hours))

    days = [one.at.date().day for one in history(database) if one.kind is Kind.CONFIGURED]
    assert days == [21, 22]


def test_a_design_of_nobody_tells_nothing_until_somebody_signs_in(database: Database) -> None:
    with database.writing() as session:
        create_draft(session, replace(FOR_ANNA, customer=None))
    with database.recording() as session:
        customer_of(session, ZOE, "zoe", NOW)
    with database.recording() as session:
        claim_drafts(session, ["link"], ZOE.id)

    (configured,) = [one for one in history(database, "zoe") if one.kind is Kind.CONFIGURED]
    assert (configured.document, configured.medium) == ("link", Medium.WEB)


def test_measured_ordered_and_collected_are_told_with_what_they_are_known_from(
    database: Database,
) -> None:
    taken = [
        MeasurementTaken("anna", key, 900, "90", "cm", "Sam", NOW, "tape")
        for key in ("hip_mm", "waist_mm")
    ]
    with database.recording() as session:
        record_measurements(session, taken)
    number = order_placed(database)
    scan = Scan("s1", Direction.IN, State.COLLECTED, NOW + A_WEEK, NOW + A_WEEK, SAM.id)
    for _ in range(2):
        with database.recording() as session:
            record_scan(session, number, scan)

    _, measured, configured, bought, *more = history(database)
    assert [one.kind for one in (measured, configured, bought)] == [
        Kind.MEASURED,
        Kind.CONFIGURED,
        Kind.BOUGHT,
    ]
    assert (bought.line, bought.document) == ("jeans", number)
    assert [(one.kind, one.document) for one in more] == [(Kind.COLLECTED, number)]


def test_orders_follow_a_merge_and_go_back(database: Database) -> None:
    number = order_placed(database)
    with database.recording() as session:
        create_customer(session, replace(ANNA, id="ana"), "customer")
        merge_persons(session, "ana", "anna", Decision("m", SAM.id, NOW))
    with database.reading() as session:
        assert [one.number for one in list_orders(session, customer="ana").lines] == [number]
    with database.recording() as session:
        unmerge_persons(session, "m", Decision("u", SAM.id, NOW))
    with database.reading() as session:
        assert list_orders(session, customer="ana").lines == ()


def test_a_design_that_was_left_is_told_once_and_lies_as_it_was(database: Database) -> None:
    with database.writing() as session:
        create_draft(session, FOR_ANNA)
        create_draft(session, replace(FOR_ANNA, link="nobody's", customer=None))

    def sweep(at: datetime) -> int:
        with database.recording() as session:
            return tell_abandoned(session, at, A_WEEK)

    assert sweep(NOW + A_WEEK) == 0
    assert sweep(NOW + A_WEEK * 2) == 1
    assert sweep(NOW + A_WEEK * 3) == 0
    *_, left = history(database)
    assert (left.kind, left.at, left.document) == (Kind.ABANDONED, NOW + A_WEEK, "link")
    with database.reading() as session:
        draft = get_draft(session, left.document)
    assert draft == FOR_ANNA
    with database.writing() as session:
        moved = draft.configuration.moved_to((Choice("fit", "wide"),))
        save_draft(session, replace(draft, configuration=moved), NOW + A_WEEK * 3)
    assert sweep(NOW + A_WEEK * 5) == 1


def test_an_ordered_design_was_not_left(database: Database) -> None:
    order_placed(database)
    with database.recording() as session:
        assert tell_abandoned(session, NOW + A_WEEK * 9, A_WEEK) == 0


def welcomed_again(database: Database) -> None:
    with database.recording() as session:
        create_customer(session, replace(ANNA, id="ana"), "customer")


def prove(database: Database, person: str, address: str = "Anna@Example.org") -> Event | None:
    with database.recording() as session:
        decision = Decision(f"proved {person}", "letter", NOW, "a letter arrived")
        return prove_contact(session, person, "email", address, decision)


def test_two_who_both_proved_an_address_are_one_person(database: Database) -> None:
    welcomed_again(database)

    assert prove(database, "anna") is None
    merge = prove(database, "ana")

    assert merge is not None
    assert (merge.person, merge.other) == ("anna", "ana")
    assert prove(database, "ana") is None
    with database.reading() as session:
        assert is_same_person(session, "anna", "ana")


def test_whom_people_parted_no_proof_joins_again(database: Database) -> None:
    welcomed_again(database)
    prove(database, "anna")
    merge = prove(database, "ana")
    assert merge is not None
    with database.recording() as session:
        unmerge_persons(session, merge.id, Decision("u", SAM.id, NOW))

    assert prove(database, "anna") is None
    with database.reading() as session:
        assert not is_same_person(session, "anna", "ana")


def test_who_was_erased_is_recognised_by_nothing(database: Database) -> None:
    with database.recording() as session:
        assert sharing(session, "email", ANNA.email) == ("anna",)
        erase_person(session, "anna", NOW)
    with database.reading() as session:
        assert sharing(session, "email", ANNA.email) == ()


def test_by_the_contacts_of_the_shop_itself_nobody_is_recognised(
    address: str, tmp_path: Path
) -> None:
    said = {
        "SURMESURE_DATA": str(tmp_path),
        "DATABASE_URL": address,
        "SURMESURE_SHOP_CONTACTS": "Shop@Example.org, +33 4 72 00 00 00,",
    }
    ours = open_database(Settings.from_environment(said))
    for number in range(2):
        shared = Customer(f"c{number}", "Guest", "shop@example.org", "04 72 00 00 00", NOW)
        with ours.recording() as session:
            create_customer(session, shared, "customer")
            decision = Decision(f"proved c{number}", "letter", NOW)
            assert prove_contact(session, shared.id, "email", shared.email, decision) is None
    with ours.reading() as session:
        assert proposals(session) == ()
    ours.close()
