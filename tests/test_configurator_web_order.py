"""From a design to measurements to an order to its paper, through the pages people use."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from configurator.jobs.work import run_due_jobs
from configurator.storage.customers import latest_measurements
from configurator.storage.drafts import get_draft, save_draft
from configurator.storage.orders import list_orders
from configurator.web.order import included_tax_cents
from tests.shop import BODY, NOON
from tests.web import HIDDEN, form

NADIA = {"name": "Nadia El Amrani", "email": "nadia@example.com", "phone": ""}


def designed(client: FlaskClient) -> str:
    """The address of a new draft with everything decided."""
    to = "/configure/jeans/finish"
    sent = client.post(to, data={**form(client.get("/configure/jeans?finish=ask").text, to)})
    assert sent.status_code == HTTPStatus.SEE_OTHER
    return sent.location.split("?")[0]


def measured(client: FlaskClient, draft: str, **other: str):
    to = f"{draft}/measure"
    return client.post(to, data={**form(client.get(to).text, to), **BODY, **other})


def ready(client: FlaskClient) -> str:
    draft = designed(client)
    assert measured(client, draft).location == f"{draft}/order"
    return draft


def order_form(client: FlaskClient, draft: str) -> dict[str, str]:
    return {**form(client.get(f"{draft}/order").text, f"{draft}/order"), **NADIA}


def orders(database):
    with database.reading() as session:
        return list_orders(session).lines


def test_a_design_is_measured_ordered_and_printed(client, staff, settings, database):
    draft = ready(client)
    sent = client.post(f"{draft}/order", data=order_form(client, draft))
    page = client.get(sent.location).text
    not_yet = staff.get("/orders/26-1001/work-order.pdf")
    # Its paper, and what its customer is worth now.
    assert run_due_jobs(database, settings, NOON) == 2
    paper = staff.get("/orders/26-1001/work-order.pdf")

    assert (not_yet.status_code, not_yet.headers["Retry-After"]) == (503, "5")
    assert "is being printed" in not_yet.text
    assert sent.location == f"{draft}/order"
    assert "Order 26-1001" in page
    assert "Ready on Fri 11 Dec" in page
    assert "Nadia El Amrani" in staff.get("/orders").text
    order_page = staff.get("/orders/26-1001").text
    assert all(it in order_page for it in ("nadia@example.com", "102.5", "83", "Fri 11 Dec"))
    assert paper.data.startswith(b"%PDF")
    assert paper.mimetype == "application/pdf"
    (kept,) = (settings.data_folder / "work-orders").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert staff.get("/orders/26-1001/work-order.pdf").data == paper.data


def test_what_was_typed_is_recorded_with_the_order(client, database):
    draft = ready(client)
    client.post(f"{draft}/order", data=order_form(client, draft))

    (line,) = orders(database)
    with database.reading() as session:
        hip = latest_measurements(session, line.customer)["hip_mm"]
    assert (hip.amount, hip.text_typed, hip.unit_typed, hip.how) == (1025, "102,5", "cm", "told")


def test_an_order_is_placed_once_whatever_is_tapped_twice(client, app, database):
    draft = ready(client)
    page = client.get(f"{draft}/order").text
    again = {**form(page, f"{draft}/order"), **NADIA}
    others = [{**again, "key": f"key-{number}"} for number in range(12)]
    cookie = client.get_cookie("form").value

    def place(fields):
        twin = app.test_client()
        twin.set_cookie("form", cookie)
        return twin.post(f"{draft}/order", data=fields)

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(place, [again] * 12 + others))

    assert {answer.status_code for answer in answers} == {303}
    assert len(orders(database)) == 1


def test_an_order_after_another_device_changed_the_design_is_not_placed(client, database):
    draft = ready(client)
    fields = order_form(client, draft)
    with database.writing() as session:
        held = get_draft(session, draft.rsplit("/", 1)[1])
        undone = replace(held, configuration=held.configuration.moved_to(()).undone())
        save_draft(session, undone, NOON)
    answer = client.post(f"{draft}/order", data=fields)

    assert answer.status_code == 409
    assert "changed on another device" in answer.text
    assert "nadia@example.com" in answer.text
    assert orders(database) == ()


def test_a_date_that_moved_since_is_asked_about_again(client, clock, database):
    draft = ready(client)
    fields = order_form(client, draft)
    clock.now += timedelta(days=1)
    late = client.post(f"{draft}/order", data=fields)

    assert late.status_code == 409
    assert "Price or date changed" in late.text
    assert orders(database) == ()
    agreed = {**form(late.text, f"{draft}/order"), **NADIA}
    assert client.post(f"{draft}/order", data=agreed).status_code == 303


def test_an_altered_price_orders_nothing(client, database):
    draft = ready(client)
    fields = {**order_form(client, draft), "total_cents": "1"}

    assert client.post(f"{draft}/order", data=fields).status_code == 409
    assert orders(database) == ()


def test_wrong_contact_keeps_what_was_typed_and_says_what_to_do(client, database):
    draft = ready(client)
    fields = {**order_form(client, draft), "email": "nadia@", "name": " "}
    answer = client.post(f"{draft}/order", data=fields)

    assert answer.status_code == 422
    assert 'value="nadia@"' in answer.text
    assert "Please give a name" in answer.text
    assert "such as name@example.com" in answer.text
    assert orders(database) == ()


def test_the_order_page_says_what_is_missing(client):
    draft = designed(client)

    page = client.get(f"{draft}/order").text
    assert "What is missing are the measurements" in page
    assert 'name="email"' not in page


def test_an_order_without_measurements_is_refused(client, database):
    draft = designed(client)
    token = form(client.get(f"{draft}/measure").text, f"{draft}/measure")
    answer = client.post(f"{draft}/order", data={**token, **NADIA})

    assert answer.status_code == 422
    assert orders(database) == ()


def test_the_link_shows_no_personal_data_once_ordered(client, app):
    draft = ready(client)
    client.post(f"{draft}/order", data=order_form(client, draft))
    stranger = app.test_client()

    seen = "".join(stranger.get(f"{draft}{part}").text for part in ("", "/measure", "/order"))
    assert "26-1001" in seen
    assert not any(secret in seen for secret in ("Nadia", "nadia", "102,5", "102.5", "58.4"))


def test_measurements_are_shown_again_to_the_browser_that_typed_them_and_to_the_shop(
    client, staff, app
):
    draft = ready(client)
    mine, theirs, shops = (
        one.get(f"{draft}/measure").text for one in (client, app.test_client(), staff)
    )

    assert 'value="102,5"' in mine
    assert 'value="102.5"' in shops
    assert "102" not in theirs.replace("26-1002", "")
    assert "Measured on Fri 20 Nov" in theirs


def test_refused_measurements_keep_what_was_typed_and_save_nothing(client, database):
    draft = designed(client)
    answer = measured(client, draft, waist_mm="tight", hip_mm="40")

    assert answer.status_code == 422
    assert 'value="tight"' in answer.text
    assert "Please write a number" in answer.text
    assert "If you meant inches, that is 101.6" in answer.text
    with database.reading() as session:
        assert get_draft(session, draft.rsplit("/", 1)[1]).body_mm == {}


def test_an_unusual_measurement_is_asked_about_once_and_then_taken(client):
    draft = designed(client)
    doubtful = measured(client, draft, thigh_mm="36")
    sure = re.findall(r'name="sure" value="([^"]+)"', doubtful.text)[0]

    assert doubtful.status_code == 422
    assert "36\N{NO-BREAK SPACE}cm is far from usual" in doubtful.text
    assert measured(client, draft, thigh_mm="35", sure=sure).status_code == 422
    assert measured(client, draft, thigh_mm="36", sure=sure).status_code == 303


def test_measuring_on_two_devices_keeps_both(client, app, database):
    draft = designed(client)
    page = client.get(f"{draft}/measure").text
    measured(app.test_client(), draft)
    late = client.post(
        f"{draft}/measure", data={**form(page, f"{draft}/measure"), **BODY, "waist_mm": "84"}
    )

    assert late.status_code == 409
    assert 'value="84"' in late.text
    with database.reading() as session:
        assert get_draft(session, draft.rsplit("/", 1)[1]).body_mm["waist_mm"] == 830
    again = {**form(late.text, f"{draft}/measure"), **BODY, "waist_mm": "84"}
    assert client.post(f"{draft}/measure", data=again).status_code == 303


def test_a_design_that_does_not_go_over_the_heel_is_told_with_its_repair(client):
    draft = narrow(client)
    sent = measured(client, draft, heel_mm="44")
    page = client.get(sent.location).text
    accepted = client.post(f"{draft}/measure/accept", data=form(page, f"{draft}/measure/accept"))

    assert sent.location == f"{draft}/measure"
    assert "Your measurements change" in page
    assert "<del>26\N{NO-BREAK SPACE}cm</del>" in page or "<del>26 cm</del>" in page
    assert accepted.location in {f"{draft}/order", draft}
    assert "Your measurements change" not in client.get(f"{draft}/measure").text


def narrow(client: FlaskClient) -> str:
    """A new draft with nothing chosen but the narrowest leg."""
    cards = client.get("/configure/jeans").text.split('<form class="cards"')[1].split("</form>")[0]
    fields = {**dict(HIDDEN.findall(cards)), "option": "leg_opening", "value": "mm_260"}
    return client.post("/configure/jeans/choose", data=fields).location.split("?")[0]


def test_every_measurement_is_asked_by_name_as_plain_text(client):
    page = client.get(f"{designed(client)}/measure").text

    assert page.count('inputmode="decimal"') == 13
    assert 'type="number"' not in page
    assert page.count("if you know it") == 5


@pytest.mark.parametrize(
    ("total_cents", "tax_percent", "tax_cents"),
    [(15000, 20, 2500), (101, 20, 17), (0, 20, 0), (10000, 0, 0), (3, 100, 2)],
)
def test_the_tax_within_a_total_is_rounded_to_the_nearest_cent(total_cents, tax_percent, tax_cents):
    assert included_tax_cents(total_cents, tax_percent) == tax_cents


def test_the_list_of_orders_goes_on_page_by_page(staff, client):
    for _ in range(3):
        draft = ready(client)
        client.post(f"{draft}/order", data=order_form(client, draft))

    older = staff.get("/orders?before=26-1002").text
    assert "26-1001" in older
    assert "26-1003" not in older
    assert staff.get("/orders?before=nonsense").status_code == 200


def test_an_order_nobody_placed_is_not_there(staff):
    assert staff.get("/orders/26-9999").status_code == 404
    assert staff.get("/orders/26-9999/work-order.pdf").status_code == 404
