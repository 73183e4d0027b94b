"""Warnings, recommendations, suggestions and hidden options: on pages and for other programs."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from itertools import count

import pytest

from catalog.configuration import By, Choice, Configuration
from catalog.product import Kind, Option, Step, Value
from catalog.text import Text
from configurator.api.state import document
from configurator.api.told import State
from configurator.storage.drafts import Draft, create_draft, get_draft
from configurator.web.desk import desk_for
from rules.engine import compile_engine
from rules.rule import All, Default, Hide, Is, Not, Recommend, Requires, Rule, RuleBook, Warn
from rules.state import own_values
from tests.products import some_product
from tests.shop import Clock
from tests.web import numbered_links

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def value(key, price_cents=0):
    return Value(key, Text(en=key.title()), Text(en=f"{key}, told"), price_cents)


def option(key, *values):
    return Option(key, Text(en=key.title()), Kind.DESIGN, values)


def only(option, *values):
    return Is(option, frozenset(values))


JEANS = some_product(
    "jeans",
    base_price_cents=10000,
    options=(
        option("wash", value("raw"), value("stone", 500)),
        option("pocket", value("ecru"), value("navy"), value("fleece", 900)),
        option("monogram", value("none"), value("inside", 1200)),
        option("letters", value("none"), value("small"), value("script")),
    ),
    steps=(
        Step("cloth", Text(en="Cloth"), ("wash", "pocket")),
        Step("finish", Text(en="Finish"), ("monogram", "letters")),
    ),
)
BLEEDS = "Raw cloth gives off colour."
NAVY_HIDES = "Navy hides the colour."
WARM = "Fleece is warm."
UNASKED = "Only if you ask for one."
NO_LETTERS = "Letters need a monogram."
BOOK = RuleBook(
    JEANS,
    (
        Rule(
            "letters",
            Requires(only("monogram", "none"), only("letters", "none")),
            Text(en=NO_LETTERS),
        ),
    ),
    {},
    {},
    (
        Warn("bleeds", Not(All((only("wash", "raw"), only("pocket", "ecru")))), Text(en=BLEEDS)),
        Recommend("warm", All(()), "pocket", frozenset({"fleece"}), 3, Text(en=WARM)),
        Default("navy", only("wash", "raw"), "pocket", "navy", Text(en=NAVY_HIDES)),
        Default("unasked", All(()), "monogram", "none", Text(en=UNASKED)),
        Hide("no_letters", only("monogram", "none"), ("letters",), Text(en=NO_LETTERS)),
    ),
)


@pytest.fixture(scope="module")
def engines():
    return {"jeans": compile_engine(BOOK)}


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def links():
    return numbered_links()


@pytest.fixture
def page(app, database):
    """The words of the configure page once these choices were taken."""
    numbers = count(1)

    def shown(*choices, **asked):
        link = f"draft-{next(numbers)}"
        configuration = Configuration("jeans", "1", choices)
        with database.writing() as session:
            create_draft(session, Draft(link, configuration, saved_at=NOW), None)
        answer = app.test_client().get(f"/configure/jeans/{link}", query_string=asked)
        assert answer.status_code == 200
        return unescape(answer.text)

    return shown


def inside(page, card):
    """What stands in a card."""
    found = re.search(rf'id="{re.escape(card)}"[^>]*>(.*?)</(?:button|div|a)>', page, re.DOTALL)
    assert found, card
    return found.group(1)


RAW, ECRU = Choice("wash", "raw"), Choice("pocket", "ecru")


def test_a_default_is_suggested_with_its_reason_and_yields_to_a_choice(page):
    open_, chosen = page(RAW), page(RAW, Choice("pocket", "fleece"))

    assert "Suggested" in inside(open_, "pocket.navy")
    assert NAVY_HIDES in inside(open_, "pocket.navy")
    assert 'id="pocket.navy" name="value" value="navy" aria-pressed="false"' in open_
    assert "Suggested" not in chosen


def test_nothing_suggested_is_in_the_total_or_decided(page):
    shown = page(RAW)

    assert "€100.00" in shown
    assert "1 open" in shown


def test_a_recommended_value_says_so_and_why(page):
    card = inside(page(), "pocket.fleece")

    assert "Recommended" in card
    assert WARM in card
    assert "Recommended" not in inside(page(), "pocket.ecru")


def test_a_warning_stands_on_the_page_and_stops_nothing(page):
    shown = page(RAW, ECRU)

    assert "Good to know" in shown
    assert shown.count(BLEEDS) == 1
    assert "changes 1 choice" not in shown
    assert "Good to know" not in page(RAW)
    assert "Good to know" not in page(RAW, ECRU, step="finish")


def test_what_finishing_would_be_warned_of_is_told_before(page):
    offered = page(RAW, ECRU, step="finish", finish="ask")

    assert BLEEDS in offered
    assert BLEEDS not in page(RAW, step="finish", finish="ask")


def test_finishing_takes_what_is_suggested_where_it_costs_nothing_more(app, database):
    configuration = Configuration("jeans", "1", (RAW,))
    with database.writing() as session:
        create_draft(session, Draft("one", configuration, saved_at=NOW), None)
    client = app.test_client()
    form = client.get("/configure/jeans/one?finish=ask").text
    found = re.findall(r'name="(csrf_token|revision|key|step)" value="([^"]*)"', form)
    client.post("/configure/jeans/one/finish", data={**dict(found), "goal": "cheapest"})

    with database.reading() as session:
        choices = get_draft(session, "one").configuration.choices
    assert {c.option: c.value for c in choices}["pocket"] == "navy"
    # Settled and hidden: nobody chose it.
    assert "letters" not in {c.option for c in choices}
    assert "letters-name" not in client.get("/configure/jeans/one?step=finish").text
    assert 'href="/configure/jeans/one/measure"' in client.get("/configure/jeans/one").text


def taken(client, page, number=0):
    """The configuration after one of the ways on that page was taken."""
    fields = dict(re.findall(r'name="(csrf_token|revision|key|step)" value="([^"]*)"', page))
    way = re.findall(r'name="way" value="([^"]*)"', page)[number]
    return client.post("/configure/jeans/one/finish", data={**fields, "way": way})


def kept(database):
    with database.reading() as session:
        return own_values(get_draft(session, "one").configuration.choices)


@pytest.fixture
def one(app, database):
    """A client, and the draft `one` with raw cloth and nothing else; `two` likes fleece."""
    fleece = (Choice("wash", "stone"), Choice("pocket", "fleece"), Choice("monogram", "inside"))
    with database.writing() as session:
        for link, choices in (("one", (RAW,)), ("two", fleece)):
            configuration = Configuration("jeans", "1", choices)
            create_draft(session, Draft(link, configuration, saved_at=NOW), None)
    return app.test_client()


def test_ways_worth_weighing_are_offered_and_exactly_one_is_taken(one, database):
    sheet = one.get("/configure/jeans/one?finish=ask").text
    where = re.search(r'id="finish-ways" href="([^"]*)"', sheet)
    assert where is not None
    page = unescape(one.get(where.group(1)).text)
    totals = re.findall(r'<span class="fact">([^<]*)</span>', page)

    # Navy costs nothing; fleece is recommended but navy suggested, which is likelier still.
    assert totals == ["€100.00"]
    assert "2 of them as we advise" in page
    assert taken(one, page).status_code == 303
    assert kept(database) == {"wash": "raw", "pocket": "navy", "monogram": "none"}
    assert one.get(where.group(1)).status_code == 303


def test_the_way_nearest_to_another_design_is_found_by_its_address_and_keeps_own_choices(
    one, database
):
    asked = {"like": "https://shop.example/configure/jeans/two?step=cloth"}
    page = unescape(one.get("/configure/jeans/one/finish", query_string=asked).text)

    assert "<del>Stone</del>" in page
    assert taken(one, page, -1).status_code == 303
    assert kept(database) | {"letters": ""} == {
        "wash": "raw",
        "pocket": "fleece",
        "monogram": "inside",
        "letters": "",
    }


def test_an_address_of_no_design_is_told_so(one):
    page = one.get("/configure/jeans/one/finish", query_string={"like": "nowhere"}).text
    assert "No design of this product has that link." in page


def test_a_way_that_does_not_stand_any_more_is_not_taken(one, database):
    page = one.get("/configure/jeans/one/finish").text
    broken = re.sub(r'name="way" value="[^"]*"', 'name="way" value="pocket.gold"', page)
    assert "cannot be done any more" in taken(one, broken).text
    assert kept(database) == {"wash": "raw"}


def test_a_hidden_option_is_not_shown_until_it_makes_sense(page):
    assert "letters-name" not in page(Choice("monogram", "none"), step="finish")
    assert "letters-name" in page(step="finish")
    assert "letters-name" in page(Choice("monogram", "inside"), step="finish")


def test_a_wish_is_never_hidden(page):
    wish = Choice("letters", "none")

    assert "letters-name" in page(Choice("monogram", "none"), wish, step="finish")


def test_a_card_says_who_chose_its_value_and_why_a_rule_did(page):
    by_staff = Choice("letters", "script", By.STAFF)
    shown = page(Choice("letters", "small"), step="finish")

    assert "chosen by you" in inside(shown, "letters.small")
    assert "Set by a rule" in inside(shown, "monogram.inside")
    assert NO_LETTERS in inside(shown, "monogram.inside")
    assert "chosen by the adviser" in inside(page(by_staff, step="finish"), "letters.script")


def test_warnings_stand_on_the_way_to_the_order(app, page):
    page(RAW, ECRU, Choice("monogram", "none"))
    complete = app.test_client().get("/configure/jeans/draft-1/order")

    assert complete.status_code == 200
    assert BLEEDS in complete.text


def told(app, engines, *choices):
    """What other programs are told of these choices."""
    draft = Draft("link", Configuration("jeans", "1", choices), saved_at=NOW)
    with app.test_request_context("/api/v1/configurations/link"):
        found = document(desk_for(engines["jeans"], draft, {}))
    assert State.model_validate(found)
    return found


def test_other_programs_are_told_who_set_what_and_all_that_is_advised(app, engines):
    seen = told(app, engines, RAW, replace(ECRU, by=By.STAFF))
    values = {option: it["values"] for option, it in seen["options"].items()}

    assert seen["warnings"] == [{"key": "bleeds", "reason": BLEEDS}]
    assert seen["choices"] == {"wash": "raw", "pocket": "ecru"}
    assert seen["total_cents"] == 10000
    assert values["wash"]["raw"]["by"] == "customer"
    assert values["pocket"]["ecru"]["by"] == "staff"
    assert (values["pocket"]["fleece"]["recommended"], values["pocket"]["fleece"]["reasons"]) == (
        3,
        [WARM],
    )
    assert values["monogram"]["none"]["by"] == "default"
    assert values["monogram"]["none"]["status"] == "possible"
    assert values["monogram"]["none"]["reasons"] == [UNASKED]
    assert values["monogram"]["inside"]["by"] is None
    assert seen["options"]["letters"]["hidden"] is None


def test_other_programs_are_told_what_need_not_be_shown(app, engines):
    seen = told(app, engines, Choice("monogram", "none"))["options"]["letters"]

    assert seen["hidden"] == NO_LETTERS
    assert seen["values"]["none"]["by"] == "rule"
    assert seen["values"]["none"]["reasons"] == [NO_LETTERS]


def test_a_suggestion_by_taste_comes_before_a_default(app, engines):
    values = told(app, engines, RAW, Choice("pocket", "fleece", By.TASTE))["options"]["pocket"]

    assert values["values"]["fleece"]["by"] == "taste"
    assert values["values"]["navy"]["by"] is None
