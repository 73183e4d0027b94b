"""Asking people again who have ordered: how many questions they would be spared, and at what price.

Their orders are replayed in turn. A question is answered with what they then ordered, and nothing
else is told; what is prefilled in the end is compared with it. After each order all of it is known.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from customers.dialogue.question import Manner, open_options, worth_asking
from customers.taste.learned import Learned
from customers.taste.made import Made, by_customer
from customers.taste.person import STRANGER, Known, taste_of
from customers.taste.proposal import proposal
from rules.layers import Diagram
from rules.likely import Mixed, mixed

BINS = 10


@dataclass(frozen=True, slots=True)
class Replayed:
    """One order, asked for again.

    `prefilled` says of each default how sure of it we were, and whether it was right.
    `losses` are nats, of what was truly ordered when it was asked or prefilled, and by popularity.
    """

    order: int
    questions: int
    prefilled: Sequence[tuple[float, bool]]
    losses: Sequence[tuple[float, float]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What some replayed orders come to.

    `questions` per order, `wrong_defaults` as a share of all defaults; `calibration_error` is how
    far off, on average, in ten bins of confidence, defaults were right. Both are 0 where nothing
    was prefilled, and losses None where rules settled all.
    """

    questions: float
    wrong_defaults: float
    calibration_error: float
    log_loss: float | None
    log_loss_popularity: float | None
    seconds_per_question: float


def replayed(  # noqa: PLR0913, PLR0917 - who is asked for what, how, and by which clock
    diagram: Diagram,
    learned: Learned,
    people: Sequence[Made],
    manner: Manner,
    clock: Callable[[], float],
    steps: Sequence[str] = (),
) -> Iterator[Replayed]:
    """Every order of every person, each person's in turn; `clock` gives seconds.

    With `steps`, all options in a shop's own order, people are asked in that order and without
    profile: to compare with.
    """
    for orders in by_customer(people).values():
        for place, made in enumerate(orders):
            known = STRANGER if steps else Known(made.segment, tuple(orders[:place]))
            sure = learned.sure if known.orders else learned.sure_of_new
            dialogue = _Dialogue(diagram, learned, replace(manner, sure=sure), made, steps)
            yield dialogue.held(known, clock)


@dataclass(slots=True)
class _Dialogue:
    """One order while it is asked for."""

    diagram: Diagram
    learned: Learned
    manner: Manner
    made: Made
    steps: Sequence[str]
    own: dict[str, str] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    losses: list[tuple[float, float]] = field(default_factory=list)

    def held(self, known: Known, clock: Callable[[], float]) -> Replayed:
        taste, questions, seconds = taste_of(self.diagram, self.learned, known), 0, 0.0
        while True:
            begin = clock()
            found = mixed(self.diagram, self.own, taste)
            option = self._next(found)
            seconds += clock() - begin
            if option is None:
                break
            questions += 1
            self._score(found, option)
            if option in self.made.values:
                self.own[option] = self.made.values[option]
            else:
                self.skipped.add(option)
        prefilled = tuple(self._prefilled(found))
        return Replayed(
            self.made.order, questions, prefilled, tuple(self.losses), seconds / (questions + 1)
        )

    def _next(self, found: Mixed) -> str | None:
        done = {*self.own, *self.skipped}
        if self.steps:
            open_ = open_options(self.diagram, found, done, self.manner)
            return next((option for option in self.steps if open_.get(option)), None)
        asked = worth_asking(self.diagram, found, done, self.manner)
        return asked[0].option if asked else None

    def _prefilled(self, found: Mixed) -> Iterator[tuple[float, bool]]:
        values = proposal(self.diagram, self.own, found.each)
        assert values is not None  # What was ordered stands.
        for option in open_options(self.diagram, found, self.own, self.manner):
            if option in self.made.values:
                self._score(found, option)
                likely = found.each[[self.diagram.number(option, values[option])]]
                sure = float(self.manner.sure.of(likely)[0])
                yield sure, values[option] == self.made.values[option]

    def _score(self, found: Mixed, option: str) -> None:
        if option not in self.made.values:
            return
        numbers = self.diagram.numbers(option)
        mine = self.diagram.number(option, self.made.values[option])
        stands = found.each[numbers] > 0
        popular = self.learned.popular[mine] / self.learned.popular[numbers][stands].sum()
        self.losses.append((-float(np.log(found.each[mine])), -float(np.log(popular))))


def figures(of: Sequence[Replayed]) -> Figures:
    """What these orders come to."""
    prefilled = np.array([one for order in of for one in order.prefilled]).reshape(-1, 2)
    losses = np.array([one for order in of for one in order.losses]).reshape(-1, 2)
    return Figures(
        questions=_mean([order.questions for order in of]) or 0.0,
        wrong_defaults=_mean(1 - prefilled[:, 1]) or 0.0,
        calibration_error=_calibration_error(prefilled[:, 0], prefilled[:, 1]),
        log_loss=_mean(losses[:, 0]),
        log_loss_popularity=_mean(losses[:, 1]),
        seconds_per_question=_mean([order.seconds for order in of]) or 0.0,
    )


def by_order(of: Sequence[Replayed]) -> Mapping[int, Figures]:
    """The figures of all first orders, of all second ones, and so on."""
    numbers = sorted({order.order for order in of})
    return {one: figures([order for order in of if order.order == one]) for one in numbers}


def _calibration_error(said: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    return float(np.abs(np.bincount(bins, said - right, BINS)).sum() / (len(said) or 1))


def _mean(numbers: Sequence[float] | np.ndarray) -> float | None:
    return float(np.mean(numbers)) if len(numbers) else None
