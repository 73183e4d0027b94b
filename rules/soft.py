"""What soft rules advise: warnings, recommendations, suggestions, and what need not be shown.

They are asked beside the diagram and never change it. Nothing here is said of what is merely
possible: a soft rule speaks only when its condition holds in every configuration still reachable.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import compress

from catalog.configuration import OWN, By, Choice, Choices
from catalog.product import Kind, Option
from catalog.text import Text
from rules.certain import Left, Many, truth
from rules.engine import Engine
from rules.passes import held, possible
from rules.rule import Default, Hide, Recommend, Rule, RuleBook, Warn
from rules.state import Situation, State, Status, own_values


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value nobody chose: by taste or by default, and why; it yields to any own choice.

    A default has a `reason`, taste is `because` of facts.
    """

    value: str
    by: By
    reason: Text | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """All that soft rules say in one situation.

    `warnings` that hold now, in the author's order. `recommended` by option and value, the
    strongest first; only values that stand with the other own choices. `suggested` by option, open
    ones only; all suggestions stand together with the own choices. `hidden` options with the rule
    that hides them. `forced` names by design option with one value left the rules that each alone
    forbid some other one; none where only several together do (`rules.explain` finds those).
    """

    warnings: tuple[Warn, ...] = ()
    recommended: Mapping[tuple[str, str], tuple[Recommend, ...]] = field(default_factory=dict)
    suggested: Mapping[str, Suggestion] = field(default_factory=dict)
    hidden: Mapping[str, Hide] = field(default_factory=dict)
    forced: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)


SILENT = Advice()
"""Nothing to say."""

Values = Mapping[str, frozenset[str]]


def advice(engine: Engine, situation: Situation) -> Advice:
    """What soft rules say in `situation`.

    While own choices clash, and where a search answers, whose time others need: warnings alone.
    """
    fixed = {**situation.facts, **own_values(situation.choices)}
    if engine.kind == "solver":
        every: dict[str, frozenset[str] | Many] = {
            option: frozenset(values) for option, _, values in engine.layers
        }
        every |= {one.key: Many(one.wide) for one in engine.product.options if one.wide}
        every |= {option: frozenset((value,)) for option, value in fixed.items()}
        return Advice(_warnings(engine, every))
    own = own_values(situation.choices)
    standing = _standing(engine, own, situation.facts)
    left = _left(engine, fixed, standing)
    warnings = _warnings(engine, left)
    if _clash(standing, own):
        return Advice(warnings)
    sure = Left(left, engine.numbers)
    return Advice(
        warnings=warnings,
        recommended=_recommended(engine.book, sure, standing),
        suggested=_suggested(engine, situation, left),
        hidden=_hidden(engine.book, sure, own),
        forced=_forced(engine, left, own),
    )


def _warnings(engine: Engine, left: Mapping[str, frozenset[str] | Many]) -> tuple[Warn, ...]:
    sure, soft = Left(left, engine.numbers), engine.book.soft
    return tuple(one for one in soft if isinstance(one, Warn) and truth(one.claim, sure) is False)


def _standing(engine: Engine, taken: Mapping[str, str], facts: Mapping[str, str]) -> Values:
    """The values of every option that stand with what is taken for other options."""
    alive = possible(engine.diagram, held(engine.diagram, taken, facts)).tolist()
    return {
        option: frozenset(compress(values, alive[start : start + len(values)]))
        for option, start, values in engine.layers
    }


def _clash(standing: Values, taken: Mapping[str, str]) -> bool:
    """Whether the values taken cannot stand together."""
    return not all(standing.values()) or any(taken[key] not in standing[key] for key in taken)


def _left(engine: Engine, fixed: Mapping[str, str], standing: Values) -> Values:
    """What every option may still be: what is fixed, else what stands; in a clash, anything."""
    left = {option: standing[option] or frozenset(values) for option, _, values in engine.layers}
    return left | {option: frozenset((value,)) for option, value in fixed.items()}


def _recommended(
    book: RuleBook, sure: Left, standing: Values
) -> dict[tuple[str, str], tuple[Recommend, ...]]:
    found: dict[tuple[str, str], tuple[Recommend, ...]] = {}
    rules = [rule for rule in book.soft if isinstance(rule, Recommend)]
    for rule in sorted(rules, key=lambda rule: -rule.weight):
        values = rule.values & standing[rule.option]
        if values and truth(rule.when, sure):
            for value in values:
                found[rule.option, value] = (*found.get((rule.option, value), ()), rule)
    return found


def _hidden(book: RuleBook, sure: Left, own: Mapping[str, str]) -> dict[str, Hide]:
    """Options out of sight: never an own choice, never one with anything left to decide."""
    found: dict[str, Hide] = {}
    for rule in book.soft:
        if isinstance(rule, Hide) and truth(rule.when, sure):
            for option in rule.options:
                if option not in own and len(sure.values[option]) == 1:
                    found.setdefault(option, rule)
    return found


def _suggested(engine: Engine, situation: Situation, left: Values) -> dict[str, Suggestion]:
    """Taste first, then defaults in the author's order, each if it stands with those before.

    What is surely true stays so when more is suggested. So suggestions wait for one pass together,
    until a condition hangs on them.
    """
    settled, numbers = left, engine.numbers
    found, waiting = dict[str, Suggestion](), dict[str, Suggestion]()
    for choice, rule in _wanted(engine, situation):
        option, value = choice.option, choice.value
        sure = truth(rule.when, Left(left, numbers)) if rule else True
        if (
            len(settled[option]) == 1
            or option in found
            or value not in left[option]
            or sure is False
        ):
            continue
        if waiting and (sure is None or option in waiting):
            found, left = _accepted(engine, situation, found, waiting)
            waiting = {}
            if option in found or value not in left[option]:
                continue
            sure = truth(rule.when, Left(left, numbers)) if rule else True
        if sure:
            reason = rule.reason if rule else None
            waiting[option] = Suggestion(value, choice.by, reason, choice.because)
    return _accepted(engine, situation, found, waiting)[0] if waiting else found


def _accepted(
    engine: Engine,
    situation: Situation,
    found: dict[str, Suggestion],
    waiting: dict[str, Suggestion],
) -> tuple[dict[str, Suggestion], Values]:
    """`found` with all that are `waiting` if these stand together, else one after the other."""
    facts, own = situation.facts, own_values(situation.choices)
    trial = found | waiting
    taken = own | {option: one.value for option, one in trial.items()}
    standing = _standing(engine, taken, facts)
    if not _clash(standing, taken):
        return trial, _left(engine, {**facts, **taken}, standing)
    if len(waiting) == 1:
        taken = own | {option: one.value for option, one in found.items()}
        return found, _left(engine, {**facts, **taken}, _standing(engine, taken, facts))
    for option, one in waiting.items():
        found, left = _accepted(engine, situation, found, {option: one})
    return found, left


def _wanted(engine: Engine, situation: Situation) -> Iterator[tuple[Choice, Default | None]]:
    """All that might be suggested, with the soft rule it comes from."""
    known = {option.key for option in engine.product.of_kind(Kind.DESIGN)}
    for choice in situation.choices:
        if choice.by not in OWN and choice.option in known:
            yield choice, None
    for rule in engine.book.soft:
        if isinstance(rule, Default):
            yield Choice(rule.option, rule.value, By.DEFAULT), rule


def who_set(choices: Choices, state: State, said: Advice) -> dict[tuple[str, str], By]:
    """Who set each value, by option and value: people, a rule, or somebody who suggests it.

    A choice of people stays theirs, even where rules leave nothing else.
    """
    found = {
        (option, value): By.RULE
        for option, values in state.options.items()
        for value, its in values.items()
        if its.status is Status.FORCED
    }
    found |= {(option, one.value): one.by for option, one in said.suggested.items()}
    return found | {(one.option, one.value): one.by for one in choices if one.by in OWN}


def _forced(engine: Engine, left: Values, own: Mapping[str, str]) -> dict[str, tuple[Rule, ...]]:
    return {
        option.key: _forcing(engine, left, option)
        for option in engine.product.of_kind(Kind.DESIGN)
        if len(left[option.key]) == 1 and option.key not in own
    }


def _forcing(engine: Engine, left: Values, option: Option) -> tuple[Rule, ...]:
    """Few rules that each alone forbid some other value beside what all others have left."""
    found = dict[str, Rule]()
    for value in option.values:
        if value.key not in left[option.key]:
            sure = Left({**left, option.key: frozenset((value.key,))}, engine.numbers)
            rules = (*found.values(), *engine.about.get(option.key, ()))
            if rule := next((one for one in rules if truth(one.claim, sure) is False), None):
                found[rule.key] = rule
    return tuple(found.values())
