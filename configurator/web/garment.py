"""The garment beside the choices: drawn unless the page that asks shows it already."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from configurator.web import view
from configurator.web.desk import Desk, language
from configurator.web.drawing import Drawings, drawings, mark
from configurator.web.render import asked_by_htmx
from rules.repair import Repair

SHOWN = "X-Picture"
"""The header by which a page says the mark of the picture it shows."""


@dataclass(frozen=True, slots=True)
class Garment:
    """The picture and its words; `drawings` are None where they are shown already.

    The `mark` is the same for the same picture with the same words, whichever process tells it.
    """

    mark: str
    caption: str
    drawings: Drawings | None


def garment(desk: Desk, page: view.Page, mend: Repair | None) -> Garment:
    """The garment as it stands, or as it would be with `mend`."""
    state, said = desk.state, desk.advice
    if mend:
        state, said = desk.state_with(mend.choices), desk.advice_with(mend.choices)
    decided = view.decided(desk.product, state)
    seen = view.suggested(said) | decided
    caption = view.caption(desk.product, decided, language())
    beside = (caption, desk.draft.link, bool(mend), bool(page.bar.next), language())
    found = mark(desk.product, seen, *beside)
    if asked_by_htmx() and request.headers.get(SHOWN) == found:
        return Garment(found, caption, None)
    return Garment(found, caption, drawn(desk, seen, page.product_name))


def drawn(desk: Desk, values: Mapping[str, str], name: str) -> Drawings:
    """The garment of that name with these values, front and back."""
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return drawings(desk.product, values, titles)
