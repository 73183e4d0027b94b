"""What is another's is answered like what does not exist: every route, method and header."""

import re
from collections.abc import Iterator

import pytest

from configurator.api.bearer import KIND
from configurator.app import create_app
from configurator.settings import Limits
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.audit import entries_of
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.access import may_ask
from configurator.web.sessions import PASSWORD, PROVED, lifetimes
from tests.shop import NOON
from tests.test_configurator_boundaries import CANARIES, Shop, read, shop, visible

__all__ = ["shop"]  # The fixture of a filled shop.

NAMES_A_THING = {"id_", "number", "link", "other", "letter"}
"""Parts of addresses that name something of somebody; others say in which form it is wanted."""

CHANGING = re.compile(r'(id|csrf_token|key|name="key" value|number|nonce)["=:\s]+[\w.-]+')
PROOF = {PROVED: {"at": NOON.isoformat(), "how": PASSWORD, "device": ""}}
"""What the pages ask for before they do something delicate."""


@pytest.fixture(scope="module")
def there(shop: Shop):
    """The same shop without tokens in its forms; a browser and a program of another customer."""
    before = shop.app.extensions["workshop"]
    app = create_app(
        before.settings, engines=before.engines, database=shop.database, now=lambda: NOON
    )
    app.config["WTF_CSRF_ENABLED"] = False
    account = Account("ben-account", "ben@x.example", "Ben", Role.CUSTOMER, NOON, "ben")
    visits = [
        Visit(f"{kind}-of-ben", account.id, lifetimes(Role.CUSTOMER, Limits()), data)
        for kind, data in (("browser", PROOF), ("program", KIND))
    ]
    with shop.database.recording() as session:
        create_account(session, account, "no hash", "test")
        for visit in visits:
            begin_web_session(session, visit, NOON)
    browser, program = app.test_client(), app.test_client()
    browser.set_cookie("visit", visits[0].secret)
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {visits[1].secret}"
    return app, browser, program


def asked(app, his: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Method and address of all that a customer may ask about something, and whether by a link."""
    nothing = his | dict.fromkeys(NAMES_A_THING, "nothing-there")
    for rule in app.url_map.iter_rules():
        may = may_ask(app.view_functions[rule.endpoint]) or ()
        named = rule.arguments & NAMES_A_THING
        if Role.CUSTOMER not in may or not named or not rule.arguments <= set(his):
            continue
        by_link = "link" in named or "/configurations/" in rule.rule
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            both = [
                app.url_map.bind("localhost").build(
                    rule.endpoint, {key: values[key] for key in rule.arguments}, method=method
                )
                for values in (his, nothing)
            ]
            yield method, "\n".join(both), by_link


def test_everything_of_another_is_answered_like_nothing_at_all(shop: Shop, there) -> None:
    app, browser, program = there
    his = {"id_": "zeb", "number": shop.number, "link": "open", "other": "ben"}
    his |= {"kind": "csv", "product_key": "jeans", "letter": "letter", "form": "json"}
    asked_of, deeds = 0, entries(shop)
    for method, both, by_link in asked(app, his):
        theirs, nothing = both.split("\n")
        client = program if theirs.startswith("/api/") else browser
        form = {"revision": "0", "key": "k" * 20, "words": "x"}
        sent = {"json": {}} if theirs.startswith("/api/") else {"data": form}
        given = {} if method == "GET" else sent
        one = client.open(theirs, method=method, **given)
        other = client.open(nothing, method=method, **given)
        if by_link:  # Who has the link looks at the design, which is written down.
            assert visible(read(one)) <= {"price"}, f"{method} {theirs}"
            deeds = entries(shop)
            continue
        asked_of += 1
        said, empty = (blurred(answer, his) for answer in (one, other))
        assert (one.status_code, said) == (other.status_code, empty), f"{method} {theirs}"
        assert one.status_code in {400, 404, 409, 415, 422, 428}, f"{method} {theirs}: {one.status}"
        assert entries(shop) == deeds, f"{method} {theirs}"
    assert asked_of > 8


def test_what_is_cached_of_another_is_no_way_round(shop: Shop, there) -> None:
    _app, browser, program = there
    _role, _own, his_program = shop.enter("customer")
    for address in ("/api/v1/customers/zeb", f"/api/v1/orders/{shop.number}"):
        mine = his_program.get(address)
        etag = mine.headers.get("ETag", '"1"')
        for header in ("If-None-Match", "If-Match"):
            answer = program.get(address, headers={header: etag})
            assert answer.status_code == 404
            assert "ETag" not in answer.headers
            assert not visible(answer.text)
    part = browser.get(f"/me/orders/{shop.number}", headers={"HX-Request": "true"})
    assert part.status_code == 404
    assert set(CANARIES) >= visible(part.text) == set()


def entries(shop: Shop) -> int:
    """How much was written down about what is another's."""
    with shop.database.reading() as session:
        about = ("customer zeb", f"order {shop.number}")
        return sum(len(entries_of(session, subject)) for subject in about)


def blurred(answer, his: dict[str, str]) -> str:
    """An answer without what names what was asked for, and without random texts."""
    text = CHANGING.sub("", answer.text)
    for name in (*his.values(), "nothing-there"):
        text = text.replace(name, "")
    return re.sub(r"/(me|api)[\w/.?=&;%-]*", "", text)
