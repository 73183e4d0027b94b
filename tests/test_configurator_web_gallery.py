"""The gallery: what is shown, wished for, viewed and begun with, and found as it was left."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from configurator.app import create_app
from configurator.settings import Settings
from configurator.storage.abandoning import tell_abandoned
from configurator.storage.accounts import Account, Role, create_account, find_credentials
from configurator.storage.drafts import get_draft
from configurator.storage.identity import history_of
from configurator.storage.viewing import tell_all_looks
from customers.identity.event import Event, Kind
from tests.shop import BODY, PASSWORD, Clock
from tests.web import FORM, HIDDEN

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANNA = "anna@example.org"
GALLERY = "/designs/jeans"
PICTURE = re.compile(r'src="(/designs/[^"]+)"')


@pytest.fixture
def clock():
    return Clock(NOON)


@pytest.fixture
def database(database, hashed):
    with database.recording() as session:
        create_account(session, Account("anna", ANNA, "Anna Berg", Role.CUSTOMER, NOON), hashed, "")
    return database


@pytest.fixture
def clerk(signed_in):
    """Gives a browser of somebody of the shop who just signed in."""
    return lambda: signed_in(Role.STAFF, "Sam")


def see(client, address):
    """A page as a browser has it once all of it arrived."""
    return client.get(address, buffered=True)


def sent(client, page, action, **typed):
    found = [one for one in FORM.finditer(see(client, page).text) if one[1].split("?")[0] == action]
    return client.post(action, data={**dict(HIDDEN.findall(found[0][0])), **typed})


def sign_in(client):
    assert sent(client, "/sign-in", "/sign-in", email=ANNA, password=PASSWORD).status_code == 303


def agree(client) -> None:
    """Let us remember what is looked at."""
    own = {"purpose": "tracking", "channel": "web", "version": "1", "answer": "yes"}
    assert sent(client, "/me/consents", "/me/consents", **own).status_code == 303


def begun(client, design: str) -> str:
    """The address of the draft begun with a design."""
    page = f"{GALLERY}/{design}"
    return sent(client, page, f"{page}/start").location


def bought(client) -> None:
    finish = "/configure/jeans/finish"
    page = see(client, "/configure/jeans?finish=ask").text
    form = next(one[0] for one in FORM.finditer(page) if one[1] == finish)
    draft = client.post(finish, data=dict(HIDDEN.findall(form))).location.split("?")[0]
    sent(client, f"{draft}/measure", f"{draft}/measure", **BODY)
    sent(client, f"{draft}/order", f"{draft}/order", name="Anna Berg", email=ANNA, phone="")


def customer(database) -> str:
    with database.reading() as session:
        found = find_credentials(session, ANNA)
    assert found
    return found.account.customer or ""


def told(database, clock, *kinds: Kind) -> list[Event]:
    tell_all_looks(database, clock.now, timedelta(minutes=30))
    with database.reading() as session:
        events = history_of(session, customer(database))
    return sorted((one for one in events if one.kind in kinds), key=lambda one: one.at)


def test_all_designs_are_shown_with_price_and_day_and_lead_to_their_pages(client, engines):
    page = see(client, GALLERY).text
    for design in engines["jeans"].product.designs:
        assert f'href="{GALLERY}/{design.key}"' in page
        assert design.name["en"] in page
    assert page.count("from €") == page.count("ready ") == 12
    assert f'href="{GALLERY}"' in see(client, "/").text
    assert f'href="{GALLERY}"' in see(client, "/configure/jeans").text

    one = see(client, f"{GALLERY}/first_raw").text
    assert "Stiff selvedge off the loom" in one
    assert "Selvedge cuff" in one
    assert "You decide the rest:</b> Lining" in one
    assert see(client, f"{GALLERY}/nothing").status_code == 404
    assert see(client, "/designs/nothing").status_code == 404


def test_pictures_are_small_and_kept_until_they_change(client):
    (address, *_) = PICTURE.findall(see(client, GALLERY).text)
    first = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert len(first.data) < 12_000
    assert gzip.decompress(first.data).startswith(b"<svg ")
    assert "immutable" in first.headers["Cache-Control"]

    plain = client.get(address.partition("?")[0])
    assert plain.data == gzip.decompress(first.data)
    assert "max-age=0" in plain.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address.replace("front", "inside")).status_code == 404


def test_beginning_with_a_design_takes_all_of_it_once_and_can_be_undone(client, database, engines):
    page = f"{GALLERY}/slate"
    form = dict(HIDDEN.findall(see(client, page).text))
    first, second = (client.post(f"{page}/start", data=form).location for _ in range(2))
    assert first == second

    with database.reading() as session:
        configuration = get_draft(session, first.rpartition("/")[2]).configuration
    slate = next(one for one in engines["jeans"].product.designs if one.key == "slate")
    assert {one.option: one.value for one in configuration.choices} == dict(slate.choices)
    assert configuration.undone().choices == ()
    assert f'href="{GALLERY}"' not in see(client, first).text


def test_what_was_viewed_and_bought_stands_in_order_also_after_signing_in_again(
    app, client, database, clock, clerk
):
    sign_in(client)
    sent(client, GALLERY, f"{GALLERY}/slate/wish")  # From now on the account has its customer.
    agree(client)
    designs = ["first_raw", "midnight", "slate", "harbour", "caravan"]
    for design in designs:
        clock.now += timedelta(minutes=1)
        see(client, f"{GALLERY}/{design}")
        see(client, f"{GALLERY}/{design}")
    clock.now += timedelta(minutes=1)
    bought(client)
    sent(client, "/me", "/sign-out")
    other = app.test_client()
    sign_in(other)

    found = told(database, clock, Kind.VIEWED, Kind.BOUGHT)
    assert [one.document for one in found[:5]] == designs
    assert [one.kind for one in found] == [Kind.VIEWED] * 5 + [Kind.BOUGHT]

    timeline = see(clerk(), f"/customers/{customer(database)}").text.partition('id="timeline"')[2]
    assert timeline.count("Looked at a design") == 5
    assert timeline.index(f'"{GALLERY}/caravan"') < timeline.index(f'"{GALLERY}/first_raw"')
    assert timeline.index("Ordered ") < timeline.index("Looked at a design")


def test_nothing_is_kept_of_what_strangers_or_the_shop_look_at(client, clerk, database, clock):
    see(client, f"{GALLERY}/slate")
    see(clerk(), f"{GALLERY}/slate")
    sign_in(client)
    sent(client, GALLERY, f"{GALLERY}/slate/wish")
    agree(client)
    assert client.get(f"{GALLERY}/slate", buffered=True, headers={"Sec-Purpose": "prefetch"})
    client.head(f"{GALLERY}/slate", buffered=True)

    assert told(database, clock, Kind.VIEWED) == []


def test_a_shop_may_keep_no_views_at_all(tmp_path, engines, database, clock):
    no_views = {"SURMESURE_DATA": str(tmp_path), "SURMESURE_VIEWS": "off"}
    settings = Settings.from_environment(no_views)
    client = create_app(settings, engines=engines, database=database, now=clock).test_client()
    sign_in(client)
    sent(client, GALLERY, f"{GALLERY}/slate/wish")
    agree(client)
    see(client, f"{GALLERY}/slate")

    assert told(database, clock, Kind.VIEWED) == []


def test_wishes_made_before_signing_in_join_the_account_and_stand_on_its_page(
    client, database, clock, clerk
):
    sent(client, GALLERY, f"{GALLERY}/sunday/wish")
    sent(client, f"{GALLERY}/slate", f"{GALLERY}/slate/wish")
    assert "2 wishes are kept on this device." in see(client, GALLERY).text
    clock.now += timedelta(minutes=1)
    sent(client, GALLERY, f"{GALLERY}/sunday/wish")
    assert "1 wish is kept on this device." in see(client, GALLERY).text

    clock.now += timedelta(minutes=1)
    sign_in(client)
    assert client.get_cookie("wishes") is None
    (wished,) = told(database, clock, Kind.WISHED)
    assert (wished.line, wished.document, wished.at) == ("jeans", "slate", NOON)
    page = see(client, "/me").text
    assert f'href="{GALLERY}/slate"' in page
    assert f'href="{GALLERY}/sunday"' not in page
    assert "Slate" in see(clerk(), f"/customers/{customer(database)}").text

    answer = sent(client, "/me", f"{GALLERY}/slate/wish")
    assert answer.location == "/me"
    assert f'href="{GALLERY}/slate"' not in see(client, "/me").text


def test_a_wish_is_answered_to_htmx_by_its_form_alone(client):
    form = dict(HIDDEN.findall(see(client, f"{GALLERY}/slate").text))
    wish = f"{GALLERY}/slate/wish"
    part = client.post(wish, data=form | {"wanted": "yes"}, headers={"HX-Request": "true"}).text

    assert part.startswith('<form class="wish" id="wish-slate"')
    assert 'aria-pressed="true"' in part
    assert 'name="wanted" value="no"' in part


def test_only_ones_own_draft_can_be_wished_for(app, client, database, clock):
    own, others = begun(client, "slate"), begun(app.test_client(), "slate")
    sign_in(client)
    assert sent(client, "/me", f"{own}/wish").location == "/me"

    form = dict(HIDDEN.findall(see(client, "/me").text))
    assert client.post(f"{others}/wish", data=form).status_code == 404
    assert client.post("/configure/jeans/nothing/wish", data=form).status_code == 404
    (wished,) = told(database, clock, Kind.WISHED)
    assert wished.document == own.rpartition("/")[2]
    assert 'aria-pressed="true"' in see(client, "/me").text


def test_the_shop_begins_with_a_design_for_the_customer_before_it(client, clerk, database):
    sign_in(client)
    sent(client, GALLERY, f"{GALLERY}/slate/wish")
    page = f"{GALLERY}/slate"
    anna = customer(database)

    draft = sent(clerk(), f"{page}?customer={anna}", f"{page}/start").location
    with database.reading() as session:
        assert get_draft(session, draft.rpartition("/")[2]).customer == anna
    assert "Wish for it" not in see(clerk(), page).text


def stepped(client, draft: str, act: str, **typed: str) -> None:
    """One step on the page of a draft, at the step where back pockets are chosen."""
    page = see(client, f"{draft}?step=back").text
    form = next(one[0] for one in FORM.finditer(page) if one[1] == f"{draft}/{act}")
    client.post(f"{draft}/{act}", data=dict(HIDDEN.findall(form)) | {"step": "back"} | typed)


def test_an_abandoned_design_is_reopened_exactly_as_it_was_left(client, clerk, database, clock):
    sign_in(client)
    sent(client, GALLERY, f"{GALLERY}/slate/wish")
    draft = begun(client, "slate")
    stepped(client, draft, "choose", option="belt_loops", value="seven")
    stepped(client, draft, "choose", option="belt_loops", value="six")
    stepped(client, draft, "undo")
    with database.reading() as session:
        left = get_draft(session, draft.rpartition("/")[2])
    clock.now += timedelta(days=8)
    with database.recording() as session:
        assert tell_abandoned(session, clock.now, timedelta(days=7)) == 1

    sign_in(client)
    mine, shops = see(client, draft).text, see(clerk(), draft).text
    assert (len(left.configuration.past), len(left.configuration.future)) == (2, 1)
    for page in (mine, shops):
        assert 'id="step-title" tabindex="-1">Back<' in page
        assert f'name="revision" value="{left.revision}"' in page
        assert re.search(r'id="belt_loops.seven"[^>]*aria-pressed="true"', page)
    with database.reading() as session:
        assert get_draft(session, left.link) == left
    assert f'href="{draft}"' in see(client, "/me").text
    timeline = see(clerk(), f"/customers/{customer(database)}").text
    assert f'href="{draft}">left at Back</a>' in timeline
