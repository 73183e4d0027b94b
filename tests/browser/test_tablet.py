"""A tablet two people share: locked with a tap, opened by name and PIN, forms kept for each."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

CLERK, MAKER = "8264", "61935"


@pytest.fixture
def tablet(open_page) -> Page:
    # Checks of what all can use put a script of theirs into the page.
    return open_page({"width": 820, "height": 1180}, bypass_csp=True, reduced_motion="reduce")


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lock this tablet").click()
    page.wait_for_url("**/tablet")


def take_pin(page: Page, pin: str) -> None:
    page.goto("/me/pin")
    for field in ("New PIN", "Once more"):
        page.get_by_label(field).fill(pin)
    page.get_by_role("button", name="Save the PIN").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_half_filled_form_waits_under_the_lock_for_who_filled_it(
    tablet: Page, sign_in: Callable[..., None], check: Callable[..., None]
) -> None:
    names = {}
    for role, pin in (("manager", ""), ("staff", CLERK), ("production", MAKER)):
        tablet.goto("/sign-in")
        sign_in(tablet, role)
        tablet.wait_for_url("**/")
        if pin:
            take_pin(tablet, pin)
            names[role] = tablet.locator(".lock-now bdi").inner_text()
        else:
            tablet.goto("/tablets")
            tablet.get_by_label("Its name").fill("By the mirror")
            tablet.get_by_role("button", name="Share this device").click()
            expect(tablet.get_by_text("this one")).to_be_visible()
    lock(tablet)
    check(tablet)

    tablet.get_by_role("link", name=names["staff"]).click()
    tablet.wait_for_url(re.compile("/tablet/."))
    check(tablet)
    for digit in CLERK:
        tablet.get_by_role("button", name=digit, exact=True).click()
    tablet.get_by_role("button", name="Open").click()
    expect(tablet.get_by_role("button", name="Lock this tablet")).to_be_visible()
    tablet.goto("/customers/new")
    tablet.get_by_label("Name", exact=True).fill("Half Typed")
    lock(tablet)
    assert "Half Typed" not in tablet.content()

    open_by_keyboard(tablet, names["production"], MAKER)
    assert "/customers" not in tablet.url
    lock(tablet)
    open_by_keyboard(tablet, names["staff"], CLERK)
    tablet.wait_for_url("**/customers/new")
    expect(tablet.get_by_label("Name", exact=True)).to_have_value("Half Typed")


def open_by_keyboard(page: Page, name: str, pin: str) -> None:
    page.get_by_role("link", name=name).click()
    page.wait_for_url(re.compile("/tablet/."))
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Lock this tablet")).to_be_visible()
