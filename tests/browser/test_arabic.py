"""A customer who reads Arabic, on a phone: every page runs from right to left and says why."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

WHY = "تحتاج قَصّة سكيني إلى قماش يتمدد بنسبة 15% على الأقل."
# The name of a value stands in isolates, which keep its direction to itself.
CLASH = re.compile("^لا يمكن الجمع بين \u2068صلب 14 أونصة\u2069 وسكيني \\(القَصّة\\)\\.$")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(browser: Browser, shop, request) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        base_url=shop.address,
        java_script_enabled=request.param,
        locale="ar-MA",
    )
    yield context.new_page()
    context.close()


def runs_from_right_to_left(page: Page) -> None:
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "ar")
    expect(html).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url


def test_a_grey_value_says_why_and_the_repair_is_taken(page: Page) -> None:
    page.goto("/")
    runs_from_right_to_left(page)
    page.get_by_role("link", name=re.compile("جينز")).first.click()
    page.locator("[id='fit.skinny']").click()
    page.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
    runs_from_right_to_left(page)

    page.goto(f"{page.url.partition('?')[0]}?step=cloth")
    rigid = page.locator("[id='cloth.rigid_14']")
    expect(rigid).to_contain_text("يغيّر اختيارا واحدا")
    rigid.click()
    expect(page.get_by_text(WHY).first).to_be_visible()
    runs_from_right_to_left(page)
    page.get_by_role("button", name="قبول التغيير").click()

    expect(page.locator("[id='cloth.rigid_14']")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{page.url.partition('?')[0]}?step=cut")
    expect(page.locator("[id='fit.slim']")).to_have_attribute("aria-pressed", "true")
    runs_from_right_to_left(page)


def test_the_page_that_says_why_says_it_in_whole_sentences(page: Page) -> None:
    page.goto("/configure/jeans")
    page.locator("[id='fit.skinny']").click()
    page.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
    page.goto(f"{page.url.partition('?')[0]}/why?step=cloth&take=cloth.rigid_14")

    expect(page.get_by_text(CLASH)).to_be_visible()
    expect(page.get_by_text(WHY).first).to_be_visible()
    runs_from_right_to_left(page)


@pytest.mark.parametrize("address", ["/sign-in", "/register", "/nothing", "/configure/jeans"])
def test_every_open_page_runs_from_right_to_left(page: Page, address: str) -> None:
    page.goto(address)

    runs_from_right_to_left(page)
    expect(page.locator("a[hreflang=fr]").first).to_have_text("Français")


def test_what_is_a_number_to_all_stays_as_it_is_written(page: Page, sign_in_in_arabic) -> None:
    sign_in_in_arabic(page)
    page.goto("/customers?q=Nadia")

    phone = page.locator(".found-phone").first
    assert phone.evaluate("one => getComputedStyle(one).direction") == "ltr"
    expect(phone).to_have_text("+33 6 39 98 00 00")


@pytest.fixture
def sign_in_in_arabic(shop):
    """Signs the adviser in with the form in Arabic."""

    def signs_in(page: Page) -> None:
        page.goto("/sign-in")
        email, password = shop.people["staff"]
        page.get_by_label("البريد الإلكتروني").fill(email)
        page.get_by_label("كلمة المرور").fill(password)
        page.get_by_role("main").get_by_role("button", name="تسجيل الدخول").click()

    return signs_in
