"""Sending letters: over a real connection, once, again after trouble, and nothing kept of them."""

import socketserver
import threading
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from configurator.bad_settings import BadSetting
from configurator.jobs.mail import message
from configurator.jobs.work import run_due_jobs
from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.smtp import Smtp, is_mailable
from configurator.storage.bounces import out_of_reach
from configurator.storage.customers import Customer, create_customer
from configurator.storage.jobs import LETTER, JobState, Work, find_job
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.outbox import Outgoing, empty_worthless, list_waiting, post
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_signing_in import OutgoingRow
from customers.dialogue.message import Intent, Nature
from customers.rights.purpose import Channel
from tests.shop import NOON

A_MINUTE = timedelta(minutes=1)
LETTER_TO_ANNA = Outgoing(
    id="letter-1",
    kind="sign_in_link",
    language="fr",
    recipient="anna@example.org",
    subject="Votre lien",
    body="Ouvrez\n\nhttps://shop.example/sign-in/link/secret\nÀ bientôt, œuvre\n",
    created_at=NOON,
    worthless_at=NOON + 10 * A_MINUTE,
)


class Server(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given, or answers RCPT as it is told to."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.got = list[bytes]()
        self.to_recipients = b"250 ok"


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.got.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            reply = self.server.to_recipients if verb == b"RCPT" else b"250 ok"
            self.wfile.write(reply + b"\r\n")


@pytest.fixture
def server():
    with Server() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}).start()
        yield made
        made.shutdown()


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def settings(settings, server):
    smtp = Smtp("127.0.0.1", server.server_address[1], "shop@shop.example")
    return replace(settings, smtp=smtp)


@pytest.fixture
def database(database, settings):
    with database.recording() as session:
        post(session, LETTER_TO_ANNA, sealing_keys(settings, LETTERS)[0])
    return database


def kept(database):
    with database.reading() as session:
        row = session.get(OutgoingRow, LETTER_TO_ANNA.id)
        return row.state, row.sealed


def test_a_letter_is_sent_once_and_nothing_of_it_is_kept(database, settings, server):
    assert "anna" not in kept(database)[1]
    assert run_due_jobs(database, settings, NOON) == 1
    assert run_due_jobs(database, settings, NOON + A_MINUTE) == 0

    assert len(server.got) == 1
    got = message_from_bytes(server.got[0], policy=default)
    assert (got["To"], got["From"]) == ("anna@example.org", "Surmesure <shop@shop.example>")
    assert (got["Subject"], got["Content-Language"]) == ("Votre lien", "fr")
    assert got.get_content().replace("\r\n", "\n") == LETTER_TO_ANNA.body
    assert kept(database) == ("sent", "")


def test_after_trouble_it_is_tried_again_and_what_is_refused_for_good_is_not(
    database, settings, server
):
    server.to_recipients = b"451 later"
    assert run_due_jobs(database, settings, NOON) == 0
    assert kept(database)[0] == "waiting"
    server.to_recipients = b"550 nobody here"
    run_due_jobs(database, settings, NOON + A_MINUTE)
    run_due_jobs(database, settings, NOON + 2 * A_MINUTE)

    assert kept(database) == ("refused", "")
    assert server.got == []


def test_what_is_refused_for_good_is_noted_on_its_message(database, settings, server):
    server.to_recipients = b"550 nobody here"
    email = LETTER_TO_ANNA.recipient
    intent = Intent(
        *("m1", Nature.SERVICE, "orders", "it is known", "collected within 5 days"),
        *(NOON, NOON + 10 * A_MINUTE, (Channel.EMAIL,)),
    )
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna Ek", email, "", NOON), "sam")
        plan_messages(session, [Planned("m1", "anna", intent, "ready")], NOON)
        letter = replace(LETTER_TO_ANNA, id="m1", person="anna")
        post(session, letter, sealing_keys(settings, LETTERS)[0])
    run_due_jobs(database, settings, NOON)

    with database.reading() as session:
        row = session.get(MessageRow, "m1")
        assert row is not None
        assert row.bounced_at == NOON
        assert out_of_reach(session, ["anna"]) == {"anna"}


def test_without_a_server_it_waits_and_a_worthless_letter_is_emptied_unsent(
    database, settings, server
):
    assert run_due_jobs(database, replace(settings, smtp=None), NOON) == 0
    assert run_due_jobs(database, settings, NOON + 10 * A_MINUTE) == 1
    with database.recording() as session:
        empty_worthless(session, NOON + 10 * A_MINUTE)
        job = find_job(session, Work(LETTER, LETTER_TO_ANNA.id))

    assert server.got == []
    assert job
    assert job.state is JobState.DONE
    assert kept(database) == ("worthless", "")


def test_a_letter_sealed_before_the_secret_key_was_changed_is_still_read(database, settings):
    changed = replace(settings, secret_key="k" * 64, former_secret_keys=(settings.secret_key,))
    with database.reading() as session:
        found = list_waiting(session, sealing_keys(changed, LETTERS), NOON)

    assert found == (LETTER_TO_ANNA,)


SMUGGLED = "a@b.example\r\nBcc: c@d.example"


@pytest.mark.parametrize(
    "smuggled",
    [replace(LETTER_TO_ANNA, recipient=SMUGGLED), replace(LETTER_TO_ANNA, subject=SMUGGLED)],
)
def test_no_header_can_be_smuggled_into_a_letter(settings, smuggled):
    with pytest.raises(ValueError, match=r"linefeed|newline|invalid"):
        message(smuggled, settings)


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("anna@example.org", True),
        ("a.b+c@sub.example.org", True),
        ("müller@exämple.org", True),
        ("a@b", False),
        ("a b@c.example", False),
        ("a@b.example,c@d.example", False),
        ('"a"@b.example', False),
        ("<a@b.example>", False),
        ("a@b.example\n", False),
        ("a@b..example", False),
    ],
)
def test_only_one_plain_address_is_written_to(address, good):
    assert is_mailable(address) == good


def test_a_mail_server_is_one_setting_and_a_bad_one_is_not_repeated(tmp_path):
    environ = {
        "SURMESURE_DATA": str(tmp_path),
        "SURMESURE_SMTP": "smtps://shop:p%40ss@mail.example",
        "SURMESURE_SMTP_FROM": "shop@mail.example",
        "SURMESURE_SMTP_COUNTRY": "MA",
    }
    smtp = Settings.from_environment(environ).smtp

    assert smtp == Smtp("mail.example", 465, "shop@mail.example", "shop", "p@ss", is_wrapped=True)
    assert "p@ss" not in repr(smtp)
    with pytest.raises(BadSetting) as refused:
        Settings.from_environment({**environ, "SURMESURE_SMTP": "shop:p%40ss@mail.example"})
    assert "p%40ss" not in str(refused.value)


@pytest.mark.parametrize("country", ["", "US", "Maroc"])
def test_no_letter_leaves_for_a_country_the_register_does_not_name(tmp_path, country):
    environ = {
        "SURMESURE_DATA": str(tmp_path),
        "SURMESURE_SMTP": "smtps://mail.example",
        "SURMESURE_SMTP_FROM": "shop@mail.example",
        "SURMESURE_SMTP_COUNTRY": country,
    }
    with pytest.raises(BadSetting, match="SURMESURE_SMTP_COUNTRY must say where it stands"):
        Settings.from_environment(environ)
    here = Settings.from_environment({**environ, "SURMESURE_SMTP": "smtp://localhost"})
    assert here.smtp
