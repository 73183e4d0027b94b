"""Why something is suggested: the facts each of which alone makes it likelier.

Not those without which it would be less likely: what is known twice over could lose either.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from customers.taste.learned import Learned
from customers.taste.person import Fact, Known, facts_of, taste_of, without
from rules.layers import Diagram
from rules.likely import mixed
from rules.passes import Floats

MOST_NAMED = 3
LEAST = 0.02
"""A fact that makes a value likelier by less than two of a hundred is not worth naming."""


@dataclass(frozen=True, slots=True)
class Liked:
    """A suggested value, how likely it is, and the facts it rests on, the weightiest first.

    Without a fact it is merely popular, and must be called so.
    """

    option: str
    value: str
    likely: float
    facts: tuple[Fact, ...]

    @property
    def is_popular(self) -> bool:
        """Whether anybody would be told the same."""
        return not self.facts


def liked(
    diagram: Diagram,
    learned: Learned,
    known: Known,
    own: Mapping[str, str],
    suggested: Mapping[str, str],
) -> tuple[Liked, ...]:
    """Why each value is `suggested` beside the own choices: each fact is tried alone."""
    numbers, facts = [diagram.number(*value) for value in suggested.items()], facts_of(known)
    keys = {fact.key for fact in facts}
    now = _likely(diagram, learned, known, own)[numbers]
    nothing = _likely(diagram, learned, without(known, keys), own)[numbers]
    alone = np.array(
        [
            _likely(diagram, learned, without(known, keys - {fact.key}), own)[numbers]
            for fact in facts
        ]
    ).reshape(len(facts), len(numbers))
    found = []
    for place, (option, value) in enumerate(suggested.items()):
        weighty = np.log(np.maximum(alone[:, place], 1e-300) / max(nothing[place], 1e-300))
        best = [fact for fact in np.argsort(-weighty, kind="stable") if weighty[fact] > LEAST]
        named = tuple(facts[fact] for fact in best[:MOST_NAMED])
        found.append(Liked(option, value, float(now[place]), named))
    return tuple(found)


def _likely(diagram: Diagram, learned: Learned, known: Known, own: Mapping[str, str]) -> Floats:
    return mixed(diagram, own, taste_of(diagram, learned, known)).each
