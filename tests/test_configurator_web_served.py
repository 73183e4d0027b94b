"""Ideas, recommendations, points, gestures and programmes as people send them in and read them."""

import re
from datetime import timedelta

import pytest

from configurator.programmes_night import run_programmes
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.gestures import GestureKind, gestures_of
from configurator.storage.inbox import count_waiting
from configurator.storage.jobs import RESCORE, Work, find_job
from configurator.storage.programmes import State, programmes
from configurator.storage.tables_programmes import AttentionRow
from configurator.storage.value import find_value
from configurator.storage.value_anew import Today, rescore
from configurator.storage.value_intake import Earning, find_told, keep_earnings, points_of
from configurator.value_night import show, think
from customers.value.control import is_control
from customers.value.policy import read_policies
from tests.shop import NOON
from tests.web import form, hidden, sent

TODAY = Today(NOON, NOON.date())
POLICIES = read_policies()
BEST, GROWS, LEAST, NEW = "zara", "gita", "lea", "nadia"
PEOPLE = (BEST, GROWS, LEAST, NEW)


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def database(database: Database) -> Database:
    """One of each tier, and Nadia, who never bought."""
    assert not any(is_control(tier, one, 10) for tier in ("CPP", "CCM") for one in PEOPLE)
    day = TODAY.day - timedelta(days=400)
    brought = {BEST: 90_000, GROWS: 5_000, LEAST: -70_000} | {f"x{one}": 4_000 for one in range(3)}
    with database.recording() as session:
        for one in (*PEOPLE, "x0", "x1", "x2"):
            create_customer(session, Customer(one, one.title(), "", "", NOON), "test")
        keep_earnings(
            session, [Earning(one, one, day, cents, 9_000, "") for one, cents in brought.items()]
        )
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    run_programmes(database, POLICIES, TODAY)
    return database


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_desk_treats_each_by_his_tier_and_says_why(staff):
    best, grows, least, new = (words(staff.get(f"/customers/{one}").text) for one in PEOPLE)

    assert "By our policy A, as of the last night" in best
    assert "Answer within 4 hours" in best
    assert "Alterations free up to €60" in best
    assert "In the workshop first, where nobody waits longer than promised" in best
    assert "Say thank you by hand by 27 Nov 2026" in best
    assert "By our policy B, as of the last night" in grows
    assert "Suggest the next step" in grows
    assert "In the workshop in turn" in grows
    assert "effort is kept small, service is the same" in least
    assert not re.search("CPP|CCM|CNR|€25", least + best + grows)
    assert "order again by oneself" in least
    assert "Not known yet: treated as usual." in new
    assert "€900" not in best


def test_what_is_due_is_done_once_and_an_ambassador_answers_himself(signed_in, staff, database):
    page = f"/customers/{BEST}/served"
    sent(staff, page, f"/customers/{BEST}/gestures", kind="thanks")
    assert "done 20 Nov 2026" in words(staff.get(page).text)
    own = signed_in(Role.CUSTOMER, "Zara", BEST)
    assert "Would you be our ambassador?" in own.get("/me/together").text
    sent(own, "/me/together", "/me/together/ambassador", answer="yes")

    assert "You are our ambassador" in own.get("/me/together").text
    with database.reading() as session:
        found = {one.kind: one.answer for one in gestures_of(session, BEST)}
    assert found == {GestureKind.THANKS: "", GestureKind.AMBASSADOR: "yes"}
    stranger = signed_in(Role.CUSTOMER, "Nadia", NEW)
    token = form(stranger.get("/me/together").text, "/me/together/code")
    assert (
        stranger.post("/me/together/ambassador", data=token | {"answer": "yes"}).status_code == 404
    )


def test_an_idea_is_sent_in_taken_up_with_its_value_and_answered_once(signed_in, staff, database):
    own = signed_in(Role.CUSTOMER, "Zara", BEST)
    fields = form(own.get("/me/together").text, "/me/together/ideas")
    for _time in range(2):
        own.post("/me/together/ideas", data=fields | {"words": "A loop for my tape"})
    with database.reading() as session:
        assert count_waiting(session) == 1
        before = find_value(session, BEST)
    assert "Waits for an answer." in own.get("/me/together").text

    inbox = staff.get("/inbox").text
    fields = hidden(inbox.split("inbox-answer")[1].split("</form>")[0])
    fields |= {"answer": "We sew one in", "medium": "web", "take_up": "yes"}
    assert 'value="20.00"' in inbox
    assert staff.post("/inbox", data=fields | {"worth": "much"}).status_code == 422
    for _time in range(2):
        assert staff.post("/inbox", data=fields | {"worth": "35"}).status_code == 303
    other = fields | {"worth": "35", "key": "another"}
    assert staff.post("/inbox", data=other).status_code == 409

    with database.recording() as session:
        assert find_job(session, Work(RESCORE, BEST))
        rescore(session, BEST, TODAY, POLICIES.terms)
        after = find_value(session, BEST)
        assert points_of(session, BEST) == 150
    assert before
    assert after
    assert after.suggestion_cents == 3_500
    assert after.value_cents == before.value_cents + 3_500
    told = words(own.get("/me/together").text)
    assert "Taken up, thank you We sew one in" in told
    assert "An idea of yours that we took up" in told


def test_staff_write_ideas_and_points_down_and_nobody_uses_more_than_he_has(staff):
    page = f"/customers/{NEW}/served"
    sent(staff, page, f"/customers/{NEW}/ideas", words="Wider pockets")
    assert "Wider pockets" in staff.get("/inbox").text

    wrong = sent(staff, page, f"/customers/{NEW}/points", points="-5", why="a hem")
    assert wrong.status_code == 422
    assert "There are not so many points." in wrong.text
    fields = form(staff.get(page).text, f"/customers/{NEW}/points")
    for _time in range(2):
        given = {"points": "30", "why": "waited long"}
        assert staff.post(f"/customers/{NEW}/points", data=fields | given).status_code == 303
    sent(staff, page, f"/customers/{NEW}/points", points="-10", why="a hem")

    told = words(staff.get(page).text)
    assert "Points: 20" in told
    assert "waited long 20 Nov 2026 30" in told
    assert sent(staff, page, f"/customers/{NEW}/points", points="x", why="y").status_code == 422


def test_a_code_is_looked_at_without_a_trace_and_kept_only_for_who_asks(signed_in, client):
    own = signed_in(Role.CUSTOMER, "Zara", BEST)
    sent(own, "/me/together", "/me/together/code")
    page = own.get("/me/together").text
    code = re.search(r"/r/([A-Z2-9]{8})", page)
    assert code
    assert "<svg" in page

    seen = client.get(f"/r/{code[1].lower()}")
    assert "Somebody told you of us" in seen.text
    assert "Zara" not in seen.text
    assert client.get_cookie("visit") is None
    sent(client, f"/r/{code[1]}")
    assert client.get_cookie("visit")
    assert "Kept for your order" in client.get(f"/r/{code[1]}").text
    assert client.get("/r/AAAAAAAA").status_code == 404


def test_at_the_counter_a_code_is_taken_refused_and_taken_back(signed_in, staff, database):
    own = signed_in(Role.CUSTOMER, "Zara", BEST)
    sent(own, "/me/together", "/me/together/code")
    code = re.findall(r"/r/([A-Z2-9]{8})", own.get("/me/together").text)[0]
    to = f"/customers/{NEW}/told-by"
    mine = sent(staff, f"/customers/{BEST}/served", f"/customers/{BEST}/told-by", code=code)
    assert "own code" in mine.text
    assert "Nobody has this code" in sent(staff, f"/customers/{NEW}/served", to, code="x").text
    assert sent(staff, f"/customers/{NEW}/served", to, code=code.lower()).status_code == 303
    with database.reading() as session:
        told = find_told(session, NEW)
    assert told
    assert (told.referrer, told.source) == (BEST, code)
    assert "1 person came, 0 bought." in words(own.get("/me/together").text)

    sent(staff, f"/customers/{NEW}/served", f"{to}/cancel")
    with database.reading() as session:
        assert find_told(session, NEW) is None
        assert find_job(session, Work(RESCORE, BEST))


def test_time_on_a_page_counts_in_the_report_and_names_nobody(signed_in, staff, database, clock):
    page = staff.get(f"/customers/{BEST}").text
    assert "attention.js" in page
    fields = form(page, f"/customers/{BEST}/attention")
    for seconds in (15, 60):
        data = fields | {"seconds": str(seconds)}
        assert staff.post(f"/customers/{BEST}/attention", data=data).status_code == 204
        clock.passes(seconds=45)
    assert (
        staff.post(f"/customers/{BEST}/attention", data=fields | {"seconds": "x"}).status_code
        == 400
    )
    manager = signed_in(Role.MANAGER, "Ada")
    assert "Nothing was counted yet" in manager.get("/value/effort").text
    run_programmes(database, POLICIES, TODAY)

    told = words(manager.get("/value/effort").text)
    assert "CPP takes 100 of 100 minutes; it is to have 30 at least." in told
    assert "CPP 1 100 0 €60 €0" in told
    assert set(AttentionRow.__table__.columns.keys()) == {
        "id",
        "person",
        "began_at",
        "day",
        "seconds",
    }


def test_an_offer_shows_its_size_before_it_begins_and_then_who_is_in_it(signed_in, database):
    manager, page = signed_in(Role.MANAGER, "Ada"), "/value/programmes"
    typed = {"name": "Free hem", "tier": "CCM", "cost": "4,50", "take": "50", "control": "25"}
    assert sent(manager, page, **typed | {"control": "0"}).status_code == 422
    assert sent(manager, page, **typed).status_code == 303

    planned = words(manager.get(page).text)
    assert "Free hem CCM, planned, 25 of 100 go without" in planned
    assert "Reached 3 Go without 1 Cost €14 Pairs to make 2" in planned
    with database.reading() as session:
        (offer,) = (one for one in programmes(session) if one.name == "Free hem")
    begin = f"{page}/{offer.key}/begin"
    fields = form(manager.get(page).text, begin)
    assert manager.post(begin, data=fields).status_code == 303
    assert manager.post(begin, data=fields).status_code == 409
    assert "being drawn just now" in manager.get(page).text
    run_programmes(database, POLICIES, TODAY)

    with database.reading() as session:
        (offer,) = (one for one in programmes(session) if one.name == "Free hem")
    assert offer.told
    assert offer.told.reached + offer.told.control == 4
    assert "Too few people to say what it adds." in words(manager.get(page).text)
    sent(manager, page, f"{page}/{offer.key}/end")
    with database.reading() as session:
        states = {one.name: one.state for one in programmes(session)}
    assert states["Free hem"] is State.ENDED


def test_the_page_of_a_value_tells_the_way_from_here(signed_in):
    manager = signed_in(Role.MANAGER, "Ada")

    grows = words(manager.get(f"/customers/{GROWS}/value").text)
    least = words(manager.get(f"/customers/{LEAST}/value").text)
    assert "Proposed at most €25 of effort a year, order again by oneself" in least

    assert re.search(r"To CPP €[\d,]+ of value are missing. That is \d+ purchases as usual.", grows)
    assert "Suggest the next step" in grows
    assert "The way from here" not in manager.get(f"/customers/{NEW}/value").text
