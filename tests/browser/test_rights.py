"""A customer's rights on a phone: from the letter that lets him in to the last line erased."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "linen thread and seven buttons"  # noqa: S105 - of an account made by the test
TRACKING = "Remember which designs I look at"
A_MINUTE = 180
"""Within so many seconds nothing may be left."""


@pytest.fixture
def phone(open_page) -> Page:
    # Checks of what all can use put a script of theirs into the page.
    return open_page({"width": 390, "height": 844}, bypass_csp=True, reduced_motion="reduce")


def register_by_letter(page: Page, email: str) -> None:
    page.goto("/register")
    for field, text in (("Name", "Inès Benali"), ("E-mail", email), ("Password", PASSWORD)):
        page.get_by_label(field).fill(text)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name="Letters of the demo").click()
    page.wait_for_url("**/mailbox")
    letter = page.locator(".letter").filter(has_text=email)
    letter.get_by_role("link").first.click()
    page.wait_for_url("**/sign-in/link/*")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me")


def answer(page: Page, word: str) -> None:
    page.goto("/me/consents")
    group = page.get_by_role("group", name=re.compile(TRACKING))
    group.get_by_role("button", name=word).click()
    expect(group.get_by_role("button", name=word)).to_have_attribute("aria-pressed", "true")


def test_he_registers_by_a_letter_agrees_sees_what_is_known_withdraws_takes_it_along_and_is_erased(
    phone: Page, check: Callable[..., None]
) -> None:
    email = f"{uuid4().hex}@example.com"
    register_by_letter(phone, email)
    answer(phone, "Yes")

    phone.goto("/me")
    phone.get_by_role("link", name="What we know about you and why").click()
    phone.wait_for_url("**/me/knowledge")
    expect(phone.get_by_role("region", name="What was told us")).to_contain_text(email)
    happened = phone.get_by_role("region", name="What happened, and what was noted")
    expect(happened).to_contain_text("Agreed")
    check(phone)

    answer(phone, "No")
    phone.goto("/me/knowledge")
    expect(happened).to_contain_text("Said no")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="For programs (JSON)").click()
    copy = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert copy["portable"]["contacts"][0]["email"] == email
    said = [(one["purpose"], one["said"]) for one in copy["given"]["consent"]]
    assert said == [("tracking", "given"), ("tracking", "withdrawn")]

    phone.get_by_role("link", name="Erase everything").click()
    phone.wait_for_url("**/me/erase")
    check(phone)
    phone.get_by_role("button", name="Erase everything").click()
    until = time.monotonic() + A_MINUTE
    while phone.request.get("/me", max_redirects=0).ok and time.monotonic() < until:
        phone.wait_for_timeout(250)
    phone.goto("/me/knowledge")
    expect(phone).to_have_url(re.compile("/sign-in"))
