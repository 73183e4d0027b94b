"""Orders of other programs: placed once, followed, printed, scanned."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from configurator.api.bearer import KIND
from configurator.jobs.paper import print_paper
from configurator.storage.accounts import Role
from configurator.storage.customers import (
    Customer,
    create_customer,
    latest_measurements,
    measurement_history,
)
from configurator.storage.drafts import get_draft, save_draft
from configurator.storage.orders import get_order, list_orders
from tests.shop import NOON
from tests.web import Program

TROUSERS = Path(__file__).parent / "cases" / "trousers" / "product.yaml"
V1 = "/api/v1"
FULL = {"fit": "slim", "leg": "narrow", "cloth": "denim", "wash": "raw"}
BODY = {"waist_navel_mm": 830, "heel_mm": 340, "inseam_mm": 790}


class Asker(Program):
    """Somebody with a token, and what he asks most."""

    def order(self, state, key="key-1", **other):
        asked = {"configuration": state["id"], "revision": state["revision"], **other}
        return self("POST", "/orders", asked, Idempotency_Key=key)

    def customer(self, **values):
        made = self("POST", "/customers", {"name": "Nadia El Amrani"}).json["id"]
        self("POST", f"/customers/{made}/measurements", {"values": values or BODY})
        return made

    def ready(self, customer=None, **choices):
        asked = {"customer": customer} if customer else {}
        told = {"product": "trousers", "choices": {**FULL, **choices}, **asked}
        return self("POST", "/configurations", told).json


@pytest.fixture
def engines(trousers):
    return {"trousers": trousers}


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def asker(signed_in, database):
    def asks(role, customer=None):
        if customer:
            with database.recording() as session:
                create_customer(session, Customer(customer, "Ines", "", "", NOON), "test")
        program = signed_in(role, "Somebody", customer, KIND)
        return Asker(program, program.token)

    return asks


@pytest.fixture
def staff(asker):
    return asker(Role.STAFF)


def test_what_may_be_ordered_from_an_estimate_need_not_be_measured(staff, database):
    customer = staff.customer(
        height_mm=1760, weight_hg=720, waist_iliac_mm=830, hip_mm=970, inseam_mm=790
    )

    placed = staff.order(staff.ready(customer))

    assert placed.status_code == 201, placed.text
    with database.reading() as session:
        order = get_order(session, placed.json["number"]).order
        known = latest_measurements(session, customer)
    assert order.estimated == ("heel_mm",)
    assert 300 < order.body_mm["heel_mm"] < 360
    assert "heel_mm" not in known


def is_problem(answer, status, kind):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"].endswith(f"/{kind}")
    return True


def numbers(database):
    with database.reading() as session:
        return [line.number for line in list_orders(session).lines]


def test_a_configuration_is_ordered_and_followed(staff, database):
    customer = staff.customer()
    state = staff.ready(customer)

    made = staff.order(state)

    assert made.status_code == 201
    assert made.json == {"number": "26-1001", "promised_on": "2026-12-04", "total_cents": 9900}
    assert made.headers["Location"] == f"{V1}/orders/26-1001"
    told = staff("GET", "/orders/26-1001").json
    assert told["values"] == FULL
    assert (told["state"], told["customer"]) == ("queued", customer)
    assert (told["configuration"], told["revision"]) == (state["id"], 1)
    with database.reading() as session:
        order = get_order(session, "26-1001").order
        history = measurement_history(session, customer)
    assert order.person.name == "Nadia El Amrani"
    assert order.body_mm == {"waist_mm": 830, "heel_mm": 340, "inseam_mm": 790}
    assert {one.key for one in history} == set(BODY)


def test_a_repeated_request_gets_the_same_answer(staff, database):
    state = staff.ready(staff.customer())

    first, second = staff.order(state), staff.order(state)
    staff("POST", f"/configurations/{state['id']}/undo")
    third = staff.order(state)

    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert (first.status_code, first.json) == (third.status_code, third.json)
    assert numbers(database) == ["26-1001"]


def test_a_key_with_other_content_is_refused(staff):
    state = staff.ready(staff.customer())
    staff.order(state)

    assert is_problem(staff.order(state, revision=2), 422, "KeyUsedOtherwise")


def test_another_key_for_what_was_ordered_gets_its_number(staff, database):
    state = staff.ready(staff.customer())
    made = staff.order(state)

    again = staff.order(state, "key-2")
    staff("POST", f"/configurations/{state['id']}/undo")
    later = staff.order(state, "key-3")
    replayed = staff.order(state, "key-2")

    assert [one.status_code for one in (again, later, replayed)] == [200, 200, 200]
    assert again.json == later.json == replayed.json == made.json
    assert numbers(database) == ["26-1001"]


def test_without_a_key_nothing_is_ordered(staff):
    state = staff.ready(staff.customer())
    asked = {"configuration": state["id"], "revision": 1}

    assert is_problem(staff("POST", "/orders", asked), 400, "NoKey")
    assert is_problem(staff("POST", "/orders", asked, Idempotency_Key="k\xe9y"), 400, "NoKey")


def test_what_is_missing_is_told(staff):
    customer = staff.customer(waist_mm=830)
    blank = staff("POST", "/configurations", {"product": "trousers", "customer": customer}).json

    answer = staff.order(blank)

    assert is_problem(answer, 422, "Incomplete")
    assert answer.json["options"] == ["fit", "leg", "cloth", "wash"]
    assert answer.json["measurements"] == ["heel_mm", "inseam_mm"]


def test_a_body_that_fits_no_pattern_is_told_with_the_fits_that_would(staff):
    answer = staff.order(staff.ready(staff.customer(**(BODY | {"waist_navel_mm": 700}))))

    assert is_problem(answer, 422, "Incomplete")
    assert (answer.json["options"], answer.json["measurements"]) == ([], [])
    assert answer.json["misfit"] == {
        "measurements": ["waist_mm"],
        "fit": "slim",
        "cloth": "denim",
        "points": ["waist"],
        "limits": [],
        "fits": ["wide"],
    }


def test_a_design_for_nobody_cannot_be_ordered(staff):
    assert is_problem(staff.order(staff.ready()), 422, "Incomplete")


def test_a_refused_order_does_not_use_its_key_up(staff):
    customer = staff.customer(waist_mm=830)
    state = staff.ready(customer)
    assert is_problem(staff.order(state), 422, "Incomplete")

    staff("POST", f"/customers/{customer}/measurements", {"values": BODY})

    assert staff.order(state).status_code == 201


def test_a_stale_revision_is_refused(staff, database):
    state = staff.ready(staff.customer())
    staff("POST", f"/configurations/{state['id']}/undo")

    answer = staff.order(state)

    assert is_problem(answer, 412, "Stale")
    assert answer.json["revision"] == 2
    assert is_problem(staff.order({**state, "revision": 9}), 412, "Stale")
    assert numbers(database) == []


@pytest.mark.parametrize(
    "wrong", [{"revision": 0}, {"revision": "1"}, {"revision": 10**12}, {"total_cents": 1}]
)
def test_what_cannot_be_taken_is_named(staff, wrong):
    answer = staff.order(staff.ready(staff.customer()), **wrong)

    assert is_problem(answer, 422, "Invalid")
    assert [one["field"] for one in answer.json["errors"]] == list(wrong)


def test_customers_order_and_see_their_own(asker, staff):
    ines, other = asker(Role.CUSTOMER, "ines"), asker(Role.CUSTOMER, "other")
    ines("POST", "/customers/ines/measurements", {"values": BODY})
    state = ines.ready()

    made = ines.order(state)
    number = made.json["number"]

    assert made.status_code == 201
    assert ines("GET", f"/orders/{number}").json["customer"] == "ines"
    missing, foreign = other("GET", "/orders/26-9999"), other("GET", f"/orders/{number}")
    assert is_problem(foreign, 404, "NotThere")
    assert {**foreign.json, "instance": ""} == {**missing.json, "instance": ""}
    assert is_problem(other.order(state), 404, "NotThere")
    assert is_problem(ines("GET", f"/orders/{number}/work-order.pdf"), 403, "NotAllowed")
    scan = {"station": "cutting", "scan_id": "s1"}
    assert is_problem(ines("POST", f"/orders/{number}/scans", scan), 403, "NotAllowed")
    assert staff("GET", f"/orders/{number}").status_code == 200


def test_who_signs_up_and_measures_on_the_page_can_order_here(asker, database):
    somebody = asker(Role.CUSTOMER)
    state = somebody.ready()
    body = {"waist_mm": 830, "heel_mm": 340, "inseam_mm": 790}
    with database.recording() as session:
        draft = get_draft(session, state["id"])
        save_draft(session, replace(draft, body_mm=body, measured_at=NOON), NOON)

    made = somebody.order({**state, "revision": 2})

    assert made.status_code == 201
    customer = somebody("GET", f"/orders/{made.json['number']}").json["customer"]
    with database.reading() as session:
        known = latest_measurements(session, customer)
    assert {key: one.amount for key, one in known.items()} == body


def test_production_scans_and_prints_and_sees_no_prices(asker, staff):
    maker = asker(Role.PRODUCTION)
    number = staff.order(staff.ready(staff.customer())).json["number"]

    assert is_problem(maker("GET", f"/orders/{number}"), 403, "NotAllowed")
    assert maker("GET", f"/orders/{number}/work-order.pdf").status_code == 202
    scan = {"station": "cutting", "scan_id": "s1"}
    assert maker("POST", f"/orders/{number}/scans", scan).status_code == 201
    assert is_problem(maker.order({"id": "x", "revision": 1}), 403, "NotAllowed")


def test_paper_is_handed_out_once_it_is_printed(staff, database, settings):
    number = staff.order(staff.ready(staff.customer())).json["number"]
    path = f"/orders/{number}/work-order.pdf"

    waiting = staff("GET", path)
    with database.reading() as session:
        print_paper(get_order(session, number).order, "en", settings)
    paper = staff("GET", path)

    assert (waiting.status_code, waiting.json) == (202, {"number": number})
    assert int(waiting.headers["Retry-After"]) > 0
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert paper.data.startswith(b"%PDF")


def test_a_scan_moves_the_order_once(staff):
    number = staff.order(staff.ready(staff.customer())).json["number"]
    path = f"/orders/{number}/scans"
    scan = {"station": "cutting", "scan_id": "s1", "at": "2026-11-20T12:00:00+01:00"}

    first, second = staff("POST", path, scan), staff("POST", path, scan)
    other = staff("POST", path, {**scan, "station": "sewing"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert first.json["state"] == "cutting"
    assert first.json["at"] == "2026-11-20T11:00:00+00:00"
    assert is_problem(other, 422, "KeyUsedOtherwise")
    assert staff("GET", f"/orders/{number}").json["state"] == "cutting"


def test_scans_in_any_order_end_in_the_same_state(staff):
    customer = staff.customer()
    states = set()
    scans = [
        {"station": station, "at": (NOON + timedelta(minutes=minute)).isoformat()}
        for minute, station in enumerate(("cutting", "sewing", "ready"), start=-60)
    ]

    for turn, order in enumerate(permutations(scans)):
        number = staff.order(staff.ready(customer), f"key {turn}").json["number"]
        for place, scan in enumerate((*order, order[0])):
            told = {**scan, "scan_id": f"{turn}-{place % 3}"}
            assert staff("POST", f"/orders/{number}/scans", told).status_code in {200, 201}
        states.add(staff("GET", f"/orders/{number}").json["state"])

    assert states == {"ready"}


@pytest.mark.parametrize(
    ("scan", "field"),
    [
        ({"station": "kitchen", "scan_id": "s1"}, "station"),
        ({"station": "cutting"}, "scan_id"),
        ({"station": "cutting", "scan_id": ""}, "scan_id"),
        ({"station": "cutting", "scan_id": "s 1"}, "scan_id"),
        ({"station": "cutting", "scan_id": "s1", "at": "2026-11-20T12:00:00"}, "at"),
        ({"station": "cutting", "scan_id": "s1", "at": "yesterday"}, "at"),
        ({"station": "cutting", "scan_id": "s1", "direction": "up"}, "direction"),
    ],
)
def test_a_scan_that_says_nothing_is_refused(staff, scan, field):
    number = staff.order(staff.ready(staff.customer())).json["number"]

    answer = staff("POST", f"/orders/{number}/scans", scan)

    assert is_problem(answer, 422, "Invalid")
    assert [one["field"] for one in answer.json["errors"]] == [field]


def test_an_order_that_is_not_there_is_not_there(staff):
    scan = {"station": "cutting", "scan_id": "s1"}

    assert is_problem(staff("GET", "/orders/26-9999"), 404, "NotThere")
    assert is_problem(staff("GET", "/orders/26-9999/work-order.pdf"), 404, "NotThere")
    assert is_problem(staff("POST", "/orders/26-9999/scans", scan), 404, "NotThere")
    assert is_problem(staff.order({"id": "nothing", "revision": 1}), 404, "NotThere")
    assert is_problem(staff("GET", "/orders/%00"), 404, "NotThere")
    assert is_problem(staff("GET", "/configurations/%00%ff"), 404, "NotThere")


def test_a_hundred_posts_with_one_key_are_one_order(staff, database):
    state = staff.ready(staff.customer())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: staff.order(state), range(100)))

    assert Counter(answer.status_code for answer in answers) == {201: 100}
    assert {answer.json["number"] for answer in answers} == {"26-1001"}
    assert numbers(database) == ["26-1001"]


def test_a_hundred_keys_for_one_configuration_are_one_order(staff, database):
    state = staff.ready(staff.customer())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda turn: staff.order(state, f"key {turn}"), range(100)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 99}
    assert {answer.json["number"] for answer in answers} == {"26-1001"}
    assert numbers(database) == ["26-1001"]
