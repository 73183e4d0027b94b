"""The second factor: who must show it, that no way leads round it, that no code stands twice."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pyotp
import pytest

from configurator.app import create_app
from configurator.second_factor import matching_step
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.audit import entries_of
from tests.shop import NOON, PASSWORD
from tests.web import hidden, sent

SECRET = re.compile(r'class="second-secret"[^>]*>([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<li>([a-z2-9-]{19})</li>")
RFC_6238 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of the test vectors of its appendix B, in base 32."""


@pytest.fixture
def database(database, hashed):
    with database.recording() as session:
        for role in Role:
            create_account(session, Account(role, email(role), role, role, NOON), hashed, "test")
    return database


@pytest.fixture
def engines():
    return {}


def email(role: Role) -> str:
    return f"{role}@surmesure.example"


def half_in(app, role=Role.ADMIN):
    client = app.test_client()
    answer = sent(client, "/sign-in", email=email(role), password=PASSWORD)
    return client, answer


def is_in(client) -> bool:
    return client.get("/me/account").status_code == 200


def enrolled(app, clock) -> tuple[str, list[str]]:
    """The secret and the recovery codes of the admin, who has just set them up."""
    client, _ = half_in(app)
    found = SECRET.search(client.get("/sign-in/code").text)
    assert found
    secret = found[1].replace(" ", "")
    answer = sent(client, "/sign-in/code", code=pyotp.TOTP(secret).at(clock.now))
    assert is_in(client)
    return secret, RECOVERY.findall(answer.text)


@pytest.mark.parametrize("role", Role)
def test_roles_with_more_rights_are_not_let_in_by_a_password_alone(app, role):
    client, answer = half_in(app, role)
    needs = role in {Role.MANAGER, Role.MARKETER, Role.AUTHOR, Role.ADMIN}

    assert answer.location.startswith("/sign-in/code") == needs
    assert is_in(client) != needs


def test_a_shop_that_asks_for_none_lets_all_in_but_who_has_one(app, settings, database, clock):
    secret, _ = enrolled(app, clock)
    free = replace(settings, asks_second_factor=False)
    lax = create_app(free, engines={}, database=database, now=clock)

    assert is_in(half_in(lax, Role.MANAGER)[0])
    assert not is_in(half_in(lax)[0])
    assert secret


def test_a_code_stands_once_and_so_does_a_recovery_code(app, clock, database):
    secret, recovery = enrolled(app, clock)
    now = pyotp.TOTP(secret).at(clock.now)
    again, _ = half_in(app)
    assert sent(again, "/sign-in/code", code=now).status_code == 422
    clock.now += timedelta(seconds=30)
    following = pyotp.TOTP(secret).at(clock.now)
    assert sent(again, "/sign-in/code", code=following).status_code == 303
    assert is_in(again)

    assert len(recovery) == 10
    for status in (303, 422):
        other, _ = half_in(app)
        assert sent(other, "/sign-in/code", code=recovery[0].upper()).status_code == status
    with database.reading() as session:
        deeds = [entry.what for entry in entries_of(session, "account admin")]
    assert deeds == ["created", "enrolled second factor", "used recovery code"]


def test_guessing_codes_is_refused_after_ten(app, clock):
    enrolled(app, clock)
    client, _ = half_in(app)
    wrong = [sent(client, "/sign-in/code", code=f"{n:06d}").status_code for n in range(11)]

    assert wrong[-1] == 429
    assert not is_in(client)


def test_who_waits_too_long_with_his_code_begins_again(app, clock):
    client, _ = half_in(app)
    clock.now += timedelta(minutes=10)

    assert client.get("/sign-in/code").location == "/sign-in"


def test_a_program_needs_the_code_too(app, clock):
    secret, _ = enrolled(app, clock)
    clock.now += timedelta(seconds=30)
    asked = {"email": email(Role.ADMIN), "password": PASSWORD}
    client, address = app.test_client(), "/api/v1/sessions"
    code = pyotp.TOTP(secret).at(clock.now)

    assert client.post(address, json=asked).status_code == 403
    assert client.post(address, json={**asked, "code": code}).status_code == 201


def test_the_secret_is_not_readable_in_the_database(app, clock, database):
    secret, recovery = enrolled(app, clock)
    with database.reading() as session:
        connection = session.connection()
        tables = ("second_factor", "recovery_code", "web_session")
        rows = [connection.exec_driver_sql(f"SELECT * FROM {one}").all() for one in tables]  # noqa: S608 - ours

    assert secret not in str(rows)
    assert recovery[0].replace("-", "") not in str(rows)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (1111111111, "050471"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_within_one_step(second, code):
    at = datetime.fromtimestamp(second, UTC)

    for apart in (-30, 0, 30):
        assert matching_step(RFC_6238, code, at + timedelta(seconds=apart)) == second // 30
    assert matching_step(RFC_6238, code, at + timedelta(seconds=60)) is None


def test_delicate_acts_ask_for_the_password_again_after_ten_minutes(settings, database, clock):
    free = replace(settings, asks_second_factor=False)
    lax = create_app(free, engines={}, database=database, now=clock)
    client, _ = half_in(lax)
    clock.now += timedelta(minutes=10)
    fields = hidden(client.get("/people").text)
    refused = client.post("/people/staff/disable", data={**fields, "revision": "1", "key": "k"})
    assert unquote(refused.location) == "/me/prove?next=/people"

    assert sent(client, refused.location, password="wrong").status_code == 422  # noqa: S106 - of a test
    assert sent(client, refused.location, password=PASSWORD).location == "/people"
    done = client.post("/people/staff/disable", data={**fields, "revision": "1", "key": "k"})
    assert done.location == "/people"
    assert not is_in(half_in(lax, Role.STAFF)[0])


def test_visits_are_listed_and_ended_one_and_all_others(app):
    here, phone, tablet = (half_in(app, Role.STAFF)[0] for _ in range(3))
    thief = half_in(app, Role.PRODUCTION)[0]
    page = here.get("/me/account").text
    assert page.count('name="visit"') == 2
    ids = re.findall(r'name="visit" value="(\w+)"', page)
    fields = hidden(thief.get("/me/account").text)
    thief.post("/me/account/visits/end", data={**fields, "key": "1", "visit": ids[0]})
    assert is_in(phone)
    assert is_in(tablet)

    fields = hidden(page)
    here.post("/me/account/visits/end", data={**fields, "key": "2", "visit": ids[0]})
    assert [is_in(phone), is_in(tablet)].count(True) == 1
    here.post("/me/account/visits/others", data={**fields, "key": "3"})
    assert [is_in(phone), is_in(tablet), is_in(here)] == [False, False, True]
