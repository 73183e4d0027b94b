"""Quotes on paper: kept as documents named by their content, and printed by the worker.

The same quote has the same name, so it is printed once; once it is no longer valid it is removed.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from configurator.jobs.paper import put_file
from configurator.storage.documents import fingerprint
from configurator.storage.jobs import Work
from production.pdf import pdf
from production.quote import STYLESHEET, Quote, from_document, quote_html, to_document

QUOTE = "quote"
"""The kind of job that prints a quote; its subject is the quote's fingerprint."""

LAYOUT = 1
FOLDER = "quotes"
ASKED = f"{FOLDER}/asked"
"""The file in which those that were asked for are counted."""
MARK_DIGITS = 32


def is_kept(quote: Quote, data_folder: Path) -> bool:
    """Whether `quote` was kept before, and so was or will be printed."""
    return _document_path(_mark(to_document(quote)), data_folder).is_file()


def keep_quote(quote: Quote, data_folder: Path) -> tuple[Path, Work]:
    """Keep `quote` to be printed: where its PDF will lie, and the work that does it."""
    document = to_document(quote)
    mark = _mark(document)
    path = _document_path(mark, data_folder)
    if not path.is_file():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        put_file(path, json.dumps(document, ensure_ascii=False).encode())
    return quote_path(mark, data_folder), Work(QUOTE, mark, LAYOUT)


def quote_path(mark: str, data_folder: Path) -> Path:
    """Where the PDF of the quote with that fingerprint lies once it was printed."""
    return data_folder / FOLDER / f"{mark}.pdf"


def print_quote(mark: str, data_folder: Path, today: date) -> Path:
    """Print the quote with that fingerprint, and remove those that are no longer valid.

    Raises FileNotFoundError for one that was never kept, and what `production.pdf` does.
    """
    quote = _read(_document_path(mark, data_folder))
    path = quote_path(mark, data_folder)
    put_file(path, pdf(quote_html(quote), STYLESHEET))
    for kept in path.parent.glob("*.json"):
        if kept.stem != mark and _read(kept).valid_until < today:
            quote_path(kept.stem, data_folder).unlink(missing_ok=True)
            kept.unlink(missing_ok=True)
    return path


def _mark(document: Mapping[str, Any]) -> str:
    return fingerprint([LAYOUT, document])[:MARK_DIGITS]


def _document_path(mark: str, data_folder: Path) -> Path:
    return data_folder / FOLDER / f"{mark}.json"


def _read(path: Path) -> Quote:
    return from_document(json.loads(path.read_text("utf-8")))
