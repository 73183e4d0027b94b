"""Consent as customers, the counter and readers of letters meet it."""

import re

import pytest

from configurator.api.bearer import KIND
from configurator.sealing import LETTERS, sealing_keys
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.consents import words_of
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database, open_database
from configurator.storage.outbox import list_waiting
from configurator.storage.viewing import tell_looks
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.sessions import lifetimes
from customers.rights.consent import Said
from customers.rights.purpose import Channel
from customers.rights.register import register
from tests.shop import NOON
from tests.web import FORM, hidden

LINK = re.compile(r"/consent/\w+/[\w.-]+")
TRACKING = register().purposes["tracking"].asked[Channel.WEB].text["en"]
DESIGN = "/designs/jeans/slate"


@pytest.fixture
def environ() -> dict[str, str]:
    smtp = {"SURMESURE_SMTP": "smtp://localhost:2525", "SURMESURE_SMTP_FROM": "shop@example.org"}
    return smtp | {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(settings):
    opened = open_database(settings)
    with opened.recording() as session:
        create_customer(session, Customer("anna", "Anna", "anna@example.org", "", NOON), "sam")
    yield opened
    opened.close()


@pytest.fixture
def anna(signed_in):
    return signed_in(Role.CUSTOMER, "Anna", "anna")


def say(client, purpose: str, channel: str, answer: str, page: str = "/me/consents", **more):
    """Tap an answer on a page that asks; gives what was answered."""
    for one in FORM.finditer(client.get(page).text):
        sent = hidden(one[0])
        if (sent.get("purpose"), sent.get("channel")) == (purpose, channel):
            action = one[1].partition("?")[0]
            return client.post(action, data={**sent, "answer": answer, **more})
    raise AssertionError(f"{page} does not ask for {purpose} {channel}")


def words(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        found = words_of(session, "anna")
    return [(one.purpose, one.channel.value, one.said.value) for one in found]


def letters(settings, database, at=NOON):
    with database.reading() as session:
        return list_waiting(session, sealing_keys(settings, LETTERS), at)


def looks(database) -> int:
    with database.recording() as session:
        return tell_looks(session, NOON, NOON - NOON)


def test_a_first_visit_sets_no_tracker_and_everything_works(client, database) -> None:
    for page in ("/", "/designs/jeans", DESIGN, "/configure/jeans", "/privacy"):
        answer = client.get(page, buffered=True)
        assert answer.status_code == 200
        # Against forged requests alone; it names nobody and ends with the browser.
        for one in answer.headers.getlist("Set-Cookie"):
            assert one.startswith("form=")
            assert "Expires" not in one
            assert "Max-Age" not in one
        assert "ask-tracking" not in answer.text
    started = next(one for one in FORM.finditer(client.get(DESIGN).text) if "/start" in one[1])
    assert client.post(started[1], data=hidden(started[0])).status_code == 303
    assert looks(database) == 0


def test_nothing_is_remembered_before_a_yes_and_no_is_as_easy(anna, database) -> None:
    asked = anna.get(DESIGN, buffered=True).text
    assert TRACKING in asked
    buttons = re.findall(r'<button class="(.*?)" name="answer" value="(\w+)">', asked)
    assert buttons == [("button", "yes"), ("button", "no")]
    assert looks(database) == 0
    refused = say(anna, "tracking", "web", "no", DESIGN)
    assert (refused.status_code, refused.location) == (303, DESIGN)
    assert TRACKING not in anna.get(DESIGN, buffered=True).text
    assert looks(database) == 0
    say(anna, "tracking", "web", "yes")
    anna.get(DESIGN, buffered=True)
    assert looks(database) == 1
    say(anna, "tracking", "any", "no")
    anna.get(DESIGN, buffered=True)
    assert looks(database) == 0


def test_htmx_gets_a_word_in_place_of_the_question(anna) -> None:
    form = next(one for one in FORM.finditer(anna.get(DESIGN).text) if "consents" in one[1])
    data = {**hidden(form[0]), "answer": "yes"}
    part = anna.post(form[1], data=data, headers={"HX-Request": "true"}).text
    assert part.startswith('<p id="ask-tracking"')


def test_one_purpose_is_taken_back_while_others_stay_and_proofs_show_the_sentence(
    anna, database
) -> None:
    say(anna, "tracking", "web", "yes")
    say(anna, "marketing", "sms", "yes")
    say(anna, "tracking", "web", "no")
    assert words(database) == [
        ("tracking", "web", "given"),
        ("marketing", "sms", "given"),
        ("tracking", "web", "withdrawn"),
    ]
    page = anna.get("/me/consents").text
    assert f"Shown was: “{TRACKING}” (version 1), 20 Nov 2026, 13:00" in page
    with database.reading() as session:
        word = words_of(session, "anna")[0]
    assert (word.sentence, word.version, word.source, len(word.proof)) == (TRACKING, 1, "page", 64)


def test_a_yes_to_letters_counts_once_a_letter_came_back_in_time(
    anna, client, settings, database, clock
) -> None:
    say(anna, "marketing", "email", "yes")
    (letter,) = letters(settings, database)
    confirm, stop = LINK.findall(letter.body)
    for _ in range(3):
        assert client.get(confirm).status_code == 200
    assert words(database) == [("marketing", "email", "asked")]
    data = hidden(client.get(confirm).text)
    clock.passes(days=7)
    assert client.post(confirm, data=data).status_code == 422
    clock.passes(seconds=-1)
    assert client.post(confirm).status_code == 400
    for _ in range(2):
        assert client.post(confirm, data=data).status_code == 200
    assert words(database)[1:] == [("marketing", "email", "given")]
    assert client.get(stop).status_code == 200
    for _ in range(2):
        assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert words(database)[2:] == [("marketing", "email", "withdrawn")]
    assert client.post(confirm, data=data).status_code == 422
    assert client.get(f"{stop}x").status_code == 404
    assert client.get(confirm.replace("confirm", "stop")).status_code == 404


def test_the_counter_writes_down_what_was_said_aloud_or_signed(staff, database) -> None:
    say(staff, "marketing", "phone", "yes", "/customers/anna/consents")
    say(staff, "marketing", "any", "no", "/customers/anna/consents?how=paper")
    with database.reading() as session:
        aloud, paper = words_of(session, "anna")
    assert (aloud.said, aloud.source, aloud.proof) == (Said.GIVEN, "shop", "aloud")
    assert (paper.said, paper.source, paper.proof) == (Said.WITHDRAWN, "shop", "paper")
    assert aloud.by == paper.by != ""
    timeline = staff.get("/customers/anna").text.partition('id="timeline"')[2]
    assert "News and offers · By phone" in timeline
    assert staff.get("/customers/nobody/consents").status_code == 404


def test_an_answer_to_a_sentence_that_was_changed_is_asked_again(anna, database) -> None:
    assert say(anna, "tracking", "web", "yes", version="0").status_code == 409
    assert say(anna, "tracking", "web", "maybe").status_code == 400
    assert words(database) == []


def test_a_note_that_tells_of_health_is_shown_again_before_it_is_kept(staff) -> None:
    log = "/customers/anna/log"
    form = next(one for one in FORM.finditer(staff.get("/customers/anna").text) if one[1] == log)
    data = {**hidden(form[0]), "kind": "noted", "note": "Diabetic; soft waistband"}
    warned = staff.post(log, data=data)
    assert warned.status_code == 422
    assert "health" in warned.text
    assert "Diabetic; soft waistband</textarea>" in warned.text
    timeline = 'id="timeline"'
    assert "Diabetic" not in staff.get("/customers/anna").text.partition(timeline)[2]
    assert staff.post(log, data={**data, "note": "Soft waistband"}).status_code == 303
    kept = staff.get("/customers/anna").text.partition(timeline)[2]
    assert "Soft waistband" in kept


def test_no_other_program_tells_what_somebody_looked_at_who_did_not_agree(
    app, anna, database, settings
) -> None:
    visit = Visit("secret", "till", lifetimes(Role.STAFF, settings.limits), KIND)
    with database.recording() as session:
        create_account(session, Account("till", "t@x.example", "Till", Role.STAFF, NOON), "", "")
        begin_web_session(session, visit, NOON)
    looked = {"id": "1", "customer": "anna", "kind": "viewed", "at": NOON.isoformat()}
    sent = {"json": {"events": [looked]}, "headers": {"Authorization": "Bearer secret"}}
    refused = app.test_client().post("/api/v1/events", **sent)
    assert refused.status_code == 422
    assert "did not agree" in refused.text
    say(anna, "tracking", "web", "yes")
    assert app.test_client().post("/api/v1/events", **sent).json == {"told": 1, "known": 0}
