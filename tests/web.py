"""Browsers and programs that visit the shop of a test, and the forms they fill in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from configurator.app import new_link
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web import sessions
from configurator.web.sessions import PROVED, lifetimes
from tests.shop import NOON

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
FORM = re.compile(r'<form[^>]* method="post"[^>]* action="([^"]*)".*?</form>', re.DOTALL)


def numbered_links() -> Callable[[], str]:
    """Gives link-1, link-2 and so on: addresses of drafts that a test can guess."""
    numbers = count(1)
    return lambda: f"link-{next(numbers)}"


def hidden(markup: str) -> dict[str, str]:
    """What a page sends along unseen."""
    return {name: unescape(text) for name, text in HIDDEN.findall(markup)}


def form(page: str, action: str) -> dict[str, str]:
    """What the first form on `page` that is posted to `action` (or ends with it) sends unseen.

    What is asked behind an address does not count.
    """
    to = action.partition("?")[0]
    forms = FORM.finditer(page)
    return hidden(next(one[0] for one in forms if one[1].partition("?")[0].endswith(to)))


def sent(client: FlaskClient, page: str, action: str = "", **typed: Any) -> Any:
    """The answer to the form of `page` that goes to `action` (or to the page itself), filled in."""
    to = action or page
    return client.post(to, data=form(client.get(page).text, to) | typed)


def somebody(
    app: Flask,
    role: Role,
    name: str = "Yasmine",
    customer: str | None = None,
    kind: Mapping[str, str] | None = None,
) -> Any:
    """The browser of somebody with a role (his `account`) who signed in just now.

    Of another `kind` of session it is a program with a `token`.
    """
    shop = app.extensions["workshop"]
    proof = {PROVED: {"at": shop.now().isoformat(), "how": sessions.PASSWORD, "device": ""}}
    account = Account(new_link(), f"{new_link()}@x.example", name, role, NOON, customer)
    visit = Visit(new_link(), account.id, lifetimes(role, shop.settings.limits), kind or proof)
    with shop.database.recording() as session:
        create_account(session, account, "no hash", "test")
        begin_web_session(session, visit, shop.now())
    client: Any = app.test_client()
    client.account = account
    if kind:
        client.token = visit.secret
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {visit.secret}"
    else:
        client.set_cookie("visit", visit.secret)
    return client


@dataclass
class Program:
    """Somebody who asks over the API, with a token."""

    client: FlaskClient
    token: str

    def __call__(self, method: str, path: str, body: object = None, **headers: object) -> Any:
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        content: dict[str, Any] = {"json": body} if body is not None else {}
        return self.client.open(
            f"/api/v1{path}",
            method=method,
            headers={"Authorization": f"Bearer {self.token}", **named},
            **content,
        )
