"""The job of the night that learns what people like, product by product."""

import json
from datetime import datetime

from catalog.product import Kind
from configurator.jobs.paper import put_file
from configurator.products import compiled_products
from configurator.settings import Settings
from configurator.storage.consents import refusing
from configurator.storage.database import Database
from configurator.storage.efforts import keep_up_efforts
from configurator.storage.jobs import TASTE, Work
from configurator.storage.rejections import rejected_by_many
from configurator.storage.taste import Ordered, blamed, orders_made
from configurator.tastes import authored, beside, taste_path
from customers.dialogue.answered import answers_in
from customers.dialogue.heard import Heard, learned_on
from customers.dialogue.question import asked_of
from customers.rights.purpose import Channel
from customers.taste.complaints import Complaint, lowered
from customers.taste.document import learned_document
from customers.taste.learning import learned
from customers.taste.made import Made
from customers.taste.person import Known, without
from rules.engine import Engine
from rules.layers import Diagram

LEARNING = Work(TASTE, TASTE)
FEWEST = 20
"""Of fewer orders nothing is learned: the shop's own designs say more of what is popular."""

SEED = 1


def learn_tastes(database: Database, settings: Settings, now: datetime) -> None:
    """Learn anew of every product; a file stays as it is until the next one is whole.

    Not from those who said that nothing may be concluded from what they do.
    """
    keep_up_efforts(database)
    for engine in compiled_products(limits=settings.limits).values():
        if isinstance(engine.diagram, Diagram):
            learn_taste(database, settings, engine, now)


def learn_taste(database: Database, settings: Settings, engine: Engine, now: datetime) -> bool:
    """Learn of one product; whether there was enough to learn from."""
    assert isinstance(engine.diagram, Diagram)
    today = now.astimezone(settings.time_zone).date()
    key = engine.product.key
    with database.reading() as session:
        orders = orders_made(session, key, but=refusing(session, "taste", Channel.ANY, today))
        rejected = rejected_by_many(session, {one.made.customer for one in orders})
        complained = blamed(session, key)
    if len(orders) < FEWEST:
        return False
    made = {
        one.number: allowed(engine, one.made, rejected.get(one.made.customer, ())) for one in orders
    }
    taste = learned(engine.diagram, tuple(made.values()), SEED)
    complaints = [
        Complaint(made[number], option)
        for number, option in complained
        if number in made and option in made[number].values
    ]
    taste = lowered(engine.diagram, taste, tuple(made.values()), complaints)
    path = beside(engine)
    needs = authored(path, engine)[0] if path else ()
    needs = learned_on(engine.diagram, needs, _heard(orders, made), taste.popular)
    place = taste_path(engine, settings.data_folder)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    put_file(place, json.dumps(learned_document(engine.diagram, taste, needs)).encode())
    return True


def allowed(engine: Engine, made: Made, rejected: frozenset[str] | tuple[()] = ()) -> Made:
    """An order as far as people still choose such values, without what its customer rejected."""
    designs = {option.key: option for option in engine.product.of_kind(Kind.DESIGN)}
    values = {
        key: value
        for key, value in made.values.items()
        if key in designs and designs[key].has(value)
    }
    own = {key.removeprefix(f"{engine.product.key} ") for key in rejected}
    known = without(Known(made.segment, (Made(made.customer, "", made.order, values),)), own)
    return Made(made.customer, known.segment, made.order, known.orders[0].values)


def _heard(orders: tuple[Ordered, ...], made: dict[str, Made]) -> list[Heard]:
    prefix = asked_of("")
    return [
        Heard(
            {key.removeprefix(prefix): it for key, it in said.items() if key.startswith(prefix)},
            made[one.number],
        )
        for one in orders
        if (said := answers_in(one.configuration))
    ]
