"""A customer's way through the shop, from the first tap to the paper, in a real browser."""

import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect


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


def test_a_customer_configures_measures_and_orders_and_the_shop_prints(
    page: Page, visit: BrowserContext, measure, sign_in, printed
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
    page.wait_for_url("**/order")

    page.get_by_label("Name").fill("Nadia El Amrani")
    page.get_by_label("E-mail").fill("nadia@example.com")
    page.get_by_role("button", name="Place the order").click()
    heading = page.get_by_role("heading", name=re.compile(r"Order \d\d-\d{4}"))
    expect(heading).to_be_visible()
    number = heading.inner_text().removeprefix("Order ")
    assert "Nadia" not in page.content()

    page.goto(f"/orders/{number}")
    sign_in(page)
    expect(page.get_by_role("main")).to_contain_text("Nadia El Amrani")
    printed(visit, f"/orders/{number}/work-order.pdf")
    assert problems == []


def test_a_draft_opens_on_another_device_and_shows_nothing_personal(
    page: Page, browser: Browser, shop, measure, body
) -> None:
    draft = decided(page)
    measure(page)
    page.wait_for_url("**/order")
    other = browser.new_context(base_url=shop.address)
    there = other.new_page()
    there.goto(draft)
    expect(there.locator("#bar")).to_contain_text("design left")
    for place in ("", "/measure", "/order"):
        there.goto(draft + place)
        seen = there.content()
        assert not any(f'value="{text}"' in seen for text in body.values())
    other.close()


@pytest.mark.parametrize("same_key", [True, False], ids=["one key", "a key each"])
def test_a_hundred_orders_at_once_are_one_order(
    browser: Browser, shop, measure, sign_in, same_key
) -> None:
    context = browser.new_context(base_url=shop.address)
    page = context.new_page()
    draft = decided(page)
    measure(page)
    page.wait_for_url("**/order")
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
    sign_in(page)
    newest = page.locator("table.orders tbody tr").first
    expect(newest).to_contain_text(number)
    context.close()
