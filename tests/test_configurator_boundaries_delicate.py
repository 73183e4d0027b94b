"""Delicate acts: what hands out or changes much about persons asks for the password again.

`tests/cases/delicate.csv` says so of every route that may: `password` where it is asked for when it
was given long ago, `form` where the form itself has a field for it, `nothing` with the reason why.
"""

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest

from configurator.storage.accounts import Account, Role
from configurator.web.access import is_delicate
from tests.shop import NOON
from tests.web import hidden

TABLE = Path(__file__).parent / "cases" / "delicate.csv"
ABOUT_PERSONS = re.compile(
    r"(/api/v1)?/(customers|people|me|imports|inbox|rights|tablets|events|consent|value|needs|r)\b"
)
HANDS_OUT = re.compile(r"file|pdf|csv|json|export|letters|download|copy")


def written() -> dict[tuple[str, str], str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(line["method"], line["address"]): line["asks"] for line in csv.DictReader(file)}


@pytest.fixture
def engines():
    return {}


def may_be_delicate(app):
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            changes = method != "GET" and ABOUT_PERSONS.match(rule.rule)
            hands_out = method == "GET" and HANDS_OUT.search(rule.rule)
            if rule.endpoint != "static" and (changes or hands_out):
                yield (method, rule.rule), app.view_functions[rule.endpoint]


def test_every_route_that_may_be_delicate_says_whether_it_is(app):
    there = {line for line, _view in may_be_delicate(app)}

    assert not there - set(written()), "add to tests/cases/delicate.csv, and @delicate if it is"
    assert not set(written()) - there, "tests/cases/delicate.csv has lines without a route"
    assert set(written().values()) == {"password", "form", "nothing"}


def test_what_is_written_is_what_the_views_do(app):
    asking = {line for line, view in may_be_delicate(app) if is_delicate(view)}
    assert asking == {line for line, asks in written().items() if asks == "password"}


def test_who_gave_his_password_long_ago_is_asked_again_and_comes_back_to_the_same_customer(
    staff, clock
):
    clock.now += timedelta(minutes=10)
    answer = staff.get("/customers/anna/measurements/file/csv")
    assert answer.location == "/me/prove?next=/customers/anna/measurements/file"


@pytest.mark.parametrize("form", ["contact", "email", "password"])
def test_a_form_with_a_field_for_the_password_changes_nothing_without_it(signed_in, clock, form):
    anna = signed_in(Role.CUSTOMER, "Anna")
    page = hidden(anna.get("/me/account").text)
    clock.now += timedelta(minutes=11)
    typed = {"name": "B", "phone": "", "email": "b@example.org", "password": "quite another one"}
    answer = anna.post(f"/me/account/{form}", data={**page, **typed, "current": "guessed"})

    assert answer.status_code == 422
    assert isinstance(anna.account, Account)
    assert anna.account.created_at == NOON
