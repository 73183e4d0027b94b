"""Addresses around one draft: where its forms go and its links lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlencode

from flask import url_for

from configurator.web.sheet import ChangeSheet


@dataclass(frozen=True)
class Here:
    """A place on the configure page: a product, a draft and a step.

    `link` is empty before the draft is saved; `revision` is the one the page was drawn from.
    """

    product: str
    link: str
    revision: int
    step: str

    def to(self, action: str) -> str:
        """Where the form of `action` (choose, open, repair, undo, redo, finish) is sent."""
        return f"{self._address}/{action}"

    def at(self, step: str) -> str:
        """The page at `step`, without a sheet."""
        return self._page(step=step)

    @property
    def here(self) -> str:
        """The page at this step."""
        return self.at(self.step)

    def asking(self, option: str, value: str) -> str:
        """The page with the sheet that tells what taking this value changes."""
        card = quote(f"{option}.{value}")
        return f"{self._at_step}&take={card}#{card}"

    def again(self, about: Sequence[str], tries: int) -> str:
        """Where is asked once more, the `tries`th time, for what was not known of these options."""
        revision = str(self.revision)
        asked = [("step", self.step), ("revision", revision), ("tries", str(tries))]
        return f"{self._address}?{urlencode([*asked, *(('about', one) for one in about)])}"

    def way(self, sheet: ChangeSheet) -> str:
        """The page with this way to make room on its sheet, and the other ways beside it."""
        return self._page(**self._asked(sheet), ways="all")

    def why(self, sheet: ChangeSheet) -> str:
        """The page that tells why, what must change, and the ways side by side."""
        return f"{self._address}/why?{urlencode(self._asked(sheet))}"

    def why_this(self, sheet: ChangeSheet) -> str:
        """The same page with this way shown."""
        return f"{self.why(sheet)}#must"

    def _asked(self, sheet: ChangeSheet) -> dict[str, str]:
        taken = {"take": f"{sheet.option}.{sheet.value}"} if sheet.name else {}
        return {"step": self.step, **taken, "way": sheet.way}

    def card(self, option: str, value: str) -> str:
        """The page at this card."""
        return self._page(f"{option}.{value}", step=self.step)

    @property
    def finish(self) -> str:
        """The page with the sheet that offers to decide the rest."""
        return self._page(step=self.step, finish="ask")

    @property
    def finishes(self) -> str:
        """The page with other ways to decide the rest, side by side; the design must be saved."""
        return f"{self._address}/finish?{urlencode({'step': self.step})}"

    @property
    def share(self) -> str:
        """The address that opens this draft on any device."""
        return self._page()

    @property
    def measure(self) -> str:
        """Where measurements are taken for this draft."""
        return f"{self._page()}/measure"

    def _page(self, place: str = "", **query: str) -> str:
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self._address}{asked}{'#' if place else ''}{quote(place)}"

    @cached_property
    def _at_step(self) -> str:
        return self._page(step=self.step)

    @cached_property
    def _address(self) -> str:
        """Found once: a page has dozens of links, and finding an address takes its time."""
        if not self.link:
            return url_for("configure.start", product_key=self.product)
        return url_for("configure.show", product_key=self.product, link=self.link)
