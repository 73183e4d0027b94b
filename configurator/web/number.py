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
    `known` is false while numbers beyond them may still turn out to go.
    """

    numbers: Range
    amount: str
    least: End | None
    most: End | None
    known: bool


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
    )


def _stands(its: ValueState) -> bool:
    return its.status in STANDING and its.changes == 0


def off_range(option: Option, language: str) -> str:
    """What may be typed for `option`, after something else was."""
    numbers = option.numbers
    assert numbers is not None
    said: str = _(
        "%(name)s: please type a whole number from %(low)s to %(high)s %(unit)s,"
        " in steps of %(step)s.",
        name=option.name.in_(language),
        low=numbers.low,
        high=numbers.high,
        unit=numbers.unit,
        step=numbers.step,
    )
    return said
