"""The page "What we know about you and why": seen, put right, switched off, taken along."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from configurator.inferences import TIER, Inference
from configurator.jobs.rights import print_page
from configurator.jobs.work import Bench, do_work
from configurator.storage.accounts import Role
from configurator.storage.consents import may_now
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.database import Database
from configurator.storage.erasing import Step, ask_erasure, begin_erasure, find_erasure
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.storage.jobs import ERASURE, Work
from configurator.storage.rejections import rejected_by
from configurator.storage.suppression import suppressed
from configurator.storage.value_wanted import LIFETIME_VALUE
from configurator.web import inferred
from customers.identity.event import Event, Kind, Source, Telling
from customers.identity.profile import profile
from customers.rights.purpose import Channel
from tests.shop import NOON
from tests.web import form, hidden, sent

PAGE = "/me/knowledge"
DARK = Inference("taste dark", "You like dark washes.", "Three of your four pairs are dark.")
BORN = Telling("birth_date", "1990-02-28", Source.STAFF, 80)


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def database(database: Database) -> Database:
    hip = MeasurementTaken("zoe", "hip_mm", 1020, "102", "cm", "Sam", NOON, "tape")
    with database.recording() as session:
        for id_ in ("zoe", "bob"):
            person = Customer(id_, f"{id_.title()} Quay", f"{id_}@example.org", "", NOON)
            create_customer(session, person, "sam")
        record_measurements(session, [hip])
        told = Event("e", "zoe", Kind.VISITED, NOON, NOON, tellings=(BORN,), note="by the weir")
        tell(session, told)
    return database


@pytest.fixture
def zoe(signed_in):
    return signed_in(Role.CUSTOMER, "Zoe", "zoe")


@pytest.fixture
def concluding(monkeypatch):
    """A model that concludes the same of everybody, however often it is asked."""
    monkeypatch.setattr(inferred, "SOURCES", (lambda _person: [DARK],))


def test_every_fact_stands_there_with_its_source_and_day(zoe) -> None:
    page = zoe.get(PAGE).text
    for told in (
        "Zoe Quay",
        "zoe@example.org",
        "102\N{NO-BREAK SPACE}cm",
        "1990-02-28",
        "by the weir",
        "80 % sure",
    ):
        assert told in page
    assert "with the tape, <bdi>Sam</bdi>" in page
    assert "Bob" not in page
    assert PAGE in zoe.get("/me").text
    assert PAGE in zoe.get("/privacy").text
    assert PAGE in zoe.get("/me/consents").text


@pytest.mark.usefixtures("concluding")
def test_a_conclusion_that_was_switched_off_stays_off_though_it_is_concluded_again(
    zoe, database, clock
) -> None:
    assert DARK.reason in zoe.get(PAGE).text
    action = f"{PAGE}/conclusions"
    for _twice in range(2):
        answer = sent(zoe, PAGE, action, conclusion=DARK.key, switch="off")
        assert answer.location == f"{PAGE}#conclusions"
    clock.passes(minutes=20)
    page = zoe.get(PAGE).text
    assert f"<s>{DARK.words}</s>" in page
    assert DARK.reason not in page
    with database.reading() as session:
        assert rejected_by(session, "zoe") == {DARK.key}
    sent(zoe, PAGE, action, conclusion=DARK.key, switch="on")
    assert DARK.reason in zoe.get(PAGE).text
    assert sent(zoe, PAGE, action, conclusion="tier", switch="off").status_code == 404


@pytest.mark.usefixtures("concluding")
def test_what_is_no_longer_concluded_stands_there_in_the_words_he_read(zoe, monkeypatch) -> None:
    sent(zoe, PAGE, f"{PAGE}/conclusions", conclusion=DARK.key, switch="off")
    monkeypatch.setattr(inferred, "SOURCES", ())
    assert f"<s>{DARK.words}</s>" in zoe.get(PAGE).text


def test_switching_off_the_tier_stops_the_valuing_by_the_door_there_is(
    zoe, database, monkeypatch
) -> None:
    other = replace(DARK, key=TIER)
    monkeypatch.setattr(inferred, "SOURCES", (lambda _person: [other],))
    sent(zoe, PAGE, f"{PAGE}/conclusions", conclusion=TIER, switch="off")
    with database.reading() as session:
        assert not may_now(session, "zoe", LIFETIME_VALUE, Channel.ANY, NOON)
    sent(zoe, PAGE, f"{PAGE}/conclusions", conclusion=TIER, switch="on")
    with database.reading() as session:
        assert may_now(session, "zoe", LIFETIME_VALUE, Channel.ANY, NOON)


def test_a_fact_put_right_is_right_at_once_and_so_is_what_follows_from_it(zoe, database) -> None:
    action = f"{PAGE}/facts"
    assert sent(zoe, PAGE, action, field="birth_date", value="soon").status_code == 422
    assert sent(zoe, PAGE, action, field="birth_date", value="2099-01-01").status_code == 422
    assert sent(zoe, PAGE, action, field="email", value="x@example.org").status_code == 400
    page, key = zoe.get(PAGE).text, {"field": "birth_date", "value": "28/02/2016"}
    for _again in range(2):
        assert zoe.post(action, data=form(page, action) | key).location == f"{PAGE}#facts"
    with database.reading() as session:
        told = history_of(session, "zoe")
        assert not may_now(session, "zoe", LIFETIME_VALUE, Channel.ANY, NOON)
    known = profile(told, NOON).fields["birth_date"]
    assert (known.chosen.value, known.chosen.source) == ("2016-02-28", Source.PERSON)
    assert [one.value for one in known.others] == ["1990-02-28"]
    assert sum(one.kind is Kind.CORRECTED for one in told) == 1


def test_he_is_told_which_role_looked_and_when_but_not_who(zoe, signed_in) -> None:
    assert "Nobody but you." in zoe.get(PAGE).text
    signed_in(Role.STAFF, "Yasmine").get("/customers/zoe")
    manager = signed_in(Role.MANAGER, "Samir")
    for _twice in range(2):
        assert manager.get("/customers/zoe/knowledge").status_code == 200
    page = zoe.get(PAGE).text
    looks = page[page.index('id="looks-title"') :]
    assert "Shop: looked at the measurements" in looks
    assert "Manager: looked at the measurements" in looks
    assert "2 times" in looks
    assert "Yasmine" not in looks
    assert "Samir" not in looks


def test_objecting_is_one_tap_on_the_same_page(zoe) -> None:
    page = zoe.get(PAGE).text
    noes = page[page.index('id="noes"') :]
    answer = zoe.post("/me/consents", data=hidden(noes[: noes.index("</form>")]) | {"answer": "no"})
    assert answer.location == PAGE
    assert 'value="no" aria-pressed="true"' in zoe.get(PAGE).text


@pytest.mark.usefixtures("concluding")
def test_the_copy_is_handed_out_after_the_password_and_written_down(zoe, signed_in, clock) -> None:
    copy = zoe.get(f"{PAGE}/copy/json")
    assert copy.headers["Cache-Control"] == "no-store"
    document = json.loads(copy.data)
    assert document["given"]["measurement"][0]["amount"] == 1020
    assert document["inferred"]["conclusions"][0]["conclusion"] == DARK.words
    assert zoe.get(f"{PAGE}/copy/zip").data.startswith(b"PK")
    assert zoe.get(f"{PAGE}/copy/exe").status_code == 404
    assert "Nobody but you." in zoe.get(PAGE).text
    manager = signed_in(Role.MANAGER, "Samir")
    assert json.loads(manager.get("/customers/zoe/knowledge/copy/json").data)["given"]
    assert "Manager: took data along" in zoe.get(PAGE).text
    clock.passes(minutes=10)
    zoe.get(PAGE)
    clock.passes(minutes=10)
    assert "/me/prove" in zoe.get(f"{PAGE}/copy/json").location
    assert signed_in(Role.STAFF, "Yasmine").get("/customers/zoe/knowledge").status_code == 403


def test_the_copy_to_read_is_printed_and_nothing_of_it_stays_with_us(zoe, settings) -> None:
    address, folder = f"{PAGE}/copy/pdf", settings.data_folder / "rights"
    waiting = zoe.get(address)
    assert waiting.status_code == 503
    assert "Your copy is being printed" in waiting.text
    (kept,) = folder.glob("*.html")
    print_page(kept.stem, settings.data_folder)
    paper = zoe.get(address)
    assert paper.mimetype == "application/pdf"
    told = "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages)
    for one in ("Zoe Quay", "1990-02-28", "by the weir", "102\N{NO-BREAK SPACE}cm"):
        assert one in told
    assert not list(folder.iterdir())


def test_an_erasure_that_waits_is_taken_back_and_one_that_is_begun_is_not(
    zoe, database, settings
) -> None:
    with database.recording() as session:
        ask_erasure(session, "zoe", "erasure", by="sam", at=NOON)
    assert "Erase nothing after all" in zoe.get(PAGE).text
    assert sent(zoe, PAGE, "/me/erase/withdraw").location == "/me/erase"
    assert do_work(Bench(database, settings, lambda: NOON), Work(ERASURE, "erasure"))
    with database.reading() as session:
        assert find_erasure(session, "zoe") is None
        assert not suppressed(session, [("email", "zoe@example.org")])
    assert zoe.get(PAGE).status_code == 200
    with database.recording() as session:
        ask_erasure(session, "zoe", "again", by="sam", at=NOON)
    page = zoe.get(PAGE).text
    with database.recording() as session:
        assert begin_erasure(session, "again", NOON).step is Step.BEGUN
    zoe.post("/me/erase/withdraw", data=form(page, "/me/erase/withdraw"))
    with database.reading() as session:
        begun = find_erasure(session, "zoe")
    assert begun
    assert begun.step is Step.BEGUN
