"""The register on paper: pages of it, kept until they are printed, named by their content."""

from pathlib import Path

from configurator.jobs.paper import put_file
from configurator.storage.documents import fingerprint
from configurator.storage.jobs import Work
from production.pdf import pdf

RIGHTS = "rights"
"""The kind of job that prints a page about rights; its subject is the fingerprint of the page."""

LAYOUT = 1
FOLDER = "rights"
STYLESHEET = "rights/paper.css"
MARK_DIGITS = 32
MOST_KEPT = 12
"""Pages of other days and languages; the oldest go first."""


def keep_page(html: str, data_folder: Path) -> tuple[Path, Work]:
    """Keep a page to be printed: where its PDF will lie, and the work that does it."""
    mark = fingerprint([LAYOUT, html])[:MARK_DIGITS]
    page = data_folder / FOLDER / f"{mark}.html"
    if not page.is_file():
        page.parent.mkdir(mode=0o700, exist_ok=True)
        put_file(page, html.encode())
    return rights_path(mark, data_folder), Work(RIGHTS, mark, LAYOUT)


def rights_path(mark: str, data_folder: Path) -> Path:
    """Where the PDF of the page with that fingerprint lies once it was printed."""
    return data_folder / FOLDER / f"{mark}.pdf"


def print_page(mark: str, data_folder: Path) -> Path:
    """Print the page with that fingerprint, and remove the oldest of many.

    Raises FileNotFoundError for one that was never kept, and what `production.pdf` does.
    """
    path = rights_path(mark, data_folder)
    html = path.with_suffix(".html").read_text("utf-8")
    put_file(path, pdf(html, STYLESHEET))
    kept = sorted(path.parent.glob("*.html"), key=lambda one: one.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        old.with_suffix(".pdf").unlink(missing_ok=True)
        old.unlink(missing_ok=True)
    return path
