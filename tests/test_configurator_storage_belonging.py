"""Everything kept of a person is handed to him: what a scan of all tables finds, and no more."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import Column, Date, insert, text

from configurator.own_copy import as_json, own_copy
from configurator.settings import Settings
from configurator.storage.belonging import belongings, kept_apart
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.declared import columns
from configurator.storage.documents import secret_fingerprint
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.pairs import Decision
from configurator.storage.tables import Row
from customers.rights.register import FILE, BadRegister, read, register
from tests.shop import NOON
from tests.test_configurator_erasing import (
    BY,
    EMAIL,
    IN_THE_OPEN,
    PHONE,
    SEALED,
    filling,
    put_everywhere,
)

HIS = ("zoe", "canary", EMAIL, PHONE)
CHAINED = ("event", "audit")
IN_FILES = {"canaryquote", "canaryfile", "canarypaper", "canarycard"}
"""What lies in papers made of the rows, not in rows."""


@pytest.fixture
def database_url(address: str) -> str:
    return address


def filled(table: str, column: Column[Any]) -> object:
    if isinstance(column.type, Date):
        return NOON.date()
    made = filling(table, column)
    return 7 if made == 1 and made is not True else made  # Some first rows are there already.


def put_a_row_into_every_table(database: Database, number: str) -> None:
    """One more row about him in each table the register has, every column of it filled."""
    leads = {"order_number": number, "link": "canarylink-zoe", "subject": "customer zoe"}
    leads |= {"scope": "customer zoe", "owner": "zoe-account", "account": "zoe-account"}
    there = {"orders": number, "draft": "canarylink-zoe", "measuring": "zoe-visit"}
    there |= {"customer": "zoe", "account": "zoe-account", "person": "zoe", "effort": number}
    with database.recording() as session:
        for table in Row.metadata.sorted_tables:
            declared = register().tables[table.name]
            if table.name in {*there, *CHAINED} or not declared.personal:
                continue
            row = {one.name: filled(table.name, one) for one in table.columns}
            row |= {one: leads.get(one, "zoe") for one in declared.whose[:1]}
            if table.name == "sign_in_attempt":
                row["account"] = secret_fingerprint(EMAIL)
            row |= {one.parent.name: there[one.column.table.name] for one in table.foreign_keys}
            known = {name: one for name, one in row.items() if one is not None}
            done = session.connection().execute(insert(table).values(**known))
            assert done.inserted_primary_key
            there[table.name] = done.inserted_primary_key[0]


def scanned(database: Database) -> dict[str, list[dict[str, str]]]:
    """Every row of every table in which anything says it is his, columns as text."""
    found = {}
    with database.reading() as session:
        for name in Row.metadata.tables:
            rows = session.execute(text(f"SELECT * FROM {name}")).mappings()  # noqa: S608 - names of ours
            mine = [dict(row) for row in rows if any(one in str(row) for one in HIS)]
            if mine:
                found[name] = mine
    return found


def key_of(name: str, row: Any) -> tuple[str, ...]:
    return tuple(str(row[one.name]) for one in Row.metadata.tables[name].primary_key)


def test_the_copy_holds_every_row_that_a_scan_of_all_tables_finds_and_nothing_of_others(
    database: Database, settings: Settings
) -> None:
    number = put_everywhere(database, settings)
    put_a_row_into_every_table(database, number)
    with database.recording() as session:
        create_customer(session, Customer("bob", "Bob", "bob@example.org", "", NOON), BY)
    rows = scanned(database)
    with database.reading() as session:
        held = belongings(session, "zoe")
    whole = own_copy(database, "zoe", (), NOON)

    # A job names a paper or a letter and nobody; what hangs on secrets stands with them hidden.
    for name in rows.keys() - kept_apart().keys() - {"job"}:
        secret = set(register().tables[name].secret)
        keys = {one.name for one in Row.metadata.tables[name].primary_key}
        if not keys & secret:
            there = {key_of(name, row) for row in held.get(name, ())}
            assert {key_of(name, row) for row in rows[name]} <= there, name
        else:
            assert len(held[name]) >= len(rows[name]), name
    assert len(held) > 35
    document = as_json(whole, "en")
    told = {*IN_THE_OPEN, *SEALED} - IN_FILES - {"canaryletter"}
    assert not [one for one in told if one not in document]
    assert "Y2FuYXJ5bGV0dGVy" in document  # The letter, as JSON carries bytes.
    assert "bob" not in document
    assert set(json.loads(document)["inferred"]["tables"]) <= {
        name for name, one in register().tables.items() if one.is_inferred
    }


def test_the_copy_covers_all_who_are_one_and_after_an_unmerge_only_himself(
    database: Database,
) -> None:
    with database.recording() as session:
        for id_ in ("anna", "ann"):
            create_customer(session, Customer(id_, f"Name of {id_}", "", "", NOON), BY)
        merge_persons(session, "anna", "ann", Decision("merge", BY, NOON))
    with database.reading() as session:
        both = belongings(session, "ann")["customer"]
        assert {row["id"] for row in both} == {"anna", "ann"}
    with database.recording() as session:
        unmerge_persons(session, "merge", Decision("unmerge", BY, NOON))
    with database.reading() as session:
        assert [row["id"] for row in belongings(session, "ann")["customer"]] == ["ann"]
        sealed = json.dumps(belongings(session, "ann")["event"])
    assert "Name of ann" in sealed
    assert "Name of anna" not in sealed


def test_no_secret_leaves_with_a_copy(database: Database, settings: Settings) -> None:
    put_everywhere(database, settings)
    with database.reading() as session:
        held = belongings(session, "zoe")
    for name, rows in held.items():
        for column in register().tables[name].secret:
            assert {row[column] for row in rows} == {"(kept secret)"}, f"{name}.{column}"
    assert "hash" not in {row["password_hash"] for row in held["account"]}


@pytest.mark.parametrize("table", ["wish", "roll"])
def test_a_table_of_which_nobody_says_whose_it_is_stops_the_start(table) -> None:
    lines = FILE.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"  {table}: {{"))
    lines[at] = re.sub(r"(whose: \[[^]]*\]|apart: [^,]*), ", "", lines[at])
    with pytest.raises(BadRegister, match=table):
        read("\n".join(lines))


def test_every_way_in_the_register_is_a_column() -> None:
    there = columns()
    for name, one in register().tables.items():
        assert {*one.whose, *one.secret} - {"scope"} <= set(there.get(name, one.whose)), name
