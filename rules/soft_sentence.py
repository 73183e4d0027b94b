"""What the sentence of a soft rule advises, once it is parsed as any other sentence."""

from catalog.names import quoted
from catalog.problems import Problem
from catalog.product import Kind, Product, RuleKind, RuleText
from rules.rule import All, Default, Formula, Hide, Is, Recommend, Requires, SoftRule, Warn
from rules.text import parse_condition, parse_rule

ALWAYS = All(())
WRITE = {
    RuleKind.RECOMMEND: "a recommendation speaks of one option: write `option = value` or"
    " `option in (value, ...)`, perhaps after `claim requires`",
    RuleKind.DEFAULT: "a default sets one single value: write `option = value`, perhaps after"
    " `claim requires`",
}
"""What is expected of sentences that speak of one option."""


def parse_soft(rule: RuleText, product: Product) -> SoftRule | list[Problem]:
    """The soft rule that `rule`, which is none of the kind MUST, says; or its mistakes by place."""
    parse = parse_condition if rule.kind is RuleKind.HIDE else parse_rule
    claim = parse(rule.sentence, product)
    if isinstance(claim, list):
        return claim
    match rule.kind:
        case RuleKind.WARN:
            return Warn(rule.key, claim, rule.reason)
        case RuleKind.HIDE:
            return Hide(rule.key, claim, rule.hides, rule.reason)
    return _about_one_option(rule, claim, product)


def _about_one_option(rule: RuleText, claim: Formula, product: Product) -> SoftRule | list[Problem]:
    when, then = (claim.when, claim.then) if isinstance(claim, Requires) else (ALWAYS, claim)
    single = rule.kind is RuleKind.DEFAULT
    if not isinstance(then, Is) or (single and len(then.values) > 1):
        return [Problem(rule.sentence.place, WRITE[rule.kind])]
    kind = product.option(then.option).kind
    if kind is not Kind.DESIGN:
        message = f"{quoted(then.option)} is a {kind} option; people are only advised on their own"
        return [Problem(rule.sentence.place, message)]
    if single:
        (value,) = then.values
        return Default(rule.key, when, then.option, value, rule.reason)
    return Recommend(rule.key, when, then.option, then.values, rule.weight, rule.reason)
