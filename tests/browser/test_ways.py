"""A grey value is tapped: why, what must change, another way taken, and taken back."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}


def tap(page: Page, card: str) -> None:
    page.locator(f"[id='{card}']").click()
    expect(page.locator(f"[id='{card}']")).to_have_attribute("aria-pressed", "true")


def grey(page: Page) -> None:
    """A design whose grey selvedge changes the fit and the waistband, with its sheet open."""
    page.goto("/configure/jeans")
    tap(page, "fit.skinny")
    page.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
    page.locator("#step-front").click()
    tap(page, "waistband.elastic_back")
    page.locator("#step-cloth").click()
    page.locator("[id='cloth.selvedge_14']").click()
    expect(page.locator("#sheet")).to_contain_text("changes 2 of your choices")


@pytest.mark.parametrize("size", [None, PHONE], ids=["tablet", "phone"])
def test_of_the_ways_to_have_a_grey_value_the_second_is_taken_and_undone(
    page: Page, check, size: ViewportSize | None
) -> None:
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    if size:
        page.set_viewport_size(size)
    grey(page)
    expect(page.locator("#sheet")).to_contain_text("Skinny needs at least 15 % stretch.")
    before = page.locator(".picture-front").inner_html()

    page.get_by_role("link", name=re.compile("other way")).click()
    second = page.locator("#way-2")
    expect(second).to_be_visible()
    taken = [words.strip() for words in second.locator("ins").all_inner_texts()]
    total = second.locator(".way-facts b").first.inner_text()
    second.click()
    expect(page.locator("#way-2")).to_have_attribute("aria-current", "true")
    expect(page.locator("#picture-title")).to_have_text("As it would be")
    expect(page.locator("#picture")).to_contain_text(taken[0])
    assert page.locator(".picture-front").inner_html() != before
    check(page)
    page.get_by_role("button", name=re.compile("Accept the change")).click()

    expect(page.locator("[id='cloth.selvedge_14']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".total-price dd")).to_have_text(total)
    expect(page.locator("#picture-title")).to_have_text("Your design")
    expect(page.locator("#picture")).to_contain_text(taken[0])
    page.locator("button:visible", has_text="Undo").click()
    expect(page.locator("[id='cloth.selvedge_14']")).to_contain_text("changes 2 choices")
    expect(page.locator("#picture")).to_contain_text("Skinny")
    assert problems == []


def test_a_page_tells_why_and_a_way_is_taken_there(page: Page, check) -> None:
    grey(page)
    page.get_by_role("link", name=re.compile("other way")).click()
    page.get_by_role("link", name="Why?").click()
    page.wait_for_url("**/why?**")

    expect(page.get_by_role("region", name="Why")).to_contain_text("does not go with Skinny (Fit)")
    check(page)
    page.locator("#way-2").click()
    expect(page.locator("#way-2")).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name=re.compile("Accept the change")).click()
    expect(page.locator("[id='cloth.selvedge_14']")).to_have_attribute("aria-pressed", "true")
