"""A campaign from its launch to a promise kept: marketer, customer, clerk and manager, one after
another, each in a browser of his own."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

DESK: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MS = 180_000
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
DRAFT = r"/configure/jeans/[\w-]{20,}"
COMPLAINT = "The hem of the last pair came undone."


@dataclass(frozen=True, slots=True)
class Letter:
    """What one customer was written: to which address, with which code, and where it leads."""

    email: str
    code: str
    link: str


@pytest.fixture
def enter(open_page, sign_in):
    """Opens a page as somebody of a role, in a browser of his own."""

    def enters(role: str, address: str) -> Page:
        page = open_page(DESK)
        page.goto(f"/sign-in?next={address}")
        sign_in(page, role)
        page.wait_for_url(f"**{address}")
        return page

    return enters


def launched(lina: Page) -> None:
    """The campaign, once the worker has looked at what customers are worth, as by night."""
    row = lina.get_by_role("row").filter(has_text="would be written to")
    for _turn in range(PATIENCE_MS // 1_000):
        if row.count():
            break
        lina.wait_for_timeout(1_000)
        lina.reload()
    lina.get_by_role("button", name="Launch it").click()
    lina.wait_for_url("**/campaigns/winter")


def letter_of_the_campaign(page: Page) -> Letter:
    """One that the worker sent, waited for."""
    letters = page.locator("article").filter(has_text="cold mornings").filter(has_text=CODE)
    for _turn in range(PATIENCE_MS // 1_000):
        page.goto("/mailbox")
        if letters.count():
            break
        page.wait_for_timeout(1_000)
    its = letters.first
    email = its.locator("bdi").inner_text()
    code = CODE.search(its.inner_text())
    link = its.get_by_role("link").first.get_attribute("href")
    assert code is not None
    assert link is not None
    return Letter(email, code[0], link)


def customer_called(clerk: Page, email: str) -> None:
    clerk.goto(f"/customers?q={email}")
    clerk.locator(".found-one").first.click()
    clerk.wait_for_url(re.compile(r"/customers/[\w-]{20,}"))


def ordered(clerk: Page, code: str) -> str:
    """The number of an order with the code, of what we would propose."""
    clerk.get_by_role("button", name="Configure together").click()
    clerk.wait_for_url(re.compile(DRAFT))
    found = re.search(DRAFT, clerk.url)
    assert found is not None
    clerk.goto(f"{found[0]}?finish=ask")
    clerk.get_by_role("button", name="Take this").first.click()
    expect(clerk.locator("#next")).to_have_attribute("href", re.compile("/(measure|order)$"))
    clerk.goto(f"{found[0]}/order")
    clerk.get_by_label(re.compile("^Code of an offer")).fill(code)
    clerk.get_by_role("button", name="Place the order").click()
    expect(clerk.get_by_role("alert").first).to_contain_text("Your offer is in the price now")
    expect(clerk.locator(".bill")).to_contain_text("Warm and close")
    clerk.get_by_role("button", name="Place the order").click()
    heading = clerk.get_by_role("heading", name=re.compile(r"Order \d\d-\d{4}"))
    return heading.inner_text().removeprefix("Order ")


def complained(clerk: Page, number: str) -> None:
    """What the customer tells the clerk of the pair, written down."""
    clerk.goto(f"/orders/{number}/complaint")
    clerk.get_by_role("textbox").fill(COMPLAINT)
    clerk.get_by_role("button", name="Write the complaint down").click()
    clerk.wait_for_load_state()


def settled(clerk: Page, name: str) -> None:
    """One clerk takes the case, promises a call, calls, and settles it."""
    clerk.goto("/cases")
    clerk.locator(".requests").get_by_role("link", name=name).first.click()
    clerk.wait_for_url(re.compile(r"/cases/[\w-]+"))
    expect(clerk.get_by_text(COMPLAINT).first).to_be_visible()
    clerk.get_by_text("Promise something").click()
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - what a browser's field takes
    clerk.get_by_label("By the day").fill(tomorrow.isoformat())
    clerk.get_by_label("In which words").fill("When the hem is sewn.")
    clerk.get_by_role("button", name="It is promised").click()
    clerk.get_by_role("button", name="Done").click()
    expect(clerk.locator(".promise").first).to_contain_text("kept")
    expect(clerk.locator(".facts")).to_contain_text("Yasmine")
    clerk.get_by_text("Settle it").click()
    clerk.get_by_label("How it was settled").fill("Sewn anew.")
    clerk.get_by_role("button", name="It is settled").click()
    expect(clerk.get_by_role("button", name="Take it up again")).to_be_visible()


def test_a_campaign_sells_stops_at_a_complaint_and_what_is_promised_is_kept(
    enter, open_page, check
) -> None:
    lina = enter("marketer", "/campaigns/winter/launch")
    launched(lina)
    customer = open_page(DESK)
    letter = letter_of_the_campaign(customer)
    customer.goto(letter.link)
    expect(customer.get_by_role("heading", level=1)).to_have_text("An offer for you")
    expect(customer.locator(".fact")).to_have_text(letter.code)

    clerk = enter("staff", "/customers")
    customer_called(clerk, letter.email)
    name = clerk.get_by_role("heading", level=1).inner_text()
    number = ordered(clerk, letter.code)
    before = complaining(lina)
    complained(clerk, number)
    assert complaining(lina) == before + 1
    settled(clerk, name)
    assert complaining(lina) == before

    samir = enter("manager", "/commitments")
    expect(samir.get_by_role("table").first).to_contain_text("100")
    samir.goto("/campaigns/winter")
    expect(samir.locator(".today-facts")).to_contain_text(re.compile(r"codes taken\s*[1-9]"))
    check(samir)


def complaining(lina: Page) -> int:
    """How many people of the segment would be sold nothing now because they complained."""
    lina.goto("/campaigns/spring/launch")
    row = lina.get_by_role("row").filter(has_text="they complained")
    return int(row.get_by_role("cell").inner_text()) if row.count() else 0
