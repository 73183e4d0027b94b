"""Needs, criteria and segments as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalog.product import Kind
from configurator.tastes import authored, beside
from configurator.web.desk import language, workshop
from configurator.web.event_words import FIELDS, MEDIA
from configurator.web.format import count
from customers.dialogue.needs import Need
from customers.needs.criteria import Criteria, shipped, with_products
from customers.needs.criteria import Family as Kinds
from customers.needs.judged import Trait, Warn
from customers.needs.learned import Weak
from customers.needs.levers import Lever
from customers.needs.segmentation import Family, Way
from customers.needs.traits import as_words
from customers.needs.wants import Told, Want

FAMILIES: Mapping[Family, LazyString] = {
    Family.NEED: _l("Needs"),
    Family.PROFITABILITY: _l("Profitability"),
    Family.CHANNEL: _l("Channels"),
}
WAYS: Mapping[Way, LazyString] = {
    Way.RULES: _l("By rules"),
    Way.LABELS: _l("Learned from labels"),
    Way.FOUND: _l("Found in the data"),
}
KINDS: Mapping[Kinds, LazyString] = {
    Kinds.DEMOGRAPHIC: _l("Demographic"),
    Kinds.GEOGRAPHIC: _l("Geographic"),
    Kinds.SOCIO_ECONOMIC: _l("Socio-economic"),
    Kinds.LIFESTYLE: _l("Lifestyle"),
    Kinds.BEHAVIOUR: _l("Behaviour with products"),
    Kinds.ATTITUDE: _l("Attitude"),
    Kinds.SITUATION: _l("Purchase situation"),
}
LEVERS: Mapping[Lever, LazyString] = {
    Lever.PRODUCT: _l("Product"),
    Lever.PRICE: _l("Price"),
    Lever.DISTRIBUTION: _l("Distribution"),
    Lever.COMMUNICATION: _l("Communication"),
    Lever.PROMOTION: _l("Promotion"),
    Lever.RELATION: _l("Relation"),
}
WARNINGS: Mapping[Warn, LazyString] = {
    Warn.SMALL: _l("too small"),
    Warn.UNSTABLE: _l("unstable"),
    Warn.MIXED: _l("not apart from others"),
}
TOLD: Mapping[Told, LazyString] = {Told.SAID: _l("said"), Told.INFERRED: _l("inferred")}


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop asks of people: its criteria, and its questions about needs."""

    criteria: Criteria
    needs: Sequence[Need]


def known() -> Known:
    """The criteria and questions of the products that are served."""
    engines = workshop().engines.values()
    needs: dict[str, Need] = {}
    for engine in engines:
        if path := beside(engine):
            needs |= {one.key: one for one in authored(path, engine)[0]}
    criteria = with_products(shipped(), (one.product for one in engines), needs.values())
    return Known(criteria, tuple(needs.values()))


def trait_words(criterion: str, value: str, sign: str = "=") -> str:
    """One criterion with its value: `Age at least 35`, `Region: Casablanca-Settat`."""
    named = _named(criterion)
    if sign == ">=":
        return str(_("%(what)s at least %(value)s", what=named, value=value))
    if sign == "<":
        return str(_("%(what)s below %(value)s or not known", what=named, value=value))
    said = value_words(criterion, value)
    if sign == "!=":
        return str(_("%(what)s: not %(value)s", what=named, value=said))
    return str(_("%(what)s: %(value)s", what=named, value=said))


def value_words(criterion: str, value: str) -> str:
    """A value as people read it; that of a product, a question or a medium by its own name."""
    for need in known().needs:
        answer = need.answer(value) if need.key == criterion else None
        if answer:
            return answer.says.in_(language())
    for engine in workshop().engines.values():
        for option in engine.product.of_kind(Kind.DESIGN):
            if option.key == criterion and option.has(value):
                return option.value(value).name.in_(language())
    media = {str(medium): str(words) for medium, words in MEDIA.items()}
    return media.get(value, as_words(value)) if criterion == "channel" else as_words(value)


def need_words(need: str) -> str:
    """A need: the question and its answer, or what moves and what it is."""
    question, _sign, answer = need.partition("=")
    for one in known().needs:
        said = one.answer(answer) if one.key == question else None
        if said:
            return f"{one.asks.in_(language())} {said.says.in_(language())}"
    named = FIELDS.get(question, as_words(question))
    return str(_("%(what)s: %(value)s", what=named, value=as_words(answer)))


def evidence_words(want: Want) -> tuple[str, ...]:
    """What shows a need: own words, or values that were ordered."""
    if want.told is Told.SAID:
        return want.evidence
    return tuple(trait_words(*one.split("=", 1)) for one in want.evidence)


def traits_words(traits: Iterable[Trait]) -> list[str]:
    """What stands out, each with its share in the segment and among all."""
    return [
        str(
            _(
                "%(what)s (%(here)s %%, of all %(all)s %%)",
                what=trait_words(one.criterion, one.value),
                here=share(one.share),
                all=share(one.among_all),
            )
        )
        for one in traits
    ]


def suggested(name: str, traits: Sequence[Trait]) -> str:
    """A name for a group that was found: what stands out most."""
    numbers = {one.key for one in known().criteria.all if one.most}
    said = [
        (trait_words if one.criterion in numbers else value_words)(one.criterion, one.value)
        for one in traits[:2]
    ]
    return ", ".join(said) or as_words(name)


def weak_words(weak: Weak) -> str:
    """Why nothing was learned, and what would help."""
    counts = ", ".join(f"{name}: {many}" for name, many in sorted(weak.counts.items()))
    if weak.why == "too_few":
        least = shipped().limits.labels
        told = _("Each of two labels or more needs %(least)s people.", least=least)
        return f"{told} {counts}" if counts else str(told)
    return str(
        _(
            "Of 100 people it was not shown it told %(right)s right, and %(floor)s are needed. Who"
            " always says the commonest label is right %(usual)s times. What is known of people"
            " does not tell these labels apart.",
            right=share(weak.right),
            floor=share(weak.floor),
            usual=share(weak.usual),
        )
    )


def share(part: float) -> str:
    """A share in percent, whole."""
    return count(round(part * 100), language())


def _named(criterion: str) -> str:
    for one in known().criteria.all:
        if one.key == criterion:
            return one.says.in_(language())
    return as_words(criterion)
