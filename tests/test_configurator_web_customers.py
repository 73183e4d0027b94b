"""At the counter: finding a customer, measuring, configuring and ordering with him."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from configurator.app import create_app, new_link
from configurator.storage.accounts import Role, find_account
from configurator.storage.customer_search import search_customers
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    get_customer,
    latest_measurements,
    measurement_history,
    merge_customer,
    record_measurements,
)
from configurator.storage.drafts import get_draft
from configurator.storage.orders import get_order, list_orders
from configurator.storage.stock import find_shelf, save_shelf, stock_units
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.sessions import lifetimes
from tests.shop import BODY, BODY_MM, NOON
from tests.web import HIDDEN, form, sent

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "+212 6 61 22 33 44", NOON)
ZOE = Customer("zoe", "Zoé Straße", "", "+33 6 12 34 56 78", NOON)


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, NADIA, "test")
        create_customer(session, ZOE, "test")
    return database


def customers(database, text):
    with database.reading() as session:
        return [one.customer for one in search_customers(session, text)]


def measured(database, customer, at=NOON):
    with database.recording() as session:
        record_measurements(
            session,
            [
                MeasurementTaken(customer, key, amount, "", "cm", "Samir", at, "tape")
                for key, amount in BODY_MM.items()
            ],
        )


def begun(client, customer):
    """The address of a new draft for a customer."""
    action = f"/customers/{customer}/configure/jeans"
    return sent(client, f"/customers/{customer}", action).location


def decided(client, draft):
    finish = f"{draft}/finish"
    answer = sent(client, f"{draft}?finish=ask", finish, goal="cheapest")
    assert answer.status_code == 303
    return draft


def order(client, draft, **person):
    return sent(client, f"{draft}/order", f"{draft}/order", **person)


def link(draft):
    return draft.rsplit("/", 1)[1]


@pytest.mark.parametrize("typed", ["nad", "AMRANI", "0661 22", "nadia@ex", "él amràni"])
def test_whoever_fits_is_shown_while_one_types(staff, typed):
    part = staff.get("/customers", query_string={"q": typed}, headers={"HX-Request": "true"}).text
    page = staff.get("/customers", query_string={"q": typed}).text

    assert part.startswith("\n<section") or part.lstrip().startswith("<section")
    assert part.strip() in page
    assert "Nadia El Amrani" in part
    assert "Zoé" not in part


def test_before_anything_is_typed_the_newest_are_shown(staff):
    page = staff.get("/customers").text

    assert "New lately" in page
    assert "Zoé Straße" in page


def test_who_is_not_found_can_be_made_from_what_was_typed(staff):
    page = staff.get("/customers?q=Hugo").text

    assert "Nobody fits yet" in page
    assert 'href="/customers/new?q=Hugo"' in page
    assert 'value="Hugo"' in staff.get("/customers/new?q=Hugo").text
    for typed, field in (("a@b.example", "email"), ("06 11 22 33 44", "phone")):
        made = staff.get("/customers/new", query_string={"q": typed}).text
        assert re.search(rf'name="{field}"[^>]*value="{re.escape(typed)}"', made)


def test_what_is_searched_stays_text(staff):
    page = staff.get("/customers", query_string={"q": '"><b>%_'}).text

    assert "<b>%_" not in page
    assert "Nobody fits yet" in page


def test_a_customer_is_made_once_however_often_the_form_arrives(staff, database):
    fields = {**form(staff.get("/customers/new").text, "/customers"), "name": "Hugo Roy"}
    fields["phone"] = "06 11 22 33 44"
    places = {staff.post("/customers", data=fields).location for _ in range(3)}

    (hugo,) = customers(database, "hugo")
    assert places == {f"/customers/{hugo.id}"}
    assert (hugo.name, hugo.email, hugo.phone) == ("Hugo Roy", "", "06 11 22 33 44")


@pytest.mark.parametrize(
    "typed", [{"email": "NADIA@example.com"}, {"phone": "0661223344"}], ids=["e-mail", "phone"]
)
def test_who_is_known_by_the_same_is_shown_before_somebody_new_is_made(staff, database, typed):
    refused = sent(staff, "/customers/new", "/customers", name="Nadja", **typed)

    assert refused.status_code == 409
    assert 'href="/customers/nadia"' in refused.text
    assert 'value="Nadja"' in refused.text
    assert [one.name for one in customers(database, "nadja")] == ["Nadia El Amrani"]
    fields = {**form(refused.text, "/customers"), "name": "Nadja", **typed, "customer": "new"}
    assert staff.post("/customers", data=fields).status_code == 303
    assert [one.name for one in customers(database, "nadja")] == ["Nadja", "Nadia El Amrani"]


def test_a_customer_nobody_could_reach_is_not_made(staff, database):
    refused = sent(staff, "/customers/new", "/customers", name="Hugo")

    assert refused.status_code == 422
    assert "Please give an e-mail address or a phone number" in refused.text
    assert customers(database, "hugo") == []


def test_the_clerks_screen_of_somebody_new_says_what_to_do(staff):
    page = staff.get("/customers/nadia").text

    assert "<h1" in page
    assert all(it in page for it in ("Nadia El Amrani", "nadia@example.com", "Came to us"))
    assert "Take the measurements" in page
    assert "Configure together" in page
    assert "Not measured yet" in page


def test_the_clerks_screen_shows_all_there_is(staff, database, clock):
    measured(database, "nadia", NOON - timedelta(days=40))
    ordered = decided(staff, begun(staff, "nadia"))
    number = order_number(staff, ordered)
    clock.now += timedelta(minutes=5)
    draft = begun(staff, "nadia")
    page = staff.get("/customers/nadia").text

    assert "1 draft, 1 order" in page
    assert f'href="{draft}"' in page
    assert f'href="/orders/{number}"' in page
    assert f'href="/orders/{number}/work-order.pdf"' in page
    assert "In the queue" in page
    assert "On time" in page
    assert "102.5" in page
    assert "11 Oct 2026, 1 month ago" in page
    assert "Measured by Samir" in page
    assert page.count("<svg xmlns") == 2
    marks = re.findall(r'id="(front-[\w-]+)"', page)
    assert len(marks) == len(set(marks))


def order_number(client, draft):
    answer = order(client, draft, name="Nadia El Amrani", email="nadia@example.com", phone="")
    assert answer.status_code == 303
    return re.findall(r"Order (\d\d-\d{4})", client.get(f"{draft}/order").text)[0]


def test_an_order_that_is_late_comes_first(staff, database, clock):
    measured(database, "nadia")
    number = order_number(staff, decided(staff, begun(staff, "nadia")))
    clock.now += timedelta(minutes=14)
    staff.get("/customers/nadia")
    with database.reading() as session:
        promised_on = get_order(session, number).order.promised_on

    assert f"{number} is late" not in staff.get("/customers/nadia").text
    clock.now = datetime.combine(promised_on, NOON.timetz()) + timedelta(days=1)
    staff = again(staff, database, clock)
    page = staff.get("/customers/nadia").text
    assert f"{number} is late" in page
    assert "Late" in page.split("Drafts and orders")[1]


def again(client, database, clock):
    """The same person signed in anew, after the visit became too old."""
    app = client.application
    settings = app.extensions["workshop"].settings
    visit = Visit(new_link(), client.account.id, lifetimes(Role.STAFF, settings.limits), {})
    with database.recording() as session:
        begin_web_session(session, visit, clock.now)
    fresh = app.test_client()
    fresh.set_cookie("visit", visit.secret)
    fresh.account = client.account
    return fresh


def test_details_are_changed(staff, database):
    answer = sent(
        staff,
        "/customers/nadia/details",
        "/customers/nadia/details",
        name="Nadia  Amrani ",
        email="nadia@example.com",
        phone="0661 22 33 44",
    )

    assert answer.location == "/customers/nadia"
    with database.reading() as session:
        now = get_customer(session, "nadia")
    assert (now.name, now.phone, now.revision) == ("Nadia Amrani", "0661 22 33 44", 2)


def test_what_two_tablets_change_of_different_fields_goes_together(staff, signed_in, database):
    other, place = signed_in(Role.STAFF, "Samir"), "/customers/nadia/details"
    base = {"name": NADIA.name, "email": NADIA.email, "phone": NADIA.phone}
    ours, theirs = (form(one.get(place).text, place) for one in (staff, other))
    other.post(place, data={**theirs, **base, "phone": "0600 00 00 00"})
    answer = staff.post(place, data={**ours, **base, "email": "new@example.com"})

    assert answer.status_code == 303
    with database.reading() as session:
        now = get_customer(session, "nadia")
    assert (now.name, now.email, now.phone) == (NADIA.name, "new@example.com", "0600 00 00 00")


def test_the_later_of_two_tablets_is_shown_both_versions_and_decides(staff, signed_in, database):
    other, place = signed_in(Role.STAFF, "Samir"), "/customers/nadia/details"
    base = {"name": NADIA.name, "email": NADIA.email, "phone": NADIA.phone}
    ours, theirs = (form(one.get(place).text, place) for one in (staff, other))
    other.post(place, data={**theirs, **base, "phone": "0600 00 00 00", "email": "x@example.com"})
    late = staff.post(place, data={**ours, **base, "phone": "0611 11 11 11"})

    assert late.status_code == 409
    assert "Saved meanwhile on another device:" in late.text
    assert "<b>0600 00 00 00</b>" in late.text
    assert 'value="0611 11 11 11"' in late.text
    assert 'name="email" type="email" autocomplete="off" value="x@example.com"' in late.text
    with database.reading() as session:
        assert get_customer(session, "nadia").phone == "0600 00 00 00"
    shown = {**form(late.text, place), **base, "email": "x@example.com"}
    assert staff.post(place, data={**shown, "phone": "0611 11 11 11"}).status_code == 303
    with database.reading() as session:
        now = get_customer(session, "nadia")
    assert (now.phone, now.email) == ("0611 11 11 11", "x@example.com")


def test_a_form_sent_twice_changes_once_and_undoes_nobody(staff, database):
    place = "/customers/nadia/details"
    fields = {**form(staff.get(place).text, place), "name": NADIA.name, "email": NADIA.email}
    fields["phone"] = "0600 00 00 00"
    staff.post(place, data=fields)
    with database.recording() as session:
        now = get_customer(session, "nadia")
        merge_customer(session, now, replace(now, phone="0611 11 11 11"), "kim", NOON)

    assert staff.post(place, data=fields).status_code == 303
    with database.reading() as session:
        assert get_customer(session, "nadia").phone == "0611 11 11 11"


def test_a_customer_is_measured_and_the_next_draft_knows_it(staff, database):
    place = "/customers/nadia/measure/jeans/all"
    answer = sent(staff, place, place, **BODY)
    draft = begun(staff, "nadia")

    assert answer.location == "/customers/nadia#sizes"
    with database.reading() as session:
        hip = latest_measurements(session, "nadia")["hip_mm"]
        made = get_draft(session, link(draft))
    assert (hip.amount, hip.text_typed, hip.measured_by, hip.how) == (
        1025,
        "102,5",
        "Yasmine",
        "tape",
    )
    assert (made.customer, made.body_mm) == ("nadia", BODY_MM)
    assert (made.measured_at, made.measured_by) == (NOON, "Yasmine")


def test_what_is_not_measured_again_keeps_its_day(staff, database):
    measured(database, "nadia", NOON - timedelta(days=100))
    place = "/customers/nadia/measure/jeans/all"
    form_page = staff.get(place).text
    sent(staff, place, place, units="cm", waist_mm="85")
    draft = begun(staff, "nadia")

    assert "102.5\N{NO-BREAK SPACE}cm, 12 Aug 2026" in form_page
    assert 'value="102.5"' not in form_page
    with database.reading() as session:
        latest = latest_measurements(session, "nadia")
        history = measurement_history(session, "nadia")
        made = get_draft(session, link(draft))
    assert (latest["waist_mm"].amount, latest["waist_mm"].measured_at) == (850, NOON)
    assert latest["hip_mm"].measured_at == NOON - timedelta(days=100)
    assert len(history) == 9
    # One day for all: that of the oldest, so that none looks younger than it is.
    assert made.body_mm == {**BODY_MM, "waist_mm": 850}
    assert made.measured_at == NOON - timedelta(days=100)


def test_measurements_are_taken_once_and_nothing_is_nothing(staff, database):
    place = "/customers/nadia/measure/jeans/all"
    fields = {**form(staff.get(place).text, place), **BODY}
    for _ in range(2):
        assert staff.post(place, data=fields).status_code == 303
    nothing = sent(staff, place, place, units="cm")

    assert nothing.status_code == 422
    assert "Please type at least one measurement" in nothing.text
    with database.reading() as session:
        assert len(measurement_history(session, "nadia")) == 8


def test_measurements_that_cannot_be_are_kept_on_the_page_and_not_recorded(staff, database):
    place = "/customers/nadia/measure/jeans/all"
    refused = sent(staff, place, place, **{**BODY, "waist_mm": "tight"})

    assert refused.status_code == 422
    assert 'value="tight"' in refused.text
    with database.reading() as session:
        assert measurement_history(session, "nadia") == ()


def test_a_draft_is_begun_once_however_often_the_button_is_tapped(staff):
    action = "/customers/nadia/configure/jeans"
    fields = form(staff.get("/customers/nadia").text, action)

    assert len({staff.post(action, data=fields).location for _ in range(3)}) == 1
    assert "1 draft, 0 orders" in staff.get("/customers/nadia").text


def test_an_order_from_the_counter_is_for_the_customer_it_was_begun_with(staff, database):
    measured(database, "nadia")
    draft = decided(staff, begun(staff, "nadia"))
    page = staff.get(f"{draft}/order").text
    order_number(staff, draft)

    assert 'value="nadia@example.com"' in page
    assert f'value="{NADIA.phone}"' in page
    with database.reading() as session:
        (line,) = list_orders(session).lines
        history = measurement_history(session, "nadia")
    assert line.customer == "nadia"
    assert len(customers(database, "nadia")) == 1
    assert len(history) == 8  # All of it was on record.


def test_the_counter_sees_whom_a_draft_is_for(staff, client):
    draft = begun(staff, "nadia")

    assert 'href="/customers/nadia"' in staff.get(draft).text
    assert "/customers" not in client.get(draft).text


def test_strangers_with_the_link_order_for_the_same_customer_and_learn_nothing(
    staff, client, database
):
    measured(database, "nadia")
    draft = decided(staff, begun(staff, "nadia"))
    pages = "".join(client.get(f"{draft}{part}").text for part in ("", "/measure", "/order"))
    assert order(client, draft, name="N. El Amrani", phone="0612345678").status_code == 303

    assert not any(secret in pages for secret in ("Nadia", "nadia@", "+212", "102.5", "Samir"))
    with database.reading() as session:
        assert list_orders(session).lines[0].customer == "nadia"


def test_a_signed_in_customer_orders_as_himself(signed_in, database):
    him = signed_in(Role.CUSTOMER, "Karim Alaoui")
    draft = decided(him, chosen(him))
    sent(him, f"{draft}/measure", f"{draft}/measure", **BODY)
    page = him.get(f"{draft}/order").text
    order(him, draft, name="Karim Alaoui", email=him.account.email, phone="")

    assert 'value="Karim Alaoui"' in page
    with database.reading() as session:
        (line,) = list_orders(session).lines
        account = find_account(session, him.account.id)
        assert account
        assert line.customer == account.customer
        assert latest_measurements(session, line.customer)["hip_mm"].how == "told"
    second = decided(him, chosen(him))
    known = him.get(f"{second}/measure").text
    assert "Already measured" in known
    used = sent(him, f"{second}/measure", f"{second}/measure/known")
    assert used.location == f"{second}/order"
    order(him, second, name="Karim Alaoui", email=him.account.email, phone="")
    with database.reading() as session:
        assert {one.customer for one in list_orders(session).lines} == {account.customer}
    assert len(customers(database, "karim")) == 1


def chosen(client):
    """The address of a new draft with one choice."""
    page = client.get("/configure/jeans").text
    cards = page.split('<form class="cards"')[1].split("</form>")[0]
    fields = {**dict(HIDDEN.findall(cards)), "option": "fit", "value": "slim"}
    return client.post("/configure/jeans/choose", data=fields).location.split("?")[0]


def test_what_a_customer_began_the_counter_goes_on_with_and_he_after_it(staff, signed_in, database):
    him = signed_in(Role.CUSTOMER, "Nadia", customer="nadia")
    draft = chosen(him)
    assert f'href="{draft}"' in staff.get("/customers/nadia").text

    stale = him.get(draft).text
    answer = sent(staff, draft, f"{draft}/choose", option="rise", value="high")
    late = him.post(
        f"{draft}/choose",
        data={**form(stale, f"{draft}/choose"), "option": "rise", "value": "low"},
    )

    assert answer.status_code == 303
    assert late.status_code == 409
    assert "changed on another device" in late.text
    assert "now High" in late.text
    assert sent(him, draft, f"{draft}/undo").status_code == 303
    with database.reading() as session:
        assert get_draft(session, link(draft)).revision == 3


def test_what_is_measured_in_a_draft_at_the_counter_is_recorded_at_once(staff, database):
    draft = begun(staff, "nadia")
    sent(staff, f"{draft}/measure?form=1", f"{draft}/measure", **BODY)

    with database.reading() as session:
        assert latest_measurements(session, "nadia")["hip_mm"].text_typed == "102,5"


def test_a_draft_without_the_newest_sizes_takes_them_over_with_their_day(staff, database):
    draft = begun(staff, "nadia")
    measured(database, "nadia", NOON - timedelta(days=3))
    assert "Use the sizes of Tue 17 Nov" in staff.get("/customers/nadia").text
    answer = sent(staff, "/customers/nadia", f"{draft}/measure/known")

    assert answer.status_code == 303
    with database.reading() as session:
        made = get_draft(session, link(draft))
    assert (made.body_mm, made.measured_at) == (BODY_MM, NOON - timedelta(days=3))
    assert "Use the sizes" not in staff.get("/customers/nadia").text


def test_strangers_cannot_take_over_what_is_known(staff, client, database, signed_in):
    draft = begun(staff, "nadia")
    measured(database, "nadia")
    for asker in (client, signed_in(Role.CUSTOMER), signed_in(Role.AUTHOR)):
        page = asker.get(f"{draft}/measure").text
        fields = form(page, f"{draft}/measure")
        assert "Already measured" not in page
        assert asker.post(f"{draft}/measure/known", data=fields).status_code == 404
    with database.reading() as session:
        assert get_draft(session, link(draft)).body_mm == {}


def test_an_order_at_the_counter_for_somebody_known_asks_who_it_is(staff, database):
    draft = decided(staff, chosen(staff))
    sent(staff, f"{draft}/measure?form=1", f"{draft}/measure", **BODY)
    person = {"name": "Nadia Amrani", "email": "nadia@example.com", "phone": ""}
    asked = order(staff, draft, **person)

    assert asked.status_code == 409
    assert "Is it one of these?" in asked.text
    assert "Nadia El Amrani" in asked.text
    fields = {**form(asked.text, f"{draft}/order"), **person}
    for unknown in ("nobody", "<b>"):
        answer = staff.post(f"{draft}/order", data={**fields, "customer": unknown})
        assert answer.status_code == 404
    assert staff.post(f"{draft}/order", data={**fields, "customer": "nadia"}).status_code == 303
    with database.reading() as session:
        assert list_orders(session).lines[0].customer == "nadia"
    assert len(customers(database, "amrani")) == 1


def test_only_the_counter_may_say_whom_an_order_is_for(client, database):
    draft = decided(client, chosen(client))
    sent(client, f"{draft}/measure", f"{draft}/measure", **BODY)
    person = {"name": "Eve", "email": "nadia@example.com", "customer": "nadia"}

    assert order(client, draft, **person).status_code == 303
    with database.reading() as session:
        assert list_orders(session).lines[0].customer not in {"nadia", "zoe"}


@pytest.mark.parametrize("place", ["", "/details", "/measure/jeans", "/measure/jeans/all"])
def test_a_customer_who_is_not_there_is_not_found(staff, place):
    assert staff.get(f"/customers/nobody{place}").status_code == 404


def test_a_product_that_is_not_made_cannot_be_begun(staff):
    fields = form(staff.get("/customers/nadia").text, "/customers/nadia/configure/jeans")

    assert staff.post("/customers/nadia/configure/hats", data=fields).status_code == 404
    assert staff.get("/customers/nadia/measure/hats").status_code == 404


def test_the_shelf_and_not_the_catalog_says_what_is_in_stock(client, database, engines):
    draft = decided(client, chosen(client))
    before, button = ready(client, draft), taken(database, draft, "button")
    (sku,) = engines["jeans"].product.option("button").value(button).modules
    counted(database, sku, 0)
    offers = client.get("/configure/jeans?finish=ask").text

    assert ready(client, draft) != before
    # Where nothing is out of stock, both goals lead to one design.
    assert "<h3>Lowest price</h3>" in offers
    assert "<h3>Ready soonest</h3>" in offers


@pytest.mark.usefixtures("app")
def test_a_new_start_leaves_the_shelves_as_counted(database, settings, engines):
    sku = engines["jeans"].product.modules[0].sku
    counted(database, sku, 7)
    create_app(settings, engines=engines, database=database)

    with database.reading() as session:
        assert stock_units(session)[sku] == 7


def test_a_click_asks_for_the_stock_once(client, database):
    draft = chosen(client)
    fields = form(client.get(draft).text, f"{draft}/choose")
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    engines = database._engines  # noqa: SLF001 - to hear what is asked
    for engine in (engines.reading, engines.clicks):
        event.listen(engine, "before_cursor_execute", note)
    answer = client.post(
        f"{draft}/choose",
        data={**fields, "option": "rise", "value": "high"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 200
    assert sum("FROM stock" in statement for statement in asked) == 1
    assert sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in asked) <= 8


def counted(database, sku, units):
    with database.recording() as session:
        shelf = find_shelf(session, sku)
        assert shelf
        save_shelf(session, replace(shelf, units=units), "test", NOON)


def taken(database, draft, option):
    with database.reading() as session:
        made = get_draft(session, link(draft)).configuration
    return next(choice.value for choice in made.choices if choice.option == option)


def ready(client, draft):
    return re.findall(r"<dt>ready</dt><dd>([^<]+)", client.get(draft).text)[0]
