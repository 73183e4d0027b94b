"""Cards on paper: where the PDF of a card lies, and how it comes to lie there."""

from pathlib import Path

from configurator.jobs.paper import put_file
from configurator.storage.documents import fingerprint
from configurator.storage.jobs import Work
from production.card import STYLESHEET, PrintedCard, card_html
from production.pdf import pdf

CARD = "card"
"""The kind of job that prints a card; its subject is the number."""

LAYOUT = 1
FOLDER = "cards"


def card_printing(number: str) -> Work:
    """The work that prints the card with that number."""
    return Work(CARD, number, LAYOUT)


def card_path(card: PrintedCard, data_folder: Path) -> Path:
    """Where the PDF lies once it was printed; what stands on the card is part of its name."""
    mark = fingerprint([LAYOUT, card.name])[:12]
    return data_folder / FOLDER / f"{card.number}-{mark}.pdf"


def print_card(card: PrintedCard, data_folder: Path) -> Path:
    """Print the card, instead of any older one of the same number.

    Raises what `production.pdf` does.
    """
    path = card_path(card, data_folder)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    put_file(path, pdf(card_html(card), STYLESHEET))
    forget_card(card.number, data_folder, but=path)
    return path


def forget_card(number: str, data_folder: Path, but: Path | None = None) -> None:
    """Remove what was printed of that card, `but` one file."""
    for path in (data_folder / FOLDER).glob(f"{number}-*.pdf"):
        if path != but:
            path.unlink(missing_ok=True)
