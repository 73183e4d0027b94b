"""The printing press: what it prints, and what no page can make it fetch."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from production.pdf import MOST_CHARACTERS, MOST_ROWS, TooMuchToPrint, pdf

STYLESHEET = "work_order/work_order.css"
CANARY = "canary-5d1c"
DOORS = [
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">here</a>',
    '<style>@import "{url}";</style>',
    '<style>@font-face {{ font-family: T; src: url("{url}") }} p {{ font-family: T }}</style>',
    '<style>p {{ background: url("{url}") }}</style>',
    '<style>p::before {{ content: url("{url}") }}</style>',
    '<style>li {{ list-style-image: url("{url}") }}</style><ul><li>x</li></ul>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    '<base href="{url}"><img src="picture.png">',
]


class Trap(ThreadingHTTPServer):
    """A server on this machine that notes whoever calls; it redirects to the secret file."""

    def __init__(self, secret: Path) -> None:
        self.secret = secret
        self.calls: list[str] = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Answer(BaseHTTPRequestHandler):
    server: Trap

    def do_GET(self) -> None:
        self.server.calls.append(self.path)
        self.send_response(302)
        self.send_header("Location", self.server.secret.as_uri())
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    with Trap(secret) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield server
        server.shutdown()


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>26-1047</title></head><body>{body}</body></html>"


def everything_in(printed: bytes) -> bytes:
    """All streams of a PDF, unpacked."""
    reader = PdfReader(BytesIO(printed))
    numbers = [number for entries in reader.xref.values() for number in entries]
    numbers += list(reader.xref_objStm)
    objects = (reader.get_object(number) for number in numbers if number)
    return b"".join(each.get_data() for each in objects if isinstance(each, StreamObject))


@pytest.mark.parametrize("door", DOORS)
def test_a_page_cannot_make_the_press_call_anyone(trap: Trap, door: str) -> None:
    printed = pdf(page(f"<p>x</p>{door.format(url=trap.address)}"), STYLESHEET)

    assert PdfReader(BytesIO(printed)).pages
    assert trap.calls == []


@pytest.mark.parametrize("door", DOORS)
def test_a_page_cannot_read_a_file_of_this_machine(trap: Trap, door: str) -> None:
    printed = pdf(page(f"<p>x</p>{door.format(url=trap.secret.as_uri())}"), STYLESHEET)

    assert CANARY.encode() not in everything_in(printed)
    assert PdfReader(BytesIO(printed)).attachments == {}


@pytest.mark.parametrize(
    "address", ["asset:../pyproject.toml", "asset:work_order/page.html", "data:text/plain,hello"]
)
def test_only_fonts_and_stylesheets_of_ours_stand_on_the_shelf(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    pdf(page(f'<img src="{address}">'), STYLESHEET)

    assert "nothing but our own assets is printed" in caplog.text


def test_a_pdf_is_set_in_our_own_fonts() -> None:
    printed = pdf(page("<h1>26-1047</h1><p>Seam</p>"), STYLESHEET)

    reader = PdfReader(BytesIO(printed))
    objects = (reader.get_object(number) for number in reader.xref_objStm)
    dictionaries = (each for each in objects if isinstance(each, DictionaryObject))
    fonts = (str(each["/BaseFont"]) for each in dictionaries if "/BaseFont" in each)
    names = {font.split("+")[1] for font in fonts}
    assert names
    assert all(name.startswith("Lato") for name in names)


def test_a_pdf_tells_its_title_and_nothing_else_of_itself() -> None:
    printed = pdf(page("x"), STYLESHEET)

    metadata = PdfReader(BytesIO(printed)).metadata
    assert metadata is not None
    assert metadata.title == "26-1047"
    assert set(metadata) <= {"/Title", "/Producer"}


def test_a_page_too_long_to_be_honest_is_refused_before_it_is_laid_out() -> None:
    with pytest.raises(TooMuchToPrint, match="characters"):
        pdf("x" * (MOST_CHARACTERS + 1), STYLESHEET)
    with pytest.raises(TooMuchToPrint, match="rows"):
        pdf(page("<table>" + "<TR><td>x" * (MOST_ROWS + 1) + "</table>"), STYLESHEET)


def test_a_stylesheet_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="no_such"):
        pdf(page("x"), "no_such.css")


def test_threads_that_print_at_once_get_a_page_each() -> None:
    with ThreadPoolExecutor(4) as threads:
        printed = list(
            threads.map(lambda number: pdf(page(f"page {number}"), STYLESHEET), range(8))
        )

    texts = [PdfReader(BytesIO(each)).pages[0].extract_text() for each in printed]
    assert [text.split()[1] for text in texts] == [str(number) for number in range(8)]


def test_who_does_not_print_does_not_wait_for_the_library() -> None:
    claim = "import sys, production.pdf; assert 'weasyprint' not in sys.modules"

    subprocess.run([sys.executable, "-c", claim], check=True)  # noqa: S603 - our own sentence


def test_a_process_that_printed_leaves_no_fonts_behind(tmp_path: Path) -> None:
    program = f"from production.pdf import pdf; pdf('<p>x</p>', {STYLESHEET!r})"

    ended = subprocess.run(  # noqa: S603 - our own sentence
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        env={"TMPDIR": str(tmp_path), "HOME": str(tmp_path)},
    )

    assert ended.stderr == b""
    assert list(tmp_path.glob("weasyprint-*")) == []
