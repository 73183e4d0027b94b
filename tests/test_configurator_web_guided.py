"""Measuring one step at a time, at the counter and at home."""

import os
import random
import re
from datetime import timedelta
from html import unescape

import pytest

from catalog.configuration import Configuration
from configurator.storage.accounts import Role
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    latest_measurements,
    measurement_history,
    record_measurements,
)
from configurator.storage.drafts import Draft, create_draft, get_draft
from configurator.storage.orders import get_order, list_orders
from configurator.storage.readings import measuring_of_customer, measuring_of_draft, readings_of
from production.work_order import work_order
from tests.shop import NOON
from tests.web import hidden as unseen

NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "", NOON - timedelta(days=400))
STEPS = "/customers/nadia/measure/jeans"
TYPED = {
    "height_mm": ["172"],
    "weight_hg": ["68.4"],
    "waist_mm": ["83", "84"],
    "hip_mm": ["102,5"],
    "thigh_mm": ["58.4"],
    "knee_mm": ["39.5"],
    "heel_mm": ["33"],
    "inseam_mm": ["79"],
    "front_rise_mm": ["26.5"],
    "back_rise_mm": ["37.5"],
}


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, NADIA, "test")
    return database


def fields(page):
    """The hidden fields of the form of measuring, with the units it shows."""
    inside = page.split('id="measuring"')[1]
    return unseen(inside) | {"units": "cm"}


def at(client, place, steps=STEPS):
    return client.get(f"{steps}?at={place}").text


def take(client, place, text, steps=STEPS, /, **more):
    """Type `text` at a place and send it with Enter."""
    form = fields(at(client, place, steps)) | {"text": text, "go": ""}
    return client.post(steps, data=form | more)


def taken(database, customer="nadia"):
    with database.reading() as session:
        found = measuring_of_customer(session, customer)
        return readings_of(session, found.id) if found else ()


def latest(database):
    with database.reading() as session:
        return {key: one.amount for key, one in latest_measurements(session, "nadia").items()}


def measured(client, steps=STEPS, typed=TYPED):
    for key, texts in typed.items():
        for slot, text in enumerate(texts, 1):
            side = "right" if key in {"thigh_mm", "knee_mm", "heel_mm", "inseam_mm"} else "both"
            sent = take(client, f"{key}.{side}.{slot}", text, steps)
            assert sent.status_code == 303
    return sent


def test_a_reading_is_kept_with_all_that_belongs_to_it(staff, database):
    more = {"level": "navel", "level_mm": "107", "units": "in"}
    sent = take(staff, "waist_mm.both.2", "32 1/4", **more | {"level_mm": "42 1/8"})
    (one,) = taken(database)

    assert sent.location == f"{STEPS}?at=waist_mm.both.1"
    assert (one.reading.key, one.reading.amount, one.reading.slot) == ("waist_mm", 819, 2)
    assert (one.text_typed, one.unit_typed) == ("32 1/4", "in")
    assert (one.level, one.level_mm) == ("floor", 1070)
    assert (one.taken_by, one.taken_at, one.how) == ("Yasmine", NOON, "tape")
    assert 'value="32 1/4"' in at(staff, "waist_mm.both.2")


def test_enter_leads_through_all_and_each_measurement_is_a_fact_at_once(staff, database):
    assert take(staff, "height_mm", "172").location.endswith("weight_hg.both.1")
    assert latest(database) == {"height_mm": 1720}
    assert take(staff, "weight_hg", "68.4").location.endswith("waist_mm.both.1")
    assert take(staff, "waist_mm.both.1", "83").location.endswith("waist_mm.both.2")
    assert "waist_mm" not in latest(database)
    assert take(staff, "waist_mm.both.2", "84").location.endswith("hip_mm.both.1")
    assert latest(database)["waist_mm"] == 835


def test_readings_apart_ask_for_a_third_and_the_closest_two_count(staff, database):
    take(staff, "waist_mm.both.1", "83")
    sent = take(staff, "waist_mm.both.2", "86")
    assert sent.location.endswith("waist_mm.both.3")
    assert "Third reading" in at(staff, "waist_mm.both.3")
    assert latest(database) == {}
    take(staff, "waist_mm.both.3", "85.5")

    assert latest(database) == {"waist_mm": 858}


def test_a_whole_customer_is_measured_and_the_day_is_that_of_the_visit(staff, database, clock):
    for key, texts in TYPED.items():
        clock.now += timedelta(minutes=1)
        measured(staff, typed={key: texts})
    with database.reading() as session:
        history = measurement_history(session, "nadia")

    assert {one.measured_at for one in history} == {NOON + timedelta(minutes=1)}
    assert len(history) == len(TYPED)
    assert "Done" in at(staff, "back_rise_mm")
    done = fields(at(staff, "back_rise_mm")) | {"text": "37.5", "go": "done"}
    assert staff.post(STEPS, data=done).location == "/customers/nadia#sizes"


def test_a_slip_is_asked_about_at_its_field_and_never_a_fact(staff, database):
    measured(staff, typed={"height_mm": ["172"], "weight_hg": ["68.4"], "hip_mm": ["102.5"]})
    sent = take(staff, "waist_mm.both.1", "28", go="hip_mm")
    page = staff.get(sent.location).text

    assert sent.location.endswith("at=waist_mm.both.1")
    assert "28 is far from usual" in page
    assert "with its digits swapped" in page
    assert 'value="820 mm"' in page
    assert 'value="28 in"' in page
    assert "waist_mm" not in latest(database)
    # Whoever goes on takes the doubt along.
    assert take(staff, "waist_mm.both.1", "28", go="hip_mm").location.endswith("hip_mm.both.1")
    assert "Look at another one: Waist" in at(staff, "hip_mm")


def test_a_guess_takes_the_place_of_the_slip(staff, database):
    measured(staff, typed={"height_mm": ["172"], "weight_hg": ["68.4"], "hip_mm": ["102.5"]})
    take(staff, "waist_mm.both.1", "28")
    sent = take(staff, "waist_mm.both.1", "28", guess="28 in")

    assert sent.location.endswith("waist_mm.both.2")
    assert [one.reading.amount for one in taken(database)[-2:]] == [280, 711]
    assert taken(database)[-1].text_typed == "28 in"


def test_an_unusual_amount_is_kept_with_its_reason(staff, database):
    measured(staff, typed={"height_mm": ["172"], "weight_hg": ["68.4"]})
    take(staff, "hip_mm", "150")
    assert "hip_mm" not in latest(database)
    nothing = take(staff, "hip_mm", "150", keep="1", why="  ")
    assert nothing.status_code == 422
    assert "Please say in a few words" in nothing.text
    kept = take(staff, "hip_mm", "150", keep="1", why="She <b>is</b> so")

    assert kept.status_code == 303
    assert taken(database)[-1].reading.reason == "She <b>is</b> so"
    assert latest(database)["hip_mm"] == 1500
    assert "She &lt;b&gt;is" in at(staff, "hip_mm")


def test_a_doubt_that_another_field_dissolves_becomes_a_fact(staff, database):
    measured(staff, typed={"height_mm": ["127"], "weight_hg": ["68.4"], "hip_mm": ["102.5"]})
    measured(staff, typed={"waist_mm": ["83", "84"], "inseam_mm": ["79"]})
    assert "Look at another one: Height" in at(staff, "inseam_mm")
    take(staff, "height_mm", "172")

    assert latest(database)["height_mm"] == 1720
    assert "Look at another one" not in at(staff, "inseam_mm")


def test_what_is_taken_twice_is_kept_once(staff, database):
    form = fields(at(staff, "hip_mm")) | {"text": "102", "go": ""}
    places = {staff.post(STEPS, data=form).location for _ in range(3)}
    take(staff, "hip_mm", "102")

    assert len(places) == 1
    assert len(taken(database)) == 1


def test_of_two_tablets_none_overwrites_the_other_silently(staff, signed_in, database):
    other = signed_in(Role.STAFF, "Samir")
    ours, theirs = (fields(at(one, "hip_mm")) for one in (staff, other))
    knee = fields(at(other, "knee_mm"))
    assert staff.post(STEPS, data=ours | {"text": "102", "go": ""}).status_code == 303
    both = other.post(STEPS, data=theirs | {"text": "104", "go": ""})
    beside = other.post(STEPS, data=knee | {"text": "39.5", "go": ""})

    assert both.status_code == 409
    assert "Yasmine took 102 meanwhile" in both.text
    assert 'value="104"' in both.text
    assert beside.status_code == 303
    assert [one.reading.amount for one in taken(database)] == [1020, 395]
    again = fields(both.text) | {"text": "104", "go": ""}
    assert other.post(STEPS, data=again).status_code == 303
    assert latest(database)["hip_mm"] == 1040


def test_the_last_visit_stands_beside_the_field_and_a_change_is_asked_about(staff, database):
    with database.recording() as session:
        at_ = NOON - timedelta(days=200)
        old = MeasurementTaken("nadia", "inseam_mm", 700, "70", "cm", "Samir", at_, "tape")
        record_measurements(session, [old])
    page = at(staff, "inseam_mm")
    assert "Last visit" in page
    assert ">70<" in page
    take(staff, "inseam_mm", "79")

    assert "79 is not like last time" in at(staff, "inseam_mm")
    assert latest(database)["inseam_mm"] == 700


def test_an_estimate_is_shown_as_such_and_may_stand_where_it_is_close_enough(staff, database):
    few = ("height_mm", "weight_hg", "waist_mm", "hip_mm")
    measured(staff, typed={key: TYPED[key] for key in few})
    page = at(staff, "knee_mm")
    assert re.search(r"Take about \d\d", page)
    assert "cannot be estimated closely enough" in at(staff, "inseam_mm")
    refused = take(staff, "inseam_mm", "", estimate="1")
    assert refused.status_code == 422
    take(staff, "knee_mm", "", estimate="1")

    with database.reading() as session:
        knee = latest_measurements(session, "nadia")["knee_mm"]
    assert knee.how == "estimate"
    assert "inseam_mm" not in latest(database)
    assert re.search(r"about \d\d[\d.]*, estimated", at(staff, "hip_mm"))


def test_the_field_shows_what_was_typed_whatever_it_was(staff):
    refused = take(staff, "hip_mm", '<b>"NaN')

    assert refused.status_code == 422
    assert 'value="&lt;b&gt;&#34;NaN"' in refused.text
    assert 'aria-invalid="true"' in refused.text


def test_what_was_taken_can_be_taken_back(staff, database):
    take(staff, "hip_mm", "102")
    take(staff, "hip_mm", "")

    assert [one.reading.amount for one in taken(database)] == [1020, None]
    assert (
        'name="text" type="text" inputmode="decimal" autocomplete="off" spellcheck="false" value=""'
        in at(staff, "hip_mm")
    )


def test_the_next_visit_begins_with_empty_fields(staff, signed_in, database, clock):
    measured(staff, typed={"hip_mm": ["102.5"]})
    clock.now += timedelta(days=2)
    staff = signed_in(Role.STAFF)

    assert ">102.5<" in at(staff, "hip_mm")
    assert 'value="102,5"' not in at(staff, "hip_mm")
    take(staff, "hip_mm", "103")
    assert latest(database)["hip_mm"] == 1030


def hidden(page, action):
    """The hidden fields of the form on `page` that goes to `action`."""
    inside = page.split(f'action="{action}"')[-1].split("</form>")[0]
    return unseen(inside)


def decided(client, engines, database):
    """The address of a new design of nobody with everything chosen."""
    blank = Configuration("jeans", edition=engines["jeans"].product.edition)
    with database.writing() as session:
        create_draft(session, Draft("one", blank, NOON))
    draft = "/configure/jeans/one"
    form = hidden(client.get(f"{draft}?finish=ask").text, f"{draft}/finish")
    assert client.post(f"{draft}/finish", data=form | {"goal": "cheapest"}).status_code == 303
    return draft


def test_at_home_somebody_measures_for_a_design_and_orders(client, app, database, engines):
    draft = decided(client, engines, database)
    steps, link = f"{draft}/measure/guided", "one"
    measured(client, steps)
    with database.reading() as session:
        made = get_draft(session, link)
        visit = measuring_of_draft(session, link)
        readings = readings_of(session, visit.id) if visit else ()

    assert (made.body_mm["waist_mm"], made.body_mm["heel_mm"]) == (835, 330)
    assert (made.measured_at, made.measured_by) == (NOON, "")
    assert {one.how for one in readings} == {"self"}
    done = fields(at(client, "back_rise_mm", steps)) | {"text": "37.5", "go": "done"}
    assert client.post(steps, data=done).location == f"{draft}/order"
    other = app.test_client()
    assert 'value="79"' in at(client, "inseam_mm", steps)
    assert 'value="79"' not in at(other, "inseam_mm", steps)
    form = hidden(client.get(f"{draft}/order").text, f"{draft}/order")
    person = {"name": "Zoe", "email": "zoe@example.org", "phone": ""}
    assert client.post(f"{draft}/order", data=form | person).status_code == 303
    with database.reading() as session:
        (line,) = list_orders(session).lines
        facts = measurement_history(session, line.customer)
        joined = measuring_of_draft(session, link)
    assert joined is not None
    assert joined.customer == line.customer
    assert {one.how for one in facts} == {"self"}
    assert len(facts) == len(TYPED)


def designed(staff):
    """The address of a new design for the customer with everything chosen."""
    action = "/customers/nadia/configure/jeans"
    draft = staff.post(action, data=hidden(staff.get("/customers/nadia").text, action)).location
    form = hidden(staff.get(f"{draft}?finish=ask").text, f"{draft}/finish")
    staff.post(f"{draft}/finish", data=form | {"goal": "cheapest"})
    return draft


def test_an_order_says_what_must_still_be_measured_and_what_was_estimated(staff, database):
    few = ("height_mm", "weight_hg", "waist_mm", "hip_mm", "inseam_mm")
    measured(staff, typed={key: TYPED[key] for key in few})
    page = staff.get(f"{designed(staff)}/order").text
    assert "Still to be measured, because no estimate is close enough" in page
    assert "Thigh, Front rise, and Back rise" in page
    assert "estimated: Knee and Heel round" in page
    measured(
        staff, typed={key: TYPED[key] for key in ("thigh_mm", "front_rise_mm", "back_rise_mm")}
    )
    take(staff, "knee_mm", "", estimate="1")
    take(staff, "heel_mm", "", estimate="1")
    address = f"{designed(staff)}/order"
    page = staff.get(address).text

    assert re.search(r"Knee about \d\d[\d.]*.cm, estimated", page)
    assert "Your order" in page
    person = {"name": NADIA.name, "email": NADIA.email, "phone": ""}
    assert staff.post(address, data=hidden(page, address) | person).status_code == 303
    with database.reading() as session:
        (order,) = (get_order(session, one.number).order for one in list_orders(session).lines)
    assert order.estimated == ("heel_mm", "knee_mm")
    assert [one.letter for one in work_order(order).measures if one.is_estimated] == ["D"]


def test_the_visits_stand_side_by_side_and_an_old_one_asks_for_the_tape(
    staff, signed_in, database, clock
):
    measured(staff)
    clock.now += timedelta(days=400)
    staff = signed_in(Role.STAFF)
    old = staff.get("/customers/nadia").text
    order = staff.get(f"{designed(staff)}/order").text
    take(staff, "waist_mm.both.1", "85")
    take(staff, "waist_mm.both.2", "85.5")
    page = staff.get("/customers/nadia/measurements").text

    assert "Measure again?" in old
    assert "more than a year old" in order
    assert latest(database)["waist_mm"] == 853
    assert re.search(r"83.5</td><td><b>85.3</b>", page)
    assert "+\N{NO-BREAK SPACE}1.8" in page
    assert "more than a year old" not in page
    assert staff.get("/customers/nadia/measurements?before=9&after=x").status_code == 200
    assert staff.get("/customers/nobody/measurements").status_code == 404


ODD = [
    *(
        "NaN",
        "1e309",
        "-1",
        "0",
        "\u0668\u0664",
        "\uff18\uff14",
        "9" * 5000,
        "\u202e84",
        "84\u200f",
    ),
    *("\U0001f4cf84", "84 cm cm", "' OR 1=1", "<script>", "84/0", "1/2", "--", "\u00bd", "8\u0301"),
    *(
        "9999",
        "84,,5",
        "0x54",
        "1_000",
        "+84",
        "\ufeff84",
        "84;85",
        "null",
        "\t\t",
        "0.0001",
        "inf",
    ),
]
CASES = 40


def odd_texts(seed, count):
    """Texts nobody measures, the known ones first, then others made of their letters."""
    chance = random.Random(seed)
    letters = "".join(ODD) + "\u0627\u05d0\u6f22\u0000"[:-1]
    yield from ODD
    for _ in range(count - len(ODD)):
        yield "".join(chance.choices(letters, k=chance.randint(1, 40)))


@pytest.mark.parametrize("key", list(TYPED))
def test_hostile_texts_are_marked_and_kept_and_never_a_failure(staff, database, key):
    count = int(os.environ.get("SURMESURE_HOSTILE", CASES))
    form = fields(at(staff, key))
    for number, text in enumerate(odd_texts(key, count)):
        sent = staff.post(STEPS, data=form | {"text": text, "key": f"{key}{number}"})
        assert sent.status_code in {303, 409, 422}, text
        if sent.status_code == 422:
            assert 'aria-invalid="true"' in sent.text
            assert text in unescape(sent.text)
    assert all(one.reading.key == key for one in taken(database))


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("measure", tuple(TYPED)),
        ("tailoring/from", ("waist", "hip", "thigh", "knee", "front_rise", "back_rise", "inseam")),
    ],
)
def test_every_field_of_a_form_marks_and_keeps_what_it_cannot_take(
    staff, engines, database, form, names
):
    count = int(os.environ.get("SURMESURE_HOSTILE", CASES))
    address = f"{decided(staff, engines, database)}/{form}"
    blank = {"units": "cm"} | hidden(staff.get(f"{address}?form=1").text, address)
    for number, texts in enumerate(zip(*(odd_texts(name, count) for name in names), strict=True)):
        told = blank | dict(zip(names, texts, strict=True)) | {"key": f"key {number}"}
        sent = staff.post(address, data=told | {"way": "garment"})
        assert sent.status_code == 422, texts
        page = unescape(sent.text)
        assert all(text.strip() in page for text in texts), texts
        assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("form", ["measure", "tailoring/from", "measure/guided"])
def test_ten_megabytes_are_refused_as_too_much(staff, form):
    address = f"{designed(staff)}/{form}"
    big = {"csrf_token": fields(at(staff, "hip_mm"))["csrf_token"], "waist": "8" * 10_000_000}

    assert staff.post(address, data=big).status_code == 413


@pytest.mark.parametrize("name", ["place", "units", "level", "sex", "how", "go", "guess", "swap"])
def test_forms_that_are_not_ours_are_no_failure(staff, name):
    take(staff, "hip_mm", "102")
    sent = take(staff, "hip_mm", "103", **{name: "\u0663<x>"})

    assert sent.status_code in {303, 400, 422}


def test_an_unknown_draft_or_customer_is_not_there(staff, client):
    assert staff.get("/customers/nobody/measure/jeans").status_code == 404
    assert client.get("/configure/jeans/nothing/measure/guided").status_code == 404
    assert client.get(STEPS).status_code == 303
