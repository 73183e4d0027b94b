"""Signing in by a letter: who gets a link, what it opens, and what strangers and scanners learn."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from configurator.app import create_app
from configurator.sealing import LETTERS, sealing_keys
from configurator.storage.accounts import Account, Role, create_account, disable_account
from configurator.storage.audit import entries_of
from configurator.storage.customers import customer_of
from configurator.storage.outbox import list_waiting
from configurator.storage.pairs import contacts_of
from tests.shop import NOON, PASSWORD
from tests.web import HIDDEN

ANNA = Account("anna", "anna@example.org", "Anna", Role.CUSTOMER, NOON)
SAMIR = Account("samir", "samir@example.org", "Samir", Role.MANAGER, NOON)
LINK = re.compile(r"https://shop\.example(/sign-in/link/\S+)")


@pytest.fixture
def environ():
    return {"SURMESURE_ADDRESS": "https://shop.example"}


@pytest.fixture
def settings(settings):
    return replace(settings, is_demo=True)


@pytest.fixture
def database(database, hashed):
    with database.recording() as session:
        for account in (ANNA, SAMIR):
            create_account(session, account, hashed, "test")
    return database


@pytest.fixture
def engines():
    return {}


def asked(client, address, **fields):
    """Fill in and send the form at `address`, by https as the shop is served."""
    hidden = dict(HIDDEN.findall(got(client, address).text))
    return sent(client, address, **hidden, **fields)


def got(client, address):
    return client.get(address, base_url="https://shop.example")


def sent(client, address, **fields):
    # A browser on a page that says no-referrer names no page it came from.
    is_landing = "/link/" in address
    headers = {} if is_landing else {"Referer": "https://shop.example/"}
    return client.post(address, data=fields, base_url="https://shop.example", headers=headers)


def letters(database, settings, at=NOON):
    with database.reading() as session:
        return list_waiting(session, sealing_keys(settings, LETTERS), at)


def linked(client, database, settings, email=ANNA.email) -> str:
    """The address in the letter that asking for one makes."""
    asked(client, "/sign-in/link", email=email)
    return link_in(letters(database, settings)[0].body)


def link_in(body: str) -> str:
    found = LINK.search(body)
    assert found, body
    return found[1]


def is_in(client) -> bool:
    return got(client, "/me/account").status_code == 200


def test_a_link_signs_in_after_scanners_looked_at_it_five_times_and_only_once(
    app, client, database, settings
):
    link = linked(client, database, settings)
    for _ in range(5):
        scanned = got(app.test_client(), link)
        assert scanned.headers["Referrer-Policy"] == "no-referrer"
        assert '<meta name="referrer" content="no-referrer">' in scanned.text
    first, second = asked(client, link), got(client, link)

    assert (first.status_code, first.location) == (303, "/")
    assert is_in(client)
    assert "Ask for a link here" in second.text
    with database.reading() as session:
        deeds = [entry.what for entry in entries_of(session, "account anna")]
    assert deeds == ["created", "asked for a link", "used link", "changed password"]


def test_the_link_proves_the_address_and_puts_an_unproved_password_out_of_use(
    client, app, database, settings
):
    asked(client, linked(client, database, settings))
    with database.recording() as session:
        own = customer_of(session, ANNA, "unused", NOON)
        proved = [one.kind for one in contacts_of(session, own.id) if one.is_proved]
    thief = app.test_client()
    tried = asked(thief, "/sign-in", email=ANNA.email, password=PASSWORD)

    assert proved == ["email"]
    assert tried.status_code == 422


def test_who_registers_keeps_the_password_when_he_opens_the_letter(client, database, settings):
    asked(client, "/register", name="Ben", email="ben@example.org", password=PASSWORD)
    asked(client, link_in(letters(database, settings)[0].body))
    sent(client, "/sign-out", **dict(HIDDEN.findall(got(client, "/me/account").text)))

    assert not is_in(client)
    assert asked(client, "/sign-in", email="ben@example.org", password=PASSWORD).status_code == 303


@pytest.mark.parametrize("email", [ANNA.email, SAMIR.email, "nobody@example.org"])
def test_the_answer_is_the_same_whoever_has_the_address(client, database, settings, email):
    answer = asked(client, "/sign-in/link", email=email)
    written = letters(database, settings)

    assert (answer.status_code, answer.location) == (303, "/sign-in/link/sent")
    assert [letter.recipient for letter in written] == [email]
    assert bool(LINK.search(written[0].body)) == (email == ANNA.email)
    assert email not in got(client, "/sign-in/link/sent").text


def test_another_browser_is_refused_with_a_way_on_and_the_link_stays_good(
    app, client, database, settings
):
    link = linked(client, database, settings)
    other = app.test_client()
    asked(other, "/sign-in/link", email="nobody@example.org")
    fields = dict(HIDDEN.findall(got(other, link).text))
    refused = sent(other, link, **fields)

    assert refused.status_code == 422
    assert 'href="/sign-in/link"' in refused.text
    assert not is_in(other)
    assert asked(client, link).status_code == 303


def test_two_who_use_a_link_at_once_are_one_who_gets_in(app, client, database, settings):
    link = linked(client, database, settings)
    fields = dict(HIDDEN.findall(got(client, link).text))
    cookies = "; ".join(
        f"{name}={client.get_cookie(name, 'shop.example').value}"
        for name in ("__Host-asked", "__Host-form")
    )

    def use(_number):
        return app.test_client(use_cookies=False).post(
            link,
            data=fields,
            base_url="https://shop.example",
            headers={"Cookie": cookies},
        )

    with ThreadPoolExecutor(2) as pool:
        answers = [answer.status_code for answer in pool.map(use, range(2))]

    assert sorted(answers) == [303, 422]


def test_a_link_ends_after_ten_minutes_and_with_the_account(client, database, settings, clock):
    late, barred = (linked(client, database, settings) for _ in range(2))
    clock.now += timedelta(minutes=10)
    assert asked(client, late).status_code == 422
    clock.now = NOON
    with database.recording() as session:
        disable_account(session, ANNA.id, "test", NOON)
    assert asked(client, barred).status_code == 422
    assert not is_in(client)


def test_asking_again_and_again_is_refused(client):
    for _ in range(10):
        assert asked(client, "/sign-in/link", email=ANNA.email).status_code == 303
    late = asked(client, "/sign-in/link", email=ANNA.email)

    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "email", ["", "a@b", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.ex>"]
)
def test_what_is_no_single_address_gets_no_letter(client, database, settings, email):
    assert asked(client, "/sign-in/link", email=email).status_code in {303, 422}
    assert all(one.recipient == email for one in letters(database, settings))
    assert "," not in "".join(one.recipient for one in letters(database, settings))


def test_links_name_our_public_address_whatever_host_was_asked(client, database, settings):
    fields = dict(HIDDEN.findall(got(client, "/sign-in/link").text))
    client.post(
        "/sign-in/link",
        data={**fields, "email": ANNA.email},
        base_url="https://shop.example",
        headers={"Referer": "https://shop.example/", "X-Forwarded-Host": "evil.example"},
    )

    assert "https://shop.example/sign-in/link/" in letters(database, settings)[0].body


def test_no_link_and_no_address_is_logged_or_kept_readable(client, database, settings, capsys):
    link = linked(client, database, settings)
    asked(client, link)
    logged = capsys.readouterr().err
    with database.reading() as session:
        rows = str(session.connection().exec_driver_sql("SELECT * FROM outgoing").all())
        rows += str(session.connection().exec_driver_sql("SELECT * FROM sign_in_link").all())

    assert '"route": "/sign-in/link/<secret>"' in logged
    for text in (logged, rows):
        assert link.rpartition("/")[2] not in text
        assert ANNA.email not in text


def test_only_a_demo_shows_its_letters(settings, database, client):
    asked(client, "/sign-in/link", email=ANNA.email)
    real = create_app(replace(settings, is_demo=False), engines={}, database=database)

    assert "Your link to sign in" in got(client, "/mailbox").text
    assert got(real.test_client(), "/mailbox").status_code == 404
    assert got(real.test_client(), "/sign-in/link").status_code == 303  # Nobody would send it.
