from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from configurator.storage.consents import (
    may_now,
    note_consent,
    refusing,
    standing_of,
    words_of,
)
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.declared import columns, must_be_declared
from configurator.storage.events import tell
from configurator.storage.identity import history_of, merge_persons, unmerge_persons
from configurator.storage.pairs import Decision
from configurator.storage.viewing import Look, note_look, tell_looks
from customers.identity.event import Event, Kind, Source, Telling
from customers.rights.consent import Consent, Said
from customers.rights.consent import Source as SaidWhere
from customers.rights.purpose import Channel
from customers.rights.register import Undeclared, register
from tests.shop import NOON

HOUR = timedelta(hours=1)
SENTENCE = "Write to me by text message."
YES = Consent(
    *("1", "anna", "marketing", Channel.SMS, Said.GIVEN, NOON, SaidWhere.SHOP),
    *(SENTENCE, 1, "en", "aloud", "sam"),
)


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def shop(database: Database) -> Database:
    with database.recording() as session:
        for name in ("anna", "ann"):
            create_customer(session, Customer(name, name, f"{name}@x.example", "", NOON), "sam")
    return database


def kept(database: Database, *words: Consent) -> None:
    with database.recording() as session:
        for word in words:
            note_consent(session, word)


def may(database: Database, person: str, purpose: str = "marketing", by=Channel.SMS) -> bool:
    with database.reading() as session:
        return may_now(session, person, purpose, by, NOON)


def test_a_word_is_kept_once_with_its_exact_sentence_and_can_never_be_changed(shop) -> None:
    kept(shop, YES, YES)
    with shop.reading() as session:
        (word,) = words_of(session, "anna")
        assert replace(word, number=0) == YES
        told = [one for one in history_of(session, "anna") if one.kind is Kind.CONSENTED]
        assert [(one.document, one.adviser) for one in told] == [("marketing sms", "sam")]
    for change in ("UPDATE consent SET said = 'withdrawn'", "DELETE FROM consent"):
        with pytest.raises(DBAPIError, match="stays as it is"), shop.recording() as session:
            session.execute(text(change))
    assert may(shop, "anna")
    assert not may(shop, "ann")


def test_consent_follows_a_merge_strictly_and_an_unmerge_gives_back_exactly(shop) -> None:
    no = replace(YES, id="2", person="ann", said=Said.WITHDRAWN, at=NOON - HOUR)
    kept(shop, no, YES)
    with shop.recording() as session:
        merge = merge_persons(session, "anna", "ann", Decision("merge", "sam", NOON + HOUR))
    assert not may(shop, "anna")
    kept(shop, replace(YES, id="3", at=NOON + 2 * HOUR))
    assert may(shop, "anna")
    assert may(shop, "ann")
    with shop.recording() as session:
        unmerge_persons(session, merge.id, Decision("part", "sam", NOON + 3 * HOUR))
    assert may(shop, "anna")
    assert not may(shop, "ann")
    with shop.reading() as session:
        assert [one.id for one in words_of(session, "anna")] == ["1", "3"]
        assert [one.id for one in words_of(session, "ann")] == ["2"]


def test_whom_a_night_must_leave_out_is_known_of_all_at_once(shop) -> None:
    no = replace(YES, id="no", channel=Channel.ANY, said=Said.WITHDRAWN)
    with shop.recording() as session:
        create_customer(session, Customer("omar", "Omar", "", "06", NOON), "sam")
        merge_persons(session, "ann", "anna", Decision("merge", "sam", NOON + HOUR))
    kept(shop, no, replace(YES, id="omar", person="omar"))
    with shop.reading() as session:
        for purpose, out in (("lifetime_value", {"anna", "ann"}), ("taste", set())):
            assert refusing(session, purpose, Channel.ANY, NOON.date()) == out
    kept(shop, replace(no, id="again", person="ann", said=Said.LIFTED, at=NOON + 2 * HOUR))
    with shop.reading() as session:
        assert refusing(session, "lifetime_value", Channel.ANY, NOON.date()) == set()


def test_a_no_to_being_remembered_drops_what_the_log_was_not_told_yet(shop) -> None:
    with shop.recording() as session:
        note_look(session, Look("anna", "jeans", "slate", NOON))
        note_look(session, Look("ann", "jeans", "slate", NOON))
    no = replace(YES, purpose="tracking", channel=Channel.WEB, said=Said.WITHDRAWN)
    kept(shop, no)
    with shop.recording() as session:
        assert tell_looks(session, NOON, HOUR) == 1


def test_age_and_country_are_those_that_were_told(shop) -> None:
    kept(shop, YES)
    said = (Telling("birth_date", "2009-01-01", Source.STAFF, 80),)
    told = Event("e", "anna", Kind.NOTED, NOON, NOON, tellings=said)
    with shop.recording() as session:
        tell(session, told)
    assert may(shop, "anna")
    country = (Telling("country", "MA", Source.STAFF, 80),)
    with shop.recording() as session:
        tell(session, replace(told, id="f", tellings=country))
    assert not may(shop, "anna")
    with shop.reading() as session:
        assert standing_of(session, "anna", NOON).country == "MA"


def test_every_column_of_the_database_stands_in_the_register_and_nothing_else(shop) -> None:
    with shop.reading() as session:
        found = inspect(session.connection())
        kept = {
            (table, one["name"])
            for table in found.get_table_names()
            for one in found.get_columns(table)
        }
    declared = {
        (name, one)
        for name, table in register().tables.items()
        for one in (*table.personal, *table.plain)
    }
    known = {(name, one) for name, names in columns().items() for one in names}
    assert kept <= declared
    assert declared == known | {("alembic_version", "version_num")}


def test_a_field_without_a_purpose_fails_the_start() -> None:
    must_be_declared()
    with pytest.raises(Undeclared, match=r"customer\.shoe_size") as error:
        register().must_declare({"customer": ["name", "shoe_size"]}, ["email", "shoe"])
    assert error.value.fields == ("customer.shoe_size", "event field shoe")
