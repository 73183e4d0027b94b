"""The desk: one draft of one product as the request at hand finds it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from time import monotonic
from typing import cast

from flask import current_app, g, request
from flask_babel import get_locale

from catalog.configuration import By, Choice, Choices, Configuration
from catalog.product import CatalogError, Product
from configurator.storage.accounts import Account, Role
from configurator.storage.drafts import Draft, get_draft
from configurator.storage.errors import NotThere
from configurator.storage.stock import stock_units
from configurator.workshop import Workshop
from customers.body.facts import facts
from customers.body.measurement import Refusal
from customers.dialogue.answered import is_silent
from rules.deadline import Deadline
from rules.engine import Engine
from rules.soft import Advice
from rules.state import Situation, State

PATIENCE = 10
"""So many times longer than a click may what is asked once take."""


@dataclass(frozen=True)
class Desk:
    """A product's engine and a draft; a draft without a link was never saved."""

    engine: Engine
    draft: Draft
    situation: Situation

    @property
    def product(self) -> Product:
        """The product this is about."""
        return self.engine.product

    @cached_property
    def state(self) -> State:
        """The state of the draft, asked of the engine once."""
        return workshop().states.of(self.engine, self.situation)

    def state_with(self, choices: Choices) -> State:
        """The state there would be with other choices."""
        return workshop().states.of(self.engine, replace(self.situation, choices=choices))

    @cached_property
    def advice(self) -> Advice:
        """What soft rules say of the draft."""
        return self.advice_with(self.situation.choices)

    def advice_with(self, choices: Choices) -> Advice:
        """What soft rules would say of other choices; suggests nothing where nobody wants that."""
        said = workshop().states.advice(self.engine, replace(self.situation, choices=choices))
        silent = is_silent(self.draft.configuration)
        return replace(said, suggested={}, recommended={}) if silent else said

    def holding(self, draft: Draft) -> "Desk":
        """The same desk with another draft, or the same as saved meanwhile."""
        return desk_for(self.engine, draft, self.situation.stock)


def workshop() -> Workshop:
    """The workshop of the application that answers this request."""
    return cast("Workshop", current_app.extensions["workshop"])


def language() -> str:
    """The language of the request: `en`, `fr`, `ar`, found once: a page asks dozens of times."""
    spoken: str | None = g.get("language")
    if spoken is None:
        spoken = g.language = str(get_locale() or "en")
    return spoken


def who() -> By:
    """Who takes the choices of this request: people of the shop, else the customer."""
    account: Account | None = g.get("account")
    return By.STAFF if account and account.role is not Role.CUSTOMER else By.CUSTOMER


def empty_desk(product_key: str) -> Desk:
    """The desk before the first choice; nothing is saved. Raises NotThere."""
    engine = engine_of(product_key)
    blank = Configuration(product=engine.product.key, edition=engine.product.edition)
    return desk_with(engine, Draft(link="", configuration=blank, saved_at=workshop().now()))


def desk(product_key: str, link: str) -> Desk:
    """The desk with the draft at `link`. Raises NotThere, also for a draft of another product."""
    engine = engine_of(product_key)
    with workshop().database.reading() as session:
        draft, stock = get_draft(session, link), stock_units(session)
    if draft.configuration.product != product_key:
        raise NotThere("draft", link)
    return desk_for(engine, draft, stock)


def desk_with(engine: Engine, draft: Draft) -> Desk:
    """The desk for a draft at hand, with today's stock, which is looked up."""
    with workshop().database.reading() as session:
        stock = stock_units(session)
    return desk_for(engine, draft, stock)


def desk_for(engine: Engine, draft: Draft, stock: Mapping[str, int]) -> Desk:
    """The desk for a draft at hand when that many units of each module (by SKU) are in stock."""
    product = engine.product
    known = facts(product, draft.body_mm)
    situation = Situation(
        choices=tuple(c for c in draft.configuration.choices if has(product, c)),
        # What no class holds is told where it is measured; here the body stays unknown.
        facts={} if isinstance(known, Refusal) else known,
        stock=stock,
        today=workshop().today(),
    )
    return Desk(hurried(engine), draft, situation)


def hurried(engine: Engine) -> Engine:
    """`engine` with one deadline for all this request asks; what it is about is answered first."""
    if engine.kind == "diagram":
        return engine
    if "deadline" not in g:
        usual = workshop().settings.limits.answer_ms / 1000
        # Whoever clicks goes on clicking; an order or a quote waits until all is known.
        clicks = request.blueprint in {"configure", "api.configurations"}
        # Who asks again for what is unknown asks for nothing else: half of it is left for that.
        usual *= 2 if request.args.get("tries") else 1
        g.deadline = Deadline.after(usual if clicks else usual * PATIENCE, monotonic)
    asked = {*request.args.getlist("about"), request.values.get("option", "")}
    asked.add(request.args.get("take", "").partition(".")[0])
    steps = {step.key: step.options for step in engine.product.steps}
    shown = steps.get(request.values.get("step", ""), engine.product.steps[0].options)
    tapped = [option for option in asked if option in engine.diagram.options]
    return engine.within(g.deadline, tapped or shown)


def has(product: Product, choice: Choice) -> bool:
    """Whether the product knows this option and value; an older edition may have had others."""
    try:
        product.option(choice.option).value(choice.value)
    except CatalogError:
        return False
    return True


def engine_of(product_key: str) -> Engine:
    """The engine of a product. Raises NotThere."""
    engine = workshop().engines.get(product_key)
    if engine is None:
        raise NotThere("product", product_key)
    return engine
