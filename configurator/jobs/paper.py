"""Work orders on paper: where the PDF of an order lies, and how it comes to lie there."""

import os
import secrets
from pathlib import Path

from configurator.settings import Settings
from configurator.storage.documents import fingerprint
from configurator.storage.jobs import LAYOUT, WORK_ORDER, Work
from production.document import to_document, written
from production.order import Order
from production.pdf import pdf
from production.supplement import NONE, Supplement
from production.words import WORDS
from production.work_order import work_order, work_order_html

STYLESHEET = "work_order/work_order.css"
FOLDER = "work-orders"


def paper_language(language: str) -> str:
    """The language in which somebody who speaks `language` gets the paper."""
    return language if language in WORDS else "en"


def printing(number: str, language: str, workshops: str) -> Work:
    """The work that prints that order: in the `workshops` language it was asked for with the order.

    In any other language it is only made when somebody wants it.
    """
    kind = WORK_ORDER if language == workshops else f"{WORK_ORDER}_{language}"
    return Work(kind, number, LAYOUT)


def language_of(work: Work, workshops: str) -> str:
    """The language that `printing` was given. Raises KeyError if `work` is no printing."""
    languages = {WORK_ORDER: workshops} | {f"{WORK_ORDER}_{one}": one for one in WORDS}
    return languages[work.kind]


def paper_path(order: Order, language: str, settings: Settings, beside: Supplement = NONE) -> Path:
    """Where the PDF of `order` with what stands `beside` it lies once it was printed.

    Its name tells what is on it, so that paper of a former layout or time zone, or of another
    shop's order of the same number, is never taken for it.
    """
    told = [] if beside.is_empty else [written(beside)]
    mark = fingerprint([LAYOUT, settings.time_zone.key, to_document(order), *told])[:12]
    return settings.data_folder / FOLDER / f"{order.number}-{language}-{mark}.pdf"


def print_paper(order: Order, language: str, settings: Settings, beside: Supplement = NONE) -> Path:
    """Print `order` and put the PDF in its place, whole or not at all, instead of any older one.

    Raises what `production.pdf` does.
    """
    path = paper_path(order, language, settings, beside)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    sheet = work_order(order, language, settings.time_zone, beside)
    put_file(path, pdf(work_order_html(sheet), STYLESHEET))
    for other in path.parent.glob(f"{order.number}-{language}-*"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def put_file(path: Path, content: bytes) -> None:
    """Write the file so that a power cut leaves all of it or none, readable by its owner alone."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
