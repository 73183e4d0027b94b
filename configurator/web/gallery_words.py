"""Designs that events speak of, in words, and where each is seen or worked on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from catalog.product import Product
from configurator.storage.abandoning import left_at
from configurator.web.desk import language, workshop
from customers.identity.event import Event, Kind

OF_DESIGNS = frozenset({Kind.VIEWED, Kind.ABANDONED, Kind.WISHED})
"""Their document is the key of a starting design or the link of a draft."""


@dataclass(frozen=True, slots=True)
class Place:
    """What people call it, and the address that opens it."""

    words: str
    address: str


def designs_told(told: Sequence[Event]) -> Mapping[str, Place]:
    """The designs in `told` that are still there, by the id of the event."""
    about = [one for one in told if one.kind in OF_DESIGNS]
    engines = workshop().engines
    with workshop().database.reading() as session:
        steps = left_at(session, {one.document for one in about})
    found = {}
    for one in about:
        engine = engines.get(one.line)
        place = _place(engine.product, one.document, steps) if engine else None
        if place:
            found[one.id] = place
    return found


def _place(product: Product, document: str, steps: Mapping[str, str]) -> Place | None:
    for design in product.designs:
        if design.key == document:
            address = url_for("gallery.show", product_key=product.key, design=document)
            return Place(design.name.in_(language()), address)
    if document not in steps:
        return None
    step = next((one for one in product.steps if one.key == steps[document]), product.steps[0])
    address = url_for("configure.show", product_key=product.key, link=document)
    return Place(_("left at %(step)s", step=step.name.in_(language())), address)
