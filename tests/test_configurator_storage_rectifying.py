"""What is put right at the word of a person is right everywhere; the old value stays sealed."""

import pytest
from sqlalchemy import insert, text

from configurator.storage.consents import may_now
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.storage.jobs import RESCORE
from configurator.storage.portraits import keep_portraits, portraits_of
from configurator.storage.rectifying import Correction, rectify
from configurator.storage.tables import Row
from configurator.storage.tables_value import MembershipRow
from configurator.storage.value_wanted import LIFETIME_VALUE
from customers.identity.event import Event, Kind, Source, Telling
from customers.identity.profile import profile
from customers.rights.purpose import Channel
from tests.shop import NOON


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def shop(database: Database) -> Database:
    proved = Telling("birth_date", "1990-02-28", Source.DOCUMENT, 100)
    with database.recording() as session:
        create_customer(session, Customer("zoe", "Zoe", "", "", NOON), "sam")
        tell(session, Event("e", "zoe", Kind.VISITED, NOON, NOON, tellings=(proved,)))
    keep_portraits(database, NOON)
    with database.recording() as session:
        row = {"family": "profitability", "person": "zoe", "segment": "of thirty"}
        session.execute(insert(MembershipRow).values(**row))
    return database


def born(shop: Database, value: str) -> None:
    with shop.recording() as session:
        rectify(session, Correction(value, "zoe", "birth_date", value, "her-account", NOON))


def test_another_birth_date_holds_at_once_for_segments_copies_and_the_rules_of_age(
    shop: Database,
) -> None:
    with shop.reading() as session:
        before = portraits_of(session, ["zoe"], NOON)["zoe"].band
    born(shop, "1950-02-28")
    with shop.reading() as session:
        known = profile(history_of(session, "zoe"), NOON)
        assert known.value("birth_date") == "1950-02-28"
        assert portraits_of(session, ["zoe"], NOON)["zoe"].band not in {before, ""}
        assert session.scalars(text("SELECT count(*) FROM membership")).one() == 0
        assert may_now(session, "zoe", LIFETIME_VALUE, Channel.ANY, NOON)
        jobs = session.scalars(
            text("SELECT subject FROM job WHERE kind = :kind"), {"kind": RESCORE}
        )
        assert jobs.all() == ["zoe"]
    born(shop, "2016-02-28")
    with shop.reading() as session:
        assert not may_now(session, "zoe", LIFETIME_VALUE, Channel.ANY, NOON)
        assert "zoe" not in portraits_of(session, ["zoe"], NOON)


def test_the_old_value_is_readable_in_no_table(shop: Database) -> None:
    born(shop, "1950-02-28")
    with shop.reading() as session:
        for name in Row.metadata.tables:
            rows = str(session.execute(text(f"SELECT * FROM {name}")).all())  # noqa: S608 - names of ours
            assert "1990-02-28" not in rows, name
        field = profile(history_of(session, "zoe"), NOON).fields["birth_date"]
    assert [one.value for one in field.others] == ["1990-02-28"]
