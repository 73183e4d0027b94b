"""What we conclude of every customer: what nobody measured, the ease he likes, his tier.

Two of them were switched off by doors of their own before; those doors stay the only ones.
"""

from collections.abc import Iterator

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.inferences import BODY, EASE, TIER, Inference
from configurator.storage.consents import standing_of
from configurator.storage.customers import latest_measurements
from configurator.storage.value import find_value
from configurator.storage.value_wanted import LIFETIME_VALUE
from configurator.web.desk import language, workshop
from configurator.web.fit_words import in_force
from configurator.web.format import dated, listed
from configurator.web.learned import learned_of
from configurator.web.measure_words import NAMES, Units, with_unit
from customers.body.estimate import orderable
from customers.body.measurement import asked, measurement
from customers.rights.consent import Said, may
from customers.rights.purpose import Channel
from customers.rights.register import register
from customers.value.tier import Tier

TIERS: dict[str, LazyString] = {
    Tier.CPP: _l("Tier CPP: you are among the customers whose orders carry the shop."),
    Tier.CCM: _l("Tier CCM: you are a customer of whom we hope to see more."),
    Tier.CNR: _l("Tier CNR: serving you costs us about as much as your orders bring."),
}


def lengths(person: str) -> Iterator[Inference]:
    """What is estimated because nobody measured it."""
    with workshop().database.reading() as session:
        taken = latest_measurements(session, person)
    known = {key: one.amount for key, one in taken.items()}
    needed = (one for engine in workshop().engines.values() for one in asked(engine.product))
    found = orderable(known, dict.fromkeys(one.key for one in needed))
    if found:
        names = listed([str(NAMES[key]) for key in found], language())
        yield Inference(
            BODY,
            str(_("Nobody measured these, so we estimate them: %(names)s.", names=names)),
            str(_("From your measurements and from what people of such a build usually have.")),
            tuple(f"{NAMES[key]}: {_length(key, one.usual)}" for key, one in found.items()),
        )


def ease(person: str) -> Iterator[Inference]:
    """What was learned of the ease he likes, by product."""
    for engine in workshop().engines.values():
        learned = learned_of(person, engine.product)
        if learned.lessons:
            points = in_force(engine.product, learned)
            told = _("The next pair differs from the usual ease: %(points)s.", points=points)
            yield Inference(
                EASE,
                str(told if points else _("The next pair is cut with the usual ease.")),
                str(_("From what you said of the pairs you wore.")),
                tuple(dict.fromkeys(number for number, _lesson in learned.lessons)),
                is_rejected=not learned.is_on,
            )


def tier(person: str) -> Iterator[Inference]:
    """How much effort he repays, if he lets us ask."""
    now, purpose = workshop().now(), register().purposes[LIFETIME_VALUE]
    with workshop().database.reading() as session:
        worth, standing = find_value(session, person), standing_of(session, person, now)
    is_off = not may(standing, LIFETIME_VALUE, Channel.ANY, now.date())
    word = standing.word(LIFETIME_VALUE, Channel.ANY)
    reason = purpose.says.in_(language())
    if is_off and word and word.said is Said.WITHDRAWN:
        name = purpose.name.in_(language())
        yield Inference(TIER, name, reason, since=word.at, is_rejected=True)
    elif worth and worth.tier and not is_off:
        days = ngettext(
            "%(num)s day with a purchase", "%(num)s days with a purchase", worth.purchases
        )
        as_of = _("As of %(day)s", day=dated(worth.day, language()))
        yield Inference(TIER, str(TIERS[worth.tier]), reason, (days, as_of))


def _length(key: str, amount: int) -> str:
    known = measurement(key)
    return str(_("about %(length)s", length=with_unit(amount, Units.METRIC.of(known), known)))
