"""What cannot be is said where it is asked for: the very first tap, a number that is none."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.text import Text
from configurator.storage.accounts import Role
from configurator.storage.tables import DraftRow
from rules.engine import compile_engine
from rules.read import read_product
from rules.rule import Is, Not, Rule
from tests.web import form

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"


@pytest.fixture(scope="module")
def engines():
    """Belts, of which none has a plate."""
    book, problems, _ = read_product(BELT)
    assert book is not None, problems
    no_plate = Rule("no_plate", Not(Is("engraving", frozenset({"plate"}))), Text(en="Sold out."))
    return {"belt": compile_engine(replace(book, rules=(*book.rules, no_plate)))}


def test_a_first_tap_on_what_nothing_goes_with_is_told_and_makes_no_draft(client, database) -> None:
    page = client.get("/configure/belt?step=details").text
    tapped = form(page, "/choose") | {"step": "details", "option": "engraving", "value": "plate"}

    answer = client.post("/configure/belt/choose", data=tapped)

    assert answer.status_code == 303
    assert "Sold out." in client.get(answer.location).text
    with database.reading() as session:
        assert session.scalars(select(DraftRow)).all() == []


def test_a_number_that_cannot_be_is_named_beside_its_field(signed_in) -> None:
    author = signed_in(Role.AUTHOR)

    answer = author.get("/review/belt/trace?hide=calf&length=12345")

    assert answer.status_code == 422
    assert 'value="12345"' in answer.text
    assert "Length: please type a whole number from 700 to 1300 mm, in steps of 50." in answer.text
    assert author.get("/review/belt/trace?hide=calf&length=1300").status_code == 200
