"""Why something is suggested: the facts each of which alone makes it likelier.

Not those without which it would be less likely: what is known twice over could lose either.
"""

from collections.abc import Collection, Mapping, Sequence
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


MOST_TRIED = 8
"""So many facts are tried: each takes milliseconds."""


def liked(
    diagram: Diagram,
    learned: Learned,
    known: Known,
    own: Mapping[str, str],
    suggested: Mapping[str, str],
) -> tuple[Liked, ...]:
    """Why each value is `suggested` beside the own choices: each fact is tried alone.

    That the very value was ordered before speaks for it untried, and first. Of very many facts only
    some are tried, as for a whole design.
    """
    numbers = [diagram.number(*value) for value in suggested.items()]
    now = _likely(diagram, learned, known, own)[numbers]
    every = facts_of(known)
    facts = every if len(every) <= MOST_TRIED else _tried(diagram, learned, every, suggested)
    weighty = _weighty(diagram, learned, known, own, suggested, facts)
    same = {one.what: one for one in every if one.about == "ordered"}
    return tuple(
        Liked(
            option,
            value,
            float(now[place]),
            _with(same.get(f"{option}={value}"), _named(facts, weighty[:, place])),
        )
        for place, (option, value) in enumerate(suggested.items())
    )


def rests_on(
    diagram: Diagram,
    learned: Learned,
    known: Known,
    own: Mapping[str, str],
    suggested: Mapping[str, str],
) -> tuple[Fact, ...]:
    """The facts a whole design rests on, the weightiest first; none where it is merely popular.

    Tried is what he said, his segment, and what he ordered and is suggested again: the rarest
    among others first.
    """
    facts = _tried(diagram, learned, facts_of(known), suggested)
    weighty = _weighty(diagram, learned, known, own, suggested, facts).sum(axis=1)
    return _named(facts, weighty)


def _tried(
    diagram: Diagram, learned: Learned, facts: Sequence[Fact], suggested: Mapping[str, str]
) -> Sequence[Fact]:
    return sorted(
        (one for one in facts if one.about != "ordered" or _is_in(suggested, one)),
        key=lambda one: (one.about == "ordered", -one.times * _rareness(diagram, learned, one)),
    )[:MOST_TRIED]


def _with(same: Fact | None, others: tuple[Fact, ...]) -> tuple[Fact, ...]:
    first = (same,) if same else ()
    return (*first, *(one for one in others if one != same))[:MOST_NAMED]


def _is_in(design: Mapping[str, str], fact: Fact) -> bool:
    option, _, value = fact.what.partition("=")
    return design.get(option) == value


def _rareness(diagram: Diagram, learned: Learned, fact: Fact) -> float:
    """In nats, how seldom others choose what was ordered."""
    if fact.about != "ordered":
        return 0.0
    option, _, value = fact.what.partition("=")
    return -float(np.log(max(learned.popular[diagram.number(option, value)], 1e-9)))


def _named(facts: Sequence[Fact], weighty: Floats) -> tuple[Fact, ...]:
    """The facts that are worth naming, the weightiest first."""
    best = [fact for fact in np.argsort(-weighty, kind="stable") if weighty[fact] > LEAST]
    return tuple(facts[fact] for fact in best[:MOST_NAMED])


def _weighty(  # noqa: PLR0913, PLR0917 - of whom, of what, and which facts
    diagram: Diagram,
    learned: Learned,
    known: Known,
    own: Mapping[str, str],
    suggested: Mapping[str, str],
    facts: Sequence[Fact],
) -> Floats:
    """In nats, how much likelier each fact alone makes each value (facts x values)."""
    numbers = [diagram.number(*value) for value in suggested.items()]
    keys = {fact.key for fact in facts_of(known)}

    def likely(but: Collection[str]) -> Floats:
        each = _likely(diagram, learned, without(known, keys - set(but)), own)
        return np.log(np.maximum(each[numbers], 1e-300))

    nothing = likely(())
    alone = np.array([likely([fact.key]) for fact in facts]).reshape(len(facts), len(numbers))
    return np.asarray(alone - nothing)


def _likely(diagram: Diagram, learned: Learned, known: Known, own: Mapping[str, str]) -> Floats:
    return mixed(diagram, own, taste_of(diagram, learned, known)).each
