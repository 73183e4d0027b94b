"""The picture of a design for a page, front and back, drawn once per look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from markupsafe import Markup

from catalog.product import Product
from production.panel import View
from production.picture import picture

_ID = re.compile(r"(front|back)-[0-9a-f]{8}-")
_MARK_BYTES = 12
_DRAWN_LATELY = 192  # Both sides of one look take about 200 kB.


@dataclass(frozen=True, slots=True)
class Drawings:
    """Both sides as SVG."""

    front: Markup
    back: Markup


def drawings(product: Product, values: Mapping[str, str], titles: tuple[str, str]) -> Drawings:
    """Front and back of a garment with these values; `titles` say what each shows."""
    look, (front, back) = _look(product, values), titles
    return Drawings(_drawn(look, View.FRONT, front), _drawn(look, View.BACK, back))


def mark(product: Product, values: Mapping[str, str], *beside: object) -> str:
    """What tells this garment, and what is said `beside` it, from all others, in all processes."""
    seen = repr((_look(product, values), beside))
    return blake2b(seen.encode(), digest_size=_MARK_BYTES).hexdigest()


def front_of(look: Mapping[str, Mapping[str, str]], title: str) -> Markup:
    """The front of a garment that was ordered, drawn as it was designed."""
    drawn = tuple((option, tuple(sorted(look[option].items()))) for option in sorted(look))
    return _drawn(drawn, View.FRONT, title)


def numbered(drawing: Markup, number: int) -> Markup:
    """`drawing` with ids of its own: two garments that look alike may stand on one page."""
    return Markup(_ID.sub(rf"\g<0>{number}-", drawing))  # noqa: S704 - it is our own drawing


Look = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def _look(product: Product, values: Mapping[str, str]) -> Look:
    """What is seen: taking a value that has no look must not draw the same picture anew."""
    return tuple(
        (option, tuple(sorted(strings.items())))
        for option, value in sorted(values.items())
        if (strings := product.option(option).value(value).look)
    )


@lru_cache(maxsize=_DRAWN_LATELY)
def _drawn(look: Look, view: View, title: str) -> Markup:
    pieces = {option: dict(strings) for option, strings in look}
    # The picture escapes what it is told; all else in it is its own.
    return Markup(picture(pieces, view, title))  # noqa: S704 - see above
