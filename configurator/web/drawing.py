"""The picture of a design for a page, front and back, drawn once per look."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from catalog.product import Product
from production.panel import View
from production.picture import picture

_DRAWN_LATELY = 64  # Both sides of one look take about 200 kB.


@dataclass(frozen=True, slots=True)
class Drawings:
    """Both sides as SVG."""

    front: Markup
    back: Markup


def drawings(product: Product, values: Mapping[str, str], titles: tuple[str, str]) -> Drawings:
    """Front and back of a garment with these values; `titles` say what each shows."""
    look = tuple(
        (option, tuple(sorted(product.option(option).value(value).look.items())))
        for option, value in sorted(values.items())
    )
    front, back = titles
    return Drawings(_drawn(look, View.FRONT, front), _drawn(look, View.BACK, back))


Look = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@lru_cache(maxsize=_DRAWN_LATELY)
def _drawn(look: Look, view: View, title: str) -> Markup:
    pieces = {option: dict(strings) for option, strings in look}
    # The picture escapes what it is told; all else in it is its own.
    return Markup(picture(pieces, view, title))  # noqa: S704 - see above
