"""A customer's way through the shop, from the first tap to the paper, in a real browser."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

TABLET: ViewportSize = {"width": 820, "height": 1180}
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BODY_CM = {
    "waist_mm": "84",
    "hip_mm": "102",
    "thigh_mm": "58,4",
    "knee_mm": "38.8",
    "heel_mm": "33",
    "inseam_mm": "79",
    "front_rise_mm": "26.2",
    "back_rise_mm": "36.4",
}


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visit(browser: Browser, shop, request) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=TABLET, base_url=shop.address, java_script_enabled=request.param, locale="en-GB"
    )
    yield context
    context.close()


@pytest.fixture
def page(visit: BrowserContext) -> Page:
    return visit.new_page()


def choose(page: Page, option: str, value: str) -> None:
    page.locator(f"[id='{option}.{value}']").click()
    expect(page.locator(f"[id='{option}.{value}']")).to_have_attribute("aria-pressed", "true")


def decided(page: Page) -> str:
    """A draft with everything decided, through the page; its address."""
    page.goto("/configure/jeans")
    page.get_by_role("link", name="Finish for me").click()
    page.get_by_role("button", name="Take this").first.click()
    to_the_measurements(page)
    return page.url.removesuffix("/measure")


def to_the_measurements(page: Page) -> None:
    # The words on this link depend on the room there is.
    expect(page.locator("#next")).to_have_attribute("href", re.compile("/measure$"))
    page.locator("#next").click()
    page.wait_for_url("**/measure")


def measure(page: Page) -> None:
    fill(page)
    page.wait_for_url("**/order")


def fill(page: Page) -> None:
    for key, text in BODY_CM.items():
        page.locator(f"#{key}").fill(text)
    page.get_by_role("button", name="Save the measurements").click()


def test_a_customer_configures_measures_and_orders_and_the_shop_prints(
    page: Page, visit: BrowserContext, shop
) -> None:
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))

    page.goto("/configure/jeans")
    choose(page, "fit", "skinny")
    page.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))

    page.get_by_role("link", name=re.compile("^Cloth")).first.click()
    grey = page.locator("[id='cloth.selvedge_14']")
    expect(grey).to_contain_text("changes 1 choice")
    grey.click()
    sheet = page.locator("#sheet section")
    expect(sheet).to_contain_text("Skinny")
    expect(sheet).to_contain_text("stretch")
    sheet.get_by_role("button", name=re.compile("Accept")).click()
    taken = page.locator("[id='cloth.selvedge_14']")
    expect(taken).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[id='cloth.selvedge_14']")).to_contain_text("changes 1 choice")
    page.get_by_role("button", name="Redo").click()
    expect(taken).to_have_attribute("aria-pressed", "true")

    page.get_by_role("link", name="Finish for me").click()
    page.get_by_role("button", name="Take this").last.click()
    expect(page.locator("#bar")).to_contain_text("design left")
    to_the_measurements(page)
    measure(page)

    page.get_by_label("Name").fill("Nadia El Amrani")
    page.get_by_label("E-mail").fill("nadia@example.com")
    page.get_by_role("button", name="Place the order").click()
    heading = page.get_by_role("heading", name=re.compile(r"Order \d\d-\d{4}"))
    expect(heading).to_be_visible()
    number = heading.inner_text().removeprefix("Order ")
    assert "Nadia" not in page.content()

    page.goto(f"/orders/{number}")
    page.get_by_label("E-mail").fill(shop.email)
    page.get_by_label("Password").fill(shop.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main")).to_contain_text("Nadia El Amrani")
    paper = visit.request.get(f"/orders/{number}/work-order.pdf")
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    assert problems == []


def test_a_draft_opens_on_another_device_and_shows_nothing_personal(
    page: Page, browser: Browser, shop
) -> None:
    draft = decided(page)
    measure(page)
    other = browser.new_context(base_url=shop.address)
    there = other.new_page()
    there.goto(draft)
    expect(there.locator("#bar")).to_contain_text("design left")
    for place in ("", "/measure", "/order"):
        there.goto(draft + place)
        seen = there.content()
        assert not any(f'value="{text}"' in seen for text in BODY_CM.values())
    other.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1280])
def test_pages_hold_wcag_and_fit_their_screen(
    browser: Browser, shop, width: int, colours: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        base_url=shop.address,
        color_scheme=colours,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/configure/jeans")
    check(page)
    choose(page, "fit", "skinny")
    draft = page.url.split("?")[0]
    page.goto(f"{draft}?step=cloth&take=cloth.selvedge_14")
    check(page)
    page.goto(f"{draft}?finish=ask")
    check(page)
    page.get_by_role("button", name="Take this").first.click()
    to_the_measurements(page)
    page.get_by_role("button", name="Save the measurements").click()
    check(page)
    fill(page)
    expect(page.get_by_text("Your measurements change")).to_be_visible()
    check(page)
    page.get_by_role("button", name=re.compile("Accept")).click()
    page.wait_for_url("**/order")
    check(page)
    page.goto("/orders")
    check(page)
    page.get_by_label("E-mail").fill(shop.email)
    page.get_by_label("Password").fill(shop.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()
    check(page)
    page.goto("/")
    check(page)
    context.close()


def check(page: Page) -> None:
    """Nothing axe can find at WCAG 2.2 AA, and nothing that makes the page scroll sideways."""
    page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = page.evaluate("options => axe.run(document, options)", options)
    told = [
        (one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found["violations"]
    ]
    assert told == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize("same_key", [True, False], ids=["one key", "a key each"])
def test_a_hundred_orders_at_once_are_one_order(browser: Browser, shop, same_key: bool) -> None:  # noqa: FBT001
    context = browser.new_context(base_url=shop.address)
    page = context.new_page()
    draft = decided(page)
    measure(page)
    fields = page.eval_on_selector_all(
        "form.contact input", "all => all.map(one => [one.name, one.value])"
    )
    data = dict(fields) | {"name": "Nadia El Amrani", "email": "nadia@example.com"}
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    start = Barrier(20)

    def post(turn: int) -> int:
        form = data if same_key else data | {"key": f"{data['key'][:-3]}{turn:03}"}
        place = urlsplit(f"{draft}/order")
        connection = HTTPConnection(place.netloc, timeout=60)
        if turn < start.parties:
            start.wait()
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", place.path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(20) as crowd:
        statuses = list(crowd.map(post, range(100)))

    assert set(statuses) == {303}
    page.goto(f"{draft}/order")
    number = page.get_by_role("heading", name="Order").first.inner_text().removeprefix("Order ")
    page.goto("/orders")
    page.get_by_label("E-mail").fill(shop.email)
    page.get_by_label("Password").fill(shop.password)
    page.get_by_role("button", name="Sign in").click()
    newest = page.locator("table.orders tbody tr").first
    expect(newest).to_contain_text(number)
    context.close()
