"""Visitors for `surmesure bench --web`: each configures a draft of his own, as a browser would."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from random import Random
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

START = "/configure/jeans"
PLEASE_WAIT_S = 30

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REVISION = re.compile(r'name="revision" value="(\d+)"')
CARD = re.compile(r'class="card card-(?:possible|suggested)" id="(\w+)\.(\w+)"')
ASKING = re.compile(r'class="card card-changes[^"]*" id="[\w.]+" href="([^"#]+)')
STEP = re.compile(r'class="step[^"]*" id="step-(\w+)"')
MARK = re.compile(r'data-mark="(\w+)"')
CAN_UNDO = re.compile(r'/undo"[^>]*>(?:<input[^>]*>)+\s*<button class="button button-icon">')

# Of twenty taps one is an undo and one looks at a change; of the rest most take a value.
UNDOING, ASKING_ABOUT, TAKING = 0.05, 0.1, 0.65


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; `headers` may hold one name several times."""

    status: int
    headers: Sequence[tuple[str, str]]
    text: str


Send = Callable[[str, str, Mapping[str, str], str], Reply]
"""Sends method, address, headers and body, and waits for the reply."""


class NotAnswered(Exception):
    """A click was answered by something that is no page."""

    def __init__(self, method: str, address: str, status: int) -> None:
        self.method, self.address, self.status = method, address, status
        super().__init__(f"{method} {address} was answered {status}")


@dataclass(slots=True)
class Visitor:
    """Somebody who configures; `page` is what he saw last, `link` the address of his draft."""

    send: Send
    random: Random
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""
    link: str = START
    step: str = ""
    steps: tuple[str, ...] = ()
    picture: str = ""

    def enter(self) -> None:
        """Open the page and make the first choice, so that there is a draft."""
        self.look(START)
        self.steps = tuple(STEP.findall(self.page))
        self.choose(*self.random.choice(CARD.findall(self.page)))

    def click(self) -> None:
        """One tap, whatever the page offers. Raises NotAnswered."""
        cards, asking = CARD.findall(self.page), ASKING.findall(self.page)
        lot = self.random.random()
        if lot < UNDOING and CAN_UNDO.search(self.page):
            self.post("undo")
        elif lot < ASKING_ABOUT and asking:
            self.look(self.random.choice(asking).replace("&amp;", "&"))
        elif lot < TAKING and cards:
            self.choose(*self.random.choice(cards))
        else:
            self.step = self.random.choice(self.steps)
            self.look(f"{self.link}?step={self.step}")

    def choose(self, option: str, value: str) -> None:
        """Take a value."""
        self.post("choose", option=option, value=value)

    def look(self, address: str) -> None:
        """Follow a link of the page."""
        self._ask("GET", address, {}, "")

    def post(self, action: str, **fields: str) -> None:
        """Send a form of the page."""
        token, revision = TOKEN.search(self.page), REVISION.search(self.page)
        form = {
            "csrf_token": token[1] if token else "",
            "revision": revision[1] if revision else "",
            "key": uuid4().hex,
            "step": self.step,
            **fields,
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", f"{self.link}/{action}", kind, urlencode(form))

    def _ask(self, method: str, address: str, kind: Mapping[str, str], body: str) -> None:
        headers = {"HX-Request": "true", "Accept-Language": "en", **kind}
        headers["X-Picture"] = self.picture
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        reply = self.send(method, address, headers, body)
        if reply.status != HTTPStatus.OK:
            raise NotAnswered(method, address, reply.status)
        self.page = reply.text
        if shown := MARK.search(self.page):
            self.picture = shown[1]
        for name, text in reply.headers:
            if name == "Set-Cookie":
                cookie, _, kept = text.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
            elif name == "HX-Replace-Url":
                self.link = urlsplit(text).path


class Wire:
    """Sends to a port of this machine over one connection that stays open, as a browser does.

    A server may hang up on who has been silent for a while, and may do so at the very moment the
    next request leaves; then a browser, which has heard nothing, sends it again on a new line.
    """

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PLEASE_WAIT_S)

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: str) -> Reply:
        """The reply, waited for. Raises HTTPException, OSError; the next request begins anew."""
        was_open = self._connection.sock is not None
        try:
            return self._ask(method, address, headers, body)
        except ConnectionError:  # Among them that nothing at all was answered.
            if not was_open:
                raise
            return self._ask(method, address, headers, body)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: str) -> Reply:
        try:
            self._connection.request(method, address, body, dict(headers))
            answer = self._connection.getresponse()
            return Reply(answer.status, answer.getheaders(), answer.read().decode())
        except (HTTPException, OSError):
            # What was not answered to its end would be in the way of the next request.
            self._connection.close()
            raise

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
