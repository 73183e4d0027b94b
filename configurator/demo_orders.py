"""A few orders for the demo shop, placed the way customers place theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from catalog.configuration import By, Choice, Configuration
from configurator.app import create_app, new_link
from configurator.settings import Settings
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.idempotency import Request
from configurator.storage.orders import list_orders
from configurator.web.answer import completed
from configurator.web.desk import desk_with, has
from configurator.web.placing import frozen, placed
from production.order import Person
from rules.complete import Goal
from rules.engine import Engine

PRODUCT = "jeans"


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody who ordered so many days ago: a few wishes, the rest decided by price."""

    person: Person
    days_ago: int
    wishes: Mapping[str, str]
    body_mm: Mapping[str, int]


def _body(*lengths_mm: int) -> dict[str, int]:
    keys = ("waist", "hip", "thigh", "knee", "heel", "inseam", "front_rise", "back_rise")
    return {f"{key}_mm": length for key, length in zip(keys, lengths_mm, strict=True)}


SAMPLES = (
    Sample(
        Person("Nadia El Amrani", "nadia@example.com", ""),
        9,
        {"fit": "slim", "rise": "high"},
        _body(780, 1010, 584, 385, 330, 790, 265, 375),
    ),
    Sample(
        Person("Jean Dupont", "", "+33 6 12 34 56 78"),
        4,
        {"fit": "straight", "rise": "mid"},
        _body(880, 1020, 590, 400, 350, 820, 270, 385),
    ),
    Sample(
        Person("Sara Idrissi", "sara@example.com", ""),
        1,
        {"fit": "tapered", "rise": "mid"},
        _body(830, 1060, 620, 410, 340, 760, 275, 395),
    ),
)


def place_demo_orders(
    settings: Settings, engines: Mapping[str, Engine], database: Database
) -> None:
    """Place the sample orders in a shop without any."""
    with database.reading() as session:
        if PRODUCT not in engines or list_orders(session, limit=1).lines:
            return
    for sample in SAMPLES:
        then = datetime.now(UTC) - timedelta(days=sample.days_ago)
        app = create_app(settings, engines=engines, database=database, now=partial(_same, then))
        with app.test_request_context():
            _place(engines[PRODUCT], database, sample, then)


def _place(engine: Engine, database: Database, sample: Sample, then: datetime) -> None:
    product, by_shop = engine.product, By.STAFF
    wishes = (Choice(option, value, by_shop) for option, value in sample.wishes.items())
    blank = Configuration(product.key, product.edition, tuple(w for w in wishes if has(product, w)))
    draft = Draft(new_link(), blank, then, 1, sample.body_mm, then, "Yasmine")
    choices = completed(desk_with(engine, draft), Goal.CHEAPEST, by_shop)
    if choices is None:
        return
    whole = Configuration(product.key, product.edition, choices)
    draft = Draft(draft.link, whole, then, 1, sample.body_mm, then, "Yasmine")
    with database.recording() as session:
        create_draft(session, draft)
    at = desk_with(engine, draft)
    placed(at, frozen(at, sample.person), Request(f"order {draft.link}", "demo", {}))


def _same(moment: datetime) -> datetime:
    """A clock that stands still."""
    return moment
