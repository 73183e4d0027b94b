"""An author looks through the review of the jeans, with JavaScript and without."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

SOON_MS = 60_000
PAUSE_MS = 300


def look_until(page: Page, words: str) -> None:
    """With JavaScript the page looks again by itself, without it somebody presses the button."""
    again = page.get_by_role("link", name="Look again")
    while not page.evaluate("'htmx' in window") and not page.get_by_text(words).count():
        again.click()
        page.wait_for_timeout(PAUSE_MS)
        page.wait_for_load_state()
    expect(page.get_by_text(words).first).to_be_visible(timeout=SOON_MS)


def test_an_author_reviews_the_jeans(
    page: Page, sign_in: Callable[..., None], check: Callable[..., None]
) -> None:
    page.goto("/sign-in")
    sign_in(page, "author")
    page.get_by_role("link", name="Review of Jeans").click()
    look_until(page, "Nothing to ask about")
    expect(page.get_by_text("holds").first).to_be_visible()
    check(page)

    page.get_by_role("link", name="skinny_needs_stretch").click()
    look_until(page, "It takes away")
    expect(page.get_by_text("jeans/product.yaml:")).to_be_visible()
    check(page)

    page.get_by_role("link", name="Back to the review").click()
    page.get_by_role("link", name="Trace a configuration").click()
    page.get_by_label("Fit", exact=True).select_option("skinny")
    page.get_by_role("button", name="Trace these values").click()
    look_until(page, "Fit: Skinny")
    expect(page.get_by_text("Front pockets: Welt").first).to_be_visible()
    check(page)
