"""The pages of needs and segments: made in three ways, judged, saved, described, seen and noted."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import update

from configurator.jobs.work import run_due_jobs
from configurator.segments_night import sort_everybody
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.events import tell
from configurator.storage.segment_labels import label_counts
from configurator.storage.tables_value import CustomerValueRow
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import show, think
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import TASTE
from customers.needs.segmentation import Family
from customers.value.policy import read_policies
from customers.value.tier import BEST, RISING
from tests.shop import NOON
from tests.test_configurator_web_value import TODAY, words
from tests.web import form, sent

POLICIES = read_policies()
PEOPLE = 26
RULES = "Nantes: town = nantes and age >= 30\nElsewhere: town != nantes"


def name(number: int) -> str:
    return f"customer-{number:02}"


def told(number: int, key: str, value: str) -> Event:
    at = NOON - timedelta(days=30)
    said = Telling(key, value, Source.PERSON, 80)
    id_ = f"{number} {key}"
    return Event(id_, name(number), Kind.ANSWERED, at, at, Medium.SHOP, tellings=(said,))


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database: Database) -> Database:
    """26 customers, 18 of Nantes; of the first three it is known what they bring, of one a need."""
    day = TODAY.day.replace(year=TODAY.day.year - 1)
    with database.recording() as session:
        for number in range(PEOPLE):
            create_customer(
                session, Customer(name(number), f"Person {number}", "", "", NOON), "test"
            )
            town = "Nantes" if number < 18 else "Fès"
            tell(session, told(number, "town", town), told(number, "birth_date", "1980-05-01"))
        tell(session, told(0, TASTE, "need cycles=often"))
        for number, cents in enumerate((9_000, 40_000, 20_000)):
            keep_earnings(session, [Earning(str(number), name(number), day, cents, cents, "26-1")])
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    sort_everybody(database, NOON)
    return database


@pytest.fixture
def manager(signed_in):
    return signed_in(Role.MANAGER, "Ada")


def saved(manager, database, settings, rules: str = RULES) -> str:
    """Segments made by rules and put in force; the page of what was saved."""
    answer = sent(manager, "/needs/need", rules=rules)
    run_due_jobs(database, settings, NOON)
    page = answer.location
    assert sent(manager, page).location == "/needs"
    run_due_jobs(database, settings, NOON)
    return str(page)


def test_rules_are_made_judged_and_saved_and_small_cells_are_hidden(manager, database, settings):
    before = sent(manager, "/needs/need", rules=RULES)
    waiting = words(manager.get(before.location).text)
    assert "being sorted" in waiting
    run_due_jobs(database, settings, NOON)

    judged = words(manager.get(before.location).text)
    assert "18 (69 %)" in judged
    assert "below 10" in judged
    assert "too small" in judged
    assert "8 (31 %)" not in judged
    assert sent(manager, before.location).location == "/needs"
    run_due_jobs(database, settings, NOON)

    overview = words(manager.get("/needs").text)
    assert re.search(r"Nantes 18 ", overview)
    assert "Elsewhere below 10" in overview
    shown = manager.get("/needs/segments/nantes").text
    assert "18 people are in it now." in words(shown)
    assert "Person 3<" in shown
    few = manager.get("/needs/segments/elsewhere").text
    assert "Person 20" not in few
    assert "What stands out" not in few


def test_a_sentence_with_a_mistake_says_where_and_nothing_is_saved(manager, database, settings):
    answer = sent(manager, "/needs/need", rules="Young: age < 12")
    run_due_jobs(database, settings, NOON)
    page = manager.get(answer.location).text
    assert "minors" in page
    assert f'action="{answer.location}"' not in page
    assert sent(manager, "/needs/need", rules=" ").status_code == 422


def test_a_segment_changes_how_its_people_are_served_and_says_why(manager, database, settings):
    saved(manager, database, settings)
    page = "/needs/segments/nantes"
    sent(manager, page, name="Nantes", treatment="quick", target="yes", description="By the sea")
    shown = words(manager.get(page).text)
    lacking = "Product, Price, Distribution, Communication, Promotion, Relation"
    assert f"these are missing: {lacking}." in shown
    assert "Queue answered within 24 hours answered first" in shown
    assert "Channels shop, phone, mail sms, mail" in shown

    customer = words(manager.get(f"/customers/{name(3)}/needs").text)
    assert "Needs: Nantes Age: 46 Town: nantes" in customer
    assert "Channels: shop, phone, mail sms, mail" in customer
    refused = sent(manager, page, name="N", description="They are ill: diabetes")
    assert refused.status_code == 422
    levers = dict.fromkeys(
        ("product", "price", "distribution", "communication", "promotion", "relation"), "as usual"
    )
    sent(manager, page, name="Nantes", target="yes", description="By the sea", **levers)
    assert "are missing" not in manager.get(page).text
    assert "target" in words(manager.get("/needs").text)
    stale = form(manager.get(page).text, page) | {"revision": "1", "name": "Older"}
    assert manager.post(page, data=stale).status_code == 409


def test_the_desk_writes_down_a_need_once_with_the_words_that_show_it(signed_in):
    clerk, page = signed_in(Role.STAFF, "Sam"), f"/customers/{name(5)}/needs"
    typed = form(clerk.get(page).text, page) | {"need": "cycles=often", "words": "Rides to work"}
    for _ in range(2):
        assert clerk.post(page, data=typed).status_code == 303
    shown = words(clerk.get(page).text)
    assert shown.count("Do you cycle in them? Yes, often said own Rides to work") == 1
    assert "Do you cycle in them? Yes, often" in words(clerk.get(f"/customers/{name(5)}").text)
    ill = sent(clerk, page, need="cycles=often", words="since the cancer")
    assert ill.status_code == 422
    assert sent(clerk, page, need="cycles=never at all").status_code == 400
    assert clerk.get("/needs").status_code == 403
    assert "label-title" not in clerk.get(page).text


def test_needs_to_find_out_come_by_tier_then_value_and_leave_out_what_is_known(signed_in, database):
    clerk = signed_in(Role.STAFF, "Sam")
    by_value = re.findall(r"Person \d+", clerk.get("/needs/queue").text)
    with database.recording() as session:
        for number, tier in ((0, BEST), (1, RISING), (2, BEST)):
            row = update(CustomerValueRow).where(CustomerValueRow.person == name(number))
            session.execute(row.values(tier=tier))

    queue = words(clerk.get("/needs/queue").text)

    assert by_value == ["Person 1", "Person 2", "Person 0"]
    assert re.findall(r"Person \d+ \w+", queue) == ["Person 2 CPP", "Person 0 CPP", "Person 1 CCM"]
    asked = "Where will you wear them most? Do you cycle in them? and 3 more"
    assert f"Person 2 CPP {asked}" in queue
    assert "Person 0 CPP Where will you wear them most? What do you carry in front?" in queue


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (f"customer,label\n{name(1)},sporty\n{name(2)},chic\n", 303),
        ("customer,label\nnobody,sporty\n", 422),
        ("who,what\n", 422),
        (f"customer,label\n{name(1)}\n", 422),
    ],
)
def test_labels_come_in_by_a_file_whole_or_not_at_all(manager, database, content, status):
    page = "/needs/need"
    typed = form(manager.get(page).text, f"{page}/labels")
    file = (BytesIO(content.encode()), "labels.csv")
    answer = manager.post(f"{page}/labels", data=typed | {"file": file})
    assert answer.status_code == status
    with database.reading() as session:
        found = label_counts(session, Family.NEED)
    assert found == ({"sporty": 1, "chic": 1} if status == 303 else {})


def test_a_customer_is_told_his_segment_and_why_and_rejects_it_for_good(
    manager, signed_in, database, settings
):
    saved(manager, database, settings)
    him = signed_in(Role.CUSTOMER, "Person 4", name(4))
    page = him.get("/me/knowledge").text
    assert "Needs: Nantes" in page
    assert "Town: nantes" in page
    typed = form(page, "/me/knowledge/conclusions") | {"conclusion": "segment nantes"}
    assert him.post("/me/knowledge/conclusions", data=typed).status_code == 303

    assert "Needs: Nantes" not in words(manager.get(f"/customers/{name(4)}/needs").text)
    sort_everybody(database, NOON + timedelta(days=1))
    assert re.search(r"Nantes 17 ", words(manager.get("/needs").text))


def test_there_is_no_other_family_and_no_other_segment(manager):
    for page in ("/needs/love", "/needs/segments/nobody", "/needs/made/nobody"):
        assert manager.get(page).status_code == 404
