"""A clerk's way with a customer, on the tablet at the counter, in a real browser."""

import re
from collections.abc import Mapping
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

# In the order of measuring; nothing where a measurement is passed over.
TAPE = {
    "Height": "172",
    "Weight": "68.4",
    "Waist": "84",
    "Waist again": "84",
    "Hip": "102",
    "Thigh": "58.4",
    "Knee": "38.8",
    "Calf": "",
    "Heel round": "33",
    "Inseam": "79",
    "Outseam": "",
    "Crotch length": "",
    "Front rise": "26.2",
    "Back rise": "36.4",
}


def tape(page: Page, typed: Mapping[str, str]) -> None:
    """Types a reading at each step, and Enter leads to the next."""
    for name, text in typed.items():
        expect(page.get_by_role("heading", level=1)).to_have_text(name.removesuffix(" again"))
        field = page.get_by_label(re.compile(f"{name.removesuffix(' again')}$"))
        expect(field).to_have_value("")
        field.fill(text)
        field.press("Enter")
    expect(page.get_by_role("button", name="Done")).to_be_visible()


@pytest.fixture
def clerk(page: Page, sign_in) -> Page:
    page.goto("/sign-in?next=/customers")
    sign_in(page)
    page.wait_for_url("**/customers")
    return page


def test_a_clerk_welcomes_measures_configures_orders_and_finds_again(clerk: Page) -> None:
    clerk.get_by_role("link", name="New customer").click()
    clerk.get_by_label("Name", exact=True).fill("Élodie Martin")
    # Of its own for each run: both runs meet the same shop, which knows people by their phones.
    phone = f"+33 6 {uuid4().int % 10**8:08d}"
    clerk.get_by_label("Phone", exact=True).fill(phone)
    clerk.get_by_role("button", name="Create").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Élodie Martin")
    customer = clerk.url

    clerk.get_by_role("link", name=re.compile("Take the measurements")).click()
    tape(clerk, TAPE)
    clerk.get_by_role("button", name="Done").click()
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


def test_a_slip_of_the_tape_is_asked_about_where_it_was_typed_and_corrected(
    clerk: Page, printed
) -> None:
    clerk.get_by_role("link", name="New customer").click()
    clerk.get_by_label("Name", exact=True).fill("Nour Haddad")
    clerk.get_by_label("Phone", exact=True).fill(f"+33 7 {uuid4().int % 10**8:08d}")
    clerk.get_by_role("button", name="Create").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Nour Haddad")
    customer = clerk.url
    clerk.get_by_role("link", name=re.compile("Take the measurements")).click()
    steps = iter(TAPE.items())
    first = dict(next(steps) for _ in range(2))
    for name, text in first.items():
        field = clerk.get_by_label(re.compile(f"{name}$"))
        field.fill(text)
        field.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Waist")
    field = clerk.get_by_label(re.compile("Waist$"))
    field.fill("28")
    field.press("Enter")

    asked = clerk.get_by_role("alert").filter(has_text="28 is far from usual")
    expect(asked).to_contain_text("Usually")
    expect(clerk.get_by_role("heading", level=1)).to_have_text("Waist")
    asked.get_by_role("button", name=re.compile("82 cm")).click()
    next(steps)
    tape(clerk, dict(steps) | {"Waist again": "83"})
    clerk.get_by_role("button", name="Done").click()
    expect(clerk.locator("#sizes")).to_contain_text("82.5")

    clerk.get_by_role("button", name="Configure together").click()
    clerk.get_by_role("link", name="Finish for me").first.click()
    clerk.get_by_role("button", name="Take this").first.click()
    expect(clerk.locator("#next")).to_have_attribute("href", re.compile("/measure$"))
    clerk.goto(customer)
    clerk.get_by_role("link", name=re.compile("^To the order.*Order ")).click()
    clerk.get_by_role("button", name="Place the order").click()
    heading = clerk.get_by_role("heading", name=re.compile(r"Order \d\d-\d{4}"))
    number = heading.inner_text().removeprefix("Order ")
    printed(clerk.context, f"/orders/{number}/work-order.pdf")
