"""A tablet several people share: name and PIN, the lock by time, the form kept for its owner."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from configurator.app import create_app
from configurator.passwords import password_hash
from configurator.pin_rules import is_pin, is_weak, pin_hash
from configurator.sealing import sealing_keys
from configurator.settings import Settings
from configurator.storage.accounts import Account, Role, create_account, disable_account
from configurator.storage.audit import entries_of
from configurator.storage.database import open_database
from configurator.storage.pins import set_pin
from configurator.storage.tables_tablets import KeptFormRow
from configurator.storage.tablets import (
    Arrival,
    Tablet,
    list_tablets,
    open_tablet,
    share_tablet,
    tablet_id,
)
from configurator.web.pin import SECRETS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "four words nobody joins"  # noqa: S105 - of a test
HASHED = password_hash(PASSWORD)
CLERK, OTHER, BOSS = "clerk", "other", "boss"
ROLES = {CLERK: Role.STAFF, OTHER: Role.PRODUCTION, BOSS: Role.MANAGER}
PIN = {CLERK: "8264", OTHER: "61935"}
DEVICE = "the secret in the cookie of a tablet"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
LEFT = "A note nobody else shall read"


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def settings(tmp_path, sqlite_address):
    return Settings.from_environment(
        {
            "SURMESURE_DATA": str(tmp_path),
            "DATABASE_URL": sqlite_address,
            "SURMESURE_SECOND_FACTOR": "off",
        }
    )


@pytest.fixture
def database(settings):
    opened = open_database(settings)
    with opened.recording() as session:
        for name, role in ROLES.items():
            account = Account(
                name, f"{name}@surmesure.example", f"{name.title()} Amrani", role, NOON
            )
            create_account(session, account, HASHED, "test")
    yield opened
    opened.close()


@pytest.fixture
def app(settings, database, clock):
    return create_app(settings, engines={}, database=database, now=clock)


@pytest.fixture
def tablet(app, settings, database):
    """A browser on a shared device; clerk and other gave their password on it, and have PINs."""
    client = app.test_client()
    client.set_cookie("device", DEVICE)
    (key, *_) = sealing_keys(settings, SECRETS)
    hour = timedelta(hours=1)
    with database.recording() as session:
        share_tablet(session, Tablet(tablet_id(DEVICE), "By the mirror", BOSS, NOON))
        for name, pin in PIN.items():
            set_pin(session, name, pin_hash(pin, name, key), NOON)
            open_tablet(
                session,
                Arrival(DEVICE, name, "password", is_by_password=True, at=NOON, since=NOON - hour),
            )
    return client


def sent(client, address, **fields):
    return sent_from(client, address, address, **fields)


def sent_from(client, page, address, **fields):
    hidden = dict(HIDDEN.findall(client.get(page).text))
    return client.post(address, data={**hidden, **fields})


def signed_in(client, name):
    return sent(client, "/sign-in", email=f"{name}@surmesure.example", password=PASSWORD)


def opened(client, name, pin=""):
    return sent(client, f"/tablet/{name}", pin=pin or PIN[name])


def is_in(client, name) -> bool:
    page = client.get("/me/account")
    return page.status_code == 200 and f"{name}@surmesure.example" in page.text


def left(client, place, typed):
    hidden = {"place": place, "typed": json.dumps(typed)}
    return sent_from(client, "/me/account", "/tablet/lock", **hidden)


@pytest.mark.parametrize(
    "pin",
    ["1111", "1221", "1234", "8765", "7890", "0987", "1212", "123123", "2580", "1984", "2016"],
)
def test_a_pin_that_others_would_try_first_is_weak(pin):
    assert is_pin(pin)
    assert is_weak(pin)


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("8264", True),
        ("82641937", True),
        ("826", False),
        ("826419370", False),
        ("82a4", False),
        ("८२६४", False),
    ],
)
def test_a_pin_is_four_to_eight_digits(typed, stands):
    assert is_pin(typed) == stands
    assert not is_weak(typed)


def test_a_pin_is_set_twice_the_same_after_the_password_and_stands_nowhere_in_the_clear(
    app, clock, settings, database
):
    client = app.test_client()
    signed_in(client, CLERK)

    assert "not the same" in sent(client, "/me/pin", pin="8264", again="8265").text
    assert "others would try" in sent(client, "/me/pin", pin="1234", again="1234").text
    clock.now += timedelta(minutes=11)
    assert sent(client, "/me/pin", pin="8264", again="8264").location.startswith("/me/prove?")
    sent(client, "/me/prove", password=PASSWORD)
    assert sent(client, "/me/pin", pin="8264", again="8264").location == "/me/pin?saved=1"
    with database.reading() as session:
        (row,) = session.connection().exec_driver_sql("SELECT hashed FROM pin").scalars()
        deeds = [one.what for one in entries_of(session, f"account {CLERK}")]
    assert row.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "set PIN" in deeds
    assert b"8264" not in b"".join(path.read_bytes() for path in settings.data_folder.glob("shop*"))


def test_a_manager_shares_the_device_he_holds_and_it_locks_itself_from_then_on(
    app, clock, database
):
    client = app.test_client()
    signed_in(client, BOSS)
    assert sent(client, "/tablets", name=" ").status_code == 422
    assert sent(client, "/tablets", name="By the mirror").location == "/tablets"

    assert 'data-seconds="180"' in client.get("/tablets").text
    clock.now += timedelta(seconds=181)
    assert client.get("/tablets").location == "/tablet"
    signed_in(client, CLERK)
    sent(client, "/me/pin", pin="8264", again="8264")
    assert sent_from(client, "/me/account", "/tablet/lock").location == "/tablet"
    assert opened(client, CLERK).location == "/me/account"
    with database.reading() as session:
        (one,) = list_tablets(session)
        told = [(entry.who, entry.what) for entry in entries_of(session, f"tablet {one.id}")]
    assert told == [
        (BOSS, "shared tablet"),
        (BOSS, "tablet locked itself"),
        (CLERK, "opened tablet by password"),
        (CLERK, "locked tablet"),
        (CLERK, "opened tablet by pin"),
    ]


def test_a_pin_opens_only_where_the_password_was_given_that_day(app, tablet, clock):
    assert "Clerk Amrani" in tablet.get("/tablet").text
    assert opened(tablet, CLERK).location == "/"
    assert is_in(tablet, CLERK)

    elsewhere = app.test_client()
    assert elsewhere.get(f"/tablet/{CLERK}").status_code == 404
    clock.now += timedelta(hours=12)
    assert "Clerk Amrani" not in tablet.get("/tablet").text
    assert tablet.get(f"/tablet/{CLERK}").status_code == 404


def test_a_new_session_begins_with_each_switch_and_the_old_cookie_opens_nothing(app, tablet):
    opened(tablet, CLERK)
    old = tablet.get_cookie("visit").value
    sent_from(tablet, "/me/account", "/tablet/lock")
    opened(tablet, OTHER)

    assert is_in(tablet, OTHER)
    thief = app.test_client()
    thief.set_cookie("visit", old)
    assert not is_in(thief, CLERK)


def test_after_five_wrong_pins_only_the_password_opens_and_gives_the_pin_back(tablet, database):
    for _ in range(5):
        assert opened(tablet, CLERK, "0000").status_code == 403
    right = sent_from(tablet, f"/tablet/{OTHER}", f"/tablet/{CLERK}", pin=PIN[CLERK])
    assert right.status_code == 403
    assert "Too many PINs" in tablet.get(f"/tablet/{CLERK}").text
    assert "Password needed" in tablet.get("/tablet").text
    assert opened(tablet, OTHER).status_code == 303

    signed_in(tablet, CLERK)
    sent_from(tablet, "/me/account", "/tablet/lock")
    assert opened(tablet, CLERK).status_code == 303
    with database.reading() as session:
        (one,) = list_tablets(session)
        refused = [e for e in entries_of(session, f"tablet {one.id}") if e.what == "refused PIN"]
    assert {one.who for one in refused} == {CLERK}
    assert len(refused) == 6


def test_a_scanner_on_a_french_keyboard_types_a_pin(tablet):
    assert opened(tablet, CLERK, "_é-'").status_code == 303


@pytest.mark.parametrize(("seconds", "stands"), [(179, True), (181, False)])
def test_the_server_locks_after_three_minutes_to_the_second(tablet, clock, seconds, stands):
    opened(tablet, CLERK)
    clock.now += timedelta(seconds=seconds)
    assert is_in(tablet, CLERK) == stands
    clock.now -= timedelta(hours=1)
    assert is_in(tablet, CLERK) == stands  # A clock set back opens nothing again.


def test_what_was_typed_comes_back_to_who_typed_it_and_to_nobody_else(tablet, database):
    typed = [["/customers note", 0, LEFT], ["/customers shop", 0, True]]
    opened(tablet, CLERK)
    assert left(tablet, "/me/pin?saved=1", typed).location == "/tablet"
    with database.reading() as session:
        (closed,) = session.connection().exec_driver_sql("SELECT sealed FROM kept_form").scalars()
    assert LEFT not in closed

    assert opened(tablet, OTHER).location == "/"
    assert tablet.get("/tablet/form").status_code == 404
    assert LEFT not in tablet.get("/me/account").text
    sent_from(tablet, "/me/account", "/tablet/lock")

    assert opened(tablet, CLERK).location == "/me/pin?saved=1"
    assert "data-form=" in tablet.get("/me/pin?saved=1").text
    assert tablet.get("/tablet/form").json == {"place": "/me/pin?saved=1", "typed": typed}
    sent_from(tablet, "/me/account", "/tablet/form")
    assert tablet.get("/tablet/form").status_code == 404
    assert "data-form=" not in tablet.get("/me/pin?saved=1").text


def test_what_is_sent_to_a_tablet_that_has_locked_itself_is_taken_once_its_owner_is_back(
    tablet, clock
):
    opened(tablet, CLERK)
    hidden = dict(HIDDEN.findall(tablet.get("/me/account").text))
    clock.now += timedelta(minutes=4)
    fields = {**hidden, "visit": "none", "note": LEFT}
    answer = tablet.post("/me/account/visits/end", data=fields)

    assert answer.location == "/tablet"
    assert opened(tablet, OTHER).location == "/"
    assert LEFT not in tablet.get("/tablet/resume", follow_redirects=True).text
    sent_from(tablet, "/me/account", "/tablet/lock")
    assert opened(tablet, CLERK).location == "/tablet/resume"
    page = tablet.get("/tablet/resume").text
    assert 'action="/me/account/visits/end"' in page
    assert f'name="note" value="{LEFT}"' in page
    assert hidden["csrf_token"] not in page


def test_htmx_is_led_to_the_lock_and_the_visit_keeps_what_it_kept(tablet, clock):
    opened(tablet, CLERK)
    clock.now += timedelta(minutes=4)
    answer = tablet.get("/orders", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/tablet")


def test_a_form_is_given_back_to_who_gives_his_password_instead_and_only_within_twelve_hours(
    tablet, clock
):
    opened(tablet, CLERK)
    left(tablet, "/me/pin", [["/me/pin note", 0, LEFT]])
    assert signed_in(tablet, CLERK).location == "/me/pin"
    left(tablet, "/me/pin", [["/me/pin note", 0, LEFT]])
    clock.now += timedelta(hours=12, seconds=1)
    assert signed_in(tablet, CLERK).location == "/"


def test_a_forged_lock_keeps_nothing(tablet, database):
    opened(tablet, CLERK)
    assert tablet.post("/tablet/lock", data={"place": "/", "typed": "[]"}).status_code == 400
    with database.reading() as session:
        assert session.get(KeptFormRow, (list_tablets(session)[0].id, CLERK)) is None


@pytest.mark.parametrize("typed", ["no JSON", '{"a": 1}', "[1]"])
def test_what_no_script_of_ours_gathers_is_refused(tablet, typed):
    opened(tablet, CLERK)
    answer = sent_from(tablet, "/me/account", "/tablet/lock", typed=typed)
    assert answer.status_code == 400


def test_no_pin_leads_round_the_second_factor_nor_into_a_delicate_act(
    settings, tablet, clock, database
):
    opened(tablet, CLERK)
    assert sent(tablet, "/me/pin", pin="7391", again="7391").location.startswith("/me/prove?")

    signed_in(tablet, BOSS)
    sent(tablet, "/me/pin", pin="7391", again="7391")
    sent_from(tablet, "/me/account", "/tablet/lock")
    assert opened(tablet, BOSS, "7391").status_code == 303
    strict = Settings.from_environment(
        {"SURMESURE_DATA": str(settings.data_folder), "DATABASE_URL": settings.database_url}
    )
    client = create_app(strict, engines={}, database=database, now=clock).test_client()
    client.set_cookie("device", tablet.get_cookie("device").value)
    assert client.get(f"/tablet/{BOSS}").status_code == 404
    assert "Boss" not in client.get("/tablet").text


def test_who_is_disabled_opens_nothing_by_his_pin(tablet, database, clock):
    with database.recording() as session:
        disable_account(session, CLERK, BOSS, clock.now)
    assert tablet.get(f"/tablet/{CLERK}").status_code == 404


def test_a_tablet_shared_no_more_asks_for_the_password_and_keeps_nothing(tablet, database):
    opened(tablet, CLERK)
    left(tablet, "/me/pin", [["/me/pin note", 0, LEFT]])
    signed_in(tablet, BOSS)
    with database.reading() as session:
        (one,) = list_tablets(session)
    sent_from(tablet, "/tablets", f"/tablets/{one.id}/end")
    tablet.delete_cookie("visit")

    assert tablet.get("/tablet").location == "/sign-in"
    assert tablet.get(f"/tablet/{CLERK}").status_code == 404
    assert tablet.get("/orders").location.startswith("/sign-in?")
    with database.reading() as session:
        assert not session.connection().exec_driver_sql("SELECT * FROM kept_form").all()


def test_only_a_page_on_a_shared_tablet_carries_the_lock(app, tablet):
    alone = app.test_client()
    signed_in(alone, CLERK)
    assert "tablet.js" not in alone.get("/me/account").text
    opened(tablet, CLERK)
    assert 'data-seconds="180"' in tablet.get("/me/account").text
