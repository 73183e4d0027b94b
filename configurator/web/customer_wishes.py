"""What a customer wishes for, as the clerk reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from configurator.storage.wishes import Wish
from configurator.web.designs import designs_of
from configurator.web.desk import language, workshop


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish in words, and where work on it goes on; empty where it is made no more."""

    what: str
    wished_at: datetime
    address: str


def wished(wishes: Sequence[Wish], stock: Mapping[str, int], customer: str) -> tuple[Wished, ...]:
    """The wishes of that customer for products still on offer, in their order."""
    return tuple(_wished(wishes, stock, customer))


def _wished(wishes: Sequence[Wish], stock: Mapping[str, int], customer: str) -> Iterator[Wished]:
    engines = workshop().engines
    for one in wishes:
        engine = engines.get(one.subject.product)
        if engine is None:
            continue
        if one.draft:
            for design in designs_of([one.draft], stock):
                yield Wished(design.title, one.wished_at, design.address)
            continue
        for starting in engine.product.designs:
            if starting.key == one.subject.design:
                # Begun from there, the design is made for this customer.
                place = url_for(
                    "gallery.show",
                    product_key=engine.product.key,
                    design=starting.key,
                    customer=customer,
                )
                yield Wished(starting.name.in_(language()), one.wished_at, place)
