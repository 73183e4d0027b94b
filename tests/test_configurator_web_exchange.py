"""Measurements leave as a file and come back; what comes in never looks better than it is."""

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from configurator.storage.accounts import Role
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    latest_measurements,
    measurement_history,
    record_measurements,
)
from tests.shop import NOON, Clock
from tests.web import sent

SHOP, OWN = "/customers/nadia/measurements/file", "/me/measurements/file"
TAKEN = (
    MeasurementTaken("nadia", "waist_mm", 819, "32 1/4", "in", "Yasmine", NOON, "tape"),
    MeasurementTaken("nadia", "knee_mm", 395, "395", "mm", "Yasmine", NOON, "estimate"),
    MeasurementTaken("nadia", "weight_hg", 705, "70.5", "kg", "customer", NOON, "told"),
)


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def clock():
    return Clock(NOON + timedelta(days=1))


@pytest.fixture
def database(database):
    with database.recording() as session:
        for one in ("nadia", "ben"):
            create_customer(session, Customer(one, one, f"{one}@example.org", "", NOON), "test")
        record_measurements(session, TAKEN)
    return database


@pytest.fixture
def customer(signed_in):
    return signed_in(Role.CUSTOMER, "Nadia", "nadia")


def send(client: FlaskClient, to: str, content: str | bytes):
    raw = content.encode() if isinstance(content, str) else content
    return sent(client, to, file=(BytesIO(raw), "body.csv"))


def known(database, customer: str) -> dict[str, MeasurementTaken]:
    with database.reading() as session:
        return dict(latest_measurements(session, customer))


@pytest.mark.parametrize("kind", ["csv", "smis", "vit"])
def test_what_leaves_for_one_customer_comes_back_whole_for_another(staff, database, kind) -> None:
    answer = staff.get(f"{SHOP}/{kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="measurements.{kind}"'
    back = send(staff, "/customers/ben/measurements/file", answer.data)
    assert back.status_code == HTTPStatus.SEE_OTHER
    facts = {
        key: (one.amount, one.text_typed, one.unit_typed, one.measured_by, one.measured_at, one.how)
        for key, one in known(database, "ben").items()
    }
    assert facts == {
        one.key: (one.amount, one.text_typed, one.unit_typed, one.measured_by, NOON, one.how)
        for one in TAKEN
    }


def test_what_is_on_record_already_is_not_written_down_again(customer, database) -> None:
    for kind in ("csv", "smis"):
        send(customer, OWN, customer.get(f"{OWN}/{kind}").data)
    with database.reading() as session:
        assert len(measurement_history(session, "nadia")) == len(TAKEN)


def test_a_customer_never_speaks_for_the_shop_nor_from_tomorrow(customer, database) -> None:
    text = (
        "measurement,amount,unit,measured_by,at,how\n"
        "hip_mm,102.5,cm,Yasmine,2031-01-01T00:00:00+00:00,tape\nheel_mm,330,mm,,,estimate\n"
    )
    send(customer, OWN, text)
    found = known(database, "nadia")
    hip, heel = found["hip_mm"], found["heel_mm"]
    assert (hip.amount, hip.measured_by, hip.how) == (1025, "customer", "told")
    assert hip.measured_at == NOON + timedelta(days=1)
    assert heel.how == "estimate"


def test_what_could_not_be_used_is_named_and_the_rest_is_taken(staff, database) -> None:
    text = "measurement,amount,unit\nhip_mm,1025,mm\nneck_mm,380,mm\nheel_mm,3,mm\n"
    page = send(staff, SHOP, text).text
    assert "neck_mm and heel_mm" in page
    assert "Written down: Hip." in page
    assert known(database, "nadia")["hip_mm"].amount == 1025


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no table",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><smis/>",
        b"\xff\xfe\x00",
        "measurement,amount\n",
    ],
)
def test_no_file_of_measurements_changes_nothing(staff, database, content) -> None:
    answer = send(staff, SHOP, content)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.text
    assert len(known(database, "nadia")) == len(TAKEN)


def test_a_file_that_is_far_too_large_is_refused_unread(staff, database) -> None:
    answer = send(staff, SHOP, "measurement,amount\n" + "waist_mm,800\n" * 20_000)
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert known(database, "nadia")["waist_mm"].amount == 819


def test_who_is_not_there_has_no_file_and_there_is_no_other_kind(staff) -> None:
    for address in ("/customers/nobody/measurements/file", f"{SHOP}/xls"):
        assert staff.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_files_say_no_name(staff) -> None:
    for kind in ("csv", "smis", "vit"):
        assert "nadia" not in staff.get(f"{SHOP}/{kind}").text.lower()
