"""Taste in words: what a suggestion rests on, what may be criticised, what is asked."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalog.product import CatalogError, Product
from configurator.web.band_shown import Chip, Question
from configurator.web.desk import language
from configurator.web.tasted import Tasted
from customers.dialogue.needs import Need
from customers.dialogue.question import Asking, asked_of
from customers.taste.critique import CHEAPER, SOONER
from customers.taste.leaning import VIEWED, WISHED
from customers.taste.person import Fact
from customers.taste.texts import SEGMENT

EVERYWHERE: Mapping[str, LazyString] = {CHEAPER: _l("Cheaper"), SOONER: _l("Sooner")}
"""What may be wished for of any product."""

LEANS: Mapping[str, LazyString] = {
    WISHED: _l("Wished for: %(design)s"),
    VIEWED: _l("Looked at: %(design)s"),
}
"""What somebody did with a design without buying it."""

MOST_CHIPS = 5


def fact_words(product: Product, needs: Mapping[str, Need], fact: Fact) -> str:
    """A fact as both sides of the counter may read it."""
    if fact.about == "ordered":
        option, _equals, value = fact.what.partition("=")
        name = product.option(option).value(value).name.in_(language())
        of = product.option(option).name.in_(language())
        told: str = ngettext(
            "%(option)s: %(value)s, ordered once",
            "%(option)s: %(value)s, ordered %(num)s times",
            fact.times,
            option=of,
            value=name,
        )
        return told
    if fact.about in LEANS:
        design = next((one for one in product.designs if one.key == fact.what), None)
        name = design.name.in_(language()) if design else _("a design of one's own")
        return str(LEANS[fact.about]) % {"design": name}
    return _of_need(needs, fact)


def _of_need(needs: Mapping[str, Need], fact: Fact) -> str:
    if fact.about == "said":
        key, _equals, value = fact.what.partition("=")
        need = needs.get(key)
        answer = need.answer(value) if need else None
        if need and answer:
            asked, said = need.asks.in_(language()), answer.says.in_(language())
            return f"{asked} “{said}”"
        return fact.what
    return str(_("What others with the same need chose"))


def facts_words(of: Tasted, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The same for several."""
    said = (said_fact(of.at.product, of.taught.needs, one) for one in facts)
    return tuple(one for one in said if one)


def said_fact(product: Product, needs: Sequence[Need], fact: Fact) -> str:
    """The same for one; nothing of what is made no more."""
    try:
        return fact_words(product, {need.key: need for need in needs}, fact)
    except CatalogError:
        return ""


def said_need(needs: Sequence[Need], written: str) -> str:
    """A need as texts name it: an answer in the words it was given in, or a segment."""
    fact = Fact("segment" if written.startswith(SEGMENT) else "said", written)
    return _of_need({need.key: need for need in needs}, fact)


def critiques(of: Tasted) -> list[tuple[str, str]]:
    """What may be criticised, by key, each with its words."""
    authored = [(one.key, one.says.in_(language())) for one in of.taught.critiques]
    return [(key, str(words)) for key, words in EVERYWHERE.items()] + authored


def question(of: Tasted) -> Question | None:
    """The next question, about a need or an option: the most telling for its time."""
    return _question(of, of.questions[0]) if of.questions else None


def need_asked(of: Tasted, step: str = "") -> Question | None:
    """The next one about a need: of those about `step` if there are any, else the most telling."""
    asked = needs_asked(of)
    return next((one for one in asked if one.step == step), asked[0] if asked else None)


def needs_asked(of: Tasted) -> list[Question]:
    """All about needs that are worth asking, the most telling for its time first."""
    return [_question(of, one) for one in of.questions if one.need]


def _question(of: Tasted, asking: Asking) -> Question:
    product, spoken = of.at.product, language()
    if asking.option:
        option = product.option(asking.option)
        step = next(one for one in product.steps if asking.option in one.options)
        numbers = of.diagram.numbers(asking.option)
        likely = {of.diagram.values[one][1]: float(of.likely.each[one]) for one in numbers}
        best = sorted((key for key in likely if likely[key] > 0), key=lambda key: -likely[key])
        chips = tuple(
            Chip(
                key,
                option.value(key).name.in_(spoken),
                benefit.in_(spoken) if (benefit := option.value(key).benefit) else "",
            )
            for key in best[:MOST_CHIPS]
        )
        why = _("This decides most of what is still open.")
        words = _("%(option)s: which do you like?", option=option.name.in_(spoken))
        return Question(asking.key, words, step.name.in_(spoken), step.key, chips, why)
    need = next(one for one in of.taught.needs if one.key == asking.need)
    speaks = [option for answer in need.answers for option, _value in answer.likes]
    step = max(product.steps, key=lambda one: sum(speaks.count(key) for key in one.options))
    chips = tuple(Chip(one.key, one.says.in_(spoken)) for one in need.answers)
    name = step.name.in_(spoken)
    why = _("The answer tells most about: %(step)s.", step=name)
    return Question(asked_of(need.key), need.asks.in_(spoken), name, step.key, chips, why)
