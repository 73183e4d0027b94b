"""A clerk's way with a customer, on the tablet at the counter, in a real browser."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def clerk(page: Page, sign_in) -> Page:
    page.goto("/sign-in?next=/customers")
    sign_in(page)
    page.wait_for_url("**/customers")
    return page


def test_a_clerk_welcomes_measures_configures_orders_and_finds_again(clerk: Page, measure) -> None:
    clerk.get_by_role("link", name="New customer").click()
    clerk.get_by_label("Name", exact=True).fill("Élodie Martin")
    # Of its own for each run: both runs meet the same shop, which knows people by their phones.
    phone = f"+33 6 {uuid4().int % 10**8:08d}"
    clerk.get_by_label("Phone", exact=True).fill(phone)
    clerk.get_by_role("button", name="Create").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Élodie Martin")
    customer = clerk.url

    clerk.get_by_role("link", name=re.compile("Take the measurements")).click()
    measure(clerk)
    expect(clerk.locator("#sizes")).to_contain_text("58.4")

    clerk.get_by_role("button", name="Configure together").click()
    clerk.wait_for_url(re.compile("/configure/jeans/"))
    expect(clerk.get_by_role("link", name="Élodie Martin")).to_be_visible()
    clerk.get_by_role("link", name="Finish for me").first.click()
    clerk.get_by_role("button", name="Take this").first.click()
    expect(clerk.locator("#next")).to_have_attribute("href", re.compile("/measure$"))

    clerk.goto(customer)
    clerk.get_by_role("link", name=re.compile("^To the order.*Order ")).click()
    expect(clerk.get_by_label("Phone", exact=True)).to_have_value(phone)
    clerk.get_by_role("button", name="Place the order").click()
    heading = clerk.get_by_role("heading", name=re.compile(r"Order \d\d-\d{4}"))
    number = heading.inner_text().removeprefix("Order ")

    clerk.goto("/customers")
    clerk.get_by_role("searchbox").fill(number)
    clerk.get_by_role("searchbox").press("Enter")
    clerk.get_by_role("link", name=re.compile("Élodie Martin")).click()
    expect(clerk.get_by_role("link", name=number, exact=True)).to_be_visible()
    expect(clerk.get_by_text("1 order", exact=False).first).to_be_visible()


def test_two_tablets_see_both_versions(clerk: Page) -> None:
    clerk.get_by_role("searchbox").fill("nadia")
    clerk.get_by_role("searchbox").press("Enter")
    clerk.get_by_role("link", name=re.compile("Nadia")).first.click()
    clerk.get_by_role("link", name=re.compile("^Edit")).click()
    other = clerk.context.new_page()
    other.goto(clerk.url)
    before = clerk.get_by_label("Name", exact=True).input_value()
    for page, name in ((other, f"{before} One"), (clerk, f"{before} Two")):
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_role("button", name="Save").click()
        page.wait_for_load_state()

    expect(clerk.get_by_role("alert").first).to_contain_text("Both versions")
    expect(clerk.locator("#name-theirs")).to_contain_text(f"{before} One")
    expect(clerk.get_by_label("Name", exact=True)).to_have_value(f"{before} Two")
    clerk.get_by_role("button", name="Save").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text(f"{before} Two")
