"""What a solver has no time for: said on the page, asked again, and known in the end."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from configurator.app import create_app
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.database import Database, open_database
from configurator.web.waiting import MOST_TRIES
from rules.engine import Engine, compile_engine
from rules.read import read_product
from rules.searching import Search
from rules.solver import Solver

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
START = "/configure/belt"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TOO_FEW_NODES = 10
BY_HTMX = {"HX-Request": "true"}
LOOKS = 9
"""The clock goes on by a second whenever it is looked at: so many seconds has each request."""


class Slow(Engine):
    """An engine that has so many looks at the clock for each request, whatever it is given."""

    def within(self, deadline, first=()):
        passing = count()
        return super().within(replace(deadline, at=LOOKS, clock=lambda: next(passing)), first)


@pytest.fixture(scope="module")
def belt():
    book, problems, _ = read_product(BELT)
    assert book is not None, problems
    assert compile_engine(book, TOO_FEW_NODES).kind == "solver"
    return compile_engine(book)


@pytest.fixture
def asker(tmp_path):
    """Gives a client of a shop in which the belt is answered by that engine."""
    databases: list[Database] = []

    def opened(engine):
        database = open_database(f"sqlite:///{tmp_path}/{len(databases)}.sqlite")
        upgrade(database)
        databases.append(database)
        settings = {"SURMESURE_DATA": str(tmp_path), "SURMESURE_ANSWER_MS": "30000"}
        return create_app(
            Settings.from_environment(settings),
            engines={"belt": engine},
            database=database,
            now=lambda: NOW,
            new_link=iter(f"link-{number}" for number in count(1)).__next__,
        ).test_client()

    yield opened
    for database in databases:
        database.close()


@pytest.fixture
def slow(belt, asker):
    # Each with a search of its own, which remembers nothing yet.
    return asker(Slow(belt.book, Search(belt.product, Solver(belt.book))))


def again(text):
    """Where the page asks again by itself, if it does."""
    found = re.search(r'<div id="waiting"[^>]* hx-get="([^"]*)"', text)
    return found and found.group(1).replace("&amp;", "&")


PART = re.compile(r'<hx-partial hx-target="#([^"]*)"[^>]*>(.*?)</hx-partial>', re.DOTALL)


def parts(text):
    return dict(PART.findall(text))


def test_a_page_asks_again_until_all_is_known_and_then_says_so_once(slow, belt, asker):
    page = first = slow.get(START, query_string={"step": "details"}).text
    assert "Some answers are still being looked for." in page
    assert "Not known yet" in page
    said, asked = [], 0
    seen: dict[str, str] = {}
    while where := again(page):
        page = slow.get(where, headers=BY_HTMX).text
        found = parts(page)
        assert {"waiting", "totals"} <= found.keys()
        said += [found["said"]] if "said" in found else []
        seen |= found
        asked += 1
    assert 1 <= asked < MOST_TRIES
    assert said == ["All answers are known now."]
    assert "Look again" not in seen["waiting"]

    right = asker(belt).get(START, query_string={"step": "details"}).text
    for card in ("engraving.plate", "keeper.plain", "spacing.none"):
        # What the first page knew already is never sent again.
        shown = seen if any(f'id="{card}"' in text for text in seen.values()) else {"": first}
        assert _inside(shown, card) == _inside({"": right}, card)
    assert "Not known yet" not in "".join(seen.values())


def _inside(found, card):
    pattern = re.compile(rf'id="{re.escape(card)}"[^>]*>(.*?)</(?:button|div|a)>', re.DOTALL)
    (words,) = (one for text in found.values() for one in pattern.findall(text))
    return words


def test_who_has_no_scripts_looks_again_by_a_link_and_knows_more_each_time(slow):
    unknown = []
    for _ in range(MOST_TRIES):
        page = slow.get(START, query_string={"step": "details"}).text
        unknown.append(page.count("Not known yet"))
        link = re.search(r'<a id="ask-again" href="([^"]*)"', page)
        if not link:
            break
        assert link.group(1) == f"{START}?step=details"
    assert unknown[0] > unknown[-1] == 0
    assert unknown == sorted(unknown, reverse=True)


def test_a_field_somebody_may_be_typing_into_stays(slow):
    where = again(slow.get(START, query_string={"step": "leather"}).text)
    assert where
    found = parts(slow.get(where, headers=BY_HTMX).text)
    assert "length-reach" in found
    assert not any('<input type="number"' in text for text in found.values())


def test_after_enough_tries_a_page_leaves_it_to_people(slow):
    asked = {"step": "details", "revision": "1", "tries": str(MOST_TRIES), "about": "keeper"}
    part = slow.get(START, query_string=asked, headers=BY_HTMX).text
    assert not again(part)
    assert "Some answers were not found in time." in part
    assert 'id="ask-again"' in part


@pytest.mark.parametrize("asked", [{"tries": "0"}, {"tries": "x"}, {"tries": "2", "revision": "7"}])
def test_another_revision_or_no_number_of_tries_is_answered_with_the_whole_step(slow, asked):
    asked = {"step": "details", "revision": "1", **asked}
    answer = slow.get(START, query_string=asked, headers=BY_HTMX)
    assert {"choices", "bar", "picture"} <= parts(answer.text).keys()


def test_a_diagram_is_asked_once(belt, asker):
    page = asker(belt).get(START).text
    assert not again(page)
    assert "A solver answers" not in page
    assert "Look again" not in page
