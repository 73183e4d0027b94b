"""The next question: what tells most for the time it takes to answer.

Either about a need, in plain words, or for a value of an option that cannot yet be prefilled with
the confidence wanted: whichever answer is expected to remove most doubt per second, its own and
what it tells about other options through the tastes they share (entropy: Shannon 1948; as an order
of questions of a configurator: Heradio and others, Entropy 16, 2014). Options with few values take
little reading, so they come first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from customers.dialogue.needs import Answer, Need
from customers.taste.curve import AS_SAID, SURE, Curve
from customers.taste.made import design_layers
from rules.layers import Diagram
from rules.likely import Mixed
from rules.passes import Floats


@dataclass(frozen=True, slots=True)
class Attention:
    """Seconds it takes to read a question and each of its answers, and what is set by hand."""

    question_s: float = 6.0
    answer_s: float = 0.25
    seconds: Mapping[str, float] | None = None

    def of(self, option: str, values: int) -> float:
        """The seconds an option with so many values left takes."""
        return (self.seconds or {}).get(option) or self.question_s + self.answer_s * values


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody is asked: until all can be prefilled with this `confidence`.

    `sure` tells how sure to be of what is likely; `needs` are the questions about them.
    """

    confidence: float
    attention: Attention = Attention()
    needs: Sequence[Need] = ()
    sure: Curve = AS_SAID


@dataclass(frozen=True, slots=True)
class Asking:
    """What is worth asking: about an `option`, or about a `need`; the other is empty.

    `gain` is the doubt its answer removes, in bits, and `seconds` what it takes of somebody's time.
    """

    option: str
    need: str
    gain: float
    seconds: float

    @property
    def key(self) -> str:
        """What tells it from any other question; no option has a blank in its name."""
        return self.option or asked_of(self.need)


def asked_of(need: str) -> str:
    """The key of the question about a need."""
    return f"need {need}"


def open_options(
    diagram: Diagram, found: Mixed, done: Collection[str], manner: Manner
) -> Mapping[str, bool]:
    """The options neither done nor settled by rules, and whether each must be asked about.

    It must where we are not as sure of any value as we have to be to prefill it.
    """
    most = np.maximum.reduceat(found.each, diagram.first_value[:-1])
    doubtful = manner.sure.of(most) < manner.confidence
    return {
        diagram.options[layer]: bool(doubtful[layer])
        for layer in design_layers(diagram)
        if diagram.options[layer] not in done and most[layer] < SURE
    }


def worth_asking(
    diagram: Diagram, found: Mixed, done: Collection[str], manner: Manner
) -> Sequence[Asking]:
    """All that is worth asking, the most telling per second first.

    Nothing when every open option can be prefilled, or own choices clash. What is `done`, by key,
    was answered or skipped.
    """
    open_ = open_options(diagram, found, done, manner)
    if not found.tastes.any() or not any(open_.values()):
        return ()
    attention, needs = manner.attention, manner.needs
    doubt = _Doubt(diagram, found, [diagram.layer(option) for option in open_])
    asked = [
        Asking(option, "", gain, attention.of(option, left))
        for (option, must), gain, left in zip(open_.items(), doubt.gains(), doubt.left, strict=True)
        if must
    ]
    asked += [
        Asking(
            "", need.key, doubt.gain_of(need), need.seconds or attention.of("", len(need.answers))
        )
        for need in needs
        if asked_of(need.key) not in done
    ]
    return sorted(asked, key=lambda one: -one.gain / one.seconds)


class _Doubt:
    """What is still open: the values left of each open option, side by side."""

    def __init__(self, diagram: Diagram, found: Mixed, open_: Sequence[int]) -> None:
        ends = diagram.first_value.tolist()
        numbers = np.concatenate([np.arange(ends[one], ends[one + 1]) for one in open_])
        layers = np.repeat(np.arange(len(open_)), [ends[one + 1] - ends[one] for one in open_])
        stands = found.each[numbers] > 0
        self.numbers, layers = numbers[stands], layers[stands]
        self.starts = np.flatnonzero(np.diff(layers, prepend=-1))
        self.left = np.diff(self.starts, append=len(layers)).tolist()
        self.each, self.given = found.each[self.numbers], found.given[self.numbers]
        self.tastes, self._values = found.tastes, diagram.values
        self._options = [diagram.options[layer] for layer in open_]

    def gains(self) -> list[float]:
        """Bits of doubt that the answer to each open option removes, of itself and of others."""
        # Not by @: for so little, its threads take a hundred times as long to wake as to multiply.
        together = np.einsum("it,jt->ij", self.given * self.tastes, self.given)
        apart = np.outer(self.each, self.each)
        told = together * np.log2(np.maximum(together, 1e-300) / apart)
        told = np.add.reduceat(np.add.reduceat(told, self.starts, axis=0), self.starts, axis=1)
        np.fill_diagonal(told, 0.0)
        return list(map(float, self._bits(self.each) + told.sum(axis=1)))

    def gain_of(self, need: Need) -> float:
        """Bits of doubt that the answer about a need removes, each beforehand as likely as any.

        As if what it makes likelier of one option said nothing of others but through tastes.
        """
        told = np.array([self._after(answer) for answer in need.answers])
        after = np.mean([self._bits(each) for each in told], axis=0)
        return float((self._bits(told.mean(axis=0)) - after).sum())

    def _after(self, answer: Answer) -> Floats:
        """How likely each open value is after an answer."""
        parts, tastes = [], self.tastes
        for part, times in self._moved(answer):
            weighed = self.given[part] * times[:, None]
            whole = weighed.sum(axis=0)
            tastes = np.asarray(tastes * whole)
            parts.append((part, weighed / np.where(whole > 0, whole, 1.0)))
        tastes = tastes / (tastes.sum() or 1.0)
        each = np.asarray(np.einsum("vt,t->v", self.given, tastes))
        for part, given in parts:
            each[part] = np.einsum("vt,t->v", given, tastes)
        return each

    def _moved(self, answer: Answer) -> Iterator[tuple[slice, Floats]]:
        """The open options an answer speaks of, and how many times likelier it makes each value."""
        options = {option for option, _ in answer.likes}
        for option, start, left in zip(self._options, self.starts, self.left, strict=True):
            if option in options:
                part = slice(start, start + left)
                values = (self._values[number] for number in self.numbers[part].tolist())
                yield part, np.array([answer.likes.get(value, 1.0) for value in values])

    def _bits(self, each: Floats) -> Floats:
        """The doubt about each open option."""
        return np.asarray(-np.add.reduceat(each * np.log2(np.maximum(each, 1e-300)), self.starts))
