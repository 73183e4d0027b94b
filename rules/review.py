"""A review for authors: what their rules make impossible, needless or silent, and why."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.analysis import Named
from rules.contradiction import Contradiction, contradictions, void_pairs
from rules.engine import Engine
from rules.features import FeatureModel
from rules.passes import held, possible
from rules.rule import Is, Rule


@dataclass(frozen=True, slots=True)
class Because:
    """A value (`option=value`), a feature or a rule, and rules that make it so.

    None of `rules` can be left out; there are none where it is so by itself.
    """

    about: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """All findings; each is a question to the author, not always a mistake.

    `void`: rules that leave nothing at all (empty when all is well; `is_void` where even without
    rules there is nothing). `dead` values are in no configuration, `core` ones in every one.
    `false_optional` features are called optional, and yet are wherever the feature above is.
    `redundant` rules say what others say already (each alone: of two alike both are named).
    `silent` ones have a condition that is never met. `contradicting` are pairs of rules that
    together forbid what neither forbids alone.
    """

    is_void: bool
    void: tuple[str, ...]
    dead: tuple[Because, ...] = ()
    core: tuple[Because, ...] = ()
    false_optional: tuple[Because, ...] = ()
    redundant: tuple[Because, ...] = ()
    silent: tuple[Because, ...] = ()
    contradicting: tuple[Contradiction, ...] = ()


def review(engine: Engine, model: FeatureModel | None = None) -> Review:
    """Everything the rules of a product do that their author may not have meant.

    Where the product was a `model` of features, its false-optional ones are told too.
    """
    solver, keys = engine.solver, [rule.key for rule in engine.book.rules]
    dead, core = _dead_and_core(engine)
    if not core and len(dead) == sum(len(values) for _, _, values in engine.layers):
        pairs = void_pairs(solver, keys)
        return Review(is_void=True, void=_keys(solver.blame({})), contradicting=pairs)
    silent = tuple(_because(keys, solver.silencing))
    why_dead = tuple(Because(_named(one), _keys(solver.blame(dict([one])))) for one in dead)
    return Review(
        is_void=False,
        void=(),
        dead=why_dead,
        core=tuple(Because(_named(one), _keys(solver.blame({}, [one]))) for one in core),
        false_optional=tuple(_false_optional(engine, model)) if model else (),
        redundant=tuple(_because(keys, solver.implying)),
        silent=silent,
        contradicting=contradictions(solver, keys, _abouts(why_dead), _abouts(silent)),
    )


def _dead_and_core(engine: Engine) -> tuple[list[Named], list[Named]]:
    """Values that are in no configuration, and those that are in all, in the author's order."""
    diagram = engine.diagram
    alive = possible(diagram, held(diagram, {}, {}))
    dead: list[Named] = []
    core: list[Named] = []
    for option in engine.product.options:
        if option.wide:
            continue  # Nobody wrote these numbers one by one.
        values = [(option.key, value.key) for value in option.values]
        left = [one for one in values if alive[diagram.number(*one)]]
        dead += [one for one in values if one not in left]
        core += left if len(left) == 1 else []
    return dead, core


def _false_optional(engine: Engine, model: FeatureModel) -> Iterator[Because]:
    """Optional features that cannot be left out below what they hang on, and why."""
    solver, keys = engine.solver, [rule.key for rule in engine.book.rules]
    for name, over in model.above.items():
        above, mine = dict(_values(model, over)), _values(model, name)
        is_dead = solver.kept(solver.literals(dict(mine)), keys) is None
        if not is_dead and solver.kept(solver.literals(above, mine), keys) is None:
            yield Because(name, _keys(solver.blame(above, mine)))


def _values(model: FeatureModel, feature: str) -> Collection[Named]:
    """The value that means that `feature` is taken; none where it always is."""
    match model.taken[feature]:
        case Is(option, values):
            return [(option, value) for value in sorted(values)]
    return ()


def _because(
    keys: Sequence[str], why: Callable[[str], tuple[Rule, ...] | None]
) -> Iterator[Because]:
    for key in keys:
        rules = why(key)
        if rules is not None:
            yield Because(key, _keys(rules))


def _keys(rules: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(rule.key for rule in rules)


def _abouts(found: Iterable[Because]) -> Iterator[str]:
    return (one.about for one in found)


def _named(value: Named) -> str:
    return "=".join(value)
