"""The register as everybody, managers and the press read it."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import Column, Integer, Table

from configurator.app import create_app
from configurator.csv_rows import harmless
from configurator.jobs.rights import print_page
from configurator.storage.accounts import Role
from configurator.storage.tables import Row
from customers.rights.purpose import Basis
from customers.rights.register import FILE as REGISTER
from customers.rights.register import BadRegister, Undeclared, read, register

BY_DOING = {"comments", "community"}
"""Purposes that somebody says yes to by what he does, and no by taking it back."""

SENTENCES = Path(__file__).parent / "cases" / "sentences.csv"
"""What persons may be asked; another wording of the same version fails."""


@pytest.fixture
def engines():
    return {}


def told() -> set[tuple[str, str, str, str]]:
    """Every sentence that may be asked: purpose, channel, version, and a mark of its words."""
    found = set()
    for its in register().purposes.values():
        asked = dict(its.asked) | ({"any": its.objection} if its.objection else {})
        for channel, sentence in asked.items():
            words = json.dumps(sentence.text, sort_keys=True, ensure_ascii=False)
            mark = hashlib.sha256(words.encode()).hexdigest()[:16]
            found.add((its.key, str(channel), str(sentence.version), mark))
    return found


def test_another_wording_is_another_version() -> None:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        assert told() == {tuple(row) for row in csv.reader(file)}


def test_everything_personal_has_purpose_ground_time_recipients_and_source() -> None:
    known = register()
    for its in known.purposes.values():
        assert its.days > 0
        assert its.recipients
        for texts in (its.name, its.says, *(one.text for one in its.asked.values())):
            assert set(texts) == {"en", "fr", "ar"}
        assert list(known.fields_for(its.key)), its.key
        assert (its.basis is not Basis.CONSENT) or its.asked or its.key in BY_DOING
    text = REGISTER.read_text("utf-8")
    for before, after in (
        ("recipients: [shop, workshop, mail, carrier]", "recipients: [everybody]"),
        ("look: {for: [tracking], from: [pages]", "look: {for: [], from: [pages]"),
        ("  email: [orders, service, identity]", "  email: []"),
    ):
        assert before in text
        with pytest.raises(BadRegister):
            read(text.replace(before, after))


def test_a_shop_with_an_undeclared_column_does_not_start(settings, database) -> None:
    shoe = Table("shoe", Row.metadata, Column("size", Integer))
    try:
        with pytest.raises(Undeclared, match=r"no purpose for shoe\.size: name each in customers"):
            create_app(settings, engines={}, database=database)
    finally:
        Row.metadata.remove(shoe)
    assert create_app(settings, engines={}, database=database)


def test_the_register_leaves_as_a_spreadsheet_without_formulas(signed_in) -> None:
    manager = signed_in(Role.MANAGER)
    page = manager.get("/rights/register").text
    text = manager.get("/rights/register.csv").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    hip = [row for row in rows if row["field"] == "measurement.amount"]
    assert [(one["purpose"], one["gdpr_article"], one["kept_days"]) for one in hip] == [
        ("Your measurements", "6(1)(b)", "1095")
    ]
    known = register()
    fields = {(row["field"], row["purpose"]) for row in rows}
    assert (
        len(fields) == len(rows) == sum(len(list(known.fields_for(key))) for key in known.purposes)
    )
    assert all(row[column] for row in rows for column in row if column != "cndp_declaration")
    for row in rows:
        assert row["field"] in page
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless(f"1{start}") == f"1{start}"


@pytest.mark.parametrize("name", ["register", "impact"])
def test_the_register_and_the_impact_assessment_are_printed(signed_in, settings, name) -> None:
    manager = signed_in(Role.MANAGER)
    waits = manager.get(f"/rights/{name}.pdf?lang=fr")
    assert (waits.status_code, waits.headers["Retry-After"]) == (503, "5")
    (kept,) = (settings.data_folder / "rights").glob("*.html")
    print_page(kept.stem, settings.data_folder)
    printed = manager.get(f"/rights/{name}.pdf")
    assert printed.mimetype == "application/pdf"
    pages = PdfReader(io.BytesIO(printed.data)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for key in ("taste", "lifetime_value", "tracking"):
        assert register().purposes[key].name["fr"] in text
    assert "orders.total_cents" in text


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_everybody_reads_what_is_known_and_what_for(client, language) -> None:
    page = client.get(f"/privacy?lang={language}").text
    for key, its in register().purposes.items():
        assert (its.name[language] in page) == (key != "staff"), key
    assert "CNIL" in page or "CNDP" in page
    assert 'href="/privacy"' in client.get("/register").text
