"""Every page a browser can reach: fit for all by WCAG 2.2 AA, on three screens, light and dark.

A page is visited by each role that is told or shown something of its own there. A route that
answers GET and is neither visited nor `NO_PAGE` fails.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from configurator.app import create_app
from configurator.settings import Settings
from configurator.storage.database import open_database

SCREENS: Mapping[int, Sequence[Literal["light", "dark"]]] = {
    390: ("light", "dark"),
    820: ("dark", "light"),
    1280: ("light", "dark"),
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PHONE: ViewportSize = {"width": 390, "height": 844}
STATIONS = ("cutting", "sewing", "washing", "finishing", "check", "ready")

CAMPAIGN_STEPS = ("segment", "objective", "texts", "offer", "sending")

NO_PAGE = {
    "/campaigns/<id_>/<theme>.svg": "a picture on the page of a campaign",
    "/static/<path:filename>": "files",
    "/healthz": "for programs",
    "/readyz": "for programs",
    "/metrics": "for programs",
    "/api/": "for programs",
    "/orders/<number>/work-order.pdf": "a PDF",
    "/customers/<id_>/measurements/file/": "files to take along",
    "/me/measurements/file/": "files to take along",
    "/customers/<id_>/knowledge/copy/": "files to take along",
    "/me/knowledge/copy/": "files to take along",
    "/tablet/": "on a device that is shared; a test of its own locks one",
    "/me/card.pdf": "a PDF",
    "/me/appointments/<id_>/visit.ics": "a file to take along",
    "/appointments/<visit>/visit.ics": "a file to take along",
    "/rights/register.csv": "a file to take along",
    "/rights/register.pdf": "a PDF",
    "/rights/impact.pdf": "a PDF",
    "/imports/<id_>/problems.csv": "a file to take along",
    "/customers/<id_>/card/": "a PDF",
    "/first-admin": "not there where somebody runs the shop; a test of its own asks for it",
    "/sign-in/code": "not asked of the people of a demo; a test of its own asks for it",
    "/value/<page>/": "a picture on a page of value, and its table as a file",
    "/workshop/picture/<number>.svg": "a picture in the queue of a station",
    "/configure/<product_key>/first/<int:place>/": "a picture on the first screen",
    "/value/learning/": "a picture on the page of learning",
    "/me/taste/": "a picture on his own page of it",
    "/designs/<product_key>/<design>/<side>.svg": "a picture in the gallery",
    "/communities/<need>/posts/": "a picture of a design that is shown",
    "/m/": "leads on to the place of a message",
    "/post/": "PDFs",
    "/messages/texts/<key>/mail": "a mail, as programs for mail show it",
}
"""Routes, or how their addresses begin, that no browser shows as a page, and what they are."""

VISITS = {
    "stranger": [
        "/",
        "/sign-in",
        "/sign-in/link",
        "/sign-in/link/sent",
        "/sign-in/link/of-nobody",
        "/mailbox",
        "/privacy",
        "/consent/confirm/of-nobody",
        "/consent/stop/of-nobody",
        "/channels/stop/of-nobody",
        "/register",
        "/register/done",
        "/r/23456789",  # Nobody's code.
        "/o/222222222222",  # The same.
        "/tablet",  # On a device that nobody shares: the sign-in.
        "/style",
        "/designs/jeans",
        "/designs/jeans/slate",
        "/configure/jeans",
        "/configure/jeans/first",
        "/configure/jeans/ask",
        "/configure/jeans/{draft}/first",
        "/configure/jeans/{draft}/ask",
        "/configure/jeans/{draft}",
        "/configure/jeans/{draft}/measure",
        "/configure/jeans/{draft}/measure/guided?at=thigh_mm",
        "/configure/jeans/{draft}/why",
        "/configure/jeans/{draft}/finish",
        "/configure/jeans/{draft}/order",
        "/configure/jeans/{draft}/quote.pdf",  # An open design has none: where to decide the rest.
        "/nowhere",
    ],
    "newcomer": ["/sign-in/first"],
    "customer": [
        "/me?all=1",
        "/me/orders/{own}",
        "/me/orders/{own}/fit",
        "/me/measurements/file",
        "/me/account",
        "/me/erase",
        "/me/prove",
        "/me/card",
        "/me/together",
        "/communities",
        "/communities/cycles=often",
        "/me/topics",
        "/me/messages",
        "/me/messages/of-nobody",
        "/me/consents",
        "/me/knowledge",
        "/me/taste",
        "/configure/jeans/first",
        "/me/requests",
        "/me/cases",
        "/me/cases?order={own}",
        "/me/appointments",
        "/designs/jeans/slate",
        "/configure/jeans/{design}",
        "/people",
    ],
    "staff": [
        "/",
        "/me/pin",
        "/customers",
        "/customers?q=nadia",
        "/customers?q=nobody+at+all",
        "/customers?q=4821+7730+9156+41",  # A card of nobody.
        "/customers/new",
        "/customers/pairs",
        "/customers/{customer}",
        "/customers/{customer}/details",
        "/customers/{customer}/erase",
        "/customers/{customer}/consents",
        "/customers/{customer}/messages",
        "/customers/{customer}/requests",
        "/customers/{customer}/letters/new",
        "/customers/{customer}/comments/new",
        "/inbox",
        "/cases",
        "/cases?whose=all",
        "/cases/{case}",
        "/appointments",
        "/customers/{customer}/appointments?kind=fitting",
        "/communities/cycles=often",
        "/tasks",
        "/post",
        "/customers/{customer}/same/{somebody}",
        "/customers/{customer}/measure/jeans",
        "/customers/{customer}/measure/jeans?at=waist_mm",
        "/customers/{customer}/measure/jeans/all",
        "/customers/{customer}/measurements",
        "/customers/nobody",
        "/customers/{customer}/measurements/file",
        "/configure/jeans/{again}/tailoring",
        "/configure/jeans/{again}/tailoring/from?way=try_on",
        "/configure/jeans/{again}/tailoring/from?way=garment",
        "/orders/{collected}/fit",
        "/orders/{collected}/remake",
        "/orders/{collected}/complaint",
    ],
    "manager": [
        "/imports",
        "/imports/{import}",
        "/",
        "/orders",
        "/orders?by=promise",
        "/orders/{made}",
        "/orders/{held}",
        "/orders/{cancelled}",
        "/orders/work-orders.pdf",  # Without numbers: what to do.
        "/misfits",
        "/channels",
        "/channels/letter/test",
        "/channels/recipients",
        "/messages/results",
        "/messages/texts",
        "/rights/register",
        "/rights/requests",
        "/rights/requests/{request}",
        "/customers/{customer}/value",
        "/customers/{customer}/knowledge",
        "/customers/{customer}/served",
        "/messages",
        "/messages?state=lapses",
        "/messages/plans",
        "/messages/opposition",
        "/customers/{customer}/account",
        "/commitments",
        "/relations",
        "/value/effort",
        "/value/add-ons",
        "/value/learning",
        "/value/programmes",
        "/value",
        "/value/distribution",
        "/value/places",
        "/value/weeks",
        "/value/served",
        "/value/contacts",
        "/value/known",
        "/news",
        "/value/people",
        "/value/phases",
        "/customers/{customer}/needs",
        "/needs",
        "/needs/need",
        "/needs/queue",
        "/needs/made/{segmentation}",
        "/needs/segments/{segment}",
        "/tablets",
    ],
    "marketer": [
        "/",
        "/needs",
        "/value",
        "/campaigns",
        "/campaigns/spring",
        "/campaigns/spring/launch",
        *(f"/campaigns/spring/edit/{step}" for step in CAMPAIGN_STEPS),
    ],
    "production": [
        "/",
        "/workshop",
        "/workshop/cutting",
        "/workshop/rolls",
        *(f"/workshop/{station}?order={{at_{station}}}" for station in STATIONS),
        "/workshop/check?order={held}",
        "/orders",
    ],
    "author": [
        "/",
        "/me/account",
        "/review/jeans",
        "/review/jeans/issues",
        "/review/jeans/rules/skinny_needs_stretch",
        "/review/jeans/trace?fit=skinny&cloth=stretch_12",
    ],
    "admin": ["/", "/people", "/people?q=nadia"],
}
"""Who looks where. In braces: what is looked up first, see FOUND."""

NUMBER = r"(\d\d-\d{4})"
FOUND = {
    "own": ("/me", f"/me/orders/{NUMBER}"),
    "design": ("/me", r"/configure/jeans/([\w-]{20,})"),
    "customer": ("/customers?q=nadia", r"/customers/([\w-]{20,})"),
    "somebody": ("/customers?q=berrada", r"/customers/([\w-]{20,})"),
    "collected": ("/orders?state=collected", f"/orders/{NUMBER}"),
    "case": ("/cases?whose=all", r"/cases/([\w-]{20,})"),
    "made": ("/orders?state=sewing", f"/orders/{NUMBER}"),
    "cancelled": ("/orders?state=cancelled", f"/orders/{NUMBER}"),
    "held": ("/workshop/{station}", f"ticket-held[^>]*order={NUMBER}"),
    "segmentation": ("/needs/need", r"/needs/made/([\w-]{20,})"),
    "segment": ("/needs", r"/needs/segments/(\w+)"),
    **{f"at_{one}": (f"/workshop/{one}", f"order={NUMBER}") for one in STATIONS},
}
"""Where a part of an address is found: on which page, behind which words."""


@pytest.fixture
def guest(browser: Browser, shop) -> Iterator[Page]:
    context = browser.new_context(
        viewport=PHONE,
        base_url=shop.address,
        bypass_csp=True,
        reduced_motion="reduce",
        locale="en-GB",
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def look(check) -> Callable[[Page], None]:
    """Checks the page that is shown on all screens and in both themes.

    Themes differ in colours alone: in the second one only these are looked at again. Each theme is
    the first on some screen.
    """

    def looks(page: Page) -> None:
        for width, (first, second) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=first)
            check(page)
            page.emulate_media(color_scheme=second)
            check(page, COLOURS)

    return looks


def test_every_page_is_visited(tmp_path) -> None:
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    database = open_database(settings)
    app = create_app(settings, engines={}, database=database)
    database.close()
    routes = app.url_map.bind("localhost")
    paths = {address.partition("?")[0] for visits in VISITS.values() for address in visits}
    pages = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(tuple(NO_PAGE))
    }

    seen = {routes.match(path, return_rule=True)[0].rule for path in paths - {"/nowhere"}}

    assert pages - seen == set()


@pytest.mark.parametrize("who", VISITS)
def test_each_sees_pages_that_are_fit_for_all(guest: Page, sign_in, look, who: str) -> None:
    if who == "newcomer":
        invited(guest, sign_in)
    elif who == "stranger":
        asked_for_a_letter(guest)
    else:
        guest.goto("/sign-in")
        sign_in(guest, who)
        expect(guest.locator(".head-menu")).to_be_visible()
    for address in VISITS[who]:
        guest.goto(re.sub(r"\{(\w+)\}", lambda found: part(guest, found[1]), address))
        look(guest)


def asked_for_a_letter(page: Page) -> None:
    """A letter lies in the mailbox of the demo, to an address longer than a phone is wide."""
    page.goto("/sign-in/link")
    page.get_by_role("textbox", name="E-mail").fill(f"{'of-nobody-we-know' * 3}@surmesure.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def invited(page: Page, sign_in) -> None:
    """Somebody new signs in with the password that the admin was shown."""
    page.goto("/sign-in?next=/people")
    sign_in(page, "admin")
    email = f"{uuid4().hex}@surmesure.example"
    page.get_by_role("textbox", name="Name", exact=True).fill("Driss")
    page.get_by_role("textbox", name="E-mail", exact=True).fill(email)
    page.get_by_role("button", name="Make the account").click()
    password = page.locator(".given-password").inner_text()
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/first**")


def part(page: Page, name: str) -> str:
    """A part of an address, found where its page lists it."""
    if name == "draft":
        page.goto("/configure/jeans")
        page.locator("[id='fit.slim']").click()
        page.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
        return page.url.partition("?")[0].rpartition("/")[2]
    if name == "again":
        page.goto(f"/orders/{part(page, 'collected')}")
        page.get_by_role("button", name="Order it again").click()
        page.wait_for_url("**/order")
        return page.url.split("/")[-2]
    if name == "import":
        page.goto("/imports")
        content = b"Nom complet;Courriel;Ville\nZo\xc3\xa9 Roux;zoe@example.com;Lyon\n"
        page.locator("#file").set_input_files(
            {"name": "clients.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_role("button", name="Read the file").click()
        page.wait_for_url(re.compile(r"/imports/[\w-]{20,}"))
        return page.url.rpartition("/")[2]
    if name == "request":
        page.goto(f"/customers/{part(page, 'customer')}/requests")
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Take it down").click()
        expect(page.get_by_role("heading", name="Asked so far")).to_be_visible()
        page.goto("/rights/requests")
        asked = re.search(r"/rights/requests/([\w-]{20,})", page.content())
        assert asked
        return asked[1]
    where, words = FOUND[name]
    places = [where.format(station=one) for one in STATIONS] if "{station}" in where else [where]
    found = (re.search(words, page.request.get(place).text()) for place in places)
    return next(match[1] for match in found if match)


def test_the_way_to_an_order_is_fit_for_all(guest: Page, look, measure) -> None:
    guest.goto("/configure/jeans")
    guest.locator("[id='fit.skinny']").click()
    guest.wait_for_url(re.compile(r"/configure/jeans/[\w-]{20,}"))
    draft = guest.url.partition("?")[0]
    guest.goto(f"{draft}?step=cloth&take=cloth.selvedge_14")
    look(guest)
    guest.goto(f"{draft}?finish=ask")
    look(guest)
    guest.get_by_role("button", name="Take this").first.click()
    expect(guest.locator("#next")).to_have_attribute("href", re.compile("/measure$"))
    guest.goto(f"{draft}/measure")
    guest.get_by_role("button", name="Save the measurements").click()
    look(guest)
    measure(guest)
    expect(guest.get_by_text("Your measurements change")).to_be_visible()
    look(guest)
    guest.get_by_role("button", name=re.compile("Accept")).click()
    guest.wait_for_url("**/order")
    look(guest)
    guest.get_by_role("button", name="Place the order").click()
    look(guest)
    guest.get_by_label("Name").fill("Nadia El Amrani")
    guest.get_by_label("E-mail").fill("nadia@example.com")
    guest.get_by_role("button", name="Place the order").click()
    expect(guest.get_by_role("heading", name=re.compile("^Order"))).to_be_visible()
    look(guest)


def test_on_a_phone_the_head_is_one_row_and_its_menu_opens_by_keyboard(
    guest: Page, sign_in, check
) -> None:
    guest.goto("/sign-in?next=/orders")
    sign_in(guest)
    guest.wait_for_url("**/orders")
    assert box(guest.locator(".head"))["height"] <= 64
    summary = guest.locator(".head-menu > summary")
    summary.focus()
    guest.keyboard.press("Enter")
    ways = guest.locator(".head-menu-links").locator("a, button")
    expect(ways.last).to_be_visible()
    assert all(box(one)["height"] >= 48 for one in ways.all())
    check(guest)
    guest.keyboard.press("Escape")
    expect(ways.last).to_be_hidden()
    expect(summary).to_be_focused()


def test_fifteen_digits_stand_beside_the_button(guest: Page) -> None:
    guest.set_viewport_size({"width": 820, "height": 1180})
    guest.goto("/configure/jeans")
    count = guest.locator(".total-count dd")
    assert len(re.sub(r"\D", "", count.inner_text())) >= 15
    number, button = box(count), box(guest.locator("#next"))
    assert number["x"] + number["width"] + 12 <= button["x"]
    assert abs(number["y"] - button["y"]) < button["height"]


def box(one: Locator) -> FloatRect:
    found = one.bounding_box()
    assert found
    return found
