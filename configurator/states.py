"""States and advice lately asked of engines: a page leaves one, the click on it begins with it."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from catalog.configuration import OWN, Choices
from rules.engine import Engine
from rules.soft import Advice, advice
from rules.state import Situation, State, own_values, state

_KEPT = 128  # One of jeans takes about 40 kB.

Pairs = frozenset[tuple[str, str]]
_KeyOfAdvice = tuple[str, Pairs, Pairs, Choices]


class States:
    """The states of one set of engines, where each product has one edition; for all threads."""

    def __init__(self) -> None:
        self._asked = lru_cache(maxsize=_KEPT)(_answered)
        self._advised = lru_cache(maxsize=_KEPT)(_advised)

    def of(self, engine: Engine, situation: Situation) -> State:
        """What `state` gives, which hangs on nothing else than what is asked here."""
        if engine.kind == "solver":  # Its answers hang on the time it had.
            return state(engine, situation)
        key = (
            engine.product.key,
            frozenset(own_values(situation.choices).items()),
            frozenset(situation.facts.items()),
            frozenset(situation.stock.items()),
            situation.today,
        )
        return self._asked(_Question(key, engine, situation))

    def advice(self, engine: Engine, situation: Situation) -> Advice:
        """What `advice` gives, which hangs on suggestions by taste too, but on no stock or day."""
        key = (
            engine.product.key,
            frozenset(own_values(situation.choices).items()),
            frozenset(situation.facts.items()),
            tuple(choice for choice in situation.choices if choice.by not in OWN),
        )
        return self._advised(_Question(key, engine, situation))


@dataclass(frozen=True, slots=True)
class _Question:
    """What tells questions apart, and what answers them."""

    key: tuple[str, Pairs, Pairs, frozenset[tuple[str, int]], date] | _KeyOfAdvice
    engine: Engine = field(compare=False)
    situation: Situation = field(compare=False)


def _answered(question: _Question) -> State:
    return state(question.engine, question.situation)


def _advised(question: _Question) -> Advice:
    return advice(question.engine, question.situation)
