"""Customers' accounts: made without telling who has one, joined by designs, seen by nobody else."""

import re
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.configuration import Choice, Configuration
from configurator.app import new_link
from configurator.passwords import password_hash
from configurator.storage.accounts import Account, Role, create_account, find_credentials
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    get_customer,
    record_measurements,
    save_customer,
)
from configurator.storage.drafts import Draft, create_draft, get_draft
from tests.shop import BODY, NOON, PASSWORD
from tests.web import HIDDEN, form, sent

A_SECOND = timedelta(seconds=1)
OTHER = "quite different words"
ANNA, BEN = "anna@example.org", "ben@example.org"


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


def register(client, email=ANNA, password=PASSWORD, name="Anna Berg"):
    return sent(client, "/register", "/register", name=name, email=email, password=password)


def sign_in(client, email=ANNA, password=PASSWORD):
    return sent(client, "/sign-in", "/sign-in", email=email, password=password)


def signed_in(app, email=ANNA, name="Anna Berg"):
    client = app.test_client()
    register(client, email, name=name)
    assert sign_in(client, email).status_code == 303
    return client


def account(database, email=ANNA) -> Account:
    with database.reading() as session:
        found = find_credentials(session, email)
    assert found
    return found.account


def designed(client) -> str:
    """The link of a draft made by tapping the first card."""
    page = client.get("/configure/jeans").text
    form = page.split('<form class="cards"')[1].split("</form>")[0]
    value = re.findall(r'name="value" value="(\w+)"', form)[0]
    answer = client.post(
        "/configure/jeans/choose", data={**dict(HIDDEN.findall(form)), "value": value}
    )
    return answer.location.split("?")[0].rsplit("/", 1)[1]


def without_tokens(page: str) -> str:
    return re.sub(r'name="(csrf_token|key)" value="[^"]*"', "", page)


def test_a_customer_registers_signs_in_and_finds_an_own_page(client, database):
    answer = register(client)
    assert (answer.status_code, answer.location) == (303, "/register/done")
    assert sign_in(client).location == "/"

    page = client.get("/me")
    assert page.status_code == 200
    assert "Hello, Anna Berg" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert account(database).role is Role.CUSTOMER
    assert account(database).customer


def test_who_has_an_account_is_not_told_by_registering(app, database):
    first, again = app.test_client(), app.test_client()
    new, known = register(first), register(again, ANNA.upper(), OTHER, "Mallory")

    assert (new.status_code, new.location) == (known.status_code, known.location)
    assert without_tokens(first.get(new.location).text) == without_tokens(
        again.get(known.location).text
    )
    assert {name for name, _ in new.headers} == {name for name, _ in known.headers}
    assert account(database).name == "Anna Berg"
    assert sign_in(again, ANNA, OTHER).status_code == 422
    assert sign_in(first).status_code == 303


def test_who_has_an_account_is_not_told_by_signing_in(app):
    register(app.test_client())
    asked = app.test_client(), app.test_client(), app.test_client()
    wrong = sign_in(asked[0], ANNA, "wrong words here")
    unknown = sign_in(asked[1], "nobody@example.org", "wrong words here")

    assert wrong.status_code == unknown.status_code == 422
    bodies = {
        without_tokens(one.text.replace(email, "E-MAIL"))
        for one, email in ((wrong, ANNA), (unknown, "nobody@example.org"))
    }
    assert len(bodies) == 1
    assert "PasswordHasher.verify" in called(
        lambda: sign_in(asked[2], "nobody@example.org", "wrong")
    )


def called(done) -> set[str]:
    """The names of all functions that run while `done` does."""
    names = set()
    sys.setprofile(lambda frame, *_: names.add(frame.f_code.co_qualname))
    try:
        done()
    finally:
        sys.setprofile(None)
    return names


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "short"}, "at least 8 characters"),
        ({"password": "password2026"}, "one of the first"),
        ({"password": "anna.berg"}, "more than names"),
        ({"password": "Surmesure!"}, "more than names"),
        ({"email": "nowhere"}, "name@example.com"),
        ({"email": ""}, "name@example.com"),
        ({"name": " "}, "give a name"),
    ],
)
def test_what_is_wrong_with_a_registration_stands_at_its_field(client, database, typed, said):
    wrong = {"name": "Anna Berg", "email": ANNA, "password": PASSWORD} | typed
    answer = sent(client, "/register", "/register", **wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert wrong["password"] not in answer.text or wrong["password"] == "password"  # noqa: S105
    with database.reading() as session:
        assert find_credentials(session, ANNA) is None


def test_registering_counts_against_the_limit_before_anything_is_hashed(client):
    assert "PasswordHasher.hash" in called(lambda: register(client, "a0@example.org"))
    for number in range(1, 10):
        assert register(client, f"a{number}@example.org").status_code == 303
    late = register(client, "late@example.org")

    assert late.status_code == 429
    assert "Please wait 5 minutes" in late.text
    assert "PasswordHasher.hash" not in called(lambda: register(client, "late@example.org"))


def test_designs_made_before_join_the_account_at_the_sign_in(client, database):
    first, second = designed(client), designed(client)
    register(client)
    sign_in(client)
    third = designed(client)

    me = account(database).id
    with database.reading() as session:
        assert {get_draft(session, link).owner for link in (first, second, third)} == {me}
    page = client.get("/me").text
    assert all(f"/configure/jeans/{link}" in page for link in (first, second, third))
    assert len(set(re.findall(r' id="(front-[^"]+title)"', page))) == 3


def test_a_design_of_another_account_is_not_taken(app, database):
    anna = signed_in(app)
    hers = designed(anna)
    client = app.test_client()
    designed(client)
    ours = client.get_cookie("drafts")
    assert ours
    client.set_cookie("drafts", forged(app, hers))
    register(client, BEN, name="Ben Holt")
    sign_in(client, BEN)

    with database.reading() as session:
        assert get_draft(session, hers).owner == account(database).id
    assert hers not in client.get("/me").text
    assert client.get(f"/configure/jeans/{hers}").status_code == 200  # whoever has the link
    assert client.get_cookie("drafts") is None


def forged(app, link: str) -> str:
    """A cookie that names another's draft, signed as only we could."""
    from itsdangerous import URLSafeSerializer  # noqa: PLC0415 - only this test forges

    return str(URLSafeSerializer([app.config["SECRET_KEY"]], salt="drafts").dumps([link]))


def test_a_cookie_that_is_not_ours_names_no_designs(app, database):
    client = app.test_client()
    link = designed(client)
    client.set_cookie("drafts", f'["{link}"].nonsense')
    register(client)
    sign_in(client)

    with database.reading() as session:
        assert get_draft(session, link).owner is None


def test_a_design_shown_in_one_tab_can_still_be_saved_after_it_joined(client, database):
    link = designed(client)
    page = client.get(f"/configure/jeans/{link}").text
    register(client)
    sign_in(client)
    cards = page.split('<form class="cards"')[1].split("</form>")[0]
    value = re.findall(r'name="value" value="(\w+)"', cards)[1]
    token = form(client.get("/me").text, "/sign-out")
    answer = client.post(
        f"/configure/jeans/{link}/choose",
        data={**dict(HIDDEN.findall(cards)), **token, "value": value},
    )

    assert answer.status_code == 303
    with database.reading() as session:
        assert get_draft(session, link).owner == account(database).id


def test_the_next_person_on_the_device_is_not_given_anothers_designs(app):
    anna = signed_in(app)
    link = designed(anna)
    anna.post("/sign-out", data=form(anna.get("/me").text, "/sign-out"))
    register(anna, BEN, name="Ben Holt")
    sign_in(anna, BEN)

    assert link not in anna.get("/me").text


def test_measurements_and_orders_of_others_do_not_exist(app, database):
    anna, ben = signed_in(app), signed_in(app, BEN, "Ben Holt")
    hers = account(database).customer or ""
    with database.recording() as session:
        taken = MeasurementTaken(hers, "hip_mm", 1023, "102.3", "cm", "Yasmine", NOON, "tape")
        record_measurements(session, [taken])

    assert "102.3" in anna.get("/me").text
    assert "102.3" not in ben.get("/me").text
    assert ben.get("/me/orders/26-9999").status_code == 404


def ordered(client) -> str:
    """The number of an order placed by a customer who is signed in."""
    start = "/configure/jeans/finish"
    page = client.get("/configure/jeans?finish=ask").text
    draft = client.post(start, data=form(page, start)).location.split("?")[0]
    measure, order = f"{draft}/measure", f"{draft}/order"
    sent(client, measure, measure, **BODY)
    sent(client, order, order, name="Anna Berg", email=ANNA, phone="")
    return re.findall(r"Order (\d\d-\d+)", client.get(order).text)[0]


def test_the_order_of_another_is_answered_like_one_that_does_not_exist(app):
    anna, ben = signed_in(app), signed_in(app, BEN, "Ben Holt")
    number = ordered(anna)

    assert f"Ordered {number}" in anna.get("/me").text
    own = anna.get(f"/me/orders/{number}")
    assert own.status_code == 200
    assert "Ordered, waiting for the cutter" in own.text
    for headers in ({}, {"HX-Request": "true"}):
        others = ben.get(f"/me/orders/{number}", headers=headers)
        missing = ben.get("/me/orders/26-9999", headers=headers)
        assert others.status_code == missing.status_code == 404
        assert others.text.replace(number, "") == missing.text.replace("26-9999", "")
    assert number not in ben.get("/me").text


def test_no_column_of_ours_can_be_set_by_adding_it_to_a_form(app, database):
    client, other = signed_in(app), signed_in(app, BEN, "Ben Holt")
    before, others = account(database), account(database, BEN)
    more = {
        "role": "admin",
        "id": others.id,
        "customer": others.customer,
        "disabled_at": "",
        "owner": "x",
    }
    sent(client, "/me/account", "/me/account/contact", name="Anna Sea", phone="", **more)
    sent(
        other,
        "/register",
        "/register",
        name="Cleo Ray",
        email="c@d.example",
        password=PASSWORD,
        **more,
    )

    after = account(database)
    assert (after.id, after.role, after.customer) == (before.id, before.role, before.customer)
    assert account(database, "c@d.example").role is Role.CUSTOMER
    assert account(database, BEN).name == "Ben Holt"


def test_drafts_the_shop_made_for_a_customer_stand_on_the_own_page(app, database):
    anna = signed_in(app)
    jeans = Configuration("jeans", "2026-11").moved_to((Choice("fit", "slim"),))
    draft = Draft(new_link(), jeans, NOON, customer=account(database).customer)
    with database.writing() as session:
        create_draft(session, draft)

    assert draft.link in anna.get("/me").text


def test_name_and_phone_are_changed_and_a_second_device_is_shown_both(app, database):
    client = signed_in(app)
    page = client.get("/me/account").text
    typed = {**form(page, "/contact"), "name": "Anna Sea", "phone": "+33 6 12 34 56 78"}
    assert client.post("/me/account/contact", data=typed).status_code == 303
    again = client.post("/me/account/contact", data=typed)  # A double tap.
    assert again.status_code == 303
    late = client.post(
        "/me/account/contact", data={**form(page, "/contact"), "key": "2", "name": "Anna Lake"}
    )

    assert late.status_code == 409
    assert "it now says Anna Sea, +33 6 12 34 56 78" in late.text
    assert 'value="Anna Lake"' in late.text
    me = account(database)
    assert me.name == "Anna Sea"
    with database.reading() as session:
        assert get_customer(session, me.customer or "").phone == "+33 6 12 34 56 78"


def test_another_email_asks_who_signed_in_a_while_ago_for_the_present_password(
    app, database, clock
):
    client = signed_in(app)
    clock.passes(minutes=10)
    page, to = "/me/account", "/me/account/email"
    wrong = sent(client, page, to, email="anna@sea.example", current="not this one")
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    assert sent(client, page, to, email="anna@sea.example", current=PASSWORD).status_code == 303

    assert account(database, "anna@sea.example").name == "Anna Berg"
    signed_in(app, BEN, "Ben Holt")
    taken = sent(client, page, to, email=BEN, current=PASSWORD)
    assert taken.status_code == 422
    assert "cannot be taken" in taken.text


def test_a_new_password_ends_all_other_visits_and_keeps_this_one(app):
    here, there = signed_in(app), app.test_client()
    sign_in(there)
    before = here.get_cookie("visit").value
    page, to = "/me/account", "/me/account/password"
    weak = sent(here, page, to, current=PASSWORD, password="jeans")  # noqa: S106
    assert weak.status_code == 422
    assert sent(here, page, to, current=PASSWORD, password=OTHER).status_code == 303

    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303
    assert here.get_cookie("visit").value != before
    assert sign_in(there).status_code == 422
    assert sign_in(there, ANNA, OTHER).status_code == 303


def test_guessing_the_present_password_is_limited_too(app):
    client = signed_in(app)
    page, to = "/me/account", "/me/account/password"
    for _ in range(10):
        assert sent(client, page, to, current="wrong", password=OTHER).status_code == 422
    late = sent(client, page, to, current=PASSWORD, password=OTHER)

    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0


LIFETIMES = {
    Role.CUSTOMER: ("/me", timedelta(minutes=30), timedelta(days=14)),
    Role.STAFF: ("/orders", timedelta(minutes=15), timedelta(hours=12)),
    Role.ADMIN: ("/people", timedelta(minutes=15), timedelta(hours=12)),
}


def someone(app, database, role):
    account = Account(new_link(), "some@example.org", "Some One", role, NOON)
    with database.recording() as session:
        create_account(session, account, password_hash(PASSWORD), "test")
    client = app.test_client()
    assert sign_in(client, account.email).status_code == 303
    return client


@pytest.mark.parametrize("role", LIFETIMES)
def test_an_idle_visit_ends_to_the_second_and_stays_ended(app, database, clock, role):
    page, idle, _absolute = LIFETIMES[role]
    client = someone(app, database, role)

    clock.now += idle - A_SECOND
    assert client.get(page).status_code == 200
    clock.now += idle + A_SECOND
    assert client.get(page).status_code == 303
    clock.passes(hours=-1)
    assert client.get(page).status_code == 303


@pytest.mark.parametrize("role", LIFETIMES)
def test_a_busy_visit_ends_to_the_second_when_it_is_old(app, database, clock, role):
    page, idle, absolute = LIFETIMES[role]
    client = someone(app, database, role)

    end = NOON + absolute
    while clock.now < end - A_SECOND:
        clock.now = min(clock.now + idle - A_SECOND, end - A_SECOND)
        assert client.get(page).status_code == 200
    clock.now = end + A_SECOND
    assert client.get(page).status_code == 303


def test_another_customer_record_with_the_same_email_is_not_opened(app, database):
    with database.recording() as session:
        shops = create_customer(session, Customer("shops", "Anna Berg", ANNA, "", NOON), "shop")
    client = signed_in(app)

    assert account(database).customer != shops.id
    with database.recording() as session:
        save_customer(session, replace(shops, phone="+33 1 23 45 67 89"), "shop", NOON)
    assert "+33 1 23 45 67 89" not in client.get("/me/account").text
