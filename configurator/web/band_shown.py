"""What stands above the step of a whole page: the next question, and designs to begin with."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Chip:
    """An answer to be tapped; `note` says what it means, where it is the value of an option."""

    value: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is asked; `about` names the `step` where its answer decides most."""

    key: str
    words: str
    about: str
    step: str
    chips: tuple[Chip, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """One of the designs to begin with, as its card shows it; `picture` is an address."""

    way: str
    name: str
    cents: int
    ready_on: date | None
    picture: str


@dataclass(frozen=True, slots=True)
class Band:
    """Both, each only where it helps; `answer`, `take`, `ask`, `whole` and `three` are addresses.

    `needs` names those for which cards say something else. `is_new` where there is no draft yet:
    once there is one, this band is out of date.
    """

    question: Question | None
    beginnings: tuple[Beginning, ...]
    answer: str
    take: str
    ask: str
    whole: str
    three: str
    revision: int
    is_new: bool
    needs: str = ""
