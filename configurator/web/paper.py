"""Orders drawn and printed: the pictures on the shop's page, and the work order as PDF."""

import os
import secrets
from pathlib import Path

from markupsafe import Markup

from configurator.storage.documents import fingerprint
from configurator.web.drawing import Drawings
from production.document import to_document
from production.order import Order
from production.panel import View
from production.pdf import pdf
from production.picture import picture
from production.work_order import work_order, work_order_html

STYLESHEET = "work_order/work_order.css"
FOLDER = "work-orders"


def sides(order: Order, titles: tuple[str, str]) -> Drawings:
    """The garment of `order` in its own measures, front and back."""
    measures_mm = {one.point.key: one.target_mm for one in order.tailoring.targets}
    front, back = (
        # The picture escapes what it is told; all else in it is its own.
        Markup(picture(order.look, view, title, measures_mm=measures_mm))  # noqa: S704 - see above
        for view, title in zip((View.FRONT, View.BACK), titles, strict=True)
    )
    return Drawings(front, back)


def work_order_pdf(order: Order, language: str, data_folder: Path) -> bytes:
    """The work order of `order`, printed once per language and kept in `data_folder`."""
    mark = fingerprint(to_document(order))[:12]
    path = data_folder / FOLDER / f"{order.number}-{language}-{mark}.pdf"
    if path.is_file():
        return path.read_bytes()
    printed = pdf(work_order_html(work_order(order, language)), STYLESHEET)
    _write(path, printed)
    return printed


def _write(path: Path, printed: bytes) -> None:
    """Write the file so that nobody ever reads half of it, and only we read it at all."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(printed)
    draft.replace(path)
