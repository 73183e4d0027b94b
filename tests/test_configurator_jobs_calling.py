"""Calls to other systems: signed, made once, tried again, and told what becomes of a person."""

import base64
import hmac
import json
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from configurator.bad_settings import BadSetting
from configurator.hook import Hook
from configurator.jobs.work import run_due_jobs
from configurator.message_words import say
from configurator.storage.channels import has_left
from configurator.storage.consents import note_consent
from configurator.storage.customers import Customer, create_customer, get_customer, save_customer
from configurator.storage.erasing import ask_erasure
from configurator.storage.hooks import SMS, call_to_test, count_calls, failing_calls
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.message import Intent, Nature
from customers.rights.consent import EVERYTHING, Consent, Said, Source
from customers.rights.purpose import Channel
from tests.shop import NOON

KEY = "k" * 32
HOUR = timedelta(hours=1)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "+33 6 12 34 56 78", NOON)
READY = Intent(
    *("m1", Nature.SERVICE, "orders", "it is collected", "collected within 5 days"),
    *(NOON, NOON + 5 * 24 * HOUR, (Channel.SMS,)),
)


class Carrier(ThreadingHTTPServer):
    """Another system that keeps what it is told, or answers as it is told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.got, self.status = [], 204


class Conversation(BaseHTTPRequestHandler):
    server: Carrier

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), content))
        self.send_response(self.server.status)
        self.send_header("Location", "http://elsewhere.example/")
        self.end_headers()

    def log_message(self, *_said):
        """Nothing is written to the console."""


@pytest.fixture
def carrier():
    with Carrier() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield made
        made.shutdown()


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def settings(settings, carrier):
    return replace(settings, sms=Hook(f"http://127.0.0.1:{carrier.server_address[1]}/in?a=1", KEY))


@pytest.fixture
def database(database, settings):
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
        plan_messages(session, [Planned("m1", ANNA.id, READY, "ready")], NOON)
        row = session.get(MessageRow, "m1")
        row.state, row.channel, row.sent_at = "sent", "sms", NOON
        say(session, settings, row, NOON)
    return database


def told(carrier):
    return [json.loads(content) for _, content in carrier.got]


def whats(carrier):
    return [one["what"] for one in told(carrier)]


def test_a_message_is_carried_once_by_a_signed_call(database, settings, carrier):
    for hours in range(3):
        run_due_jobs(database, settings, NOON + hours * HOUR)
    ((headers, content),) = carrier.got
    (message,) = told(carrier)

    assert message["to"] == ANNA.phone
    assert message["subject"] == "Your order is ready"
    assert "/consent/stop/" in message["stop"]
    assert "/m/m1" in message["link"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    mark = base64.b64encode(hmac.digest(KEY.encode(), signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{mark}"
    assert int(headers["webhook-timestamp"]) == int(NOON.timestamp())


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_taken_is_listed_and_tried_again_until_it_is(
    database, settings, carrier, status
):
    carrier.status = status
    run_due_jobs(database, settings, NOON)
    with database.reading() as session:
        (failing,) = failing_calls(session)
    assert (failing.last_error, failing.tries, failing.is_given_up) == (str(status), 1, False)
    carrier.status = 200
    run_due_jobs(database, settings, NOON + HOUR)

    assert [one["id"] for one in told(carrier)] == ["m1", "m1"]
    with database.reading() as session:
        assert failing_calls(session) == ()
        assert count_calls(session) == (1, 0)


def test_who_was_told_of_a_person_is_told_what_becomes_of_him(database, settings, carrier):
    run_due_jobs(database, settings, NOON)
    reference = told(carrier)[0]["person"]
    with database.recording() as session:
        anna = get_customer(session, ANNA.id)
        save_customer(session, replace(anna, phone="+33 6 00 00 00 01"), "sam", NOON)
    with database.recording() as session:
        note_consent(session, restriction(Said.WITHDRAWN))
        note_consent(session, restriction(Said.LIFTED))
    run_due_jobs(database, settings, NOON + HOUR)
    with database.recording() as session:
        ask_erasure(session, ANNA.id, "erasure", by="sam", at=NOON)
    for _ in range(3):
        run_due_jobs(database, settings, NOON + 2 * HOUR)

    assert sorted(whats(carrier)) == ["erased", "freed", "message", "rectified", "restricted"]
    assert {one["person"] for one in told(carrier)} == {reference}
    rectified = next(one for one in told(carrier) if one["what"] == "rectified")
    assert rectified["to"] == "+33 6 00 00 00 01"
    assert ANNA.id not in json.dumps(told(carrier))


def test_an_erasure_that_is_not_taken_stays_listed_though_nothing_of_the_person_does(
    database, settings, carrier
):
    run_due_jobs(database, settings, NOON)
    carrier.status = 503
    with database.recording() as session:
        ask_erasure(session, ANNA.id, "erasure", by="sam", at=NOON)
    for _ in range(2):
        run_due_jobs(database, settings, NOON + HOUR)
    with database.reading() as session:
        (failing,) = failing_calls(session)

    assert (failing.what, failing.person, failing.last_error) == ("erased", None, "503")


def test_who_was_told_of_nobody_is_told_nothing_of_others(database, settings, carrier):
    with database.recording() as session:
        berta = create_customer(session, replace(ANNA, id="berta", email="b@example.org"), "sam")
        save_customer(session, replace(berta, name="Berta Ek"), "sam", NOON)
    run_due_jobs(database, settings, NOON)

    assert whats(carrier) == ["message"]


@pytest.mark.usefixtures("carrier")
def test_a_test_passes_once_it_was_taken(database, settings):
    with database.recording() as session:
        call_to_test(session, "test-1", SMS, NOON)
        assert not has_left(session, Channel.SMS, is_shown=False)
    run_due_jobs(database, settings, NOON)
    with database.reading() as session:
        assert has_left(session, Channel.SMS, is_shown=False)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"SURMESURE_SMS": "http://carrier.example/in"}, "SURMESURE_SMS"),
        ({"SURMESURE_SMS_KEY": "short"}, "SURMESURE_SMS_KEY"),
        ({"SURMESURE_SMS_COUNTRY": "US"}, "SURMESURE_SMS_COUNTRY"),
        ({"SURMESURE_SMS_COUNTRY": ""}, "SURMESURE_SMS_COUNTRY"),
    ],
)
def test_nothing_is_told_to_a_system_without_https_key_and_declared_country(said, missing):
    whole = {
        "SURMESURE_SMS": "https://carrier.example/in",
        "SURMESURE_SMS_KEY": KEY,
        "SURMESURE_SMS_COUNTRY": "MA",
    }
    assert Hook.from_environment(whole) == Hook("https://carrier.example/in", KEY, "MA")
    assert Hook.from_environment({}) is None
    with pytest.raises(BadSetting) as refused:
        Hook.from_environment(whole | said)
    assert refused.value.name == missing
    assert KEY not in repr(Hook.from_environment(whole))


def restriction(said):
    return Consent(
        *(f"word {said}", ANNA.id, EVERYTHING, Channel.ANY, said, NOON, Source.PAGE),
        *("Only keep it.", 1, "en", "page"),
    )
