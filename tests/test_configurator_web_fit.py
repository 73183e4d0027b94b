"""What is said of a pair changes the next one, says why, and can be switched off."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from configurator.misfit_rates import by_block, by_cloth, by_measurer, by_zone
from configurator.storage.accounts import Role
from configurator.storage.customers import MeasurementTaken, record_measurements
from configurator.storage.fit import find_remake, said_of, worn_since
from configurator.storage.orders import get_order, list_orders
from customers.body.feedback import Felt, Zone
from tests.shop import BODY, NOON
from tests.web import form, sent


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def customer(signed_in):
    return signed_in(Role.CUSTOMER, "Nadia El Amrani")


@pytest.fixture
def number(customer, database) -> str:
    """The order of a customer, collected."""
    return bought(customer, database)


def ordered(client: FlaskClient, review: str, **fields: str):
    return sent(client, review, review, name="Nadia", email="nadia@example.com", **fields)


def collected(database, number: str) -> None:
    with database.recording() as session:
        wanted = {"number": number}
        session.execute(
            text("UPDATE orders SET state = 'collected' WHERE number = :number"), wanted
        )


def bought(client: FlaskClient, database) -> str:
    draft = sent(client, "/configure/jeans?finish=ask", "/configure/jeans/finish").location
    draft = draft.partition("?")[0]
    sent(client, f"{draft}/measure", f"{draft}/measure", **BODY)
    ordered(client, f"{draft}/order")
    newest = numbers(database)[0]
    collected(database, newest)
    return newest


def numbers(database) -> list[str]:
    with database.reading() as session:
        return [line.number for line in list_orders(session).lines]


def order_of(database, number: str):
    with database.reading() as session:
        return get_order(session, number).order


def targets_of(database, number: str) -> dict[str, int]:
    targets = order_of(database, number).tailoring.targets
    return {one.point.key: one.target_mm for one in targets}


def again(client: FlaskClient, at: str) -> str:
    """The review of the same pair, by its one tap."""
    answer = sent(client, at, f"{at}/again")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return answer.location


def test_what_a_customer_says_makes_the_next_pair_differ_and_says_why(
    customer, number, database
) -> None:
    own = f"/me/orders/{number}"
    said = sent(customer, f"{own}/fit", f"{own}/fit", thigh="too_tight", inseam="right")
    assert said.location.startswith(f"{own}/fit")
    page = customer.get(f"{own}/fit").text
    assert "The next pair differs from the usual ease: Thigh +" in page
    assert "It was right, so we are surer of it." in page
    review = again(customer, own)
    assert "mm of it learned" in customer.get(review).text
    ordered(customer, review)
    second, first = (targets_of(database, one) for one in numbers(database))
    assert second["thigh"] > first["thigh"]
    assert second["inseam"] == first["inseam"]


def test_what_is_learned_can_be_switched_off_and_on(customer, staff, number, database) -> None:
    own, shop = f"/me/orders/{number}", f"/orders/{number}"
    sent(staff, f"{shop}/fit", f"{shop}/fit", thigh="much_too_tight")
    sent(customer, f"{own}/fit", f"{own}/fit/learning", learning="off")
    assert "Switched off" in staff.get(f"{shop}/fit").text
    ordered(customer, again(customer, own))
    assert len({targets_of(database, one)["thigh"] for one in numbers(database)}) == 1
    sent(staff, f"{shop}/fit", f"{shop}/fit/learning", learning="on")
    ordered(staff, again(staff, shop))
    assert len({targets_of(database, one)["thigh"] for one in numbers(database)}) == 2


def test_saying_it_twice_is_saying_it_once(staff, number, database) -> None:
    to = f"/orders/{number}/fit"
    fields = {**form(staff.get(to).text, to), "waist": "too_loose"}
    for _ in range(2):
        assert staff.post(to, data=fields).status_code == HTTPStatus.SEE_OTHER
    changed = staff.post(to, data={**fields, "waist": "right"})
    assert changed.status_code == HTTPStatus.SEE_OTHER
    with database.reading() as session:
        (said,) = said_of(session, [number]).values()
        kept = session.execute(text("SELECT count(*) FROM fit_feedback")).scalar_one()
    assert ({zone: one.felt for zone, one in said.items()}, kept) == ({Zone.WAIST: Felt.RIGHT}, 2)


@pytest.mark.parametrize("said", [{"waist": "too_long"}, {"inseam": "too_tight"}, {"hip": "x"}])
def test_a_length_is_not_tight_and_a_girth_is_not_short(staff, number, said) -> None:
    to = f"/orders/{number}/fit"
    assert sent(staff, to, to, **said).status_code == HTTPStatus.BAD_REQUEST


def test_nothing_said_saves_nothing(staff, number, database) -> None:
    to = f"/orders/{number}/fit"
    answer = sent(staff, to, to)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "at least one place" in answer.text
    with database.reading() as session:
        assert said_of(session, [number]) == {}


def test_nobody_speaks_of_a_pair_that_was_not_collected(staff, number, database) -> None:
    to = f"/orders/{number}/fit"
    fields = form(staff.get(to).text, to)
    with database.recording() as session:
        session.execute(text("UPDATE orders SET state = 'sewing'"))
    assert f'action="{to}"' not in staff.get(to).text
    late = staff.post(to, data={**fields, "hip": "right"})
    assert late.status_code == HTTPStatus.CONFLICT
    with database.reading() as session:
        assert said_of(session, [number]) == {}


def test_the_pair_of_another_is_not_there(signed_in, number) -> None:
    client = signed_in(Role.CUSTOMER, "Ben")
    own = f"/me/orders/{number}"
    token = form(client.get("/me/account").text, "/me/account/password").get("csrf_token", "")
    tap = {"csrf_token": token, "revision": "0", "key": "k", "hip": "right"}
    assert client.get(f"{own}/fit").status_code == HTTPStatus.NOT_FOUND
    for to in ("fit", "fit/learning", "again"):
        assert client.post(f"{own}/{to}", data=tap).status_code == HTTPStatus.NOT_FOUND


def test_a_pair_is_ordered_again_in_two_taps_with_the_profile_in_force(
    signed_in, number, database, clock
) -> None:
    clock.now = NOON + timedelta(days=400)
    staff = signed_in(Role.STAFF)
    whose = owner(database, number)
    review = again(staff, f"/orders/{number}")
    assert "more than a year old" in staff.get(review).text
    newer = MeasurementTaken(whose, "waist_mm", 850, "85", "cm", "Yasmine", clock.now, "tape")
    with database.recording() as session:
        record_measurements(session, [newer])
    ordered(staff, again(staff, f"/orders/{number}"))
    second, first = (order_of(database, one) for one in numbers(database))
    assert (first.body_mm["waist_mm"], second.body_mm["waist_mm"]) == (830, 850)
    assert second.promised_on > first.promised_on
    design = [
        [(line.option, line.value) for line in one.lines if not line.hidden]
        for one in (first, second)
    ]
    assert design[0] == design[1]
    assert owner(database, second.number) == whose


def owner(database, number: str) -> str:
    with database.reading() as session:
        return get_order(session, number).customer


def test_the_same_tap_twice_begins_one_pair(customer, number) -> None:
    own = f"/me/orders/{number}"
    fields = form(customer.get(own).text, f"{own}/again")
    first, second = (customer.post(f"{own}/again", data=fields) for _ in range(2))
    assert first.location == second.location


def test_a_remake_points_at_the_first_with_its_reason_and_back(staff, number, database) -> None:
    to = f"/orders/{number}/remake"
    refused = sent(staff, to, to, reason="  ")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    review = sent(staff, to, to, reason="The thigh is too tight").location
    ordered(staff, review)
    newest = numbers(database)[0]
    with database.reading() as session:
        remake = find_remake(session, review.split("/")[-2])
    assert remake
    assert (remake.order_number, remake.reason) == (number, "The thigh is too tight")
    page = staff.get(f"/orders/{newest}").text
    assert "The thigh is too tight" in page
    assert f'href="/orders/{number}"' in page
    assert f'href="/orders/{newest}"' in staff.get(f"/orders/{number}").text


def test_managers_see_where_misfits_come_from(signed_in, staff, number, database) -> None:
    to = f"/orders/{number}/fit"
    manager = signed_in(Role.MANAGER)
    assert "Nobody has said yet" in manager.get("/misfits").text
    sent(staff, to, to, waist="too_tight", hip="right")
    with database.reading() as session:
        pairs = worn_since(session, NOON)
    assert [(one.name, one.missed, one.heard) for one in by_zone(pairs)] == [
        ("waist", 1, 1),
        ("hip", 0, 1),
    ]
    for rates in (by_block(pairs), by_cloth(pairs), by_measurer(pairs)):
        assert [(one.missed, one.heard, one.percent) for one in rates] == [(1, 1, 100)]
    page = manager.get("/misfits").text
    assert "Of 1 pair spoken of" in page
    assert "the customer himself" in page
    assert 'href="/misfits"' in manager.get("/").text
    assert staff.get("/misfits").status_code == HTTPStatus.FORBIDDEN
