"""Orders drawn and printed: the pictures on the shop's page, and the work order as PDF.

Nothing is printed in a request: the worker does that, and here its PDF is handed out.
"""

import time
from http import HTTPStatus
from pathlib import Path
from threading import BoundedSemaphore

from flask import Response, current_app
from markupsafe import Markup

from configurator.jobs.paper import paper_language, paper_path, printing
from configurator.jobs.pulse import is_alive
from configurator.storage.found import supplement_of
from configurator.storage.jobs import Work
from configurator.web.desk import language, workshop
from configurator.web.drawing import Drawings
from configurator.web.render import render
from production.order import Order
from production.panel import View
from production.picture import picture

LOOK_AGAIN_S = 0.05
RETRY_AFTER_S = 5
MOST_WAIT = 3
"""So many threads of a process may wait for paper; clicks must find some that do not."""

_waiting = BoundedSemaphore(MOST_WAIT)


def sides(order: Order, titles: tuple[str, str]) -> Drawings:
    """The garment of `order` in its own measures, front and back."""
    measures_mm = {one.point.key: one.target_mm for one in order.tailoring.targets}
    front, back = (
        # The picture escapes what it is told; all else in it is its own.
        Markup(picture(order.look, view, title, measures_mm=measures_mm))  # noqa: S704 - see above
        for view, title in zip((View.FRONT, View.BACK), titles, strict=True)
    )
    return Drawings(front, back)


def printed(order: Order) -> bytes | None:
    """The work order of `order` as PDF in the reader's language, as the worker printed it.

    What is not printed yet is waited for while a worker is at work, then answered by None.
    """
    paper = paper_language(language())
    settings = workshop().settings
    with workshop().database.reading() as session:
        beside = supplement_of(session, order)
    path = paper_path(order, paper, settings, beside)
    return made(path, printing(order.number, paper, settings.paper_language))


def made(path: Path, work: Work) -> bytes | None:
    """What `work` puts at `path`.

    What is not there yet is waited for while a worker is at work, then answered by None.
    """
    if not path.is_file():
        _wanted(work)
        _wait_for(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def paper_answer(order: Order) -> Response:
    """The PDF of `order`, or 503 and a page that says it is being printed."""
    content = printed(order)
    if content is None:
        return being_printed(order.number)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{order.number}.pdf"'
    return answer


def being_printed(number: str) -> Response:
    """What is answered instead of paper that is not there yet."""
    page = "orders/printing.html"
    answer = render(page, page, status=HTTPStatus.SERVICE_UNAVAILABLE, number=number)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _wanted(work: Work) -> None:
    """Have the worker do `work` next."""
    queue = current_app.extensions["queue"]
    if queue is not None:
        queue.put(work, wanted=True)


def _wait_for(path: Path) -> None:
    settings = workshop().settings
    deadline = time.monotonic() + settings.limits.paper_seconds
    if not is_alive(settings.data_folder) or not _waiting.acquire(blocking=False):
        return
    try:
        while not path.is_file() and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN_S)
    finally:
        _waiting.release()
