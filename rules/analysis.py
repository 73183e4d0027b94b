"""Facts about all configurations of a product: how many, what is in each, what is in none."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from rules.features import FeatureModel
from rules.layers import NEVER, Diagram, Flags
from rules.passes import Ways, best, held, possible
from rules.rule import Is, RuleBook

Named = tuple[str, str]
"""An option and one of its values."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What `surmesure analyse` says.

    `configurations` counts designs that have at least one size, `configurations_with_sizes` each
    design in all its sizes. `void` says that there are none at all. `core` values are in every
    configuration, `dead` ones (of those that are written out) in none. A search counts nothing:
    then both counts are None, or 0 when there is nothing to count.
    """

    options: int
    rules: int
    configurations: int | None
    configurations_with_sizes: int | None
    void: bool
    core: tuple[Named, ...]
    dead: tuple[Named, ...]


def analyse(book: RuleBook, diagram: Ways) -> Analysis:
    """All of the above from one pass and two counts."""
    alive = possible(diagram, held(diagram, {}, {}))
    # Of numbers too many to write out nobody is told which are dead.
    written = [(o.key, v.key) for o in book.product.options if not o.wide for v in o.values]
    standing = [
        np.flatnonzero(alive[numbers.start : numbers.stop]) + numbers.start
        for numbers in (diagram.numbers(option.key) for option in book.product.options)
    ]
    core = [diagram.values[numbers[0]] for numbers in standing if len(numbers) == 1]
    designs = with_sizes = None if alive.any() else 0
    if isinstance(diagram, Diagram):
        designs, with_sizes = diagram.designs, diagram.designs_with_sizes
    return Analysis(
        options=len(book.product.options),
        rules=len(book.rules),
        configurations=designs,
        configurations_with_sizes=with_sizes,
        void=not alive.any(),
        core=tuple(core),
        dead=tuple(value for value in written if not alive[diagram.number(*value)]),
    )


@dataclass(frozen=True, slots=True)
class Features:
    """What an analysis says of the features of a model, by name, in the order of its file.

    `false_optional` ones are called optional, and yet are in every configuration that has the
    feature above.
    """

    core: tuple[str, ...]
    dead: tuple[str, ...]
    false_optional: tuple[str, ...]


def features(model: FeatureModel, diagram: Ways) -> Features:
    """Which features are in all configurations, in none, or only seem to be optional."""
    alive = possible(diagram, held(diagram, {}, {}))
    void = not alive.any()

    def others(name: str) -> list[Named]:
        match model.taken[name]:
            case Is(option, values):
                return [one for one in _of(diagram, option) if one[1] not in values]
        return []

    def stands(values: Iterable[Named]) -> bool:
        return any(alive[diagram.number(*value)] for value in values)

    def taken(name: str) -> list[Named]:
        match model.taken[name]:
            case Is(option, values):
                return [(option, value) for value in sorted(values)]
        return []

    dead = [n for n in model.taken if void or (taken(n) and not stands(taken(n)))]
    core = [n for n in model.taken if not void and not stands(others(n))]
    forced = [
        name
        for name, above in model.above.items()
        if name not in dead and not _together(diagram, taken(above), taken(name))
    ]
    return Features(tuple(core), tuple(dead), tuple(forced))


def _of(diagram: Ways, option: str) -> list[Named]:
    return [diagram.values[number] for number in diagram.numbers(option)]


def _together(diagram: Ways, chosen: Iterable[Named], denied: Iterable[Named]) -> bool:
    """Whether some configuration has all of `chosen` and none of `denied`."""
    return best(diagram, np.where(_allowed(diagram, chosen, denied), 0, NEVER)) is not None


def count(diagram: Diagram, chosen: Iterable[Named], denied: Iterable[Named]) -> int:
    """How many designs have all of `chosen` and none of `denied`."""
    return restricted(diagram, _allowed(diagram, chosen, denied)).designs


def _allowed(diagram: Ways, chosen: Iterable[Named], denied: Iterable[Named]) -> Flags:
    allowed: Flags = np.ones(len(diagram.values), dtype=np.bool_)
    for option, value in denied:
        allowed[diagram.number(option, value)] = False
    for option, value in chosen:
        mine = diagram.number(option, value)
        numbers = diagram.numbers(option)
        is_allowed = allowed[mine]
        allowed[numbers.start : numbers.stop] = False
        allowed[mine] = is_allowed
    return allowed


def restricted(diagram: Diagram, allowed: Flags) -> Diagram:
    """`diagram` without the edges of values that are not `allowed`."""
    kept = allowed[diagram.label]
    before = np.concatenate([[0], np.cumsum(kept)]).astype(np.int32)
    return replace(
        diagram,
        source=diagram.source[kept],
        target=diagram.target[kept],
        label=diagram.label[kept],
        first_edge=before[diagram.first_edge],
    )
