"""What a review says: sentences in the author's language, with the rules and their places."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from catalog.problems import Place
from catalog.product import Product, RuleText
from configurator.web.desk import language
from configurator.web.format import count, listed
from production.format import percent
from rules.contradiction import Contradiction
from rules.effect import Effect
from rules.review import Because, Review


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as its author knows it: key, sentence, what customers read, and where it stands."""

    key: str
    says: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: a sentence, and the rules that make it so."""

    sentence: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind; `is_bad` ones are surely mistakes."""

    key: str
    title: str
    findings: tuple[Finding, ...]
    is_bad: bool = False


def short_place(place: Place) -> str:
    """A place in the product's own words: folder, file and line, without the way to them."""
    path = Path(place.file)
    return f"{path.parent.name}/{path.name}:{place.line}"


def rule_lines(product: Product) -> dict[str, RuleLine]:
    """All rules of a product by key, in the author's order."""
    return {rule.key: _line(rule) for rule in product.rules}


def _line(rule: RuleText) -> RuleLine:
    says = " ".join(rule.sentence.text.split())
    return RuleLine(rule.key, says, rule.reason.in_(language()), short_place(rule.sentence.place))


def named(product: Product, value: str) -> str:
    """`Cloth: Raw` for `cloth=raw`; what customers never see keeps its keys."""
    option, _sign, key = value.rpartition("=")
    found = product.option(option)
    words = found.name.in_(language()) or option, found.value(key).name.in_(language()) or key
    return ": ".join(words)


def groups(product: Product, found: Review) -> tuple[Group, ...]:
    """All findings, the gravest first; kinds without any are left out."""
    every = (
        Group("void", _("Nothing can be made"), tuple(_void(product, found)), is_bad=True),
        Group("dead", _("Values nobody can have"), tuple(_dead(product, found)), is_bad=True),
        Group(
            "silent",
            _("Rules that never fire"),
            tuple(_rules(product, found.silent, _silent)),
            is_bad=True,
        ),
        Group(
            "contradicting", _("Rules that contradict each other"), tuple(_pairs(product, found))
        ),
        Group("core", _("Values everybody has"), tuple(_core(product, found))),
        Group(
            "redundant",
            _("Rules that change nothing"),
            tuple(_rules(product, found.redundant, _redundant)),
        ),
    )
    return tuple(group for group in every if group.findings)


def effect_words(found: Effect) -> str:
    """What a rule does, in one sentence."""
    if found.opens:
        return str(
            _(
                "Without it “%(option)s” would have no single value, so nothing could be priced.",
                option=found.opens,
            )
        )
    if found.present is None or found.without is None:
        return str(_("There are too many designs to count."))
    if found.present == found.without:
        return str(_("It takes nothing away: the other rules say the same already."))
    gone = found.without - found.present
    if not found.present:
        return str(_("With it nothing can be made."))
    share = gone * 1000 // found.without
    return str(
        _(
            "It takes away %(gone)s designs, %(share)s of those that could be made without it.",
            gone=count(gone, language()),
            share=f"{percent(share, language())}\N{NO-BREAK SPACE}%",
        )
    )


def _void(product: Product, found: Review) -> Iterator[Finding]:
    if found.is_void:
        yield _finding(product, _("These rules together leave nothing at all."), found.void)


def _dead(product: Product, found: Review) -> Iterator[Finding]:
    for one in found.dead:
        said = _("“%(value)s” can never be taken.", value=named(product, one.about))
        yield _finding(product, said, one.rules)


def _core(product: Product, found: Review) -> Iterator[Finding]:
    for one in found.core:
        said = _(
            "“%(value)s” is in every configuration: the question need not be asked.",
            value=named(product, one.about),
        )
        yield _finding(product, said, one.rules)


def _silent(key: str) -> str:
    return str(_("The condition of “%(rule)s” is never met.", rule=key))


def _redundant(key: str) -> str:
    return str(_("What “%(rule)s” says follows from other rules.", rule=key))


def _rules(
    product: Product, found: Sequence[Because], said: Callable[[str], str]
) -> Iterator[Finding]:
    for one in found:
        yield _finding(product, said(one.about), (one.about, *one.rules))


def _pairs(product: Product, found: Review) -> Iterator[Finding]:
    for pair in found.contradicting:
        yield _finding(product, _contradiction(product, pair), pair.rules)


def _contradiction(product: Product, pair: Contradiction) -> str:
    if not (pair.values or pair.conditions):
        return str(_("These two rules together leave nothing at all."))
    if not pair.values:
        return str(
            _(
                "Together these two keep the condition of %(rules)s from ever being met.",
                rules=listed(pair.conditions, language()),
            )
        )
    return str(
        _(
            "Together these two rule out %(values)s; alone neither does.",
            values=listed([named(product, value) for value in pair.values], language()),
        )
    )


def _finding(product: Product, sentence: str, rules: Sequence[str]) -> Finding:
    lines = rule_lines(product)
    return Finding(sentence, tuple(lines[key] for key in rules if key in lines))
