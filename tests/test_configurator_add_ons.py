"""Add-ons: what goes with a garment is offered, priced, ordered once, packed, counted, measured."""

from dataclasses import replace
from itertools import product as every
from re import findall
from typing import Any

import pytest

from configurator.accessories import accessories_of
from configurator.api.bearer import KIND
from configurator.shelves import stock_shelves
from configurator.storage.accounts import Role
from configurator.storage.add_ons import margin_groups, sales
from configurator.storage.consents import note_consent
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.draft_lists import open_drafts_of
from configurator.storage.orders import get_order, list_orders
from configurator.storage.scans import record_scan
from configurator.storage.stock import find_shelf, save_shelf, stock_units
from configurator.value_earning import costs_of, earned
from configurator.value_online import terms_now
from configurator.web import selling
from configurator.web.add_ons import AddOnToSay, add_on_to_say
from configurator.web.designs import designs_of
from configurator.web.desk import desk
from configurator.web.quote import quote_of
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from customers.taste.accessories import FILE, read_accessories
from customers.taste.accessory import goes_with, piece_for
from customers.taste.idle import goes_with_some, idle
from customers.taste.offering import Seen, worth_offering
from production.tracking import Direction, Scan
from production.work_order import work_order
from tests.shop import BODY_MM, NOON
from tests.test_configurator_web_order import NADIA, order_form, ready
from tests.web import Program, form

BELT = "BT-085"


@pytest.fixture
def database(database, engines):
    stock_shelves(database, engines)
    return database


@pytest.fixture(autouse=True)
def nobody_goes_without(monkeypatch) -> None:
    """Drafts of tests have random links: whom chance holds back is a test of its own."""
    monkeypatch.setattr(selling, "SEED", "nobody")
    monkeypatch.setattr(selling, "is_control", lambda *_: False)


def units(database, sku: str) -> int:
    with database.reading() as session:
        shelf = find_shelf(session, sku)
    assert shelf
    return shelf.units


def placed(database) -> list[str]:
    with database.reading() as session:
        return [one.number for one in list_orders(session).lines]


def with_added(client, draft: str, *keys: str) -> dict[str, Any]:
    """The form of the order once these accessories were added, one by one."""
    page, filled = client.get(f"{draft}/order").text, order_form(client, draft)
    taken: list[str] = []
    for key in keys:
        page = client.post(f"{draft}/order", data=filled | {"with": taken, "add": key}).text
        taken.append(key)
    return form(page, f"{draft}/order") | NADIA | {"with": taken}


def test_an_accessory_is_offered_exactly_with_garments_the_solver_lets_it_go_with(jeans) -> None:
    belt, kit, _ = accessories_of(jeans.product)
    fixed = jeans.product.designs[0].choices
    assert not idle(jeans.book, (belt, kit))
    for loops, band in every(("none", "five", "seven"), ("straight", "curved")):
        values = dict(fixed) | {"belt_loops": loops, "waistband": band}
        complete = jeans.solver.stands(values)
        if complete:
            told = {key: values.get(key, "") for key in ("belt_loops", "waistband")}
            assert goes_with(belt, jeans.product, values) == goes_with_some(
                jeans.book, belt, told
            ), told
    sizes = {mm: piece_for(belt, jeans.product, fixed, {"waist": mm}) for mm in (600, 780, 980)}
    assert [one and one.sku for one in sizes.values()] == [None, BELT, "BT-105"]
    assert piece_for(belt, jeans.product, fixed, {"waist": 1300}) is None


def test_a_mistake_in_accessories_names_its_line(jeans, tmp_path) -> None:
    wrong = {
        "when: belt_loop != none": "belt_loop",
        "measure: waist": "waist",
        "another: sleeve": "sleeve",
        "price_cents: many": "price_cents",
    }
    for line, named in wrong.items():
        text = f"belt:\n  name: {{en: B, fr: C, ar: D}}\n  why: {{en: B, fr: C, ar: D}}\n  {line}\n"
        (tmp_path / FILE).write_text(text, "utf-8")
        _, problems, _ = read_accessories(tmp_path / "product.yaml", jeans.product)
        assert any(one.place.line == 4 and named in one.message for one in problems), line


def test_what_is_expected_to_bring_most_is_offered_and_two_at_the_most() -> None:
    margins = {"belt": 3000, "kit": 1000, "pair": 9000}
    assert worth_offering(margins, {}) == ("pair", "belt")
    refused = {"pair": Seen(400, 0), "kit": Seen(400, 300)}
    assert worth_offering(margins, refused) == ("kit", "belt")


def test_what_is_added_is_priced_ordered_once_packed_and_taken_from_the_shelf(
    client, staff, database, jeans
) -> None:
    draft, before = ready(client), units(database, BELT)
    page = client.get(f"{draft}/order").text
    assert "Goes with it" in page
    assert "it passes these loops" in page
    plain = int(form(page, f"{draft}/order")["total_cents"])
    filled = with_added(client, draft, "belt")
    assert int(filled["total_cents"]) == plain + 5900

    for _ in range(2):  # Sent twice, ordered once.
        assert client.post(f"{draft}/order", data=filled).status_code == 303
    (number,) = placed(database)
    assert units(database, BELT) == before - 1
    with database.reading() as session:
        order = get_order(session, number).order
    assert order.total_cents == plain + 5900
    assert [one.sku for one in order.add_ons] == [BELT]
    assert [one.sku for one in work_order(order, "fr").packed] == [BELT]
    assert "Leather belt" in staff.get(f"/orders/{number}").text
    assert "Packed with it: Leather belt" in client.get(f"{draft}/order").text
    terms = terms_now()
    assert terms
    bare = replace(order, add_ons=(), total_cents=plain)
    more, less = (
        earned(one, "", costs_of(jeans.product), terms, NOON.tzinfo).cents  # type: ignore[arg-type]
        for one in (order, bare)
    )
    assert more - less == pytest.approx(5900 / 1.2 - 2100, abs=1)


def test_an_order_that_is_cancelled_puts_the_pieces_back(client, database) -> None:
    draft, before = ready(client), units(database, BELT)
    client.post(f"{draft}/order", data=with_added(client, draft, "belt"))
    (number,) = placed(database)
    assert units(database, BELT) == before - 1
    cancel = Scan("one", Direction.CANCEL, "", NOON, NOON, "sam")
    for _ in range(2):
        with database.recording() as session:
            record_scan(session, number, cancel)
    assert units(database, BELT) == before


def test_the_last_piece_is_sold_once_and_who_comes_later_is_told(client, database) -> None:
    draft = ready(client)
    filled = with_added(client, draft, "belt")
    with database.recording() as session:
        shelf = find_shelf(session, BELT)
        assert shelf
        save_shelf(session, replace(shelf, units=0), "sam", NOON)
    late = client.post(f"{draft}/order", data=filled)
    assert late.status_code == 409  # It is taken off, so the price is another.
    assert not placed(database)
    assert "Leather belt" not in client.get(f"{draft}/order").text


def test_the_same_pair_in_another_wash_is_an_order_of_its_own_placed_with_the_first(
    client, database
) -> None:
    draft = ready(client)
    filled = with_added(client, draft, "second_pair")
    assert client.post(f"{draft}/order", data=filled).status_code == 303
    assert client.post(f"{draft}/order", data=filled).status_code == 303
    second, first = placed(database)
    with database.reading() as session:
        orders = [get_order(session, one).order for one in (first, second)]
    values = [{one.option: one.value for one in order.lines} for order in orders]
    assert {key for key in values[0] if values[0][key] != values[1][key]} >= {"wash"}
    assert values[0]["fit"] == values[1]["fit"]
    assert sum(one.total_cents for one in orders) == int(filled["total_cents"])
    assert f"The second pair is order {second}" in client.get(f"{draft}/order").text


def test_who_goes_without_is_offered_nothing_and_both_groups_are_compared(
    client, database, monkeypatch, signed_in
) -> None:
    for held in (False, True, False, True):
        monkeypatch.setattr(selling, "is_control", lambda *_, held=held: held)
        draft = ready(client)
        page = client.get(f"{draft}/order").text
        assert ("Goes with it" in page) is not held
        filled = order_form(client, draft) if held else with_added(client, draft, "belt")
        assert client.post(f"{draft}/order", data=filled).status_code == 303
    with database.reading() as session:
        found, groups = sales(session), margin_groups(session)
    belt = next(one for one in found if one.accessory == "belt")
    assert belt.seen == Seen(2, 2)
    assert {held: group.people for held, group in groups.items()} == {False: 2, True: 2}
    more = groups[False].mean - groups[True].mean
    assert more == pytest.approx(5900 / 1.2 - 2100, abs=2)
    page = signed_in(Role.MANAGER).get("/value/add-ons").text
    assert "Leather belt" in page


def test_who_wants_no_marketing_is_offered_nothing(signed_in, database) -> None:
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna", "", "1", NOON), "sam")
    anna = signed_in(Role.CUSTOMER, customer="anna")
    draft = ready(anna)
    assert "Goes with it" in anna.get(f"{draft}/order").text
    word = Consent(
        id="no",
        person="anna",
        purpose="marketing",
        channel=Channel.ANY,
        said=Said.WITHDRAWN,
        at=NOON,
        source=Source.PAGE,
        sentence="",
        version=1,
        language="en",
        proof="",
        by="",
    )
    with database.recording() as session:
        note_consent(session, word)
    assert "Goes with it" not in anna.get(f"{draft}/order").text


def test_other_programs_are_told_what_goes_with_it_and_order_it_once(client, signed_in) -> None:
    draft = ready(client).split("/")[-1]
    clerk = signed_in(Role.STAFF, "Sam", None, KIND)
    program = Program(clerk, clerk.token)
    made = program("POST", "/customers", {"name": "Nadia"}).json["id"]
    body = {"waist_navel_mm": 830, "hip_mm": 1025, "thigh_mm": 584, "heel_mm": 330}
    body |= {"knee_proxy_mm": 395, "inseam_mm": 790, "crotch_length_mm": 640}
    program("POST", f"/customers/{made}/measurements", {"values": body | {"crotch_back_mm": 375}})
    values = program("GET", f"/configurations/{draft}").json["choices"]
    state = program(
        "POST", "/configurations", {"product": "jeans", "customer": made, "choices": values}
    ).json
    offered = program("GET", f"/configurations/{state['id']}/add-ons").json
    assert 1 <= len(offered) <= 2
    key = next(one for one in offered if one["ready_on"] is None)
    asked = {"configuration": state["id"], "revision": state["revision"]}
    wrong = program("POST", "/orders", asked | {"add_ons": ["boots"]}, Idempotency_Key="0")
    assert wrong.status_code == 422
    taken = asked | {"add_ons": [key["key"]]}
    orders = [program("POST", "/orders", taken, Idempotency_Key="1") for _ in range(2)]
    assert orders[0].json == orders[1].json
    told = program("GET", f"/orders/{orders[0].json['number']}").json
    assert [one["key"] for one in told["add_ons"]] == [key["key"]]
    other = program("POST", "/orders", asked, Idempotency_Key="1")
    assert other.status_code == 422  # The key meant something else.


def test_offers_end_with_one_tap_and_what_was_typed_stays(client, database) -> None:
    draft = ready(client)
    filled = order_form(client, draft) | {"no_offers": "look"}
    page = client.post(f"{draft}/order", data=filled).text
    assert "Goes with it" not in page
    assert 'value="Nadia El Amrani"' in page
    assert client.post(f"{draft}/order", data=form(page, "/order") | NADIA).status_code == 303
    with database.reading() as session:
        assert not sales(session)


def test_a_quote_holds_what_is_to_be_ordered_with_it(client, database, app) -> None:
    draft = ready(client)
    links = findall(
        r'href="([^"]+quote\.pdf[^"]*)"',
        client.post(f"{draft}/order", data=order_form(client, draft) | {"add": "belt"}).text,
    )
    assert links[0].endswith("?with=belt")
    assert units(database, BELT)
    with app.test_request_context(links[0]):
        quote = quote_of(desk("jeans", draft.split("/")[-1]))
    assert quote
    assert quote.lines[-1].price_cents == 5900


def test_the_counter_is_told_what_to_offer_with_a_design_that_is_ready(
    staff, database, app
) -> None:
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna", "", "1", NOON), "sam")
        body = BODY_MM.items()
        taken = [MeasurementTaken("anna", *one, "", "", "Sam", NOON, "tape") for one in body]
        record_measurements(session, taken)

    def said() -> AddOnToSay | None:
        with database.reading() as session:
            drafts, stock = open_drafts_of(session, "anna"), stock_units(session)
        with app.test_request_context():
            return add_on_to_say(designs_of(drafts, stock), stock)

    began = form(staff.get("/customers/anna").text, "/configure/jeans")
    draft = staff.post("/customers/anna/configure/jeans", data=began).location
    draft = draft.partition("?")[0].removesuffix("/first")
    assert said() is None
    page = staff.get(f"{draft}?finish=ask").text
    staff.post(f"{draft}/finish", data=form(page, f"{draft}/finish"))
    one = said()
    assert one
    assert one.add_on.why
    assert "Leave it out" in staff.get(one.address).text
