"""Tailoring explains itself, and the shop changes what it chose."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from configurator.storage.audit import entries_of
from configurator.storage.drafts import get_draft
from configurator.storage.orders import get_order, list_orders
from customers.body.target import Way, deviations
from production.work_order import work_order
from tests.shop import BODY
from tests.web import form

FLAT = {
    "waist": "43",
    "hip": "53",
    "thigh": "31.5",
    "knee": "22",
    "front_rise": "25",
    "back_rise": "35",
    "inseam": "80",
}
NADIA = {"name": "Nadia El Amrani", "email": "nadia@example.com", "phone": ""}


def designed(client: FlaskClient) -> str:
    to = "/configure/jeans/finish"
    sent = client.post(to, data=form(client.get("/configure/jeans?finish=ask").text, to))
    return sent.location.split("?")[0]


def ready(client: FlaskClient, **other: str) -> str:
    draft = designed(client)
    to = f"{draft}/measure"
    page = client.get(f"{to}?form=1").text
    sent = client.post(to, data={**form(page, to), **BODY, **other})
    assert sent.status_code == HTTPStatus.SEE_OTHER, sent.text
    return draft


def keep(client: FlaskClient, draft: str, option: str, value: str, **other: str):
    to = f"{draft}/tailoring/keep"
    fields = form(client.get(f"{draft}/tailoring").text, to)
    return client.post(to, data={**fields, "option": option, "value": value, **other})


def order(client: FlaskClient, draft: str):
    to = f"{draft}/order"
    return client.post(to, data={**form(client.get(to).text, to), **NADIA})


def draft_at(database, address: str):
    with database.reading() as session:
        return get_draft(session, address.rpartition("/")[2])


def only_order(database):
    with database.reading() as session:
        (line,) = list_orders(session).lines
        return get_order(session, line.number).order


def offered(page: str, option: str) -> list[str]:
    part = page.split(f'id="size-{option}"')[1].split("</details>", maxsplit=1)[0]
    return re.findall(r'<button class="offered-step" name="value" value="(\w+)"', part)


def test_the_review_says_body_ease_target_and_what_the_pattern_misses(client, engines) -> None:
    draft = ready(client)
    page = client.get(f"{draft}/order").text
    assert "What is cut, and why" in page
    assert "chosen by tailoring" in page
    for point in engines["jeans"].product.sizing.points:
        assert point.name.in_("en") in page
    assert f"{draft}/tailoring" not in page, "only the shop changes sizes"


def test_whoever_has_only_the_link_is_not_told_the_body(client, app) -> None:
    draft = ready(client)
    page = app.test_client().get(f"{draft}/order").text
    assert "Your order" in page
    assert "What is cut, and why" not in page


def test_a_step_that_was_kept_is_honoured_when_ordering(staff, database) -> None:
    draft = ready(staff)
    page = staff.get(f"{draft}/tailoring").text
    (step, *_) = offered(page, "inseam_adjust")
    sent = keep(staff, draft, "inseam_adjust", step)
    assert sent.location == f"{draft}/tailoring"
    assert "chosen by staff" in staff.get(f"{draft}/tailoring").text
    link = draft.rpartition("/")[2]
    with database.reading() as session:
        assert [one.what for one in entries_of(session, f"draft {link}")] == ["tailored"]
    assert order(staff, draft).status_code == HTTPStatus.SEE_OTHER
    assert only_order(database).tailoring.sizes["inseam_adjust"] == step


def test_tailoring_chooses_again_when_nothing_is_kept(staff, database) -> None:
    draft = ready(staff)
    step = offered(staff.get(f"{draft}/tailoring").text, "hip_adjust")[0]
    keep(staff, draft, "hip_adjust", step)
    assert draft_at(database, draft).start.kept == {"hip_adjust": step}
    keep(staff, draft, "hip_adjust", "")
    assert draft_at(database, draft).start.kept == {}


def test_each_block_is_offered_as_it_would_be_altered_and_can_be_kept(staff, database) -> None:
    draft = ready(staff)
    blocks = offered(staff.get(f"{draft}/tailoring").text, "block")
    assert blocks
    for block in blocks[:2]:
        keep(staff, draft, "block", block)
        order_page = staff.get(f"{draft}/order").text
        assert "Tailoring chose anew" not in order_page
    order(staff, draft)
    assert only_order(database).tailoring.block == blocks[1]


def test_the_same_form_twice_saves_once_and_an_old_one_is_told(staff, database) -> None:
    draft = ready(staff)
    page = staff.get(f"{draft}/tailoring").text
    to, (one, two, *_) = f"{draft}/tailoring/keep", offered(page, "inseam_adjust")
    fields = {**form(page, to), "option": "inseam_adjust"}
    before = draft_at(database, draft).revision
    for _ in range(2):
        assert staff.post(to, data={**fields, "value": one}).status_code == HTTPStatus.SEE_OTHER
    late = staff.post(to, data={**fields, "value": two, "key": "another"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "changed on another device" in late.text
    saved = draft_at(database, draft)
    assert (saved.revision, saved.start.kept) == (before + 1, {"inseam_adjust": one})


@pytest.mark.parametrize(
    ("option", "value"), [("fit", "slim"), ("inseam_adjust", "never"), ("", ""), ("x", "y")]
)
def test_only_values_of_sizes_are_kept(staff, option: str, value: str) -> None:
    draft = ready(staff)
    assert keep(staff, draft, option, value).status_code == HTTPStatus.BAD_REQUEST


def test_a_body_no_pattern_reaches_is_told_with_fits_that_would_work(client, database) -> None:
    draft = ready(client, knee_mm="55", sure="knee_mm=550")
    page = client.get(f"{draft}/order")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert re.search(r"Knee cannot be cut together in \w+", page.text)
    fits = re.findall(r'name="fit" value="(\w+)"', page.text)
    assert fits
    to = f"{draft}/tailoring/fit"
    sent = client.post(to, data={**form(page.text, to), "fit": fits[0]})
    assert sent.location == f"{draft}/order"
    taken = {one.option: one.value for one in draft_at(database, draft).configuration.choices}
    assert taken["fit"] == fits[0]
    assert client.get(f"{draft}/order").status_code == HTTPStatus.OK


def test_a_fit_is_taken_in_one_tap_and_nothing_else_is(client, database) -> None:
    draft = ready(client)
    page = client.get(f"{draft}/order").text
    fields = {**form(page, f"{draft}/order"), "key": "a-tap"}
    to = f"{draft}/tailoring/fit"
    assert client.post(to, data={**fields, "fit": "none"}).status_code == HTTPStatus.BAD_REQUEST
    assert client.post(to, data={**fields, "fit": "wide"}).location == f"{draft}/order"
    taken = {one.option: one.value for one in draft_at(database, draft).configuration.choices}
    assert taken["fit"] == "wide"


def test_a_pair_tried_on_gives_its_own_targets_and_only_the_heel_is_measured(
    staff, database, engines
) -> None:
    draft = designed(staff)
    to = f"{draft}/tailoring/from"
    page = staff.get(to).text
    assert 'name="heel_mm"' in page
    fields = {**form(page, to), "block": "w86_90a", "hip": "-5", "inseam": "10"}
    block = next(
        one for one in engines["jeans"].product.sizing.blocks if f'value="{one.key}"' in page
    )
    fields["block"] = block.key
    refused = staff.post(to, data={**fields, "heel_mm": "3"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'<option value="{block.key}" selected>' in refused.text
    taken = staff.post(to, data={**fields, "heel_mm": "30"})
    assert taken.location == f"{draft}/tailoring", taken.text
    saved = draft_at(database, draft)
    assert (saved.start.way, saved.start.block) == (Way.TRY_ON, block.key)
    assert saved.start.mm == {"hip": -5, "inseam": 10}
    assert (saved.body_mm, saved.measured_by) == ({"heel_mm": 300}, "Yasmine")
    shown = staff.get(f"{draft}/tailoring").text
    assert "a pair tried on" in shown


def test_a_pair_measured_flat_is_doubled_and_stays_told_on_order_and_paper(
    staff, database, engines
) -> None:
    draft = ready(staff)
    to = f"{draft}/tailoring/from"
    page = staff.get(f"{to}?way=garment").text
    assert 'name="heel_mm"' not in page
    wrong = staff.post(to, data={**form(page, to), **FLAT, "hip": "5 km", "knee": ""})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert wrong.text.count('aria-invalid="true"') == 2
    assert 'value="5 km"' in wrong.text
    staff.post(to, data={**form(page, to), **FLAT})
    order(staff, draft)
    made = only_order(database)
    targets = {one.point.key: one for one in made.tailoring.targets}
    assert (targets["hip"].target_mm, targets["inseam"].target_mm) == (1060, 800)
    assert targets["hip"].way is Way.GARMENT
    assert deviations(engines["jeans"].product, made.tailoring)
    assert work_order(made).origin == "targets from a pair measured flat"
    assert "a pair measured flat" in staff.get(f"/orders/{made.number}").text


def test_back_to_the_body_is_one_tap(staff, database) -> None:
    draft = ready(staff)
    to = f"{draft}/tailoring/from"
    staff.post(to, data={**form(staff.get(f"{to}?way=garment").text, to), **FLAT})
    fields = form(staff.get(to).text, to)
    staff.post(to, data={**fields, "way": "body"})
    assert draft_at(database, draft).start.way is Way.BODY


@pytest.mark.parametrize("way", ["", "design", "flat"])
def test_no_other_way_is_taken(staff, way: str) -> None:
    draft = ready(staff)
    to = f"{draft}/tailoring/from"
    fields = {**form(staff.get(to).text, to), "way": way}
    assert staff.post(to, data=fields).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("hip", ["7", "45", "abc", "-0"])
def test_a_pair_is_changed_in_the_steps_offered(staff, hip: str) -> None:
    draft = ready(staff)
    to = f"{draft}/tailoring/from"
    fields = {**form(staff.get(to).text, to), "block": "w86_90a", "hip": hip}
    assert staff.post(to, data=fields).status_code == HTTPStatus.BAD_REQUEST
