"""Needs of persons: said by themselves or inferred from what they made, with what shows each.

A need is the answer to a question that an author wrote beside a product, such as `cycles=often`.
It is inferred where orders are much likelier with that answer than with any other (Bayes' rule,
each answer beforehand as likely as it was given).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import exp, log

from customers.dialogue.needs import Answer, Need
from customers.dialogue.question import asked_of
from customers.identity.event import Event
from customers.identity.fields import TASTE
from customers.needs.traits import as_key

SURE = 0.8
"""So likely an answer must be to be inferred."""

FEWEST = 2
"""So many values must speak for it."""

LEAST = 1e-3

MOVES = ("motivation", "brake")
"""Fields of a profile that say what somebody needs, in his own words."""


class Told(StrEnum):
    """How we know of a need."""

    SAID = "said"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Want:
    """A need of one person, `question=answer`, how it is known, and what shows it.

    `evidence` are words of the person or of who wrote them down, or values as `option=value`.
    """

    need: str
    told: Told
    evidence: tuple[str, ...]
    at: datetime
    by: str = ""

    @property
    def question(self) -> str:
        """What it is an answer to."""
        return self.need.partition("=")[0]

    @property
    def answer(self) -> str:
        """The answer by its key."""
        return self.need.partition("=")[2]


Shares = Mapping[str, Mapping[str, float]]
"""How often each value of an option is chosen, by option and value."""


def shares_of(made: Iterable[Mapping[str, str]]) -> Shares:
    """The shares of values in all that was made."""
    counts: dict[str, dict[str, float]] = {}
    for one in made:
        for option, value in one.items():
            mine = counts.setdefault(option, {})
            mine[value] = mine.get(value, 0) + 1
    return {
        option: {value: count / sum(mine.values()) for value, count in mine.items()}
        for option, mine in counts.items()
    }


def said(events: Iterable[Event], needs: Sequence[Need]) -> tuple[Want, ...]:
    """What was said, to each question the last answer; with the words beside it, if there are any.

    An answer without value takes back what was said before. What moves and what holds back stands
    in the profile as a field and is a need as well.
    """
    found: dict[str, Want] = {}
    known = {asked_of(need.key): need for need in needs}
    for event in events:
        for one in event.tellings:
            question, _, answer = one.value.partition("=")
            if one.key == TASTE and question in known:
                need = known[question]
                if not answer:  # What was said before was taken back.
                    found.pop(need.key, None)
                elif need.answer(answer):
                    words = (event.note,) if event.note else ()
                    found[need.key] = Want(
                        f"{need.key}={answer}", Told.SAID, words, event.at, event.adviser
                    )
            elif one.key in MOVES and (key := as_key(one.value)):
                evidence = (one.value,)
                found[one.key] = Want(
                    f"{one.key}={key}", Told.SAID, evidence, event.at, event.adviser
                )
    return tuple(found.values())


def inferred(
    made: Sequence[Mapping[str, str]], needs: Sequence[Need], popular: Shares, at: datetime
) -> tuple[Want, ...]:
    """What orders speak clearly for, at most one answer to each question."""
    found = (_inferred(made, need, popular, at) for need in needs)
    return tuple(one for one in found if one)


def _inferred(
    made: Sequence[Mapping[str, str]], need: Need, popular: Shares, at: datetime
) -> Want | None:
    told = {one.key: _evidence(made, one, need, popular) for one in need.answers}
    total = {key: sum(values.values()) for key, values in told.items()}
    most = max(total.values())
    odds = {key: exp(one - most) for key, one in total.items()}
    best = max(odds, key=odds.__getitem__)
    speaking = [what for what, much in sorted(told[best].items(), key=_by_weight) if much > 0]
    if odds[best] / sum(odds.values()) < SURE or len(speaking) < FEWEST:
        return None
    return Want(f"{need.key}={best}", Told.INFERRED, tuple(speaking[:3]), at)


def _by_weight(one: tuple[str, float]) -> tuple[float, str]:
    return -one[1], one[0]


def _evidence(
    made: Sequence[Mapping[str, str]], answer: Answer, need: Need, popular: Shares
) -> dict[str, float]:
    """How much each value that was chosen speaks for the answer: its logarithm of times likelier.

    Of an option all values share: what is likelier with an answer makes the others less likely.
    """
    options = {option for one in need.answers for option, _ in one.likes}
    found: dict[str, float] = {}
    for option in options & popular.keys():
        times = {value: answer.likes.get((option, value), 1.0) for value in popular[option]}
        whole = sum(share * times[value] for value, share in popular[option].items())
        for values in made:
            if (value := values.get(option)) in times:
                much = log(max(times[str(value)], LEAST) / max(whole, LEAST))
                found[f"{option}={value}"] = found.get(f"{option}={value}", 0.0) + much
    return found


def is_of_community(need: str, support: Mapping[str, int], least: int) -> bool:
    """Whether at least so many have the need; else it is an own one, shared by very few."""
    return support.get(need, 0) >= least


def together(said_: Iterable[Want], inferred_: Iterable[Want]) -> tuple[Want, ...]:
    """All needs of a person: of one question what was said, else what is inferred."""
    found = {one.question: one for one in inferred_}
    return tuple((found | {one.question: one for one in said_}).values())
