"""A review for authors: what their rules make impossible, needless or silent, and why."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.configuration import Choice, Choices
from rules.analysis import Named, analyse
from rules.diagram import compile_diagram
from rules.engine import Engine
from rules.explain import conflict, values_of
from rules.passes import held, possible
from rules.rule import Rule, RuleBook
from rules.state import Situation


@dataclass(frozen=True, slots=True)
class Because:
    """A value or the key of a rule, and the fewest rules that make it so."""

    about: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """All findings; each is a question to the author, not always a mistake.

    `void`: rules that leave nothing at all (empty when all is well). `dead` values are in no
    configuration, `core` ones in every one. `redundant` rules say what others say already (each
    alone: of two alike both are named). `silent` ones have a condition that is never met.
    `contradicting` are pairs of rules that together make a value impossible.
    """

    void: tuple[str, ...]
    dead: tuple[Because, ...]
    core: tuple[Because, ...]
    redundant: tuple[Because, ...]
    silent: tuple[Because, ...]
    contradicting: tuple[tuple[str, str], ...]


def review(engine: Engine) -> Review:
    """Everything the rules of a product do that their author may not have meant."""
    found, solver = analyse(engine.book, engine.diagram), engine.solver
    if found.void:
        return Review(_keys(solver.blame({})), (), (), (), (), ())
    dead = tuple(Because(_named(one), _keys(solver.blame(dict([one])))) for one in found.dead)
    core = tuple(
        Because(_named(one), tuple(sorted(set(_forcing(engine, one))))) for one in found.core
    )
    keys = [rule.key for rule in engine.book.rules]
    return Review(
        void=(),
        dead=dead,
        core=core,
        redundant=tuple(_because(keys, solver.implying)),
        silent=tuple(_because(keys, solver.silencing)),
        contradicting=tuple(
            (one.rules[0], one.rules[1])
            for one in dead
            if len(one.rules) == 2  # noqa: PLR2004 - a pair
        ),
    )


def effect(book: RuleBook, key: str) -> tuple[int, int]:
    """How many designs there are with rule `key` and without it."""
    rest = tuple(rule for rule in book.rules if rule.key != key)
    without = compile_diagram(replace(book, rules=rest))
    return compile_diagram(book).designs, without.designs


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A value that a choice ruled out, and the rules to blame."""

    by: Choice
    value: Named
    rules: tuple[Rule, ...]


def trace(engine: Engine, situation: Situation) -> Iterator[Exclusion]:
    """What each choice in turn rules out of what was possible before it, and why."""
    diagram = engine.diagram
    taken: Choices = ()
    before = possible(diagram, held(diagram, {}, situation.facts))
    for choice in situation.choices:
        taken = (*taken, choice)
        after = possible(diagram, held(diagram, values_of(taken), situation.facts))
        for number in (before & ~after).nonzero()[0]:
            value = diagram.values[number]
            yield Exclusion(choice, value, _blamed(engine, situation, taken, value))
        before = after


def _blamed(engine: Engine, situation: Situation, taken: Choices, value: Named) -> tuple[Rule, ...]:
    clash = conflict(engine, replace(situation, choices=taken), Choice(*value))
    return clash.rules if clash else ()


def _forcing(engine: Engine, value: Named) -> Iterator[str]:
    """Rules that forbid every other value of the option."""
    option, key = value
    for other in engine.product.option(option).values:
        if other.key != key:
            yield from _keys(engine.solver.blame({option: other.key}))


def _because(
    keys: Sequence[str], why: Callable[[str], tuple[Rule, ...] | None]
) -> Iterator[Because]:
    for key in keys:
        rules = why(key)
        if rules is not None:
            yield Because(key, _keys(rules))


def _keys(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(rule.key for rule in rules)


def _named(value: Named) -> str:
    return "=".join(value)
