"""A pair's way through the workshop: a tablet, and a scanner that types like a keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

SCREENS: dict[str, ViewportSize] = {
    "upright": {"width": 820, "height": 1180},
    "across": {"width": 1180, "height": 820},
}


@pytest.fixture(params=SCREENS)
def tablet(browser: Browser, shop, sign_in, request) -> Iterator[Page]:
    context = browser.new_context(
        viewport=SCREENS[request.param], base_url=shop.address, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/sign-in?next=/workshop/sewing")
    sign_in(page, "production")
    page.wait_for_url("**/workshop/sewing")
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, shop, sign_in) -> Iterator[Page]:
    context = browser.new_context(base_url=shop.address, locale="en-GB")
    page = context.new_page()
    page.goto("/sign-in?next=/me")
    sign_in(page, "customer")
    page.wait_for_url("**/me")
    yield page
    context.close()


def scan(tablet: Page, number: str) -> None:
    """As a scanner does: wherever the focus is, faster than anybody types, Enter at the end."""
    tablet.keyboard.type(number)
    tablet.keyboard.press("Enter")


def told(phone: Page, number: str, words: str) -> None:
    phone.reload()
    expect(phone.locator(".own-order").filter(has_text=number)).to_contain_text(words)


def test_a_scanned_pair_goes_its_way_and_the_customer_is_told_the_same(
    tablet: Page, phone: Page
) -> None:
    number = (
        phone.locator(".own-order", has_text="Being sewn").first.get_by_role("link").inner_text()
    )
    echo, table = tablet.locator("#echo"), tablet.locator("#bench")
    field = tablet.get_by_label("Scan or type a number")

    expect(field).to_be_focused()
    scan(tablet, number)
    scan(tablet, number)
    expect(table.get_by_role("heading", level=2)).to_have_text(number)
    expect(echo).to_contain_text(f"{number} is in at Sewing")
    expect(field).to_be_empty()
    told(phone, number, "Being sewn")

    scan(tablet, "99-9999")
    expect(echo).to_contain_text("There is no order 99-9999.")
    expect(table.get_by_role("heading", level=2)).to_be_hidden()
    scan(tablet, number)
    expect(echo).to_contain_text(f"{number} is in at Sewing")

    table.get_by_role("button", name=re.compile("^Done, to")).click()
    expect(echo).to_contain_text(f"{number} is done at Sewing")
    expect(tablet.locator(f"#queue-{number}")).to_have_count(0)
    phone.reload()
    expect(phone.locator(".own-order").filter(has_text=number)).not_to_contain_text("Being sewn")
    echo.get_by_role("button", name="Not this one").click()
    expect(echo).to_contain_text("the last scan was taken back")
    told(phone, number, "Being sewn")

    table.get_by_text("Hold", exact=True).click()
    table.get_by_role("button", name="Hold now").click()
    expect(echo).to_contain_text("Please say why")
    table.get_by_text("Hold", exact=True).click()
    table.get_by_label("Why?").fill("Thread is missing")
    table.get_by_role("button", name="Hold now").click()
    expect(table).to_contain_text("Thread is missing")
    told(phone, number, "Paused: something has to be settled first")
    table.get_by_role("button", name="Release").click()
    expect(echo).to_contain_text(f"{number} goes on")
    told(phone, number, "Being sewn")

    table.get_by_text("Send back", exact=True).click()
    table.get_by_role("button", name="To Cutting").click()
    expect(echo).to_contain_text(f"{number} goes back to Cutting")
    told(phone, number, "Being cut")

    tablet.get_by_role("link", name=re.compile("^Cutting")).click()
    tablet.wait_for_url("**/workshop/cutting")
    expect(field).to_be_focused()
    scan(tablet, number)
    expect(echo).to_contain_text(f"{number} is in at Cutting")
    tablet.get_by_text("Done", exact=True).click()
    scan(tablet, number)
    expect(echo).to_contain_text(f"{number} is done at Cutting")
    told(phone, number, "Being sewn")


def test_scans_that_come_faster_than_answers_all_arrive(tablet: Page) -> None:
    tablet.goto("/workshop/finishing")
    expect(tablet.get_by_label("Scan or type a number")).to_be_focused()
    tickets = tablet.locator("#queue .ticket-number")
    numbers = [one for one in tickets.all_inner_texts() if re.fullmatch(r"\d\d-\d{4}", one)][:4]
    assert len(numbers) == 4
    arrived: list[str] = []
    tablet.on("request", lambda sent: arrived.append(sent.post_data or ""))
    for number in numbers:
        scan(tablet, number)
    expect(tablet.locator("#bench h2")).to_have_text(numbers[-1])
    posted = [re.search(r"number=(\d\d-\d{4})", text) for text in arrived]
    assert [found[1] for found in posted if found] == numbers
    expect(tablet.locator("#echo")).to_contain_text(numbers[-1])
