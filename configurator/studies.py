"""Slow questions of authors about their products: worked out beside the requests, then kept.

A review of the jeans takes seconds, so no request waits for it: it is begun when first asked for,
in a thread of its own, and whoever asks too early is told so. Each web process keeps its answers,
which hang on nothing but the edition.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from catalog.examples import Example, read_examples
from catalog.problems import Problem
from rules.effect import Effect, effect
from rules.engine import Engine
from rules.example import failures
from rules.review import Review, review
from rules.state import Situation
from rules.trace import Exclusion, trace

_KEPT = 256
PATIENCE_SECONDS = 0.25
"""How long a request waits for an answer that may come at once."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An example beside a product, and what is otherwise than it expects."""

    example: Example
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """The review of an edition, its examples, and mistakes in their files."""

    review: Review
    examples: tuple[Outcome, ...]
    problems: tuple[Problem, ...]


class Studies:
    """What was worked out for authors, or is being worked out; for all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._worker: ThreadPoolExecutor | None = None

    def of(self, engine: Engine, patience: float = PATIENCE_SECONDS) -> Study | None:
        """The study of a product; None while it is being worked out."""
        return self._asked(("study", _edition(engine)), partial(_study, engine), patience)

    def effect(
        self, engine: Engine, rule: str, patience: float = PATIENCE_SECONDS
    ) -> Effect | None:
        """The effect of one rule; None while it is being worked out."""
        return self._asked(
            ("effect", _edition(engine), rule), partial(effect, engine, rule), patience
        )

    def trace(
        self, engine: Engine, situation: Situation, patience: float = PATIENCE_SECONDS
    ) -> tuple[Exclusion, ...] | None:
        """The trace of a configuration; None while it is being worked out."""
        facts = frozenset(situation.facts.items())
        key = ("trace", _edition(engine), situation.choices, facts)
        return self._asked(key, lambda: tuple(trace(engine, situation)), patience)

    def _asked(self, key: Hashable, work: Callable[[], Answer], patience: float) -> Answer | None:
        with self._lock:
            # Begun here and not before: a thread does not survive the fork of a web process.
            self._worker = self._worker or ThreadPoolExecutor(1, "study")
            known = self._answers.get(key)
            # What failed may go well the next time: a solver may only have given up.
            if known is None or (known.done() and known.exception()):
                self._answers[key] = self._worker.submit(work)
                while len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)[1].cancel()
            future: Future[Answer] = self._answers[key]
            self._answers.move_to_end(key)
        try:
            return future.result(patience)
        except TimeoutError:
            return None


def _edition(engine: Engine) -> tuple[str, str]:
    return engine.product.key, engine.product.edition


def _study(engine: Engine) -> Study:
    examples, problems = _examples(engine)
    outcomes = tuple(Outcome(one, tuple(failures(engine, one))) for one in examples)
    return Study(review(engine), outcomes, problems)


def _examples(engine: Engine) -> tuple[tuple[Example, ...], tuple[Problem, ...]]:
    """The examples beside the product's own file, which its rules tell; none without rules."""
    for rule in engine.product.rules:
        path = Path(rule.sentence.place.file)
        examples, problems, _ = read_examples(path, engine.product)
        return examples, tuple(problems)
    return (), ()
