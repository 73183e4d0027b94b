import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from catalog.configuration import By, Choice
from catalog.product import Kind, Option, Step, Value
from catalog.text import Text
from configurator.storage.drafts import get_draft
from configurator.storage.tables import DraftRow
from rules.engine import compile_engine
from rules.rule import Is, Requires, Rule, RuleBook
from tests.products import some_product
from tests.shop import Clock
from tests.web import numbered_links

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
START = "/configure/jeans"
HTMX = {"HX-Request": "true"}


def value(key, price_cents=0, look=None):
    return Value(key, Text(en=key.title()), Text(en=f"{key}, told"), price_cents, look=look or {})


def option(key, *values):
    return Option(key, Text(en=key.title()), Kind.DESIGN, values)


def only(option, *values):
    return Is(option, frozenset(values))


JEANS = some_product(
    "jeans",
    base_price_cents=10000,
    options=(
        option("fit", value("skinny"), value("slim"), value("wide", 600)),
        option("cloth", value("stretch"), value("selvedge", 2200, {"swatch": "#22345c"})),
        option("hem", value("plain"), value("cuff", 400)),
        Option("block", Text(en="Block"), Kind.SIZE, (value("small"), value("large"))),
    ),
    steps=(
        Step("cut", Text(en="Cut"), ("fit",)),
        Step("cloth", Text(en="Cloth"), ("cloth", "hem")),
    ),
)
NEEDS_STRETCH = "Skinny needs stretch; selvedge has none."
BOOK = RuleBook(
    JEANS,
    (
        Rule(
            "skinny_needs_stretch",
            Requires(only("fit", "skinny"), only("cloth", "stretch")),
            Text(en=NEEDS_STRETCH),
        ),
        Rule(
            "wide_needs_cuff",
            Requires(only("fit", "wide"), only("hem", "cuff")),
            Text(en="A wide leg ends in a cuff."),
        ),
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


class Forms(HTMLParser):
    """All forms of a page, each with its attributes and the fields it sends."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given, {}))
        elif tag in {"input", "button"} and self.forms and "name" in given:
            self.forms[-1][1].setdefault(given["name"], given.get("value", ""))

    def sent_to(self, action, **fields):
        """The fields of the first form for `action` that has these."""
        return next(
            (attributes["action"], inputs)
            for attributes, inputs in self.forms
            if attributes["action"].endswith(f"/{action}") and fields.items() <= inputs.items()
        )


def send(client, page, action, headers=None, **fields):
    """Press a button on `page`: the form's own hidden fields with `fields` over them."""
    chosen = {key: text for key, text in fields.items() if key == "option"}
    address, inputs = Forms(page).sent_to(action, **chosen)
    return client.post(address, data={**inputs, **fields}, headers=headers)


def take(client, page, option, value):
    """Tap a card and follow to the page after it."""
    answer = send(client, page, "choose", option=option, value=value)
    assert answer.status_code == 303
    return client.get(answer.location).text


def taken(client, **choices):
    """The page of a new draft with these choices, each in its step, and the draft's address."""
    page = client.get(START).text
    for key, chosen in choices.items():
        step = "cut" if key == "fit" else "cloth"
        address = addresses(page)[step]
        page = take(client, client.get(address).text, key, chosen)
    return page, urlsplit(addresses(page)["cut"]).path


def addresses(page):
    """Where each step leads, by its key."""
    return dict(re.findall(r'id="step-(\w+)" href="([^"]+)"', page))


def pressed(page):
    """The cards that are chosen."""
    return re.findall(r'id="(\w+\.\w+)"[^>]*aria-pressed="true"', page)


def saved(database, link):
    with database.reading() as session:
        return get_draft(session, link)


def drafts(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(DraftRow))


def settled(page):
    """The page without what is new in each: keys of forms and tokens."""
    return re.sub(r'name="(key|csrf_token)" value="[^"]*"', "", page)


def total(page):
    return re.findall(r"tax included</dt><dd>([^<]+)", page)[0]


def test_looking_writes_nothing(client, database):
    for address in (START, f"{START}?step=cloth", f"{START}?finish=ask", f"{START}?take=fit.slim"):
        assert client.get(address).status_code == 200

    assert drafts(database) == 0


def test_the_first_choice_creates_the_draft_and_leads_to_its_link(client, database):
    answer = send(client, client.get(START).text, "choose", option="fit", value="slim")

    assert answer.status_code == 303
    assert answer.location == "/configure/jeans/link-1?step=cut#fit.slim"
    assert saved(database, "link-1").configuration.choices == (Choice("fit", "slim", By.CUSTOMER),)
    assert pressed(client.get(answer.location).text) == ["fit.slim"]


def test_every_choice_is_saved_at_once_and_found_by_link_on_another_device(client):
    _, address = taken(client, fit="slim", cloth="stretch")

    other_device = client.application.test_client()

    assert pressed(other_device.get(f"{address}?step=cloth").text) == ["cloth.stretch"]


def test_total_date_and_exact_number_of_designs_are_in_view(client):
    page, _ = taken(client, fit="wide")

    assert total(page) == "€110.00"  # The base, wide, and the cuff that wide asks for.
    assert "<dd>Fri 11 Dec</dd>" in page
    assert "<dd>2</dd>" in page


def test_a_ruled_out_card_says_how_many_choices_it_changes_and_leads_to_the_sheet(client):
    page, address = taken(client, fit="skinny")

    page = client.get(f"{address}?step=cloth").text

    assert re.search(r'<a class="card card-changes" id="cloth.selvedge" href="[^"]+take=', page)
    assert "changes 1 choice<" in page


def test_the_sheet_tells_what_changes_why_and_what_it_comes_to(client, database):
    _, address = taken(client, fit="skinny")

    sheet = client.get(f"{address}?step=cloth&take=cloth.selvedge").text

    assert "Selvedge changes one of your choices" in sheet
    assert "<del>Skinny</del>" in sheet
    assert NEEDS_STRETCH in sheet
    assert "<b>€122.00</b> <span>€22 more</span>" in sheet
    assert "As it would be" in sheet
    assert saved(database, "link-1").revision == 1


def test_accepting_the_sheet_takes_the_wish_and_what_it_changes(client, database):
    _, address = taken(client, fit="skinny")
    sheet = client.get(f"{address}?step=cloth&take=cloth.selvedge").text

    answer = send(client, sheet, "repair", option="cloth", value="selvedge")

    assert answer.location == f"{address}?step=cloth#cloth.selvedge"
    values = {c.option: c.value for c in saved(database, "link-1").configuration.choices}
    assert values == {"fit": "slim", "cloth": "selvedge"}


def test_a_ruled_out_value_posted_directly_is_told_and_not_taken(client, database):
    page, address = taken(client, fit="skinny")

    page = client.get(f"{address}?step=cloth").text
    answer = send(client, page, "choose", option="cloth", value="selvedge")

    assert "take=cloth.selvedge" in answer.location
    assert saved(database, "link-1").revision == 1


def test_a_choice_can_be_let_go(client):
    page, _ = taken(client, fit="slim")

    answer = send(client, page, "open", option="fit")

    assert pressed(client.get(answer.location).text) == []


def test_undo_and_redo_go_back_and_forth(client):
    page, _ = taken(client, fit="slim")
    page = take(client, page, "fit", "wide")

    back = client.get(send(client, page, "undo").location).text
    forth = client.get(send(client, back, "redo").location).text

    assert pressed(back) == ["fit.slim"]
    assert pressed(forth) == ["fit.wide"]


def test_finish_for_me_offers_what_each_goal_gives_and_the_same_design_once(client, database):
    _, address = taken(client, fit="wide")

    page = client.get(f"{address}?step=cut&finish=ask").text

    assert "<h3>Lowest price, and ready soonest</h3>" in page
    assert page.count("1 choice decided for you") == 1
    assert page.count('<span class="fact">€110.00</span>') == 1
    assert saved(database, "link-1").revision == 1


@pytest.mark.parametrize("goal", ["cheapest", "soonest"])
def test_what_was_finished_leads_to_the_measurements_and_is_undone_in_one_step(client, goal):
    _, address = taken(client, fit="wide")
    page = client.get(f"{address}?step=cut&finish=ask").text

    done = client.get(send(client, page, "finish", goal=goal).location).text
    back = client.get(send(client, done, "undo").location).text

    assert f'href="{address}/measure"' in done
    assert "<dd>1</dd>" in done
    assert "1 open" in back


def test_a_double_tap_is_one_step(client, database):
    page, _ = taken(client, fit="slim")

    for _ in range(2):
        assert send(client, page, "choose", option="fit", value="wide").status_code == 303

    assert saved(database, "link-1").revision == 2


def test_a_first_tap_that_arrives_twice_makes_one_draft(client, database):
    page = client.get(START).text

    answers = [send(client, page, "choose", option="fit", value="slim") for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert drafts(database) == 1


def test_a_repeated_undo_goes_back_once(client, database):
    page, _ = taken(client, fit="slim")
    page = take(client, page, "fit", "wide")
    page = take(client, page, "fit", "skinny")

    for _ in range(2):
        assert send(client, page, "undo").status_code == 303

    assert saved(database, "link-1").configuration.choices[-1].value == "wide"


def test_a_device_that_was_slower_sees_both_versions_and_overwrites_nothing(client, database):
    page, _ = taken(client, fit="slim")
    take(client, page, "fit", "wide")

    answer = send(client, page, "choose", option="fit", value="skinny")

    assert answer.status_code == 409
    assert "changed on another device" in answer.text
    assert "Fit: now Wide, you wanted Skinny" in answer.text
    assert pressed(answer.text) == ["fit.wide"]
    assert saved(database, "link-1").configuration.choices[-1].value == "wide"


def test_htmx_gets_the_changed_parts_and_the_address_to_show(client):
    page = client.get(START).text

    answer = send(client, page, "choose", HTMX, option="fit", value="slim")

    assert answer.status_code == 200
    assert answer.headers["HX-Replace-Url"] == "/configure/jeans/link-1?step=cut"
    parts = re.findall(r'<hx-partial hx-target="#(\w+)"', answer.text)
    assert parts == ["saved", "picture", "steps", "choices", "sheet", "bar", "said"]
    assert "Total €100.00, ready Fri 11 Dec" in answer.text


def test_the_picture_that_a_page_shows_is_not_sent_again(client):
    page, address = taken(client, fit="slim")
    shown = HTMX | {"X-Picture": re.findall(r'data-mark="(\w+)"', page)[0]}

    other_step = client.get(f"{address}?step=cloth", headers=shown)
    page = client.get(f"{address}?step=cloth").text
    other_look = send(client, page, "choose", shown, option="cloth", value="selvedge")

    assert 'hx-target="#choices"' in other_step.text
    assert 'hx-target="#picture"' not in other_step.text
    assert 'hx-target="#picture"' in other_look.text
    assert 'id="picture"' in client.get(address, headers={"X-Picture": shown["X-Picture"]}).text


def test_each_part_for_htmx_is_contained_in_the_page_a_browser_gets(client):
    _, address = taken(client, fit="skinny")
    address = f"{address}?step=cloth&take=cloth.selvedge"

    page, parts = client.get(address).text, client.get(address, headers=HTMX).text

    assert page.startswith("<!doctype html>")
    for part in re.findall(r'hx-swap="outerHTML">(.*?)</hx-partial>', settled(parts), re.DOTALL):
        assert part.strip() in settled(page)


def test_each_thing_htmx_sends_names_its_target_and_swap(client):
    _, address = taken(client, fit="skinny")
    page = client.get(f"{address}?step=cloth&take=cloth.selvedge").text

    senders = [tag for tag in re.findall(r"<[^>]+>", page) if re.search(r" hx-(post|get)=", tag)]

    assert senders
    assert all(" hx-target=" in tag and " hx-swap=" in tag for tag in senders)


def test_every_form_carries_token_revision_key_and_works_without_script(client):
    page, _ = taken(client, fit="slim")

    forms = [form for form in Forms(page).forms if form[0]["action"].startswith(START)]

    assert forms
    for attributes, inputs in forms:
        assert attributes["method"] == "post"
        assert inputs["csrf_token"]
        assert inputs["revision"] == "1"
    keys = [inputs["key"] for _, inputs in forms]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("query", ["step=cut", "step=cloth&take=cloth.selvedge", "finish=ask"])
def test_nothing_on_the_page_breaks_the_strict_policy(client, query):
    _, address = taken(client, fit="skinny")

    page = client.get(f"{address}?{query}").text

    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|javascript:|<script(?![^>]+src=)", page)


def test_no_cache_keeps_the_page_and_parts_are_told_from_pages(client):
    answer = client.get(START)

    assert "no-store" in answer.headers["Cache-Control"]
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "address", ["/configure/hat", f"{START}/nobody-knows", "/configure/hat/link-1"]
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "moon"},
        {"option": "moon"},
        {"option": "block", "value": "small"},
        {"revision": "1e3"},
        {"revision": ""},
        {"key": ""},
        {"key": "k" * 65},
        {"csrf_token": "forged"},
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(client, database, fields):
    page, _ = taken(client, fit="slim")
    address, inputs = Forms(page).sent_to("choose", option="fit")

    answer = client.post(address, data={**inputs, "option": "fit", "value": "wide", **fields})

    assert answer.status_code == 400
    assert saved(database, "link-1").revision == 1


@pytest.mark.parametrize("query", ["take=moon.blue", "take=fit", "take=block.small", "step=moon"])
def test_an_old_address_is_still_shown(client, query):
    assert client.get(f"{START}?{query}").status_code == 200
