"""Files of other programs: read however they were written, kept once, and merged with nobody."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from configurator.cli import main
from configurator.importing import Unreadable, laid_out, rows
from configurator.importing_run import PART, Shop, first_problems, go_on, keep_file, problems_of
from configurator.settings import Settings
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.events import erase_person, events_of, first_broken_event
from configurator.storage.identity import prove_contact
from configurator.storage.imports import (
    Run,
    Stage,
    begin_run,
    check_run,
    get_run,
    remembered,
    start_run,
)
from configurator.storage.pairs import Decision, count_proposals
from customers.identity.event import Kind, Source
from customers.identity.mapping import Import, proposed
from tests.shop import NOON

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "+212 6 61 22 33 44", NOON)
CONTACTS = "N° client;Nom complet;Courriel;Téléphone;Ville\n"


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    return Shop(database, settings, NOON)


def begun(shop: Shop, kind: Import, content: bytes, id_: str = "one") -> Run:
    layout = laid_out(content)
    mapping = proposed(layout.header, kind)
    keep_file(shop.settings.data_folder, id_, content)
    run = Run(
        *(id_, kind, "file.csv", "digest", Stage.MAPPING, layout.document()),
        *({}, 0, 0, {}, "ada", NOON),
    )
    with shop.database.recording() as session:
        begin_run(session, run)
        check_run(session, id_, 1, mapping, "ada", NOON)
    while go_on(shop, id_):
        pass
    return now(shop, id_)


def taken_in(shop: Shop, kind: Import, written: str | bytes, id_: str = "one") -> Run:
    content = written.encode() if isinstance(written, str) else written
    run = begun(shop, kind, content, id_)
    with shop.database.recording() as session:
        start_run(session, id_, run.revision, "ada", NOON)
    while go_on(shop, id_):
        pass
    return now(shop, id_)


def now(shop: Shop, id_: str) -> Run:
    with shop.database.reading() as session:
        return get_run(session, id_)


def all_of(shop: Shop, query: str) -> Sequence[Any]:
    with shop.database.reading() as session:
        return session.execute(text(query)).all()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_is_read_however_it_was_saved(separator: str, encoding: str):
    written = f'Prénom{separator}Ville\n"Zoé"{separator}"Orléans\nla Source"\n\n'
    content = written.encode(encoding)
    layout = laid_out(content)

    assert layout.header == ("Prénom", "Ville")
    assert list(rows(content, layout)) == [(2, ["Zoé", "Orléans\nla Source"])]


def test_json_is_read_as_a_list_of_objects_with_any_of_the_keys():
    content = json.dumps({"orders": [{"number": 7, "total": 12.5}, {"town": "Fès"}]}).encode()
    layout = laid_out(content)

    assert layout.header == ("number", "total", "town")
    assert list(rows(content, layout)) == [(1, ["7", "12.5", ""]), (2, ["", "", "Fès"])]


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"a":', b";;\n", b"a\x81;b\n"])
def test_what_nobody_can_read_is_refused(content: bytes):
    with pytest.raises(Unreadable):
        laid_out(content)


def test_an_order_an_invoice_and_a_complaint_are_told_of_the_right_person(shop: Shop):
    taken_in(shop, Import.CONTACTS, f"{CONTACTS}C1;Zoé Roux;zoe@example.com;;Lyon\n", "contacts")
    head = "No commande;Date;Montant;Devise;N° client\n"
    taken_in(shop, Import.ORDERS, f"{head}B-1;03/04/2026;1 234,50 €;eur;C1\n", "orders")
    bill = [{"invoice": "F-1", "date": "2026-04-05", "reference": "C1", "amount": "1234.50"}]
    taken_in(shop, Import.INVOICES, json.dumps(bill), "invoices")
    said = "Réclamation,Date,Objet,n client\nR-1,2026-05-01,Too long,C1\n"
    taken_in(shop, Import.COMPLAINTS, said, "complaints")

    ((person, name),) = all_of(shop, "SELECT id, name FROM customer")
    with shop.database.reading() as session:
        told = events_of(session, [person])
    assert name == "Zoé Roux"
    kinds = [(one.kind, one.document) for one in told]
    assert kinds == [
        (Kind.WELCOMED, "C1"),
        (Kind.BOUGHT, "B-1"),
        (Kind.INVOICED, "F-1"),
        (Kind.COMPLAINED, "R-1"),
    ]
    assert told[1].note == "1234.50 EUR"
    assert {one.source for one in told[0].tellings} == {Source.IMPORT}
    assert all_of(shop, "SELECT amount_cents FROM imported WHERE kind = 'orders'") == [(123450,)]
    with shop.database.reading() as session:
        assert first_broken_event(session) is None


def test_taken_in_twice_every_row_is_kept_once(shop: Shop):
    written = f"{CONTACTS}C1;Zoé Roux;zoe@example.com;;Lyon\n;Ali Diop;;+33 6 12 34 56 78;\n"
    first = taken_in(shop, Import.CONTACTS, written, "one")
    before = all_of(shop, "SELECT count(*) FROM event")
    again = taken_in(shop, Import.CONTACTS, written.replace("\n", "\r\n"), "two")

    assert (first.found["new"], again.found["new"], again.found["known"]) == (2, 0, 2)
    assert all_of(shop, "SELECT count(*) FROM event") == before


def test_a_changed_contact_is_a_correction_and_a_changed_invoice_a_problem(shop: Shop):
    taken_in(shop, Import.CONTACTS, f"{CONTACTS}C1;Zoé Roux;zoe@example.com;;Lyon\n", "one")
    moved = taken_in(shop, Import.CONTACTS, f"{CONTACTS}C1;Zoé Roux;zoe@example.com;;Nice\n", "two")
    head = "facture,date,montant,n client\n"
    taken_in(shop, Import.INVOICES, f"{head}F-1,2026-04-05,12.00,C1\n", "three")
    other = taken_in(shop, Import.INVOICES, f"{head}F-1,2026-04-05,13.00,C1\n", "four")

    assert moved.found["changed"] == 1
    assert other.found["problems"] == 1
    kinds = [row[0] for row in all_of(shop, "SELECT kind FROM event ORDER BY id")]
    assert kinds == [Kind.WELCOMED, Kind.CORRECTED, Kind.INVOICED]


def test_nobody_is_merged_from_a_file_but_who_proved_an_address_is_recognised(shop: Shop):
    with shop.database.recording() as session:
        create_customer(session, NADIA, "ada")
    typed = taken_in(shop, Import.CONTACTS, f"{CONTACTS};N. Amrani;nadia@example.com;;\n", "one")
    with shop.database.reading() as session:
        assert count_proposals(session) == 1
    with shop.database.recording() as session:
        prove_contact(session, "nadia", "email", NADIA.email, Decision("proof", "letter", NOON))
    sure = taken_in(
        shop, Import.CONTACTS, f"{CONTACTS};Amrani El Nadia;{NADIA.email};;Fès\n", "two"
    )
    kin = taken_in(shop, Import.CONTACTS, f"{CONTACTS};Omar Amrani;{NADIA.email};;Fès\n", "three")

    assert (typed.found["persons"], sure.found["persons"], kin.found["persons"]) == (1, 0, 1)
    with shop.database.reading() as session:
        assert [one.kind for one in events_of(session, ["nadia"])][-1] is Kind.CORRECTED


def test_who_was_erased_is_not_taken_in_again(shop: Shop):
    written = f"{CONTACTS}C1;Zoé Roux;zoe@example.com;;Lyon\n"
    taken_in(shop, Import.CONTACTS, written, "one")
    ((person,),) = all_of(shop, "SELECT id FROM customer")
    with shop.database.recording() as session:
        erase_person(session, person, NOON)
    again = taken_in(shop, Import.CONTACTS, written.replace("Lyon", "Nice"), "two")

    assert [
        one.why
        for one in first_problems(
            begun(shop, Import.CONTACTS, written.replace("Lyon", "Pau").encode(), "three")
        )
    ] == ["erased"]
    assert (again.found["new"], again.found["problems"]) == (0, 1)


def test_a_check_lists_every_problem_by_line_and_writes_nothing_down(shop: Shop):
    written = (
        "No commande;Date;Montant;Courriel\n"
        "B-1;31/02/2026;12,00;zoe@example.com\n"
        "B-2;2027-01-01;1,234;zoe@example\n"
        ";2026-01-01;x;\n"
        "B-4;2026-01-01;5\n"
        "B-5;2026-01-01;5;a@b.fr\n"
        "B-5;2026-01-01;6;a@b.fr\n"
    )
    run = begun(shop, Import.ORDERS, written.encode("cp1252"))

    assert [(one.line, one.field, one.why.value) for one in first_problems(run)] == [
        (2, "date", "date"),
        (3, "date", "ahead"),
        (3, "amount", "two_amounts"),
        (3, "email", "email"),
        (4, "document", "empty"),
        (4, "reference", "nobody"),
        (4, "amount", "amount"),
        (5, "", "cells"),
        (7, "document", "twice"),
    ]
    assert list(problems_of(shop.settings.data_folder, "one")) == first_problems(run)
    assert all_of(shop, "SELECT count(*) FROM event") == [(0,)]
    with shop.database.reading() as session:
        header = ["no commande", "DATE", "montant", "courriel"]
        assert remembered(session, Import.ORDERS, header) == dict(run.mapping)


def test_broken_off_it_goes_on_where_it_was(shop: Shop):
    lines = "".join(f"C{one};Person {one};;;\n" for one in range(PART + 7))
    run = begun(shop, Import.CONTACTS, f"{CONTACTS}{lines}".encode())
    with shop.database.recording() as session:
        start_run(session, "one", run.revision, "ada", NOON)

    assert go_on(shop, "one", seconds=0)  # One part, then the worker dies.
    assert now(shop, "one").position == PART
    assert not go_on(shop, "one")
    done = now(shop, "one")
    assert (done.stage, done.found["new"]) == (Stage.DONE, PART + 7)
    assert not list((shop.settings.data_folder / "imports").glob("*.file"))


def test_the_command_checks_and_takes_in(sqlite_address: str, tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text("who,mail\nZoé Roux,zoe@example.com\nAli,ali\n", "utf-8")
    environ = {"SURMESURE_DATA": str(tmp_path), "DATABASE_URL": sqlite_address}
    command = ["import", str(file), "--kind", "contacts", "--map", "who=name"]

    dry = CliRunner().invoke(main, [*command, "--dry-run"], env=environ)
    done = CliRunner().invoke(main, command, env=environ)

    assert "line 3, email: email" in dry.output
    assert (dry.exit_code, done.exit_code) == (1, 0)
    assert "Done: 1 new" in done.output
