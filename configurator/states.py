"""States lately asked of engines: a page leaves one, and the click on it begins with the same."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from rules.engine import Engine
from rules.state import Situation, State, own_values, state

_KEPT = 128  # One of jeans takes about 40 kB.

Pairs = frozenset[tuple[str, str]]


class States:
    """The states of one set of engines, where each product has one edition; for all threads."""

    def __init__(self) -> None:
        self._asked = lru_cache(maxsize=_KEPT)(_answered)

    def of(self, engine: Engine, situation: Situation) -> State:
        """What `state` gives, which hangs on nothing else than what is asked here."""
        key = (
            engine.product.key,
            frozenset(own_values(situation.choices).items()),
            frozenset(situation.facts.items()),
            frozenset(situation.stock.items()),
            situation.today,
        )
        return self._asked(_Question(key, engine, situation))


@dataclass(frozen=True, slots=True)
class _Question:
    """What tells questions apart, and what answers them."""

    key: tuple[str, Pairs, Pairs, frozenset[tuple[str, int]], date]
    engine: Engine = field(compare=False)
    situation: Situation = field(compare=False)


def _answered(question: _Question) -> State:
    return state(question.engine, question.situation)
