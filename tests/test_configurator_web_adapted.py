"""Steps: what cards say differs by need, each suggestion tells why, and one tap ends them all."""

from html import unescape
from pathlib import Path
from re import findall, sub

import pytest
from sqlalchemy import insert

from configurator.storage.accounts import Role
from configurator.storage.drafts import get_draft
from configurator.storage.rejections import Rejection, reject
from configurator.storage.tables_value import MembershipRow
from customers.dialogue.answered import is_silent
from customers.dialogue.needs import read_needs
from customers.rights.consent import Said
from customers.taste.texts import FILE, read_texts, said_to
from tests.shop import NOON
from tests.test_configurator_web_taste import (  # noqa: F401 - fixtures
    FIRST,
    answered,
    kept,
    learned,
    past,
    said,
)
from tests.web import form

STEPS, ASK = "/configure/jeans?plain=1", "/configure/jeans/ask"
HTMX = {"HX-Request": "true"}
PEDAL = "Room to pedal, and nothing near the chain"
USUAL = "Easy above, narrow below"


def test_what_is_written_for_needs_has_no_mistake_and_the_first_need_counts(jeans) -> None:
    needs, _, _ = read_needs(_file(jeans), jeans.product)
    texts, problems, _ = read_texts(_file(jeans), jeans.product, needs)
    assert not problems
    variants = [one for of in texts for one in of]
    both = said_to(variants, {"cycles=often", "segment Room to move"})
    assert both["fit", "tapered"].text["en"] == PEDAL
    assert both["fit", "relaxed"].need == "segment Room to move"
    assert not said_to(variants, {"cycles=never"})
    assert all({"en", "fr", "ar"} <= one.text.keys() for one in variants)


def test_a_mistake_in_texts_names_its_line(jeans, tmp_path) -> None:
    wrong = {
        "fitt:\n  slim:\n    cycles=often: {en: a, fr: b, ar: c}": 1,
        "fit:\n  slimm:\n    cycles=often: {en: a, fr: b, ar: c}": 2,
        "fit:\n  slim:\n    cycles=always: {en: a, fr: b, ar: c}": 3,
        "fit:\n  slim:\n    cycles=often: {en: a, fr: b}": 3,
    }
    needs = read_needs(_file(jeans), jeans.product)[0]
    for text, line in wrong.items():
        (tmp_path / FILE).write_text(text, "utf-8")
        _, problems, _ = read_texts(tmp_path / "product.yaml", jeans.product, needs)
        assert [one.place.line for one in problems] == [line], text


def _file(jeans) -> Path:
    return Path(next(one.sentence.place.file for one in jeans.product.rules))


@pytest.mark.usefixtures("learned")
def test_cards_say_something_else_to_who_has_a_need_and_why_and_so_do_their_parts(
    signed_in, client, database
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    assert USUAL in anna.get(STEPS).text
    answered(anna, "/configure/jeans/answer", ASK, "need cycles", "often")
    page = unescape(anna.get(STEPS).text)
    assert PEDAL in page
    assert USUAL not in page
    assert "For the saddle" in page
    assert "Said so because: Do you cycle in them? “Yes, often”" in page
    (needs,) = findall(r'data-needs="([^"]+)"', page)
    part = anna.get(STEPS, headers=HTMX | {"X-Needs": needs}).text
    assert PEDAL in part
    assert USUAL in anna.get(STEPS, headers=HTMX | {"X-Needs": "x 99 -1"}).text
    assert USUAL in client.get(STEPS).text
    said(database, Said.WITHDRAWN)
    assert USUAL in anna.get(STEPS).text


@pytest.mark.usefixtures("learned")
def test_only_another_segment_of_needs_changes_what_cards_say(signed_in, database) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    usual = anna.get(STEPS).text
    with database.recording() as session:
        row = {"family": "need", "person": "anna", "segment": "Room to move"}
        session.execute(insert(MembershipRow).values(row))
    page = anna.get(STEPS).text
    assert "Room where you move and a neat hem" in page
    assert "What others with the same need chose" in page

    def lines(text: str) -> set[str]:
        return set(sub(r'name="(csrf_token|key)" value="[^"]*"', "", text).splitlines())

    for line in lines(page) ^ lines(usual):
        said_so = 'class="card' in line or "group-help" in line or "data-needs" in line
        assert said_so or 'class="group"' in line, line
    rejection = Rejection("one", "anna", "jeans segment Room to move", "", "anna", NOON)
    with database.recording() as session:
        reject(session, rejection)
    assert "a neat hem" not in anna.get(STEPS).text


def suggested_draft(anna) -> str:
    page = anna.get(FIRST).text
    sent = anna.post(f"{FIRST}/take", data=form(page, "first/take") | {"suggest": "1"})
    return sent.location.split("/")[-1].partition("?")[0]


def reasons(page: str) -> list[str]:
    """What is said on each card that taste suggests."""
    cards = findall(r'<button class="card card-suggested".*?</button>', page, 16)
    return [unescape(one) for card in cards for one in findall(r'card-why">([^<]+)', card)]


@pytest.mark.usefixtures("learned")
def test_each_suggestion_on_the_steps_names_the_facts_it_rests_on_after_each_click_too(
    signed_in, database
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    link = suggested_draft(anna)
    with database.reading() as session:
        choices = get_draft(session, link).configuration.choices
    assert choices
    assert all(1 <= len(one.because) <= 3 for one in choices)
    where = f"/configure/jeans/{link}"
    page = anna.get(f"{where}?plain=1").text
    assert reasons(page)
    assert all("ordered 2 times" in one for one in reasons(page))
    chosen = form(page, f"{link}/choose") | {"option": "care", "value": "slow"}
    part = anna.post(f"{where}/choose", data=chosen, headers=HTMX).text
    assert set(reasons(part)) <= set(reasons(page))
    assert reasons(part)

    (fact, *_) = choices[0].because
    named = fact.partition(" ")[2]
    with database.recording() as session:
        reject(session, Rejection("one", "anna", f"jeans {named}", "", "anna", NOON))
    with database.reading() as session:
        left = get_draft(session, link).configuration.choices
    assert not any(named in " ".join(one.because) for one in left)
    said(database, Said.WITHDRAWN)
    assert not reasons(anna.get(f"{where}?plain=1").text)


@pytest.mark.usefixtures("learned")
def test_one_tap_has_nothing_suggested_as_for_everybody_and_another_brings_it_back(
    signed_in, database, client
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    link = suggested_draft(anna)
    where = f"/configure/jeans/{link}"
    page = anna.get(f"{where}?plain=1").text
    assert "Suggested" in page
    for _ in range(2):  # Sent twice, done once.
        sent = form(page, f"{where}/suggestions") | {"suggest": "off"}
        assert anna.post(f"{where}/suggestions", data=sent).status_code == 303
    silent = anna.get(f"{where}?plain=1").text
    assert "Nothing is suggested in this design." in silent
    for word in ("card-suggested", "card-proposed"):
        assert word not in silent
    with database.reading() as session:
        assert is_silent(get_draft(session, link).configuration)
    back = form(silent, f"{where}/suggestions") | {"suggest": "on"}
    anna.post(f"{where}/suggestions", data=back)
    assert reasons(anna.get(f"{where}?plain=1").text) == reasons(page)

    details = f"{STEPS}&step=finish"
    assert "card-suggested" in client.get(details).text  # By a default of the product.
    first = form(client.get(details).text, "/configure/jeans/suggestions") | {"suggest": "off"}
    sent = client.post("/configure/jeans/suggestions", data=first)
    assert "card-suggested" not in client.get(sent.location).text
