"""A customer's way on a phone, from the first tap to following the order, in a real browser."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

NAME = "Élodie Martin"
PASSWORD = "linen thread and seven buttons"  # noqa: S105 - of an account made by the test


@pytest.fixture
def screen() -> ViewportSize:
    return {"width": 390, "height": 844}


def register(page: Page, email: str) -> None:
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    enter(page, email)


def enter(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me")


def test_a_customer_registers_configures_measures_orders_and_follows(
    page: Page, browser: Browser, shop, measure, printed
) -> None:
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    email = f"{uuid4().hex}@example.com"

    page.goto("/")
    page.get_by_role("link", name=re.compile("Configure")).first.click()
    page.locator("[id='fit.slim']").click()
    page.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
    expect(page.locator("[id='fit.slim']")).to_have_attribute("aria-pressed", "true")
    draft = page.url.partition("?")[0]

    page.get_by_role("link", name="Surmesure").click()
    register(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {NAME}")
    page.get_by_role("region", name="Drafts").get_by_role("link", name="Continue").click()
    page.wait_for_url(f"{draft}**")

    page.get_by_role("link", name="Finish for me").first.click()
    page.get_by_role("button", name="Take this").first.click()
    expect(page.locator("#bar")).to_contain_text("design left")
    page.locator("#next").click()
    measure(page)
    page.wait_for_url("**/order")
    expect(page.get_by_label("E-mail")).to_have_value(email)
    quote = page.get_by_role("link", name="Quote as PDF").get_attribute("href")
    printed(page.context, quote)
    page.get_by_role("button", name="Place the order").click()
    heading = page.get_by_role("heading", name=re.compile(r"Order \d\d-\d{4}"))
    number = heading.inner_text().removeprefix("Order ")

    page.goto("/me")
    line = page.get_by_role("listitem").filter(has_text=number).first
    expect(line).to_contain_text("Ordered, waiting for the cutter")
    line.get_by_role("link", name=number, exact=True).click()
    expect(page.get_by_role("region", name="The design")).to_contain_text("Slim")
    expect(page.get_by_role("region", name="Measurements")).to_contain_text("58.4")

    other = browser.new_context(base_url=shop.address, locale="en-GB")
    there = other.new_page()
    there.goto(page.url)
    assert "58.4" not in there.content()
    enter_there(there, email)
    expect(there.get_by_role("heading", level=1)).to_have_text(f"Order {number}")
    other.close()
    assert problems == []


def enter_there(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_who_signs_out_on_a_shared_phone_leaves_nothing(page: Page, sign_in) -> None:
    page.goto("/sign-in?next=/me")
    sign_in(page, "customer")
    page.locator(".head-menu > summary").click()
    page.get_by_role("button", name=re.compile("Sign out")).click()
    page.goto("/me")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("sign in", re.IGNORECASE))
    assert "Nadia" not in page.content()
