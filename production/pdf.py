"""The printing press: pages of ours to PDF, the only door to WeasyPrint.

A page may show nothing but what the application ships: fonts and stylesheets under `templates/`.
Whatever else a page asks for, on this machine or any other, is refused and left out.
"""

import atexit
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

ASSETS = Path(__file__).parents[1] / "templates"
MEDIA_TYPES = {".css": "text/css", ".woff2": "font/woff2"}
SCHEME = "asset:"
MOST_CHARACTERS = 400_000
MOST_ROWS = 500

_one_at_a_time = Lock()
"""The fonts of a process are shared, and the library that draws them is not made for threads."""


class NotOurs(Exception):
    """A page asked for something the application does not ship; it is printed without it."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"nothing but our own assets is printed, not {address[:80]!r}")


class TooMuchToPrint(Exception):
    """The page is longer than any honest one, and would keep the press for minutes."""

    def __init__(self, what: str, amount: int, most: int) -> None:
        self.what, self.amount, self.most = what, amount, most
        super().__init__(f"{amount} {what} to print, {most} at most")


def pdf(html: str, stylesheet: str) -> bytes:
    """`html` as PDF, laid out by `stylesheet`, a path below `templates/`.

    The title of the page is all the PDF tells of itself. Raises TooMuchToPrint, and KeyError for
    a stylesheet that is not there.
    """
    _check("characters", len(html), MOST_CHARACTERS)
    _check("rows", html.casefold().count("<tr"), MOST_ROWS)
    with _one_at_a_time:
        return _printed(html, stylesheet)


def _printed(html: str, stylesheet: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 - 0.6 s that only printing waits for

    document = HTML(string=html, url_fetcher=_fetcher())
    printed: bytes = document.write_pdf(stylesheets=[_stylesheet(stylesheet)], font_config=_fonts())
    return printed


def _check(what: str, amount: int, most: int) -> None:
    if amount > most:
        raise TooMuchToPrint(what, amount, most)


@cache
def _assets() -> dict[str, bytes]:
    """Everything a page may ask for, by its path below `templates/`."""
    return {
        path.relative_to(ASSETS).as_posix(): path.read_bytes()
        for path in ASSETS.rglob("*")
        if path.suffix in MEDIA_TYPES
    }


@cache
def _fetcher() -> "URLFetcher":
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    # A plain function that raises would break the rendering; a subclass is caught and logged.
    class Shelf(URLFetcher):  # type: ignore[misc] # the library is untyped
        """Hands out what stands on our shelf; overrides the one door to files and networks."""

        def fetch(self, url: str, headers: object = None) -> "URLFetcherResponse":  # noqa: ARG002 - the library's signature
            name = url.removeprefix(SCHEME)
            if not url.startswith(SCHEME) or name not in _assets():
                raise NotOurs(url)
            return URLFetcherResponse(
                url, _assets()[name], {"Content-Type": MEDIA_TYPES[Path(name).suffix]}
            )

    return Shelf()


@cache
def _fonts() -> "FontConfiguration":
    """The fonts of this process: one for every document leaks a quarter of a megabyte each."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above

    # It keeps unpacked fonts in a folder, and can only remove it while Python still stands.
    atexit.register(_fonts.cache_clear)
    return FontConfiguration()


@cache
def _stylesheet(name: str) -> "CSS":
    """A stylesheet read once, its fonts unpacked once."""
    from weasyprint import CSS  # noqa: PLC0415 - as above

    text = _assets()[name].decode()
    return CSS(string=text, url_fetcher=_fetcher(), font_config=_fonts())
