"""What is concluded of somebody's taste, as he may reject it, and what to ask him in the shop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.inferences import Inference
from configurator.storage.consents import may_now
from configurator.storage.taste import Ordered, orders_made
from configurator.web import view
from configurator.web.band_shown import Question
from configurator.web.desk import empty_desk, language, workshop
from configurator.web.taste_words import facts_words, needs_asked, said_fact
from configurator.web.tasted import PURPOSE, tasted_of
from customers.rights.purpose import Channel
from customers.taste.person import Fact, Known, fact_from, facts_of
from rules.engine import Engine

HALF, LEAST_TIMES = 2, 2
MOST_PER_PRODUCT = 8
MOST_QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class AskedNow:
    """Up to three things for the counter: two questions, and a design to speak of with why.

    `design` is empty where nothing of the customer speaks for one.
    """

    product: str
    questions: tuple[Question, ...]
    design: str
    reasons: tuple[str, ...]


def tastes_inferred(person: str) -> Iterator[Inference]:
    """What he likes of each product: what at least half of several orders of his had."""
    now = workshop().now()
    for key, engine in workshop().engines.items():
        with workshop().database.reading() as session:
            if not may_now(session, person, PURPOSE, Channel.ANY, now):
                return
            orders = orders_made(session, key, person)
        for fact in _habits(engine, orders):
            yield _inference(engine, orders, fact)
        yield from _leanings(key, person)


def _leanings(key: str, person: str) -> Iterator[Inference]:
    """That what he wished for or looked at says a little of what he likes."""
    of = tasted_of(empty_desk(key), person, rejected_too=True)
    for lean in of.known.leans if of else ():
        words = said_fact(of.at.product, of.taught.needs, fact_from(f"1 {lean}")) if of else ""
        reason = _("It counts a little when something is suggested, an order counts far more.")
        yield Inference(f"{key} {lean}", words, str(reason))


def asked_now(person: str) -> AskedNow | None:
    """What to ask and to say now about the first product on which there is anything."""
    for key in workshop().engines:
        of = tasted_of(empty_desk(key), person)
        if of is None or of.is_off:
            continue
        asked, design = needs_asked(of)[:MOST_QUESTIONS], of.proposal
        if asked or of.is_personal:
            reasons = facts_words(of, of.why(design)) if design else ()
            caption = view.caption(of.at.product, design, language()) if design else ""
            return AskedNow(key, tuple(asked), caption if reasons else "", reasons)
    return None


def _habits(engine: Engine, orders: Sequence[Ordered]) -> list[Fact]:
    known = {option.key: option for option in engine.product.options}
    steps = [option for step in engine.product.steps for option in step.options]
    facts = facts_of(Known(orders=[one.made for one in orders]))
    often = [
        fact
        for fact in facts
        if fact.times >= LEAST_TIMES
        and fact.times * HALF >= len(orders)
        and (pair := fact.what.partition("="))[0] in steps
        and known[pair[0]].has(pair[2])
    ]
    often.sort(key=lambda fact: steps.index(fact.what.partition("=")[0]))
    return often[:MOST_PER_PRODUCT]


def _inference(engine: Engine, orders: Sequence[Ordered], fact: Fact) -> Inference:
    key, _equals, value = fact.what.partition("=")
    option, spoken = engine.product.option(key), language()
    name = option.value(value).name.in_(spoken)
    its = [one for one in orders if one.made.values.get(key) == value]
    return Inference(
        key=f"{engine.product.key} {fact.key}",
        words=_("%(option)s: %(value)s suits you", option=option.name.in_(spoken), value=name),
        reason=ngettext(
            "In %(times)s of %(num)s pair you ordered.",
            "In %(times)s of %(num)s pairs you ordered.",
            len(orders),
            times=fact.times,
        ),
        evidence=tuple(one.number for one in its),
        since=min(one.placed_at for one in its),
    )
