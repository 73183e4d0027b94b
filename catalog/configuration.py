"""A configuration: the choices taken so far, by whom and in which order, with undo and redo."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

MOST_STEPS_BACK = 50


class By(StrEnum):
    """Who took a choice."""

    CUSTOMER = "customer"
    STAFF = "staff"
    TASTE = "taste"
    RULE = "rule"
    DEFAULT = "default"


OWN = frozenset({By.CUSTOMER, By.STAFF})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value taken for one option; of a suggestion `because` names what it rests on."""

    option: str
    value: str
    by: By = By.CUSTOMER
    because: tuple[str, ...] = ()


Choices = tuple[Choice, ...]
"""At most one choice per option, the oldest wish first."""


def taking(choices: Choices, *taken: Choice) -> Choices:
    """`choices` with each of `taken` as the newest wish for its option."""
    renewed = {choice.option for choice in taken}
    return tuple(choice for choice in choices if choice.option not in renewed) + taken


def without(choices: Choices, options: Iterable[str]) -> Choices:
    """`choices` with these options open again."""
    opened = set(options)
    return tuple(choice for choice in choices if choice.option not in opened)


@dataclass(frozen=True, slots=True)
class Configuration:
    """All choices so far, with the states before (for undo, oldest first) and after (for redo)."""

    product: str
    edition: str
    choices: Choices = ()
    past: tuple[Choices, ...] = ()
    future: tuple[Choices, ...] = ()

    def moved_to(self, choices: Choices) -> "Configuration":
        """The configuration after a step; what was undone before can no longer be redone."""
        if choices == self.choices:
            return self
        past = (*self.past, self.choices)[-MOST_STEPS_BACK:]
        return replace(self, choices=choices, past=past, future=())

    def undone(self) -> "Configuration":
        """One step back, or the same configuration at the start."""
        if not self.past:
            return self
        *past, choices = self.past
        future = (self.choices, *self.future)
        return replace(self, choices=choices, past=tuple(past), future=future)

    def redone(self) -> "Configuration":
        """One step forward again, or the same configuration at the end."""
        if not self.future:
            return self
        choices, *future = self.future
        past = (*self.past, self.choices)
        return replace(self, choices=choices, past=past, future=tuple(future))
