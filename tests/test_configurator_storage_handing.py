"""Handing messages over: each leaves by its channel once, and the log has what we told."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from configurator.jobs.mail import message
from configurator.message_words import say
from configurator.sealing import LETTERS, sealing_keys
from configurator.smtp import Smtp
from configurator.storage.bounces import Bounce, note_bounce, out_of_reach
from configurator.storage.carried import told
from configurator.storage.customers import Customer, create_customer
from configurator.storage.deciding import CannotBeSaid
from configurator.storage.events import tell
from configurator.storage.identity import history_of, prove_contact
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.outbox import list_waiting
from configurator.storage.pairs import Decision
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tasks import Outcome, end_task, open_tasks
from customers.dialogue.message import Intent, Nature
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.rights.purpose import Channel
from tests.shop import NOON

DAY = timedelta(days=1)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "+33 6 12 34 56 78", NOON)
SERVICE = Intent(
    *("m", Nature.SERVICE, "orders", "it is known", "collected within 5 days"),
    *(NOON, NOON + 5 * DAY, (Channel.EMAIL,)),
)
SELLING = replace(SERVICE, nature=Nature.SELLING, purpose="similar")


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def settings(settings):
    return replace(settings, smtp=Smtp("127.0.0.1", 9, "shop@shop.example"))


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
        spoken = Telling("language", "fr", Source.PERSON, 70)
        at_shop = ("spoke", ANNA.id, Kind.VISITED, NOON, NOON, Medium.SHOP)
        tell(session, Event(*at_shop, tellings=(spoken,)))
    return database


def sent(session, settings, channel, intent=SERVICE, **said):
    """The message of that id, planned, decided on and said."""
    id_ = said.get("id_", "m1")
    words = said.get("words", "ready")
    plan_messages(session, [Planned(id_, ANNA.id, replace(intent, id=id_), words)], NOON)
    row = session.get(MessageRow, id_)
    row.state, row.channel, row.sent_at = "sent", channel.value, NOON
    say(session, settings, row, NOON)
    return row


def letters(session, settings):
    return list_waiting(session, sealing_keys(settings, LETTERS), NOON)


def test_mail_to_sell_can_be_stopped_by_one_click_and_mail_of_service_by_a_link(database, settings):
    with database.recording() as session:
        sent(session, settings, Channel.EMAIL, SELLING, words="may_leave", id_="sells")
        sent(session, settings, Channel.EMAIL)
    with database.reading() as session:
        by_id = {one.id: one for one in letters(session, settings)}
    sells, serves = (
        message_from_bytes(message(by_id[id_], settings).as_bytes(), policy=default)
        for id_ in ("sells", "m1")
    )

    assert sells["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sells["List-Unsubscribe"].strip("<>")
    assert address.startswith(f"{settings.public_address}/consent/stop/")
    assert serves["List-Unsubscribe"] is None
    for mail in (sells, serves):
        plain, page = (one.get_content() for one in mail.iter_parts())
        assert "/consent/stop/" in plain
        assert "/consent/stop/" in page
        assert "Bonjour Anna Ek," in plain
        assert f"{settings.public_address}/m/" in plain
        assert '<html lang="fr" dir="ltr">' in page
        assert "<script" not in page
        assert "<img" not in page


def test_what_we_told_stands_in_the_log_beside_what_he_told_and_again_changes_nothing(
    database, settings
):
    with database.recording() as session:
        row = sent(session, settings, Channel.WEB)
        say(session, settings, row, NOON + DAY)
    with database.reading() as session:
        history = history_of(session, ANNA.id)
        texts = told(session, "m1")

    ours = [one for one in history if one.kind is Kind.TOLD]
    assert [(one.medium, one.document) for one in ours] == [(Medium.WEB, "m1")]
    assert ours[0].note == f"{texts.subject}\n\n{texts.body}"
    assert texts.subject == "Votre commande est prête"


def test_a_call_is_a_task_done_once_and_its_words_are_in_it(database, settings):
    with database.recording() as session:
        sent(session, settings, Channel.PHONE)
        (line,) = open_tasks(session)
        assert end_task(session, "m1", Outcome.REACHED, "sam", NOON)
        assert not end_task(session, "m1", Outcome.NO_MORE, "sam", NOON)

        assert (line.name, line.phone) == (ANNA.name, ANNA.phone)
        assert line.task.says.startswith("Votre commande est prête")
        assert open_tasks(session) == ()


def test_what_nobody_has_words_for_is_not_handed_over(database, settings):
    with database.recording() as session, pytest.raises(CannotBeSaid):
        sent(session, settings, Channel.EMAIL, words="poem")


def test_an_address_that_took_no_letter_is_out_of_reach_until_it_is_proved_anew(database, settings):
    with database.recording() as session:
        row = sent(session, settings, Channel.EMAIL)
        bounce = Bounce("m1", ANNA.email.upper(), "5.1.1")
        assert note_bounce(session, bounce, NOON)
        assert row.bounced_at == NOON
        assert out_of_reach(session, [ANNA.id]) == {ANNA.id}
        with pytest.raises(CannotBeSaid):
            sent(session, settings, Channel.EMAIL, id_="m2")
        prove_contact(session, ANNA.id, "email", ANNA.email, Decision("d", "letter", NOON + DAY))
        assert out_of_reach(session, [ANNA.id]) == frozenset()
        assert note_bounce(session, bounce, NOON + 2 * DAY)
        assert out_of_reach(session, [ANNA.id]) == {ANNA.id}
        assert not note_bounce(session, Bounce("unknown", ANNA.email, "5.1.1"), NOON)
