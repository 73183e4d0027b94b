"""Names in messages: safely quoted, with the nearest known name when one is misspelt."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MOST_SHOWN = 6
LONGEST_SHOWN = 40
MOST_COMPARED = 1_000  # Keeps a hostile file with thousands of names quick to refuse.


def quoted(name: str) -> str:
    """`name` as messages show it: cut where too long to read, invisible characters spelt."""
    shown = name[:LONGEST_SHOWN]
    visible = shown if shown.isprintable() else shown.encode("unicode_escape").decode("ascii")
    return f"`{visible}`" if len(name) <= LONGEST_SHOWN else f"`{visible}...`"


def listed(names: Iterable[str], most: int = MOST_SHOWN) -> str:
    """`names` quoted and joined for reading, the first `most` of them."""
    every = [quoted(name) for name in names]
    shown = ", ".join(every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown `name`: the nearest known one, or the few there are."""
    candidates = list(islice(dict.fromkeys(known), MOST_COMPARED))
    if len(name) <= LONGEST_SHOWN and (near := _nearest(name, candidates)):
        return f"; did you mean {quoted(near)}?"
    return f"; known: {listed(candidates)}" if 0 < len(candidates) <= MOST_SHOWN else ""


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message that there is no `what` called `name`."""
    return f"there is no {what} {quoted(name)}{suggestion(name, known)}"


def no_value(option: str, value: str, known: Iterable[str]) -> str:
    """The message that `option` has no `value`."""
    return f"{quoted(option)} has no value {quoted(value)}{suggestion(value, known)}"


def _nearest(name: str, candidates: list[str]) -> str:
    """The candidate spelt most like `name`, whatever the size of its letters, else nothing."""
    by_small_letters = {candidate.lower(): candidate for candidate in candidates}
    near = get_close_matches(name.lower(), by_small_letters, n=1)
    return by_small_letters[near[0]] if near else ""
