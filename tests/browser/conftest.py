"""A demo shop served as `make demo` serves it, and a browser to visit it with."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE_SECONDS = 240
TABLET: ViewportSize = {"width": 820, "height": 1180}
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
BODY_CM = {
    "waist_mm": "84",
    "hip_mm": "102",
    "thigh_mm": "58,4",
    "knee_mm": "38.8",
    "heel_mm": "33",
    "inseam_mm": "79",
    "front_rise_mm": "26.2",
    "back_rise_mm": "36.4",
}


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the shop is served, and with which e-mail and password each role signs in."""

    address: str
    people: Mapping[str, tuple[str, str]]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = os.environ | {"PORT": port, "SURMESURE_DATA": str(folder)}
    command = [str(Path(sys.executable).with_name("surmesure")), "demo"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz", process)
        accounts = json.loads((folder / "demo-accounts.json").read_text())
        yield Shop(address, {one["role"]: (one["email"], one["password"]) for one in accounts})
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the shop has stopped; see its log"
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no chromium: `make test` installs it where root or sudo is there")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def screen() -> ViewportSize:
    """The screen of `visit`; a file of tests may have another."""
    return TABLET


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visit(browser: Browser, shop: Shop, screen: ViewportSize, request) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=screen, base_url=shop.address, java_script_enabled=request.param, locale="en-GB"
    )
    yield context
    context.close()


@pytest.fixture
def open_page(browser: Browser, shop: Shop) -> Iterator[Callable[..., Page]]:
    """Opens a page of a browser of its own, on a screen of that size."""
    contexts: list[BrowserContext] = []

    def opens(screen: ViewportSize, **kind: Any) -> Page:
        context = browser.new_context(
            viewport=screen, base_url=shop.address, locale="en-GB", **kind
        )
        contexts.append(context)
        return context.new_page()

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit: BrowserContext) -> Page:
    return visit.new_page()


@pytest.fixture
def sign_in(shop: Shop) -> Callable[..., None]:
    """Signs somebody of a role in with the form that the page shows."""

    def signs_in(page: Page, role: str = "staff") -> None:
        email, password = shop.people[role]
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()

    return signs_in


@pytest.fixture
def body() -> Mapping[str, str]:
    """What is typed into the form of measurements."""
    return BODY_CM


@pytest.fixture
def measure() -> Callable[[Page], None]:
    """Fills the form of measurements that the page shows, and sends it."""

    def measures(page: Page) -> None:
        for key, text in BODY_CM.items():
            page.locator(f"#{key}").fill(text)
        page.get_by_role("button", name="Save the measurements").click()

    return measures


@pytest.fixture
def printed() -> Callable[[BrowserContext, str], None]:
    """Asks for paper, again while it is being printed, as the page in between does."""

    def is_there(visit: BrowserContext, address: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while (paper := visit.request.get(address)).status == 503 and time.monotonic() < until:
            visit.pages[0].wait_for_timeout(250)
        assert paper.ok
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.body().startswith(b"%PDF")

    return is_there


def faults(page: Page, rules: Mapping[str, object]) -> list[tuple[str, list[str]]]:
    """What axe finds on the page by these rules, with some of the places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        (one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found["violations"]
    ]


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Nothing axe can find at WCAG 2.2 AA, and nothing that makes the page scroll sideways.

    Axe is a script: in a browser without any it would never answer.
    """
    callspec = getattr(request.node, "callspec", None)
    has_scripts = callspec is None or callspec.params.get("visit", True)

    def checks(page: Page, rules: Mapping[str, object] = WCAG) -> None:
        seen = f"{page.url} at {page.viewport_size}"
        if has_scripts:
            assert faults(page, rules) == [], seen
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{seen} is {wide} px too wide"

    return checks
