"""The workshop's pages: queues, scans by scanner and by tap, and what orders show of them."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from catalog.configuration import Configuration
from catalog.sizing import Point
from catalog.text import Text
from configurator.app import new_link
from configurator.jobs.work import run_due_jobs
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.found import findings, latest, supplement_of
from configurator.storage.idempotency import Request
from configurator.storage.jobs import LAYOUT, WORK_ORDER, JobState, Work, find_job
from configurator.storage.orders import get_order, place_order
from configurator.storage.rolls import all_readings, roll_taken
from configurator.storage.scans import follow_order
from configurator.web.status_words import CUSTOMER, DOUBTS, SAID, SHOP, status_words
from customers.body.target import Tailoring, Target
from production.order import BillLine, Line, Person, RoutingStep
from production.tracking import Direction, Doubt, State
from production.work_order import work_order
from tests import shop
from tests.shop import Clock
from tests.web import HIDDEN

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SECRETS = ("Nadia", "Amrani", "nadia@example.com", "+33 6 12 34 56 78", "214.00", "214,00", "€")


def line(option: str, name: str, value: str) -> Line:
    return Line(option, Text(en=name), value, Text(en=value.title()), 0, hidden=False)


def step(number: int, station: str) -> RoutingStep:
    return RoutingStep(number, Text(en=f"Work {number}"), station, "table", 9)


def target(letter: str, name: str, mm: int) -> Target:
    point = Point(
        key=name.lower(),
        letter=letter,
        name=Text(en=name),
        body="",
        option="",
        grain="weft",
        tolerance_mm=8,
        adjustment="",
    )
    return Target(point, None, 0, mm, 30, mm + 24)


ORDER = replace(
    shop.ORDER,
    total_cents=21_400,
    lines=(
        line("fit", "Fit", "slim"),
        line("cloth", "Cloth", "selvedge"),
        line("fly", "Fly", "zip"),
    ),
    person=Person("Nadia El Amrani", "nadia@example.com", "+33 6 12 34 56 78"),
    measured_at=NOON,
    tailoring=Tailoring("W80-C", {}, {}, (target("A", "Waist", 795), target("B", "Hip", 1040))),
    bill=(BillLine("TH-318", Text(en="Thread"), 1, "piece", "B4"),),
    routing=tuple(
        step(*one) for one in ((10, "cutting"), (100, "sewing"), (300, "finishing"), (400, "check"))
    ),
    placed_at=NOON - timedelta(days=5),
)


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, Customer("nadia", "Nadia El Amrani", "", "", NOON), "test")
    return database


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def clock():
    return Clock(NOON)


@pytest.fixture
def driss(signed_in):
    """Somebody of the workshop, signed in."""
    return signed_in(Role.PRODUCTION, "Production")


@pytest.fixture
def yasmine(signed_in):
    """Somebody of the shop, signed in."""
    return signed_in(Role.STAFF, "Staff")


def place(database, **other) -> str:
    link = new_link()
    order = replace(ORDER, configuration=link, **other)
    with database.recording() as session:
        create_draft(session, Draft(link, Configuration("jeans", "2026-11"), NOON))
        stored = place_order(session, order, "nadia", Request("order", link, {}), "test").stored
    return stored.order.number


def tokens(client, address: str) -> dict[str, str]:
    """The token of a page's forms, and a new id for a scan."""
    fields = dict(HIDDEN.findall(client.get(address).text))
    return {"csrf_token": fields["csrf_token"], "scan_id": new_link()}


def scan(client, station: str, number: str, direction: str = "in", **other: str):
    fields = {**tokens(client, f"/workshop/{station}"), "number": number, "direction": direction}
    return client.post(f"/workshop/{station}/scan", data={**fields, **other})


def say(client, number: str, word: str, **fields: str):
    address = f"/orders/{number}"
    return client.post(f"{address}/{word}", data={**tokens(client, address), **fields})


def state(database, number: str) -> str:
    with database.reading() as session:
        return get_order(session, number).state


def follow(database, number: str):
    with database.reading() as session:
        return follow_order(session, number).tracking


def test_an_order_is_scanned_from_station_to_station(driss, database):
    number = place(database)

    for station in ("cutting", "sewing", "finishing", "check"):
        assert number in driss.get(f"/workshop/{station}").text
        assert scan(driss, station, number).status_code == 303
        assert state(database, number) == station
        assert scan(driss, station, number, "out").status_code == 303
    assert state(database, number) == "ready"
    scan(driss, "ready", number, "out")
    assert state(database, number) == "collected"
    assert not follow(database, number).doubts


def test_a_scan_is_said_again_and_can_be_taken_back(driss, database):
    number = place(database)
    page = driss.get(scan(driss, "check", number).location).text

    assert f"{number} is in at Check" in page
    assert "Exception: an earlier station was never scanned" in page
    undo = page.split('action="/workshop/check/undo"')[1].split("</form>")[0]
    told = driss.get(
        driss.post("/workshop/check/undo", data=dict(HIDDEN.findall(undo))).location
    ).text
    assert f"{number}: the last scan was taken back" in told
    assert state(database, number) == "queued"
    assert len(follow(database, number).history) == 2


def test_the_same_post_again_gives_the_same_answer_and_one_scan(driss, database):
    number = place(database)
    fields = {**tokens(driss, "/workshop/cutting"), "number": number, "direction": "in"}
    cookies = [driss.get_cookie(name) for name in ("form", "visit")]

    def post(_: int):
        twin = driss.application.test_client()
        for cookie in cookies:
            twin.set_cookie(cookie.key, cookie.value)
        return twin.post("/workshop/cutting/scan", data=fields)

    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(post, range(10)))
    assert {(one.status_code, one.location) for one in answers} == {(303, answers[0].location)}
    assert len(follow(database, number).history) == 1


@pytest.mark.parametrize("typed", [" {} \r", "1001", "é-)&àà&"])
def test_a_scanner_may_type_the_number_as_it_does(driss, database, typed):
    number = place(database)

    assert number == "26-1001"
    assert scan(driss, "cutting", typed.format(number)).status_code == 303
    assert state(database, number) == "cutting"


@pytest.mark.parametrize("typed", ["26-9999", "nonsense", "", "1" * 300])
def test_a_number_of_no_order_is_told_and_changes_nothing(driss, database, typed):
    number = place(database)
    answer = scan(driss, "cutting", typed)

    assert answer.status_code == 422
    assert ("There is no order" if typed else "No number arrived") in answer.text
    assert "Nothing was changed" in answer.text
    assert state(database, number) == "queued"


@pytest.mark.parametrize(
    "fields", [{"direction": "hold"}, {"direction": ""}, {"scan_id": ""}, {"scan_id": "x" * 65}]
)
def test_a_scan_that_is_not_ours_is_refused(driss, database, fields):
    assert (
        scan(driss, "cutting", place(database), **{"direction": "in", **fields}).status_code == 400
    )


def test_a_scan_id_with_another_meaning_is_refused(driss, database):
    number = place(database)
    scan(driss, "cutting", number, scan_id="one")

    assert scan(driss, "sewing", number, scan_id="one").status_code == 409


def test_htmx_is_given_the_parts_that_change_and_not_the_scan_field(driss, database):
    number = place(database)
    fields = {**tokens(driss, "/workshop/cutting"), "number": number, "direction": "in"}
    answer = driss.post("/workshop/cutting/scan", data=fields, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert re.findall(r'<hx-partial hx-target="#(\w+)"', answer.text) == [
        "tabs",
        "echo",
        "queue",
        "bench",
    ]
    assert 'id="scan-number"' not in answer.text


def test_late_ones_come_first_and_say_so(driss, database):
    later = place(database)
    late = place(database, cut_by=date(2026, 11, 29))
    today = place(database, cut_by=date(2026, 12, 1))

    page = driss.get("/workshop/cutting").text
    assert re.findall(r'id="queue-([\d-]+)"', page) == [late, today, later]
    assert "2 days late" in page
    assert "3 pairs, 1 late" in page
    assert page.count("ticket-late") == 1


def test_a_station_knows_what_it_must_and_nothing_of_the_person(driss, database):
    number = place(database)
    pages = {
        station: driss.get(f"/workshop/{station}?order={number}").text
        for station in ("cutting", "sewing", "washing", "finishing", "check", "ready")
    }

    assert all("N. A." in page for page in pages.values())
    assert not [word for page in pages.values() for word in SECRETS if word in page]
    assert "Slim" in pages["cutting"]
    assert "Work 10" in pages["cutting"]
    assert "819" in pages["cutting"]
    assert "Work 100" in pages["sewing"]
    assert "Zip" in pages["sewing"]
    assert "It has nothing to be done here" in pages["washing"]
    assert "787" in pages["check"]
    assert "803" in pages["check"]


def test_a_pair_is_sent_back_to_an_earlier_station(driss, database):
    number = place(database)
    for station in ("cutting", "sewing", "finishing", "check"):
        scan(driss, station, number)
    scan(driss, "check", number, "back", to="finishing")

    assert state(database, number) == "finishing"
    assert scan(driss, "check", number, "back", to="nowhere").status_code == 404


def test_the_workshop_holds_with_a_reason_and_releases(driss, database):
    number = place(database)
    address = f"/workshop/cutting?order={number}"
    without = driss.post(
        "/workshop/cutting/hold", data={**tokens(driss, address), "number": number}
    )
    fields = {**tokens(driss, address), "number": number, "note": "The cloth\nhas a flaw"}
    held = driss.get(driss.post("/workshop/cutting/hold", data=fields).location).text

    assert without.status_code == 422
    assert "Please say why" in without.text
    assert "The cloth has a flaw" in held
    assert state(database, number) == "hold"
    driss.post("/workshop/cutting/release", data={**tokens(driss, address), "number": number})
    assert state(database, number) == "queued"


def test_the_choice_of_a_station_tells_what_waits(driss, database):
    place(database, promised_on=date(2026, 11, 20))
    scan(driss, "sewing", place(database))
    page = driss.get("/workshop").text

    assert "1 late" in page
    assert "nothing waits" in page
    assert page.count("in time") == 1


@pytest.mark.parametrize("address", ["/workshop/kitchen", "/workshop/collected"])
def test_there_are_no_other_stations(driss, address):
    assert driss.get(address).status_code == 404


def test_the_picture_of_an_order_may_be_kept_by_the_browser(driss, database):
    answer = driss.get(f"/workshop/picture/{place(database)}.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "no-store" not in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_an_order_shows_what_happened_to_it_and_who_did_it(driss, yasmine, database):
    number = place(database)
    scan(driss, "check", number)
    say(yasmine, number, "hold", note="She wants to see the zip")
    page = yasmine.get(f"/orders/{number}").text

    assert "Exception: an earlier station was never scanned" in page
    assert "She wants to see the zip" in page
    assert "Production" in page
    assert "Audit trail" in page
    assert "On hold" in page


def test_staff_cancel_before_the_cutting_and_say_why(yasmine, database):
    number = place(database)
    without = say(yasmine, number, "cancel")
    done = say(yasmine, number, "cancel", note="She moved away")

    assert without.status_code == 422
    assert done.status_code == 303
    assert state(database, number) == "cancelled"


def test_staff_cannot_cancel_what_is_being_cut(driss, yasmine, database):
    number = place(database)
    address = f"/orders/{number}"
    fields = {**tokens(yasmine, address), "note": "She moved away"}
    scan(driss, "cutting", number)
    late = yasmine.post(f"{address}/cancel", data=fields)

    assert late.status_code == 409
    assert "can no longer be cancelled" in late.text
    assert state(database, number) == "cutting"
    assert f'action="{address}/cancel"' not in yasmine.get(address).text


def test_orders_are_listed_by_state_and_late_first(driss, yasmine, database):
    calm, late = place(database), place(database, promised_on=date(2026, 11, 20))
    cut = place(database)
    scan(driss, "cutting", cut)

    assert listed(yasmine.get("/orders").text) == [cut, late, calm]
    assert listed(yasmine.get("/orders?by=promise").text) == [late, calm, cut]
    assert listed(yasmine.get("/orders?state=cutting").text) == [cut]
    assert "No order is like that now" in yasmine.get("/orders?state=ready").text
    assert yasmine.get("/orders?state=nonsense").status_code == 400
    assert yasmine.get("/orders?by=promise&before=26-9999").status_code == 200


def listed(page: str) -> list[str]:
    return re.findall(r'<a class="serif" href="/orders/([\d-]+)"', page)


def test_several_work_orders_are_one_pdf(driss, database, settings):
    numbers = [place(database) for _ in range(3)]
    run_due_jobs(database, settings, NOON)
    asked = "&".join(f"number={number}" for number in [*numbers, numbers[0]])
    answer = driss.get(f"/orders/work-orders.pdf?{asked}")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)

    assert answer.mimetype == "application/pdf"
    assert all(number in text for number in numbers)
    assert text.count(f"{numbers[0]}") == text.count(f"{numbers[1]}")
    assert not any(word in text for word in SECRETS)


def test_work_orders_that_are_not_printed_yet_are_on_their_way(driss, database):
    answer = driss.get(f"/orders/work-orders.pdf?number={place(database)}")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "being printed" in answer.text


def test_paper_that_is_not_there_leads_each_back_where_he_may_go(driss, yasmine, database):
    number = place(database)
    pages = (
        f"/orders/{number}/work-order.pdf",
        f"/orders/work-orders.pdf?number={number}",
        "/orders/work-orders.pdf",
    )
    for address in pages:
        maker, clerk = driss.get(address).text, yasmine.get(address).text
        ways = set(re.findall(r'class="button[^"]*" href="(/[^".]*)"', maker))

        assert {driss.get(way).status_code for way in ways} == {200}
        assert ways == {"/workshop"}
        assert re.search(rf'class="button[^"]*" href="/orders(/{number})?"', clerk)


def test_an_order_leads_to_its_customer(yasmine, database):
    page = yasmine.get(f"/orders/{place(database)}").text

    assert re.search(r'href="/customers/nadia">Nadia El Amrani</a></h1>', page)


def test_what_was_cancelled_is_not_said_to_be_ready_on_a_day(yasmine, database):
    number = place(database)
    before = yasmine.get(f"/orders/{number}").text
    say(yasmine, number, "cancel", note="She moved away")

    assert "cut by" in before
    assert "cut by" not in yasmine.get(f"/orders/{number}").text


def test_a_queue_counts_what_is_on_hold_by_itself(driss, database):
    for _ in range(3):
        place(database)
    scan(driss, "cutting", number := place(database))
    page = driss.get(f"/workshop/cutting?order={number}").text
    form = page.split('action="/workshop/cutting/hold"')[1].split("</form>")[0]
    driss.post("/workshop/cutting/hold", data={**dict(HIDDEN.findall(form)), "note": "A stain"})

    told = driss.get("/workshop/cutting").text
    assert "3 pairs, 1 on hold" in told
    assert "Cutting <b>3</b>" in told


@pytest.mark.parametrize(("many", "status"), [(0, 422), (51, 422), (2, 404)])
def test_only_orders_that_are_there_are_printed_and_not_too_many(driss, many, status):
    asked = "&".join(f"number=26-{number}" for number in range(many))

    assert driss.get(f"/orders/work-orders.pdf?{asked}").status_code == status


def test_every_state_scan_and_doubt_has_its_words():
    assert set(SHOP) == set(CUSTOMER) == set(State)
    assert set(SAID) == set(Direction)
    assert set(DOUBTS) == set(Doubt)
    assert status_words("something new") == "something new"


RAW = (*ORDER.lines, line("wash", "Wash", "raw"))
STRIP = {"roll": "another", "roll_number": "88-3", "warp": "4", "weft": "6,5"}


def fields(client, address, action):
    form = client.get(address).text.split(f'action="{action}"')[-1].split("</form>")[0]
    return dict(HIDDEN.findall(form)) | dict(
        re.findall(r'id="found-key" name="(key)" value="([^"]*)"', form)
    )


def give(client, number, **typed):
    action = "/workshop/cutting/roll"
    form = fields(client, f"/workshop/cutting?order={number}", action)
    return client.post(action, data=form | {"key": new_link()} | typed)


def measure(client, number, station="check", **found):
    action = f"/workshop/{station}/found"
    form = fields(client, f"/workshop/{station}?order={number}", action)
    told = {f"found_{point}": text for point, text in found.items()}
    return client.post(action, data=form | {"key": new_link()} | told)


def sheet(database, number):
    with database.reading() as session:
        order = get_order(session, number).order
        return work_order(order, beside=supplement_of(session, order))


def found(database, number):
    with database.reading() as session:
        told = latest(findings(session, number))
    return {point: one.found_mm for (_, point), one in told.items()}


def test_an_order_is_cut_by_the_strip_of_its_roll_and_printed_anew(
    driss, yasmine, database, settings
):
    number, other = place(database), place(database)
    run_due_jobs(database, settings, NOON)
    assert give(driss, number, **STRIP).status_code == 303
    told = sheet(database, number)

    # 795 mm across, and the strip shrank by 6.5 %: cut 851.
    assert (told.measures[0].cut, told.measures[0].shrink_percent) == ("851", "6.5")
    assert (told.roll, told.roll_shrinks) == ("88-3", ("4.0", "6.5"))
    assert sheet(database, other).measures[0].cut == "819"
    with database.reading() as session:
        assert get_order(session, number).order.tailoring.targets[0].cut_mm == 819
        job = find_job(session, Work(WORK_ORDER, number, LAYOUT))
    assert job
    assert job.state is JobState.QUEUED
    assert run_due_jobs(database, settings, NOON) == 1
    assert "851" in driss.get(f"/workshop/cutting?order={number}").text
    assert (
        "its strip shrank by 4.0\N{NO-BREAK SPACE}% lengthwise"
        in yasmine.get(f"/orders/{number}").text
    )


def test_a_roll_read_again_changes_no_order_until_it_is_taken_anew(driss, database):
    number, other = place(database), place(database)
    give(driss, number, **STRIP)
    give(driss, other, **(STRIP | {"weft": "7.0"}))
    page = driss.get(f"/workshop/cutting?order={number}").text

    assert sheet(database, number).measures[0].cut == "851"
    assert "Its strip was read again since" in page
    keys = re.findall(r'name="roll" value="(\d+)"', page)
    with database.reading() as session:
        readings = all_readings(session)
    assert keys == [str(readings[0].key)]
    assert [one.shrinkage.weft_permille for one in readings] == [70, 65]
    give(driss, number, roll=keys[0])
    assert sheet(database, number).measures[0].cut == "855"


def test_what_is_cut_keeps_its_numbers(driss, database):
    number = place(database)
    give(driss, number, **STRIP)
    form = fields(driss, f"/workshop/cutting?order={number}", "/workshop/cutting/roll")
    scan(driss, "cutting", number, "out")
    late = driss.post(
        "/workshop/cutting/roll", data=form | STRIP | {"key": new_link(), "weft": "1"}
    )

    assert late.status_code == 409
    assert "is cut already" in late.text
    assert sheet(database, number).measures[0].cut == "851"


def test_two_tablets_do_not_give_an_order_two_rolls_unseen(driss, database):
    number = place(database)
    form = fields(driss, f"/workshop/cutting?order={number}", "/workshop/cutting/roll")
    give(driss, number, **STRIP)
    second = driss.post(
        "/workshop/cutting/roll",
        data=form | STRIP | {"key": new_link(), "roll_number": "88-4"},
    )

    assert second.status_code == 409
    with database.reading() as session:
        taken = roll_taken(session, number)
    assert taken
    assert taken.roll.number == "88-3"


@pytest.mark.parametrize(
    "wrong", [{"warp": "26"}, {"weft": "NaN"}, {"warp": "\u0663"}, {"roll_number": " "}]
)
def test_a_strip_that_was_mistyped_is_marked_and_kept_in_its_field(driss, database, wrong):
    number = place(database)
    refused = give(driss, number, **(STRIP | wrong))
    (text,) = wrong.values()

    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert f'value="{text}"' in refused.text
    assert sheet(database, number).roll == ""
    assert give(driss, number, roll="999999").status_code == 404


def test_a_roll_of_another_cloth_is_not_there(driss, database):
    number, raw = place(database), place(database, lines=RAW)
    give(driss, number, **STRIP)
    with database.reading() as session:
        (reading,) = all_readings(session)

    assert give(driss, raw, roll=str(reading.key)).status_code == 404


def test_rolls_are_kept_with_all_their_readings(driss):
    for weft in ("2.1", "2.4"):
        form = fields(driss, "/workshop/rolls", "/workshop/rolls")
        strip = {"roll_number": "112-7", "warp": "3", "weft": weft}
        assert driss.post("/workshop/rolls", data=form | strip).status_code == 303
    page = driss.get("/workshop/rolls").text

    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert page.index("/ 2.4 %") < page.index("1 reading before") < page.index("/ 2.1 %")
    assert "Production" in page


def test_a_garment_out_of_its_limits_is_told_and_may_go_all_the_same(driss, yasmine, database):
    number = place(database)
    for station in ("cutting", "sewing", "finishing", "check"):
        scan(driss, station, number)
    assert measure(driss, number, waist="806", hip="1046").status_code == 303
    page = driss.get(f"/workshop/check?order={number}").text

    # 795 ± 8 and 1040 ± 8.
    assert "3 mm too much" in page
    assert "inside" in page
    assert page.count("Out of its limits: Waist.") == 2
    done = driss.get(scan(driss, "check", number, "out").location).text
    assert "Out of its limits: Waist." in done
    assert not follow(database, number).doubts
    order = yasmine.get(f"/orders/{number}").text
    assert re.search(r"<b>806</b> out", order)
    waist = sheet(database, number).measures[0]
    assert (waist.before, waist.after, waist.is_out) == ("", "806", ("after",))


def test_before_the_wash_a_garment_measures_what_was_cut(driss, database):
    number, raw = place(database), place(database, lines=RAW)
    measure(driss, number, "washing", waist="819")
    measure(driss, raw, "check", waist="819")

    for one in (number, raw):
        waist = sheet(database, one).measures[0]
        assert (waist.before, waist.after, waist.is_out) == ("819", "", ())
    assert "Sold unwashed" in driss.get(f"/workshop/check?order={raw}").text
    assert measure(driss, number, "sewing", waist="819").status_code in {400, 404}


def test_what_is_no_length_is_marked_and_the_rest_is_kept(driss, database):
    number = place(database)
    refused = measure(driss, number, waist="79x", hip="1041")

    assert refused.status_code == 422
    assert 'value="79x"' in refused.text
    assert "Whole millimetres" in refused.text
    assert found(database, number) == {"hip": 1041}
    measure(driss, number, hip="")
    assert found(database, number) == {"hip": None}


def test_field_after_field_is_kept_and_other_fields_are_left_alone(driss, database):
    number = place(database)
    form = fields(driss, f"/workshop/check?order={number}", "/workshop/check/found")
    htmx = {"HX-Request": "true"}
    for waist in ("795", "796", "795"):
        told = form | {"found_waist": waist, "found_hip": "", "key": new_link()}
        answer = driss.post("/workshop/check/found", data=told, headers=htmx)
        assert answer.status_code == 200
    assert found(database, number) == {"waist": 795}
    assert 'name="found_' not in answer.text
    assert 'hx-target="#verdict-hip"' in answer.text


def test_of_two_who_measure_neither_overwrites_the_other_unseen(driss, yasmine, database):
    number = place(database)
    address, action = f"/workshop/check?order={number}", "/workshop/check/found"
    ours, theirs = (fields(one, address, action) for one in (driss, yasmine))
    driss.post(action, data=ours | {"found_waist": "795", "found_hip": ""})
    both = yasmine.post(action, data=theirs | {"found_waist": "799", "found_hip": ""})

    assert both.status_code == 409
    assert "Production measured meanwhile: Waist 795 mm" in both.text
    assert 'value="799"' in both.text
    again = fields(yasmine, address, action) | {"found_waist": "799", "found_hip": ""}
    assert yasmine.post(action, data=again).status_code == 303
    assert found(database, number)["waist"] == 799
