"""The admin's list of people: inviting, ending, and that what is ended is ended everywhere."""

import re
from datetime import timedelta

import pytest

from configurator.app import create_app
from configurator.storage.accounts import Account, Role, create_account, get_credentials
from configurator.storage.audit import entries_of
from configurator.storage.database import open_database
from tests.shop import NOON, PASSWORD
from tests.web import form, sent

OWN = "quite different words"
ADA = Account("ada", "ada@surmesure.example", "Ada", Role.ADMIN, NOON)
YASMINE = Account("yasmine", "yasmine@surmesure.example", "Yasmine", Role.STAFF, NOON)
ANNA = Account("anna", "anna@example.org", "Anna Berg", Role.CUSTOMER, NOON)
SHOWN = re.compile(r'class="given-password"[^>]*>([^<]+)<')


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database, hashed):
    with database.recording() as session:
        for one in (ADA, YASMINE, ANNA):
            create_account(session, one, hashed, "test")
    return database


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def other_process(settings, clock):
    """Another process of the same shop: it shares nothing with the first but the database."""
    opened = open_database(settings)
    yield create_app(settings, engines={}, database=opened, now=clock)
    opened.close()


@pytest.fixture
def ada(app):
    return signed_in(app, ADA)


def signed_in(app, account, password=PASSWORD):
    client = app.test_client()
    assert sign_in(client, account.email, password).status_code == 303
    return client


def sign_in(client, email, password):
    return sent(client, "/sign-in", "/sign-in", email=email, password=password)


def invite(ada, **other):
    typed = {"name": "Noor", "email": "noor@surmesure.example", "role": "production"} | other
    return sent(ada, "/people", "/people", **typed)


def given(answer) -> str:
    found = SHOWN.search(answer.text)
    assert found
    return found[1]


def test_the_list_shows_the_shop_and_customers_only_when_looked_for(ada):
    page = ada.get("/people").text
    found = ada.get("/people?q=anna").text

    assert "yasmine@surmesure.example" in page
    assert "anna@example.org" not in page
    assert "anna@example.org" in found
    assert "Nobody by that name" in ada.get("/people?q=nobody%25").text


def test_who_is_invited_gets_in_once_with_the_password_shown_once(app, ada):
    answer = invite(ada)
    password = given(answer)
    assert answer.status_code == 201
    assert password not in ada.get("/people").text

    noor = app.test_client()
    first = sign_in(noor, "noor@surmesure.example", password)
    assert first.location.startswith("/sign-in/first")
    assert noor.get("/me/account").status_code == 303  # It opens nothing else.
    weak = sent(noor, first.location, "/sign-in/first", password="noor1234")  # noqa: S106
    assert weak.status_code == 422
    assert sent(noor, first.location, "/sign-in/first", password=OWN).status_code == 303

    assert noor.get("/me/account").status_code == 200
    again = app.test_client()
    assert sign_in(again, "noor@surmesure.example", password).status_code == 422
    assert sign_in(again, "noor@surmesure.example", OWN).location == "/"


def test_a_given_password_is_worth_nothing_after_three_days(app, ada, clock):
    password = given(invite(ada))
    clock.now += timedelta(days=3) - timedelta(seconds=1)
    noor = app.test_client()
    assert "/sign-in/first" in sign_in(noor, "noor@surmesure.example", password).location
    clock.now += timedelta(seconds=2)

    assert noor.get("/sign-in/first").location == "/sign-in"
    assert sign_in(app.test_client(), "noor@surmesure.example", password).status_code == 422


def test_the_first_password_can_be_chosen_only_by_who_was_given_one(app):
    assert app.test_client().get("/sign-in/first").location == "/sign-in"
    yasmine = signed_in(app, YASMINE)
    assert yasmine.get("/sign-in/first").location == "/sign-in"


def test_an_invitation_sent_twice_makes_one_account_and_shows_no_second_password(ada):
    typed = {
        **form(ada.get("/people").text, "/people"),
        "name": "Noor",
        "email": "noor@surmesure.example",
        "role": "staff",
    }
    first, second = ada.post("/people", data=typed), ada.post("/people", data=typed)

    assert first.status_code == 201
    assert SHOWN.search(second.text) is None
    assert "This was done already" in second.text


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"email": "yasmine@surmesure.example"}, 422, "signs in with this address already"),
        ({"email": ""}, 422, "give an e-mail address"),
        ({"name": ""}, 422, "give a name"),
        ({"role": "customer"}, 400, "not complete"),
        ({"role": "owner"}, 400, "not complete"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(ada, typed, status, said):
    answer = invite(ada, **typed)

    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.parametrize("action", ["disable", "end", "password", "role"])
def test_what_the_admin_ends_is_ended_on_every_device_and_process(
    app, other_process, ada, database, action
):
    living = [signed_in(one, YASMINE) for one in (app, app, other_process)]
    assert [one.get("/me/account").status_code for one in living] == [200, 200, 200]
    secret = living[0].get_cookie("visit").value

    sent(ada, "/people", f"/people/yasmine/{action}", role="manager")

    assert [one.get("/me/account").status_code for one in living] == [303, 303, 303]
    thief = other_process.test_client()
    thief.set_cookie("visit", secret)
    assert thief.get("/me/account").status_code == 303
    with database.reading() as session:
        assert entries_of(session, "account yasmine")[-1].who == "ada"


def test_a_disabled_account_is_told_nothing_and_enabled_again_gets_in(app, ada):
    sent(ada, "/people", "/people/yasmine/disable")
    disabled = sign_in(app.test_client(), YASMINE.email, PASSWORD)
    unknown = sign_in(app.test_client(), "nobody@surmesure.example", PASSWORD)
    assert disabled.status_code == unknown.status_code == 422
    sent(ada, "/people", "/people/yasmine/enable")

    signed_in(app, YASMINE)


def test_a_new_password_for_somebody_replaces_his_own(app, ada):
    answer = sent(ada, "/people", "/people/yasmine/password")
    assert sign_in(app.test_client(), YASMINE.email, PASSWORD).status_code == 422

    assert "first" in sign_in(app.test_client(), YASMINE.email, given(answer)).location


def test_another_role_is_another_set_of_pages(app, ada, database):
    sent(ada, "/people", "/people/yasmine/role", role="author")

    assert signed_in(app, YASMINE).get("/orders").status_code == 403
    with database.reading() as session:
        assert get_credentials(session, "yasmine").account.role is Role.AUTHOR


def test_of_two_admins_the_later_is_shown_what_stands(ada):
    page = ada.get("/people").text
    late = {**form(page, "/people/yasmine/role"), "role": "author"}
    sent(ada, "/people", "/people/yasmine/role", role="manager")
    answer = ada.post("/people/yasmine/role", data=late)

    assert answer.status_code == 409
    assert "Yasmine was changed by somebody else" in answer.text


def test_nobody_takes_his_own_rights_away(ada):
    typed = {**form(ada.get("/people").text, "/people"), "revision": "1"}

    for action in ("disable", "role"):
        answer = ada.post(f"/people/ada/{action}", data=typed | {"role": "staff"})
        assert answer.status_code == 422
        assert "another admin can" in answer.text
    assert ada.get("/people").status_code == 200


def test_a_customer_is_given_no_other_role(ada, database):
    token = form(ada.get("/people").text, "/people")
    answer = ada.post("/people/anna/role", data={**token, "revision": "1", "role": "admin"})

    assert answer.status_code == 400
    with database.reading() as session:
        assert get_credentials(session, "anna").account.role is Role.CUSTOMER


@pytest.mark.parametrize("action", ["disable", "enable", "end", "password", "role"])
def test_nobody_by_that_id_is_not_there(ada, action):
    token = form(ada.get("/people").text, "/people")
    answer = ada.post(f"/people/nobody/{action}", data={**token, "role": "staff"})

    assert answer.status_code == 404
