"""Designs as cards show them: drafts on which work goes on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from catalog.product import Kind
from configurator.storage.drafts import Draft
from configurator.web import view
from configurator.web.desk import Desk, desk_for, language, workshop
from configurator.web.drawing import drawings, numbered


@dataclass(frozen=True, slots=True)
class Design:
    """A draft with what it looks like and comes to; `open` options have no value yet."""

    draft: Draft
    product: str
    name: str
    caption: str
    picture: Markup
    total_cents: int
    currency: str
    ready_on: date | None
    open: int
    is_complete: bool

    @property
    def title(self) -> str:
        """What it is called: its caption, or the product before anything is chosen."""
        return self.caption or self.name

    @property
    def address(self) -> str:
        """Where work on it goes on."""
        return url_for("configure.show", product_key=self.product, link=self.draft.link)

    @property
    def measure(self) -> str:
        """Where its measurements are taken."""
        return url_for("measure.show", product_key=self.product, link=self.draft.link)

    @property
    def order(self) -> str:
        """Where it is ordered."""
        return url_for("order.show", product_key=self.product, link=self.draft.link)


def designs_of(drafts: Iterable[Draft], stock: Mapping[str, int]) -> Sequence[Design]:
    """A card for each draft of a product still on offer, with that stock (units by SKU)."""
    engines = workshop().engines
    offered = [draft for draft in drafts if draft.configuration.product in engines]
    return [
        _design(desk_for(engines[draft.configuration.product], draft, stock), number)
        for number, draft in enumerate(offered)
    ]


def _design(at: Desk, number: int) -> Design:
    values = view.decided(at.product, at.state)
    name = at.product.name.in_(language())
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    options = [option.key for option in at.product.of_kind(Kind.DESIGN)]
    return Design(
        draft=at.draft,
        product=at.product.key,
        name=name,
        caption=view.caption(at.product, values, language()),
        picture=numbered(drawings(at.product, values, titles).front, number),
        total_cents=at.state.total_cents,
        currency=at.product.currency,
        ready_on=at.state.ready_on,
        open=sum(option not in values for option in options),
        is_complete=at.state.complete,
    )
