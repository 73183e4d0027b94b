"""At the counter: questions raised by what happened, what is known of a field, and the inbox."""

import re
from datetime import timedelta
from html import unescape

import pytest

from configurator.api.bearer import KIND
from configurator.storage.accounts import Role
from configurator.storage.cards import issue_card
from configurator.storage.customers import Customer, create_customer
from configurator.storage.events import tell
from configurator.storage.freshness import count_freshness
from configurator.storage.identity import history_of
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import YEAR
from tests.shop import NOON
from tests.web import hidden

LONG_AGO = NOON - 3 * YEAR
NADIA = Customer("nadia", "Nadia El Amrani", "nadia@example.com", "+212 661 223344", LONG_AGO)
WAYS = {"visit": "/customers/nadia/log", "asked": "/customers/nadia/asked"}
QUESTION = "In the shop on 20 Nov 2026, nothing bought"


@pytest.fixture
def environ():
    return {"SURMESURE_SHOP": "Fez"}


@pytest.fixture
def database(database):
    with database.recording() as session:
        create_customer(session, NADIA, "sam")
    return database


def unseen(page, action, having=""):
    forms = [one.split("</form>")[0] for one in page.split(f'action="{action}"')[1:]]
    found = next(one for one in forms if having in one)
    return hidden(found)


def events(database, kind):
    with database.reading() as session:
        return [one for one in history_of(session, "nadia") if one.kind is kind]


def told(database, *events):
    with database.recording() as session:
        tell(session, *events)


def test_a_visit_without_purchase_raises_a_question_that_is_gone_once_answered(staff, database):
    page = staff.get("/customers/nadia").text
    assert QUESTION not in page
    fields = unseen(page, WAYS["visit"])
    staff.post(WAYS["visit"], data={**fields, "kind": "visited", "note": ""})
    page = staff.get("/customers/nadia").text
    assert QUESTION in page
    timeline = page[page.index('class="timeline"') :]
    assert "Visited the shop" in timeline
    assert "20 Nov 2026, Fez, Yasmine" in " ".join(timeline.split())
    (visit,) = events(database, Kind.VISITED)
    assert (visit.medium, visit.at, visit.shop) == (Medium.SHOP, NOON, "Fez")

    typed = {**unseen(page, WAYS["asked"], "visit"), "said": "typed", "text": "A wider leg"}
    for _ in range(2):
        assert staff.post(WAYS["asked"], data=typed).status_code == 303
    page = staff.get("/customers/nadia").text
    assert QUESTION not in page
    assert "A wider leg" in page
    assert "logged nadia" not in page[page.index('class="timeline"') :]
    assert [one.note for one in events(database, Kind.ANSWERED)] == ["A wider leg"]


def test_an_old_field_is_flagged_asked_once_and_its_procedure_stands_where_it_is_edited(
    staff, database
):
    details = staff.get("/customers/nadia/details").text
    assert details.count("Out of date") == 2
    assert "After 2 years read it out at the counter, once" in details
    assert "Never asked again; changed when the customer says so." in details
    for value in (NADIA.email, NADIA.phone):
        page = staff.get("/customers/nadia").text
        assert unescape(page).count(f"Is {value} still right?") >= 1
        fields = unseen(page, WAYS["asked"], "field")
        staff.post(WAYS["asked"], data={**fields, "said": "right"})
    assert "still right?" not in staff.get("/customers/nadia").text
    assert "Out of date" not in staff.get("/customers/nadia/details").text
    assert len(events(database, Kind.ANSWERED)) == 2


@pytest.mark.parametrize("form", [{"said": "typed", "text": " "}, {"said": "perhaps"}, {}])
def test_an_answer_that_says_nothing_is_refused(staff, form):
    fields = unseen(staff.get("/customers/nadia").text, WAYS["asked"])
    assert staff.post(WAYS["asked"], data={**fields, **form}).status_code == 400


def test_every_field_shows_source_day_and_sureness_and_both_of_two_with_what_chose(staff, database):
    def town(value, source, sure, at):
        telling = (Telling("town", value, source, sure),)
        return Event(value, "nadia", Kind.SERVED, at, NOON, tellings=telling)

    told(database, town("Rabat", Source.IMPORT, 50, NOON - timedelta(days=9)))
    told(database, town("Paris", Source.STAFF, 80, NOON - timedelta(days=20)))
    page = staff.get("/customers/nadia/details").text
    known = page[page.index('class="known"') :]
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", known)).split()).replace(" Out of date", "")
    assert "Town Paris written down in the shop, 31 Oct 2026, 80 % sure" in words
    assert "Chosen because it is surer. Rabat from an import, 11 Nov 2026, 50 % sure" in words
    names = ("Name Nadia", "E-mail nadia@example.com", "Phone +212 661 223344")
    for name in names:
        place = words.index(name)
        assert "80 % sure" in words[place : place + 120]


def test_the_share_of_stale_fields_stands_on_the_managers_page(signed_in, database):
    manager = signed_in(Role.MANAGER)
    words = "of what we know of active customers is out of date</dt><dd>"
    assert f"{words}\N{EN DASH}" in manager.get("/").text
    told(database, Event("call", "nadia", Kind.CALLED, NOON, NOON))
    count_freshness(database, NOON)
    assert f"{words}100.0 %" in manager.get("/").text


def test_a_public_comment_is_kept_only_after_consent_and_answered_from_the_inbox(
    staff, signed_in, database
):
    form, action = "/customers/nadia/comments/new", "/customers/nadia/comments"
    page = staff.get(form).text
    assert "checked" not in page
    sent = {**unseen(page, action), "where": "The paper", "words": "Best jeans in Fez"}
    refused = staff.post(action, data=sent)
    assert refused.status_code == 422
    assert "Best jeans in Fez" in refused.text
    assert events(database, Kind.COMMENTED) == []
    for _ in range(2):
        assert staff.post(action, data={**sent, "agreed": "yes"}).status_code == 303
    (comment,) = events(database, Kind.COMMENTED)
    assert (comment.note, comment.medium) == ("The paper: Best jeans in Fez", Medium.SOCIAL)
    assert "Best jeans in Fez" in staff.get("/customers/nadia").text

    manager = signed_in(Role.MANAGER, "Maya")
    assert "Inbox: 1 waits" in manager.get("/").text
    assert "Inbox: 1 waits" in staff.get("/").text
    ours, theirs = staff.get("/inbox").text, manager.get("/inbox").text
    assert "Nadia El Amrani" in ours
    answer = {"answer": "Thank you!", "medium": "social"}
    assert manager.post("/inbox", data={**unseen(theirs, "/inbox"), **answer}).status_code == 303
    second = staff.post("/inbox", data={**unseen(ours, "/inbox"), **answer, "answer": "Merci"})
    assert second.status_code == 409
    assert "Maya was faster" in second.text
    assert "Merci" in second.text
    assert "Everything is answered." in second.text
    (said,) = events(database, Kind.ANSWERED)
    assert (said.document, said.note) == (comment.id, "Thank you!")
    assert "Inbox: all answered" in staff.get("/").text


def test_an_empty_answer_is_asked_for_and_a_form_sent_twice_answers_once(staff, database):
    told(database, Event("letter", "nadia", Kind.WROTE, NOON, NOON, Medium.EMAIL, note="When?"))
    page = staff.get("/inbox").text
    assert "When?" in page
    fields = {**unseen(page, "/inbox"), "medium": "email"}
    assert staff.post("/inbox", data={**fields, "answer": " "}).status_code == 422
    for _ in range(2):
        assert staff.post("/inbox", data={**fields, "answer": "Friday"}).status_code == 303
    assert len(events(database, Kind.ANSWERED)) == 1


def test_what_a_till_tells_by_card_stands_on_the_screen_at_once(staff, signed_in, database):
    with database.recording() as session:
        card = issue_card(session, "nadia", "seed", "test", NOON).number
    till = signed_in(Role.STAFF, "Till", kind=KIND)
    for kind, document in (("bought", "T-4711"), ("served", "S-0012")):
        sold = {"id": f"till-{kind}", "card": card, "kind": kind, "medium": "till"}
        sold |= {"at": NOON.isoformat(), "document": document}
        assert till.post("/api/v1/events", json={"events": [sold]}).json["told"] == 1
    page = staff.get("/customers/nadia").text
    assert all(it in page for it in ("Bought", "T-4711", "Came for a service", "S-0012"))


def test_a_firm_shows_its_contacts_and_a_private_person_none(staff, database):
    who = (Telling("kind", "organisation", Source.STAFF, 80),)
    told(database, Event("firm", "nadia", Kind.SERVED, NOON, NOON, tellings=who))
    with database.recording() as session:
        for name in ("Zoe", "Anna", "Omar"):
            create_customer(session, Customer(name, name, "", "", NOON), "sam")
    for name in ("Zoe", "Anna", "Omar"):
        call = Event(name, name, Kind.CALLED, NOON, NOON, organisation="nadia")
        told(database, call)
    firm = staff.get("/customers/nadia/details").text.partition(">Contacts<")[2]
    assert re.findall(r'href="/customers/(\w+)">', firm) == ["Zoe", "Anna", "Omar"]
    assert ">Contacts<" not in staff.get("/customers/Zoe/details").text
