"""A card held out at the counter: it opens who left a design on her phone, merged or not."""

import re
from uuid import uuid4

from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 820, "height": 1180}
NAME = "Ghita Sqalli"
PASSWORD = "linen thread and seven buttons"  # noqa: S105 - of an account made by the test


def configured(phone: Page, email: str) -> tuple[str, str]:
    """She makes an account and a card and leaves a design; the card's number, and the design."""
    phone.goto("/register")
    phone.get_by_label("Name").fill(NAME)
    phone.get_by_label("E-mail").fill(email)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Make the account").click()
    phone.wait_for_url("**/register/done")
    phone.goto("/sign-in")
    phone.get_by_label("E-mail").fill(email)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("main").get_by_role("button", name="Sign in").click()
    phone.wait_for_url("**/me")
    phone.goto("/me/card")
    phone.get_by_role("button", name="Make my card").click()
    number = phone.locator(".card-number").inner_text()
    phone.goto("/configure/jeans")
    phone.locator("[id='fit.slim']").click()
    phone.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
    expect(phone.locator("[id='fit.slim']")).to_have_attribute("aria-pressed", "true")
    return number.replace(" ", ""), phone.url.partition("?")[0].rpartition("/")[2]


def scan(clerk: Page, number: str) -> None:
    """The scanner types wherever the focus is, here nowhere, and ends with Enter."""
    clerk.locator("main").click(position={"x": 3, "y": 3})
    clerk.keyboard.type(number)
    clerk.keyboard.press("Enter")


def test_a_card_opens_her_the_visit_is_logged_and_a_duplicate_merged_and_parted(
    open_page, sign_in
) -> None:
    email, phone, clerk = f"{uuid4().hex}@example.com", open_page(PHONE), open_page(TABLET)
    number, draft = configured(phone, email)
    clerk.goto("/sign-in?next=/")
    sign_in(clerk)
    clerk.wait_for_url("**/")

    scan(clerk, number)
    clerk.wait_for_url("**/customers/*")
    expect(clerk.get_by_role("heading", level=1)).to_have_text(NAME)
    her = clerk.url
    clerk.get_by_role("region", name="Drafts and orders").get_by_role(
        "link", name="Continue"
    ).click()
    clerk.wait_for_url(f"**/configure/jeans/{draft}**")
    clerk.goto(her)
    clerk.get_by_label("Note", exact=True).fill("Hem it with her shoes on.")
    clerk.get_by_role("button", name="Only a note").click()
    expect(clerk.locator("#notes")).to_contain_text("Hem it with her shoes on.")
    clerk.get_by_role("button", name="Visit").click()
    expect(clerk.locator("#timeline")).to_contain_text("Visited the shop")

    clerk.goto("/customers/new")
    clerk.get_by_label("Name", exact=True).fill("Ghita Skalli")
    clerk.get_by_label("E-mail", exact=True).fill(email)
    clerk.get_by_role("button", name="Create").click()
    clerk.get_by_role("button", name="Somebody else").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Ghita Skalli")
    clerk.get_by_role("link", name=re.compile("May be the same")).click()
    clerk.get_by_role("button", name=re.compile("One person")).click()
    merged = clerk.get_by_role("region", name="One person")
    expect(merged).to_contain_text(NAME)
    scan(clerk, number)
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Ghita Skalli")
    expect(clerk.get_by_text("Slim").first).to_be_visible()

    merged.get_by_role("button", name=re.compile("Part again")).click()
    expect(merged).to_be_hidden()
    scan(clerk, number)
    expect(clerk.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(clerk.locator("#timeline")).to_contain_text("Visited the shop")
