"""Pictures of starting designs as files of their own, which browsers keep until they change."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from flask import Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.errors import NotThere
from configurator.web import view
from configurator.web.assets import A_YEAR_S
from configurator.web.desk import Desk
from configurator.web.drawing import drawings
from production.panel import View

# A file cannot see the theme of the page around it: this outline stands out on both grounds.
_OUTLINE = 'color="#8d8373"'
_KEPT = 64  # About 40 kB each.


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as a file, plain and packed; `mark` changes whenever it does."""

    plain: bytes
    packed: bytes
    mark: str


def picture_of(at: Desk, side: str) -> Picture:
    """The `front` or `back` of the garment as it stands on that desk, suggestions among it.

    Raises NotThere for any other side.
    """
    if side not in set(View):
        raise NotThere("picture", side)
    shown = view.suggested(at.advice) | view.decided(at.product, at.state)
    both = drawings(at.product, shown, ("", ""))
    return _packed(both.front if side == View.FRONT else both.back)


def address_of(at: Desk, design: str, side: str) -> str:
    """Where that picture of a starting design lies, as long as it stays what it is."""
    return url_for(
        "gallery.picture",
        product_key=at.product.key,
        design=design,
        side=side,
        v=picture_of(at, side).mark,
    )


def sent(picture: Picture) -> Response:
    """The answer with `picture`, packed where the browser can unpack it."""
    packs = request.accept_encodings.quality("gzip") > 0
    answer = Response(picture.packed if packs else picture.plain, HTTPStatus.OK)
    answer.mimetype = "image/svg+xml"
    if packs:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.cache_control.private = True
    # An address without the mark, or with an old one, must be asked about again.
    is_this = request.args.get("v") == picture.mark
    answer.cache_control.max_age = A_YEAR_S if is_this else 0
    answer.cache_control.immutable = is_this
    answer.set_etag(f"{picture.mark}{'-gz' if packs else ''}")
    answer.make_conditional(request)
    return answer


def titles(name: str) -> tuple[str, str]:
    """What front and back of something called `name` are, for those who cannot see them."""
    return _("%(product)s, front", product=name), _("%(product)s, back", product=name)


@lru_cache(maxsize=_KEPT)
def _packed(drawing: str) -> Picture:
    # What comes is markup, which would escape what is put into it.
    plain = str(drawing).replace("<svg ", f"<svg {_OUTLINE} ", 1).encode()
    packed = gzip.compress(plain, mtime=0)
    return Picture(plain, packed, hashlib.sha256(plain).hexdigest()[:12])
