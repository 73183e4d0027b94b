"""Communities and topics: joined and left of one's own will, read by members, told to followers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from configurator.storage.accounts import Role
from configurator.storage.communities import Post, posts_in
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.erasing_rows import drop_rows
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.storage.news_texts import news_texts
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_wishes import LookRow
from configurator.storage.topics import followers
from configurator.storage.traits import put_support, wants_of
from configurator.web.need_words import known
from customers.identity.event import Event, Kind, Source, Telling
from tests.shop import NOON
from tests.web import form, hidden, sent

CYCLES, POCKETS = "cycles=often", "pockets=keys"
HERE = f"/communities/{CYCLES}"


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def database(database: Database) -> Database:
    """Anna, Ben and Cleo, who is 12; of those who cycle there are many, of keys in pockets few."""
    with database.recording() as session:
        for one in ("anna", "ben", "cleo"):
            create_customer(session, Customer(one, one.title(), "", "", NOON), "test")
        born = Telling("birth_date", "2014-05-01", Source.PERSON, 80)
        tell(session, Event("e", "cleo", Kind.CORRECTED, NOON, NOON, tellings=(born,)))
        put_support(session, {CYCLES: 12, POCKETS: 9, "cycles=never": 40}, 60, NOON)
    return database


@pytest.fixture
def anna(signed_in):
    return signed_in(Role.CUSTOMER, "Anna", "anna")


@pytest.fixture
def ben(signed_in):
    return signed_in(Role.CUSTOMER, "Ben", "ben")


def tap(client, what: str):
    """Press the button of the community that joins or leaves."""
    page, to = client.get(HERE).text, f"{HERE}/{what}"
    unseen = form(page, to) if to in page else hidden(page) | {"revision": "0", "key": what}
    return client.post(to, data=unseen)


def needs(app, database: Database, person: str) -> set[str]:
    with app.test_request_context(), database.reading() as session:
        told = history_of(session, person)
        return {one.need for one in wants_of(session, person, told, known().needs, NOON)}


def shown(client, page: str = HERE) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(page).text).split())


def posts(database: Database) -> tuple[Post, ...]:
    with database.reading() as session:
        return posts_in(session, CYCLES, None, 10)


def test_a_shared_need_has_a_community_that_one_joins_and_leaves_with_one_tap(
    anna, app, database, clock
):
    index = anna.get("/communities").text
    assert HERE in index
    assert POCKETS not in index
    assert "cycles=never" not in index
    assert anna.get(f"/communities/{POCKETS}").status_code == 404

    joined = tap(anna, "join")
    assert joined.status_code == 303
    assert tap(anna, "join").status_code == 303
    assert needs(app, database, "anna") == {CYCLES}
    assert "What members say" in shown(anna)

    clock.passes(minutes=1)
    tap(anna, "leave")
    assert needs(app, database, "anna") == set()
    assert "What members say" not in shown(anna)
    with database.reading() as session:
        assert session.scalars(select(LookRow)).all() == []


def test_a_need_that_was_said_at_the_counter_stays_said_after_leaving(anna, app, database, clock):
    tap(anna, "join")
    clock.passes(minutes=1)
    with database.recording() as session:
        said = Telling("taste", f"need {CYCLES}", Source.STAFF, 80)
        at = clock()
        tell(session, Event("counter", "anna", Kind.ANSWERED, at, at, tellings=(said,)))
    clock.passes(minutes=1)
    tap(anna, "leave")
    assert needs(app, database, "anna") == {CYCLES}


def test_minors_may_not_join(signed_in, app, database):
    cleo = signed_in(Role.CUSTOMER, "Cleo", "cleo")
    assert "for adults" in shown(cleo)
    assert tap(cleo, "join").status_code == 422
    assert needs(app, database, "cleo") == set()


def test_what_a_member_says_is_read_by_others_once_the_shop_has_shown_and_answered_it(
    anna, ben, signed_in, database
):
    tap(anna, "join")
    tap(ben, "join")
    page = f"{HERE}/posts"
    written = form(anna.get(HERE).text, page) | {"kind": "question", "words": "Which cloth lasts?"}
    assert [anna.post(page, data=written).status_code for _ in range(2)] == [303, 303]
    (post,) = posts(database)
    assert "Which cloth lasts?" in shown(anna)
    assert "We read it first" in shown(anna)
    assert "Which cloth lasts?" not in shown(ben)

    marketer = signed_in(Role.MARKETER, "Lina")
    assert "1 waits to be read" in shown(marketer, "/communities")
    judged = f"{page}/{post.id}"
    asked = form(marketer.get(HERE).text, judged) | {"state": "shown", "answer": "Twill of 12 oz."}
    assert marketer.post(judged, data=asked).status_code == 303
    assert marketer.post(judged, data=asked | {"key": "late"}).status_code == 409

    read = shown(ben)
    assert "Which cloth lasts?" in read
    assert "Twill of 12 oz." in read
    assert "Anna" not in read
    assert "take back" not in read.lower()
    back = f"{judged}/back"
    unseen = hidden(ben.get(HERE).text) | {"revision": "0", "key": "x"}
    assert ben.post(back, data=unseen).status_code == 404
    assert anna.post(back, data=form(anna.get(HERE).text, back)).status_code == 303
    assert "Which cloth lasts?" not in shown(ben)


def test_what_tells_of_health_is_not_kept_and_strangers_to_a_community_write_nothing(
    anna, ben, database
):
    tap(anna, "join")
    page = f"{HERE}/posts"
    asked = form(anna.get(HERE).text, page)
    ill = anna.post(page, data=asked | {"kind": "tip", "words": "My diabetes likes loose legs"})
    assert ill.status_code == 422
    others = ben.post(
        page, data=form(ben.get(HERE).text, f"{HERE}/join") | {"kind": "tip", "words": "Hi"}
    )
    assert others.status_code == 404
    assert posts(database) == ()


def test_an_idea_also_stands_in_the_inbox_where_it_may_be_taken_up(anna, staff):
    tap(anna, "join")
    page = f"{HERE}/posts"
    sent_in = form(anna.get(HERE).text, page) | {"kind": "idea", "words": "A loop for the lock"}
    anna.post(page, data=sent_in)
    inbox = staff.get("/inbox").text
    assert "A loop for the lock" in inbox
    taken = form(inbox, "/inbox") | {
        "take_up": "yes",
        "worth": "20",
        "answer": "Gladly",
        "medium": "web",
        "message": re.search(r'name="message" value="([^"]+)"', inbox)[1],  # type: ignore[index]
    }
    assert staff.post("/inbox", data=taken).status_code == 303
    assert "Taken up, thank you" in shown(anna)


def test_a_design_is_shown_without_its_draft_and_others_begin_with_it(
    anna, ben, signed_in, database
):
    for one in (anna, ben):
        tap(one, "join")
    link = sent(anna, "/designs/jeans/sunday", "/designs/jeans/sunday/start").location
    draft = link.rsplit("/", 1)[1]
    page = f"{HERE}/posts"
    design = {"kind": "design", "draft": draft, "name": "Annette"}
    assert ben.post(page, data=form(ben.get(HERE).text, page) | design).status_code == 404
    assert anna.post(page, data=form(anna.get(HERE).text, page) | design).status_code == 303
    (post,) = posts(database)
    assert draft not in post.way
    picture = f"{page}/{post.id}.svg"
    assert ben.get(picture).status_code == 404
    judged = f"{page}/{post.id}"
    marketer = signed_in(Role.MARKETER, "Lina")
    marketer.post(judged, data=form(marketer.get(HERE).text, judged) | {"state": "shown"})

    read = ben.get(HERE).text
    assert "Annette" in read
    assert draft not in read
    assert ben.get(picture).mimetype == "image/svg+xml"
    begun = ben.post(f"{judged}/start", data=form(read, f"{judged}/start")).location
    assert begun.startswith("/configure/jeans/")
    assert begun != link


def test_posts_and_memberships_of_who_is_erased_vanish(anna, ben, database):
    tap(anna, "join")
    tap(ben, "join")
    page = f"{HERE}/posts"
    said = form(anna.get(HERE).text, page) | {"kind": "tip", "words": "Wash them cold"}
    anna.post(page, data=said)
    anna.post("/me/topics", data=form(anna.get("/me/topics").text, "/me/topics") | FOLLOW)
    with database.recording() as session:
        drop_rows(session, "e1", ("anna",), NOON)
    assert posts(database) == ()
    with database.reading() as session:
        assert followers(session, "care") == ()


FOLLOW = {"topic": "care", "wanted": "yes"}


def test_news_go_to_who_follows_the_topic_and_to_nobody_else(anna, ben, signed_in, database):
    page = "/me/topics"
    anna.post(page, data=form(anna.get(page).text, page) | FOLLOW)
    lina = signed_in(Role.MARKETER, "Lina")
    typed = {
        "topic": "care",
        "source": "Our workshop",
        "day": "2026-11-19",
        "title_en": "Wash cold",
        "words_en": "Indigo stays.",
    }
    assert sent(lina, "/news", **typed | {"day": "2031-01-01"}).status_code == 422
    told = form(lina.get("/news").text, "/news") | typed
    assert [lina.post("/news", data=told).status_code for _ in range(2)] == [303, 303]

    read = shown(anna, page)
    assert "Wash cold" in read
    assert "19 Nov 2026" in read
    assert "from: Our workshop" in read
    assert "Wash cold" not in shown(ben, page)
    with database.reading() as session:
        (planned,) = session.scalars(select(MessageRow)).all()
        said = news_texts(session, planned, "fr")
        session.expunge_all()
    assert said.subject == "Wash cold"
    assert "Our workshop, le 19 novembre 2026" in said.body
    assert (planned.person, planned.channels) == ("anna", "web")
    assert planned.words.startswith("news ")
    assert planned.ends_at - planned.begins_at == timedelta(days=14)

    anna.post(page, data=form(anna.get(page).text, page) | {"topic": "care", "wanted": "no"})
    assert "Wash cold" not in shown(anna, page)
