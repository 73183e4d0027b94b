"""Cards on pages: scanned at the counter, issued, replaced and revoked, shown by their owner."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from configurator.jobs.cards import card_printing
from configurator.jobs.work import run_due_jobs
from configurator.settings import Settings
from configurator.storage.accounts import Role
from configurator.storage.audit import entries_of
from configurator.storage.cards import NOBODYS, REFUSED, Card, cards_of, issue_card
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.jobs import want_job
from configurator.web.card_scanned import scanned_card
from customers.identity.card import card_number, written
from production.card import STYLESHEET, PrintedCard, card_html
from production.codes import qr_svg
from production.pdf import pdf
from tests.shop import NOON
from tests.web import HIDDEN, sent

POINTS_A_MM = 72 / 25.4


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        for name in ("nadia", "zoe"):
            create_customer(session, Customer(name, name.title(), "", "", NOON), "test")
    return database


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def clerk(staff):
    return staff


@pytest.fixture
def card(database: Database) -> Card:
    with database.recording() as session:
        return issue_card(session, "nadia", "seed", "test", NOON)


def in_force(database: Database, customer: str) -> list[str]:
    with database.reading() as session:
        return [one.number for one in cards_of(session, customer) if one.revoked_at is None]


def scan(client: FlaskClient, typed: str) -> Any:
    return client.get("/customers", query_string={"q": typed})


def test_a_scanned_or_typed_card_opens_its_customer(clerk: FlaskClient, card: Card) -> None:
    azerty = card.number.translate(str.maketrans("1234567890", "&é\"'(-è_çà"))
    for typed in (card.number, written(card.number), azerty):
        assert scan(clerk, typed).headers["Location"] == "/customers/nadia"


def test_while_a_number_is_still_typed_nothing_opens(clerk: FlaskClient, card: Card) -> None:
    half = {"headers": {"HX-Request": "true"}, "query_string": {"q": card.number}}
    assert "Enter opens it" in clerk.get("/customers", **half).text


@pytest.mark.parametrize("typed", ["", "Nadia", "26-1047", "+33 6 39 98 00 00", "00212661223344"])
def test_what_else_is_searched_is_no_card(typed: str) -> None:
    assert scanned_card(typed) is None


def test_a_guess_opens_nothing_is_told_and_is_limited(
    clerk: FlaskClient, database: Database, settings: Settings, card: Card
) -> None:
    tries = settings.limits.sign_in_tries
    answers = [scan(clerk, card_number(f"guess {one}")) for one in range(tries)]
    assert {one.status_code for one in answers} == {404}
    assert "No card has this number" in answers[0].text
    assert scan(clerk, card.number).status_code == 429
    with database.reading() as session:
        assert [one.what for one in entries_of(session, NOBODYS)] == [REFUSED] * tries


def test_a_card_is_issued_replaced_and_revoked_on_the_screen_of_the_customer(
    clerk: FlaskClient, database: Database
) -> None:
    sent(clerk, "/customers/zoe", "/customers/zoe/card")
    (first,) = in_force(database, "zoe")
    assert written(first)[:9] in clerk.get("/customers/zoe").text
    place = f"/customers/zoe/card/{first}"
    shown = clerk.get("/customers/zoe").text
    sent(clerk, "/customers/zoe", place, why="lost")
    (second,) = in_force(database, "zoe")
    assert second != first
    assert scan(clerk, first).status_code == 404
    assert "Card lost: revoked" in clerk.get("/customers/zoe").text

    # Another tablet still shows the card that was replaced: what it wants is done already.
    hidden = dict(HIDDEN.findall(shown.split(f'action="{place}"')[1].split("</form>")[0]))
    assert clerk.post(place, data={**hidden, "why": "lost"}).status_code == 303
    assert in_force(database, "zoe") == [second]
    sent(clerk, "/customers/zoe", f"/customers/zoe/card/{second}", why="ended")
    assert in_force(database, "zoe") == []
    assert "revoked and opens nothing" in scan(clerk, second).text


def test_the_card_of_another_is_not_there(clerk: FlaskClient, card: Card) -> None:
    assert clerk.get(f"/customers/zoe/card/{card.number}.pdf").status_code == 404
    answer = sent(clerk, "/customers/zoe", "/customers/zoe/card")
    data = {"csrf_token": "", "revision": "0", "key": "k", "why": "lost"}
    assert answer.status_code == 303
    assert clerk.post(f"/customers/zoe/card/{card.number}", data=data).status_code in {400, 404}


def test_a_customer_makes_a_card_and_shows_it(signed_in: Any, database: Database) -> None:
    zoe = signed_in(Role.CUSTOMER, customer="zoe")
    sent(zoe, "/me/card", "/me/card")
    (number,) = in_force(database, "zoe")
    page = zoe.get("/me/card").text
    assert written(number) in page
    assert "<path" in page
    assert "/me/card" in zoe.get("/me").text


def test_the_pdf_is_printed_by_the_worker_and_gone_with_the_card(
    clerk: FlaskClient, database: Database, settings: Settings, card: Card
) -> None:
    place = f"/customers/nadia/card/{card.number}.pdf"
    assert clerk.get(place).status_code == 503
    with database.recording() as session:
        want_job(session, card_printing(card.number), NOON)
    run_due_jobs(database, settings, NOON)
    assert clerk.get(place).data.startswith(b"%PDF")
    (path,) = (settings.data_folder / "cards").iterdir()
    sent(clerk, "/customers/nadia", f"/customers/nadia/card/{card.number}", why="ended")
    assert not path.exists()
    assert clerk.get(place).status_code == 404


@pytest.mark.parametrize("name", ["Nadia El Amrani", "سارة الإدريسي", "N" * 200])
def test_the_paper_is_one_card_wide(name: str) -> None:
    number = card_number("seed")
    printed = pdf(card_html(PrintedCard(number, name)), STYLESHEET)
    (page,) = PdfReader(io.BytesIO(printed)).pages
    size = [
        round(float(one) / POINTS_A_MM, 1) for one in (page.mediabox.width, page.mediabox.height)
    ]
    assert size == [85.6, 54.0]
    assert written(number) in page.extract_text()


def test_the_code_holds_the_number_alone(clerk: FlaskClient, card: Card) -> None:
    shown = re.findall(r'class="card-code".*?(<svg.*?</svg>)', clerk.get("/customers/nadia").text)
    assert shown == [qr_svg(card.number)]
