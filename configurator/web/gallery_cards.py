"""Starting designs as the gallery shows them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from catalog.configuration import By, Configuration
from catalog.design import StartingDesign
from catalog.product import Product
from configurator.storage.drafts import Draft
from configurator.storage.errors import NotThere
from configurator.storage.stock import stock_units
from configurator.storage.wishes import Subject, Wish
from configurator.web import view
from configurator.web.desk import Desk, desk_for, engine_of, language, who, workshop
from configurator.web.gallery_pictures import address_of, titles
from rules.designs import choices_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A starting design in the reader's language; `cents` is what the cheapest like it costs.

    `front` and `back` are addresses of pictures, `alts` what they show.
    """

    key: str
    name: str
    says: str
    caption: str
    cents: int
    currency: str
    ready_on: date | None
    address: str
    front: str
    back: str
    alts: tuple[str, str]
    subject: Subject
    is_wished: bool

    @property
    def start(self) -> str:
        """Where the form is sent that begins with it."""
        return f"{self.address}/start"

    @property
    def wish(self) -> str:
        """Where the form is sent that wishes for it."""
        return f"{self.address}/wish"


@dataclass(frozen=True, slots=True)
class Part:
    """What a design is made of, by step: names of options and of the values taken."""

    name: str
    lines: tuple[tuple[str, str], ...]


def gallery(product_key: str, wished: Collection[Subject]) -> list[Shown]:
    """All designs of a product, in its author's order. Raises NotThere."""
    engine = engine_of(product_key)
    with workshop().database.reading() as session:
        stock = stock_units(session)
    designs = engine.product.designs
    return [
        shown(desk_for(engine, begun(engine.product, one, who()), stock), one, wished)
        for one in designs
    ]


def wished_designs(wishes: Iterable[Wish], stock: Mapping[str, int]) -> list[Shown]:
    """Those of `wishes` that are starting designs still on offer, in their order."""
    engines, found = workshop().engines, []
    for wish in wishes:
        engine = engines.get(wish.subject.product)
        for design in engine.product.designs if engine else ():
            if engine and design.key == wish.subject.design:
                at = desk_for(engine, begun(engine.product, design, who()), stock)
                found.append(shown(at, design, {wish.subject}))
    return found


def find_design(product: Product, key: str) -> StartingDesign:
    """The starting design of `product` called `key`. Raises NotThere."""
    for design in product.designs:
        if design.key == key:
            return design
    raise NotThere("design", key)


def desk_with_design(product_key: str, design: StartingDesign) -> Desk:
    """The desk as it is when somebody just took `design`; nothing is saved."""
    engine = engine_of(product_key)
    with workshop().database.reading() as session:
        stock = stock_units(session)
    return desk_for(engine, begun(engine.product, design, who()), stock)


def begun(product: Product, design: StartingDesign, by: By) -> Draft:
    """A draft with what `design` chooses, taken in one step; it has no link yet."""
    blank = Configuration(product=product.key, edition=product.edition)
    return Draft("", blank.moved_to(choices_of(design, by)), saved_at=workshop().now())


def shown(at: Desk, design: StartingDesign, wished: Collection[Subject]) -> Shown:
    """`design`, which stands on that desk, as its card and its page show it."""
    product, state, name = at.product, at.state, design.name.in_(language())
    cheapest, subject = state.cheapest_cents, Subject(product.key, design.key)
    return Shown(
        key=design.key,
        name=name,
        says=design.says.in_(language()),
        caption=view.caption(product, view.decided(product, state), language()),
        cents=state.total_cents if cheapest is None else cheapest,
        currency=product.currency,
        ready_on=state.ready_on,
        address=url_for("gallery.show", product_key=product.key, design=design.key),
        front=address_of(at, design.key, "front"),
        back=address_of(at, design.key, "back"),
        alts=titles(name),
        subject=subject,
        is_wished=subject in wished,
    )


def parts(at: Desk) -> Iterator[Part]:
    """What the design on that desk is made of, step by step, as far as it is decided."""
    values = view.decided(at.product, at.state)
    for step in at.product.steps:
        lines = tuple(
            (option.name.in_(language()), option.value(values[key]).name.in_(language()))
            for key in step.options
            if key in values and (option := at.product.option(key))
        )
        if lines:
            yield Part(step.name.in_(language()), lines)


def left_open(at: Desk) -> list[str]:
    """Names of the options that the design on that desk leaves to whoever takes it."""
    taken = {*view.decided(at.product, at.state), *at.advice.hidden}
    asked = (key for step in at.product.steps for key in step.options)
    return [at.product.option(key).name.in_(language()) for key in asked if key not in taken]
