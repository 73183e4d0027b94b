"""Answers as they are kept: in a draft as a choice about a question, in the log as one word.

An answer without value is a question that was skipped. Questions about needs have keys that no
option has, so that a draft holds both and undo takes back either.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from catalog.configuration import By, Choice, Choices, Configuration
from customers.dialogue.needs import Need
from customers.dialogue.question import asked_of
from customers.taste.person import Times

Answers = Mapping[str, str]
"""The key of the answer by that of the question; empty where it was skipped."""

NEED = asked_of("")

SILENT = Choice("no suggestions", "off", By.DEFAULT)
"""Stands in a draft for which nothing shall be suggested; no option is called so."""


def is_silent(draft: Configuration) -> bool:
    """Whether nothing shall be suggested in this draft."""
    return SILENT in draft.choices


def answers_in(draft: Configuration) -> dict[str, str]:
    """What a draft holds of answers, also of skipped questions about options.

    In any step up to now: who has a product's choices repaired has not taken back what he said.
    """
    states = (*draft.past, draft.choices)
    return {key: value for choices in states for key, value in answers(choices).items()}


def answers(choices: Choices) -> dict[str, str]:
    """What one step holds of answers."""
    return {
        one.option: one.value for one in choices if one.option.startswith(NEED) or not one.value
    }


def word_of(question: str, value: str) -> str:
    """One answer as the log keeps it."""
    return f"{question}={value}"


def answers_from(words: Iterable[str]) -> dict[str, str]:
    """The answers in words of the log, the oldest first: the last about a question counts."""
    pairs = (word.partition("=") for word in words)
    return {question: value for question, _, value in pairs}


def said_by(needs: Iterable[Need], answers: Answers) -> dict[str, Times]:
    """What each answer does, as `customers.taste.person.Known` holds it; skipped ones do nothing.

    An answer that its author took away since says nothing any more.
    """
    found = ((need, need.answer(answers.get(asked_of(need.key), ""))) for need in needs)
    return {f"{need.key}={one.key}": one.likes for need, one in found if one}


def reused(told: Iterable[datetime], ordered: Iterable[datetime]) -> int:
    """How often an answer was used again instead of being asked for anew.

    Each answer is used by every order after it; the first of them is what it was given for.
    """
    orders = tuple(ordered)
    return sum(max(sum(at < then for then in orders) - 1, 0) for at in told)
