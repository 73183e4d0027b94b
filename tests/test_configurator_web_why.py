"""Why a value is ruled out, the ways to make room for it, and taking exactly the one shown."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from catalog.configuration import By, Choice, Configuration
from catalog.product import Kind, Option, Step, Value
from catalog.text import Text
from configurator.storage.drafts import Draft, create_draft, get_draft, save_draft
from configurator.storage.idempotency import Request
from rules.engine import compile_engine
from rules.rule import All, Attribute, Compare, Is, Not, Number, Rule, RuleBook, Sum
from tests.products import some_product
from tests.shop import Clock
from tests.web import numbered_links

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SKINNY, SELVEDGE = Choice("fit", "skinny"), Choice("cloth", "selvedge")
ELASTIC = Choice("waistband", "elastic")
NARROW = Choice("opening", "narrow")
WAY = "fit.slim waistband.straight"


def value(key, price_cents=0, french=None, **attributes):
    name = Text(en=key.title(), fr=french or key.title())
    return Value(key, name, Text(en=f"{key}, told"), price_cents, attributes)


def option(key, *values, french=None, kind=Kind.DESIGN):
    return Option(key, Text(en=key.title(), fr=french or key.title()), kind, values)


def not_both(key, reason, *choices):
    some = tuple(Is(choice.option, frozenset({choice.value})) for choice in choices)
    return Rule(key, Not(All(some)), Text(en=reason, fr=f"{reason} (fr)"))


JEANS = some_product(
    "jeans",
    base_price_cents=10000,
    languages=("en", "fr"),
    options=(
        option("fit", value("skinny"), value("slim"), value("wide", 600), french="Coupe"),
        option("cloth", value("stretch"), value("selvedge", 2200)),
        option("waistband", value("straight"), value("elastic", 300, "Élastique")),
        option("opening", value("narrow", mm=300), value("open", mm=400)),
        option("heel", value("small", mm=290), value("large", mm=350), kind=Kind.MEASURED),
    ),
    steps=(
        Step("cut", Text(en="Cut"), ("fit", "opening")),
        Step("cloth", Text(en="Cloth"), ("cloth", "waistband")),
    ),
)
HEEL = Rule(
    "heel_passes",
    Compare(Attribute("opening", "mm"), ">=", Sum((Attribute("heel", "mm"), Number(10)))),
    Text(en="The hem must pass your heel."),
)
BOOK = RuleBook(
    JEANS,
    (
        not_both("stretch", "Skinny needs stretch.", SKINNY, SELVEDGE),
        not_both("gather", "Nothing gathers selvedge.", ELASTIC, SELVEDGE),
        HEEL,
    ),
    {},
    {},
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
def kept(database):
    """Keeps a draft with these choices, perhaps of a body, and gives its address."""

    def keeps(*choices, **body_mm):
        configuration = Configuration("jeans", "1", choices)
        draft = Draft("draft", configuration, saved_at=NOW, body_mm=body_mm)
        with database.writing() as session:
            create_draft(session, draft, Request("draft", "key", {}))
        return "/configure/jeans/draft"

    return keeps


def saved(database):
    with database.reading() as session:
        return get_draft(session, "draft")


def values(database):
    return {c.option: c.value for c in saved(database).configuration.choices}


def text(page):
    """What is read of a page or a part of it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def part(page, name):
    """What is read in the element with this id or class."""
    [found] = re.findall(rf'<(\w+)[^>]*(?:id|class)="{name}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    return text(found[1])


def ways(page):
    """Every way shown: its address, whether it is the one on the sheet, and what is read."""
    cards = re.findall(r'<a class="way-card"(.*?)>(.*?)</a>', page, re.DOTALL)
    return [
        (unescape(re.findall(r'href="([^"]*)"', tag)[0]), "aria-current" in tag, text(inside))
        for tag, inside in cards
    ]


def accept(client, page, **changed):
    """Press the button that accepts what is shown."""
    [form] = re.findall(r'<form[^>]*action="([^"]+/repair)"[^>]*>(.*?)</form>', page, re.DOTALL)
    fields = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', form[1]))
    return client.post(form[0], data={**fields, **changed})


def asked(address, **more):
    query = "&".join(f"{key}={value}" for key, value in more.items())
    return f"{address}?step=cloth&take=cloth.selvedge&{query}"


def test_the_sheet_says_how_many_other_ways_there_are_and_lists_them_when_asked(client, kept):
    address = kept(SKINNY, ELASTIC)

    sheet = client.get(asked(address)).text
    opened = client.get(asked(address, ways="all")).text

    assert "1 other way" in sheet
    assert ways(sheet) == []
    assert [(shown, words) for _, shown, words in ways(opened)] == [
        (
            True,
            "Fit Skinny Slim Waistband Elastic Straight €122.00 €19 more Fri 11 Dec same day",
        ),
        (
            False,
            "Fit Skinny Wide Waistband Elastic Straight €128.00 €25 more Fri 11 Dec same day",
        ),
    ]


def test_a_way_that_is_tapped_is_shown_and_then_taken_in_one_step_that_undo_takes_back(
    client, kept, database
):
    address = kept(SKINNY, ELASTIC)
    [_, (second, _, _)] = ways(client.get(asked(address, ways="all")).text)

    page = client.get(second).text
    answer = accept(client, page)

    assert [shown for _, shown, _ in ways(page)] == [False, True]
    assert "<b>€128.00</b>" in page
    assert answer.status_code == 303
    assert values(database) == {"fit": "wide", "waistband": "straight", "cloth": "selvedge"}
    after = client.get(answer.location).text
    [undo] = re.findall(r'<form[^>]*action="([^"]+/undo)"[^>]*>(.*?)</form>', after, re.DOTALL)[:1]
    fields = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', undo[1]))
    client.post(undo[0], data=fields)
    assert values(database) == {"fit": "skinny", "waistband": "elastic"}


def test_the_way_shown_is_taken_and_not_what_would_be_best_by_now(client, kept, database):
    address = kept(SKINNY, ELASTIC)
    page = client.get(asked(address, way="fit.wide+waistband.straight")).text

    for _ in range(2):  # A double tap is one step.
        assert accept(client, page).status_code == 303

    assert values(database)["fit"] == "wide"
    assert saved(database).revision == 2


def test_a_way_shown_before_the_draft_changed_is_not_taken_and_both_versions_are_shown(
    client, kept, database
):
    address = kept(SKINNY, ELASTIC)
    page = client.get(asked(address)).text
    with database.writing() as session:
        draft = get_draft(session, "draft")
        theirs = draft.configuration.moved_to((Choice("fit", "wide"), ELASTIC))
        save_draft(session, replace(draft, configuration=theirs), NOW)

    answer = accept(client, page)

    assert answer.status_code == 409
    assert "changed on another device" in answer.text
    assert "Cloth: now open, you wanted Selvedge" in text(answer.text)
    assert values(database) == {"fit": "wide", "waistband": "elastic"}


@pytest.mark.parametrize(
    "way",
    ["fit.slim", "fit.skinny waistband.straight", "cloth.stretch", "fit.moon", "heel.large", "%"],
)
def test_a_way_that_does_not_make_room_is_answered_and_changes_nothing(client, kept, database, way):
    page = client.get(asked(kept(SKINNY, ELASTIC))).text

    answer = accept(client, page, way=way)

    assert "What was shown cannot be done any more." in answer.text
    assert "Selvedge changes 2 of your choices" in text(answer.text)
    assert saved(database).revision == 1


@pytest.mark.parametrize("way", ["nothing", "fit.slim", "..", ""])
def test_an_unknown_way_in_an_address_shows_the_smallest_change(client, kept, way):
    assert "<b>€122.00</b>" in client.get(asked(kept(SKINNY, ELASTIC), way=way)).text


def test_a_page_tells_why_what_must_change_and_all_ways(client, kept):
    page = client.get(asked(f"{kept(SKINNY, ELASTIC)}/why")).text

    assert "Selvedge does not go with Elastic (Waistband)." in text(page)
    assert "Selvedge does not go with Skinny (Fit)." in text(page)
    assert "Nothing gathers selvedge." in part(page, "conflicts")
    assert "As it would be" in page
    assert [shown for _, shown, _ in ways(page)] == [True, False]


def test_on_that_page_too_a_way_is_shown_and_taken(client, kept, database):
    page = client.get(asked(f"{kept(SKINNY, ELASTIC)}/why")).text

    second = client.get(ways(page)[1][0]).text
    answer = accept(client, second)

    assert "/why?" in ways(page)[1][0]
    assert answer.location == "/configure/jeans/draft?step=cloth#cloth.selvedge"
    assert values(database)["fit"] == "wide"


def test_reasons_are_sentences_in_the_language_of_the_reader(client, kept):
    page = client.get(asked(f"{kept(SKINNY, ELASTIC)}/why", lang="fr")).text

    assert "Selvedge ne va pas avec Élastique (Waistband)." in text(page)
    assert "Selvedge ne va pas avec Skinny (Coupe)." in text(page)
    assert "Nothing gathers selvedge. (fr)" in text(page)


def test_choices_that_clash_with_a_new_measurement_are_told_with_the_ways_out(
    client, kept, database
):
    address = kept(NARROW, SKINNY, SELVEDGE, ELASTIC, heel_mm=340)

    sheet = client.get(address).text
    page = client.get(f"{address}/why?step=cut").text

    assert "These choices no longer go together." in sheet
    assert "Narrow (Opening) cannot be made with your measurements." in text(page)
    assert "Skinny (Fit) and Selvedge (Cloth) do not go together." in text(page)
    assert "Selvedge (Cloth) and Elastic (Waistband) do not go together." in text(page)
    assert len(re.findall('class="conflict"', page)) == 3
    assert accept(client, page).status_code == 303
    assert values(database) == {
        "opening": "open",
        "fit": "skinny",
        "cloth": "stretch",
        "waistband": "elastic",
    }


def test_a_value_that_the_body_forbids_says_so_and_leads_back(client, kept):
    address = kept(SKINNY, heel_mm=340)

    cards = client.get(f"{address}?step=cut").text
    sheet = client.get(f"{address}?step=cut&take=opening.narrow").text
    page = client.get(f"{address}/why?step=cut&take=opening.narrow").text

    assert re.search(r'<a class="card card-barred" id="opening.narrow" href="[^"]+take=', cards)
    for seen in (sheet, page):
        assert "Narrow cannot be made with your measurements." in text(seen)
        assert "The hem must pass your heel." in text(seen)
        assert "/repair" not in seen
    assert "No change of your choices helps." in page


@pytest.mark.parametrize("query", ["", "?take=fit.slim", "?take=moon.blue", "?take=heel.large"])
def test_where_nothing_clashes_there_is_nothing_to_explain(client, kept, query):
    answer = client.get(f"{kept(SKINNY)}/why{query}")

    assert answer.status_code == 303
    assert answer.location.startswith("/configure/jeans/draft?")


def test_what_staff_chose_gives_way_before_what_the_customer_chose_himself(client, kept):
    address = kept(SELVEDGE, Choice("fit", "skinny", By.STAFF))
    clash = client.get(f"{address}/why").text

    assert "Fit Skinny Slim" in ways(clash)[0][2]


def test_an_unknown_draft_has_no_such_page(client):
    assert client.get("/configure/jeans/nobody/why").status_code == 404
