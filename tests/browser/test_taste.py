"""A returning customer: asked in the shop, proposed a design there, and known again at home."""

import os
import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 820, "height": 1180}
WIDE: ViewportSize = {"width": 1280, "height": 900}
PATIENCE_SECONDS = 240
PEOPLE = ("Dupont", "Haddad", "Benjelloun")


def learned(page: Page) -> None:
    """Wait until the night's work was done: a demo begins with it."""
    for _ in range(PATIENCE_SECONDS):
        page.goto("/configure/jeans/first")
        if "our own designs" not in page.content():
            return
        page.wait_for_timeout(1000)
    pytest.fail("nothing was learned")


def test_two_answers_a_proposal_and_a_critique_in_the_shop_and_the_same_dialogue_at_home(
    open_page, sign_in, check
) -> None:
    clerk, phone = open_page(TABLET), open_page(PHONE)
    learned(phone)
    clerk.goto("/sign-in?next=/customers?q=nadia%40surmesure.example")
    sign_in(clerk)
    clerk.wait_for_url(re.compile("/customers.q=nadia"))
    clerk.get_by_role("link", name=re.compile("Nadia El Amrani")).click()
    clerk.wait_for_url("**/customers/*")
    asked = set()
    for _ in range(2):
        now = clerk.locator("#ask-now .now-asked").first
        asked.add(now.get_by_role("heading").inner_text())
        now.get_by_role("button").first.click()
        clerk.wait_for_load_state()
    assert len(asked) == 2
    for question in asked:
        expect(clerk.get_by_role("heading", name=question)).to_have_count(0)
    check(clerk)

    clerk.get_by_role("button", name="Configure together").click()
    clerk.wait_for_url("**/first")
    expect(clerk.get_by_text("For Nadia El Amrani")).to_be_visible()
    expect(clerk.locator(".first-why").first.locator("li")).to_have_count(3)
    check(clerk)
    clerk.get_by_role("link", name="Looser").click()
    expect(clerk.locator(".first-compared del").first).to_be_visible()
    clerk.get_by_role("button", name="Take this").click()
    clerk.wait_for_url("**/order")
    clerk.get_by_role("button", name="Place the order").click()
    expect(clerk.locator("main")).to_contain_text(re.compile(r"\d\d-\d{4}"))

    phone.goto("/sign-in?next=/configure/jeans/first")
    sign_in(phone, "customer")
    phone.wait_for_url("**/first")
    check(phone)
    phone.goto("/configure/jeans/ask")
    assert phone.get_by_role("heading", level=1).inner_text() not in asked
    check(phone)
    phone.goto("/me/knowledge")
    concluded = phone.locator("#conclusions li", has_text="suits you").first
    words = concluded.locator(".concluded-what").inner_text()
    concluded.get_by_role("button").click()
    again = phone.locator("#conclusions li", has_text=words).get_by_role("button")
    expect(again).to_contain_text("Switch on again")
    phone.goto("/configure/jeans/first")
    expect(phone.locator(".first-why").first).not_to_contain_text(
        f"{words.removesuffix(' suits you')}, ordered"
    )
    phone.goto("/me/knowledge")
    again.click()  # Others visit the same demo.


def test_three_customers_are_shown_three_first_screens_each_with_its_reasons(
    open_page, sign_in
) -> None:
    """With SURMESURE_PICTURES, a folder, what they are shown is kept there side by side."""
    clerk, shown = open_page(WIDE), {}
    learned(clerk)
    clerk.goto("/sign-in?next=/customers")
    sign_in(clerk)
    clerk.wait_for_url("**/customers")
    for name in PEOPLE:
        clerk.goto(f"/customers?q={name}")
        clerk.locator(".found-one").first.click()
        clerk.wait_for_url("**/customers/*")
        clerk.get_by_role("button", name="Configure together").click()
        clerk.wait_for_url("**/first")
        shown[name] = clerk.locator('input[name="way"]').get_attribute("value")
        expect(clerk.locator(".first-why").first.locator("li")).to_have_count(3)
        if folder := os.environ.get("SURMESURE_PICTURES"):
            clerk.screenshot(path=f"{folder}/first_{name.lower()}.png")
    assert len(set(shown.values())) == len(PEOPLE)
