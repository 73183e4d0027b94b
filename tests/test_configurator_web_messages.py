"""Messages on the web: read by their person alone, counted when followed, called, posted, back."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from configurator.message_words import say
from configurator.own_copy import as_json, own_copy
from configurator.sealing import LETTERS, sealing_keys
from configurator.storage.accounts import Role
from configurator.storage.bounces import out_of_reach
from configurator.storage.channels import enabled_channels
from configurator.storage.consents import standing_of
from configurator.storage.customers import Customer, create_customer
from configurator.storage.events import events_of, tell
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.outbox import list_waiting
from configurator.storage.own_messages import count_new
from configurator.storage.retention import silent
from configurator.storage.sends import sends
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.message import Intent, Nature
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.rights.consent import may
from customers.rights.purpose import Channel
from tests.shop import NOON
from tests.web import form, sent

TOKEN = "t" * 40
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
FAR = timedelta(days=40)
ANNA = Customer("anna", "Anna Ek", "anna@example.org", "+33 6 12 34 56 78", NOON)
ASKS = Intent(
    *("m", Nature.ASKING, "asking", "the next pair fits", "fit_told within 14 days"),
    *(NOON, NOON + FAR, (Channel.WEB,)),
)


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def environ():
    return {"SURMESURE_REPORTS_TOKEN": TOKEN}


@pytest.fixture
def database(database):
    home = {"street": "2, rue Haute", "postcode": "75002", "town": "Paris"}
    told = tuple(Telling(key, value, Source.PERSON, 70) for key, value in home.items())
    with database.recording() as session:
        create_customer(session, ANNA, "sam")
        create_customer(session, replace(ANNA, id="eve", name="Eve", email="e@x.example"), "sam")
        visit = Event("v", ANNA.id, Kind.VISITED, NOON, NOON, Medium.SHOP, tellings=told)
        tell(session, visit, Event("b", ANNA.id, Kind.BOUGHT, NOON, NOON, Medium.SHOP))
    return database


@pytest.fixture
def told(database, settings):
    """Says a message to Anna by a channel."""

    def by(channel, id_="m1", intent=ASKS):
        with database.recording() as session:
            intent = replace(intent, id=id_, programme="how_does_it_fit")
            plan_messages(session, [Planned(id_, ANNA.id, intent, "how_does_it_fit")], NOON)
            row = session.get(MessageRow, id_)
            row.state, row.channel, row.sent_at = "sent", channel.value, NOON
            say(session, settings, row, NOON)

    return by


@pytest.fixture
def anna(signed_in):
    return signed_in(Role.CUSTOMER, "Anna", ANNA.id)


def row_of(database, id_="m1"):
    with database.reading() as session:
        row = session.get(MessageRow, id_)
        session.expunge(row)
    return row


def test_a_message_is_new_until_its_person_opens_it_and_nobody_else_can(
    told, anna, signed_in, database
):
    told(Channel.WEB)
    page = anna.get("/me/messages").text
    assert "1 new message." in page
    assert "1 new message" in anna.get("/me").text
    (address,) = re.findall(r'href="(/me/messages/[^"]+)"', page)
    assert signed_in(Role.CUSTOMER, "Eve", "eve").get(address).status_code == 404
    with database.reading() as session:
        assert count_new(session, ANNA.id) == 1

    assert "How does it fit?" in anna.get(address).text
    with database.reading() as session:
        assert count_new(session, ANNA.id) == 0
    assert row_of(database).clicked_at is None


def test_one_click_from_any_message_is_a_no_that_counts_at_once(told, client, database, settings):
    told(Channel.EMAIL)
    with database.reading() as session:
        (mail,) = list_waiting(session, sealing_keys(settings, LETTERS), NOON)
        assert may(standing_of(session, ANNA.id, NOON), "asking", Channel.EMAIL, NOON.date())
    place = mail.stop.removeprefix(settings.public_address)
    one_click = {"List-Unsubscribe": "One-Click"}  # As RFC 8058 has it, and nothing else.
    assert client.get(place).status_code == 200
    assert [client.post(place, data=one_click).status_code for _ in range(2)] == [200, 200]
    with database.reading() as session:
        assert not may(standing_of(session, ANNA.id, NOON), "asking", Channel.EMAIL, NOON.date())


def test_what_we_told_stands_on_his_timeline_and_in_his_copy_beside_what_he_told(
    told, staff, database
):
    told(Channel.LETTER)
    page = staff.get(f"/customers/{ANNA.id}").text
    assert "We wrote" in page
    assert "How does it fit?" in page
    assert "Visited the shop" in page
    copy = own_copy(database, ANNA.id, (), NOON)
    assert "Four taps tell us where it is tight" in as_json(copy, "en")
    assert "2, rue Haute" in as_json(copy, "en")


def test_a_click_is_noted_once_and_renews_retention_and_opening_does_not(
    told, anna, client, clock, database
):
    told(Channel.WEB)
    clock.passes(days=30)
    anna.get("/me/messages/m1")
    with database.reading() as session:
        assert ANNA.id in {one.person for one in silent(session, clock.now, 9)}
    for _ in range(2):
        answer = client.get("/m/m1", headers={"User-Agent": BROWSER})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/me")
        clock.passes(days=1)
    with database.reading() as session:
        clicks = [one for one in events_of(session, [ANNA.id]) if one.kind is Kind.CLICKED]
        late = {one.person for one in silent(session, NOON + timedelta(days=20), 9)}

    assert late == {"eve"}
    assert [one.at for one in clicks] == [NOON + timedelta(days=30)]
    assert row_of(database).clicked_at == NOON + timedelta(days=30)
    assert client.get("/m/unknown").status_code == 404


MACHINES = [
    ("HEAD", {"User-Agent": BROWSER}, 3600),
    ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, 3600),
    ("GET", {"User-Agent": "Mozilla/5.0 Mimecast Targeted Threat Protection"}, 3600),
    ("GET", {"User-Agent": "curl/8.5"}, 3600),
    ("GET", {"User-Agent": ""}, 3600),
    ("GET", {"User-Agent": BROWSER, "Sec-Purpose": "prefetch;prerender"}, 3600),
    ("GET", {"User-Agent": BROWSER, "Purpose": "preview"}, 3600),
    ("GET", {"User-Agent": BROWSER}, 5),
]
"""How programs look at an address: method, headers, and seconds after it was sent."""


@pytest.mark.parametrize("machine", MACHINES)
def test_a_machine_is_led_on_and_not_counted(told, client, clock, database, machine):
    method, headers, seconds = machine
    told(Channel.EMAIL)
    clock.passes(seconds=seconds)

    assert client.open("/m/m1", method=method, headers=headers).status_code == 303
    assert row_of(database).clicked_at is None


def test_shares_of_what_was_sent_come_with_their_number_and_limits(told, client, clock, database):
    for number in range(10):
        told(Channel.WEB, f"m{number}")
    clock.passes(hours=1)
    for number in (1, 1, 2):
        client.get(f"/m/m{number}", headers={"User-Agent": BROWSER})
    with database.recording() as session:
        session.get(MessageRow, "m9").bounced_at = NOON
        session.get(MessageRow, "m3").order_number = "26-1001"
    with database.reading() as session:
        (found,) = sends(session)

    assert (found.sent, found.arrived, found.clicked, found.ordered) == (10, 9, 2, 1)
    # Wilson (1927), by hand: 2 of 9 is between .063 and .547, 1 of 9 between .020 and .435.
    assert [round(one, 3) for one in (found.clicks.low, found.clicks.high)] == [0.063, 0.547]
    assert [round(one, 3) for one in (found.orders.low, found.orders.high)] == [0.02, 0.435]


def test_what_came_of_messages_is_shown_to_who_answers_for_it(told, signed_in):
    told(Channel.WEB)
    marketer = signed_in(Role.MARKETER)
    assert "How does it fit?" in marketer.get("/messages/results").text
    for spoken in ("en", "fr", "ar"):
        assert "26-1047" in marketer.get(f"/messages/texts?in={spoken}").text
    mail = marketer.get("/messages/texts/ready/mail?in=ar").text
    assert '<html lang="ar" dir="rtl">' in mail
    assert marketer.get("/messages/texts/poem/mail").status_code == 404


def test_who_wants_no_calls_is_called_no_more(told, staff, database):
    told(Channel.PHONE)
    page = staff.get("/tasks").text
    assert ANNA.phone in page
    assert "How does it fit?" in page
    said = form(page, "/tasks/m1") | {"outcome": "no_more"}
    for _ in range(2):
        assert staff.post("/tasks/m1", data=said).status_code == 303
    assert staff.post("/tasks/m1", data=said | {"outcome": "done"}).status_code == 400
    with database.reading() as session:
        standing = standing_of(session, ANNA.id, NOON)

    assert not may(standing, "marketing", Channel.PHONE, NOON.date())
    assert not may(standing, "asking", Channel.PHONE, NOON.date())
    assert may(standing, "service", Channel.PHONE, NOON.date())
    assert "Nothing is to be done" in staff.get("/tasks").text


def test_who_was_reached_was_told_it(told, staff, database):
    told(Channel.PHONE)
    assert "How does it fit?" not in str(kinds(database))
    sent(staff, "/tasks", "/tasks/m1", outcome="reached")
    assert (Kind.TOLD, Medium.PHONE) in kinds(database)


def test_letters_are_printed_for_the_window_and_posted_once(told, staff):
    told(Channel.LETTER)
    page = staff.get("/post").text
    answer = staff.get("/post/letters.pdf")
    sheet = PdfReader(io.BytesIO(answer.data)).pages[0]
    places = dict[str, tuple[float, float]]()

    def placed(text, page, line, *_font):
        across, up = page[0] * line[4] + page[4], page[3] * line[5] + page[5]
        places[text.strip()] = across, up

    sheet.extract_text(visitor_text=placed)
    left, baseline = next(place for text, place in places.items() if text.startswith(ANNA.name))
    # The zone of the address: from 110 mm at the left and 50 mm from the top, 35 mm high.
    assert mm(left) == pytest.approx(110, abs=1)
    assert 50 <= 297 - mm(baseline) <= 60

    said = form(page, "/post") | {"letter": "m1"}
    assert staff.post("/post", data=said).status_code == 303
    assert "No letter waits." in staff.get("/post").text


REPORT = """\
From: mailer-daemon@mail.example
Content-Type: multipart/report; report-type={kind}; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

It could not be delivered.
--b
{about}
--b
Content-Type: message/rfc822

Message-ID: <m1@shop.example>
To: anna@example.org
Subject: Hello

Hello
--b--
"""
STATUS = """\
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: {status}
"""
FEEDBACK = """\
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
"""


def reported(client, text, token=TOKEN):
    """The answer to a report that a mail server posts."""
    headers = {"Authorization": f"Bearer {token}"}
    return client.post(
        "/mail/reports", data=text.encode(), headers=headers, content_type="message/rfc822"
    )


def test_a_letter_that_came_back_for_good_is_noted_and_a_late_one_is_not(told, client, database):
    told(Channel.EMAIL)
    delivery = "delivery-status"
    late = REPORT.format(kind=delivery, about=STATUS.format(action="delayed", status="4.4.1"))
    failed = REPORT.format(kind=delivery, about=STATUS.format(action="failed", status="5.1.1"))

    assert reported(client, failed, "wrong").status_code == 404
    assert reported(client, late).json == {"taken": 0}
    assert reported(client, "Subject: hello\n\nno report").json == {"taken": 0}
    assert row_of(database).bounced_at is None
    assert reported(client, failed).json == {"taken": 1}
    assert row_of(database).bounced_at == NOON
    with database.reading() as session:
        assert out_of_reach(session, [ANNA.id]) == {ANNA.id}


def test_a_complaint_to_the_mail_server_is_a_no(told, client, database):
    told(Channel.EMAIL)
    text = REPORT.format(kind="feedback-report", about=FEEDBACK)
    assert [reported(client, text).json for _ in range(2)] == [{"taken": 1}] * 2
    with database.reading() as session:
        standing = standing_of(session, ANNA.id, NOON)
    assert not may(standing, "asking", Channel.EMAIL, NOON.date())
    assert not may(standing, "marketing", Channel.EMAIL, NOON.date())


def test_a_channel_carries_nothing_before_its_whole_list_passed(signed_in, client, database):
    manager = signed_in(Role.MANAGER)

    def enabled():
        with database.reading() as session:
            return enabled_channels(session)

    page = manager.get("/channels").text
    assert page.count("not in use") == 5
    unsent = form(page, "/channels/email/arrived")
    assert manager.post("/channels/email/arrived", data=unsent).status_code == 409
    assert enabled() == set()

    sample = manager.get("/channels/phone/test").text
    (stop,) = re.findall(r'href="[^"]*(/channels/stop/[^"]+)"', sample)
    sent(manager, "/channels", "/channels/phone/arrived")
    sent(manager, "/channels", "/channels/phone/fallback", other="letter")
    same = form(page, "/channels/phone/fallback") | {"other": "phone"}
    assert manager.post("/channels/phone/fallback", data=same).status_code == 400
    assert client.get(stop).status_code == 200
    assert enabled() == set()
    sent(client, stop)
    assert enabled() == {Channel.PHONE}
    assert client.get("/channels/stop/forged").status_code == 404
    sent(manager, "/channels", "/channels/phone/close")
    assert enabled() == set()


def kinds(database):
    with database.reading() as session:
        return [(one.kind, one.medium) for one in events_of(session, [ANNA.id])]


def mm(points):
    return points / 72 * 25.4
