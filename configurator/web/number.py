"""A field for an option whose values are numbers: what may be typed, what goes, for how much."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from catalog.product import Option, Range
from rules.state import Status, ValueState

STANDING = frozenset({Status.CHOSEN, Status.FORCED, Status.POSSIBLE})


@dataclass(frozen=True, slots=True)
class End:
    """One end of what goes with the other choices; the price is None where it is not known."""

    amount: int
    price_delta_cents: int | None


@dataclass(frozen=True, slots=True)
class NumberField:
    """The numbers that may be typed, and the number taken, if one is.

    `least` and `most` are the ends of what goes with the other choices, None when nothing does.
    `known` is false while numbers beyond them may still turn out to go. With `gaps` some between
    them do not go; None where that is only told of a number that is taken.
    """

    numbers: Range
    amount: str
    least: End | None
    most: End | None
    known: bool
    gaps: bool | None


def number_field(option: Option, states: Mapping[str, ValueState]) -> NumberField | None:
    """The field of `option`; None when its values are no numbers."""
    if option.numbers is None:
        return None
    numbers = option.numbers
    # Of very many numbers only the least and the most, and the one taken, were looked at.
    found = [(int(key), its) for key, its in states.items() if key.isdecimal()]
    # A taken number that clashes with others is not one that goes with them.
    ends = [End(n, its.price_delta_cents) for n, its in found if _stands(its)]
    taken = [str(n) for n, its in found if its.status in {Status.CHOSEN, Status.FORCED}]
    return NumberField(
        numbers=numbers,
        amount=taken[0] if taken else "",
        least=ends[0] if ends else None,
        most=ends[-1] if ends else None,
        known=bool(found) and all(its.status is not Status.UNKNOWN for _, its in found),
        gaps=_gaps(option, found, ends),
    )


def _gaps(option: Option, found: list[tuple[int, ValueState]], ends: list[End]) -> bool | None:
    if not ends:
        return False
    least, most = ends[0].amount, ends[-1].amount
    between = [its for n, its in found if least < n < most]
    if any(its.status not in {Status.UNKNOWN, *STANDING} or its.changes for its in between):
        return True
    assert option.numbers is not None
    everywhere = len(between) + 1 >= (most - least) // option.numbers.step
    return False if everywhere and all(map(_stands, between)) else None


def _stands(its: ValueState) -> bool:
    return its.status in STANDING and its.changes == 0


def off_range(option: Option, language: str) -> str:
    """What may be typed for `option`, after something else was."""
    numbers = option.numbers
    assert numbers is not None
    name, low, high = option.name.in_(language), numbers.low, numbers.high
    said: str = (
        _(
            "%(name)s: please type a whole number from %(low)s to %(high)s %(unit)s.",
            name=name,
            low=low,
            high=high,
            unit=numbers.unit,
        )
        if numbers.step == 1
        else _(
            "%(name)s: please type a whole number from %(low)s to %(high)s %(unit)s,"
            " in steps of %(step)s.",
            name=name,
            low=low,
            high=high,
            unit=numbers.unit,
            step=numbers.step,
        )
    )
    return said
