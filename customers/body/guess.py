"""What an unusual amount may have been meant to be: another unit, half a girth, other digits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log

from customers.body.measurement import HG_PER, MM_PER, Unit


class Mistake(StrEnum):
    """How an amount may have gone wrong; the pages put it into words."""

    INCHES = "inches"  # inches, taken for centimetres
    CENTIMETRES = "centimetres"  # centimetres, taken for inches
    POUNDS = "pounds"  # pounds, taken for kilograms
    KILOGRAMS = "kilograms"  # kilograms, taken for pounds
    HALF_GIRTH = "half_girth"  # the width of what lies flat, not the way around
    SWAPPED_DIGITS = "swapped_digits"
    MISSING_DIGIT = "missing_digit"
    EXTRA_DIGIT = "extra_digit"
    WRONG_DIGIT = "wrong_digit"
    TEN_OFF = "ten_off"  # ten centimetres, kilograms or inches too many or too few
    SWAPPED_FIELDS = "swapped_fields"  # two measurements, each in the other's place


@dataclass(frozen=True, slots=True)
class Guess:
    """One mistake that would explain an amount, and what it should then be, in mm or hg.

    `other` is the field that holds this one's amount and the other way round, if that is the
    mistake.
    """

    mistake: Mistake
    amount: int
    other: str = ""


GIRTHS = {
    *("waist_navel_mm", "waist_iliac_mm", "hip_mm", "thigh_mm"),
    *("knee_proxy_mm", "calf_mm", "ankle_mm", "heel_mm"),
}
"""What is measured around the body, and is half as large where somebody measures it flat."""

SURPRISE = {
    Mistake.INCHES: 1.0,
    Mistake.CENTIMETRES: 1.0,
    Mistake.POUNDS: 1.0,
    Mistake.KILOGRAMS: 1.0,
    Mistake.SWAPPED_DIGITS: 1.5,
    Mistake.HALF_GIRTH: 2.0,
    Mistake.EXTRA_DIGIT: 2.5,
    Mistake.MISSING_DIGIT: 3.0 + log(10),  # Each of ten digits may be the missing one.
    Mistake.WRONG_DIGIT: 4.0 + log(9),  # And each of nine others the right one.
    Mistake.TEN_OFF: 4.0,
    Mistake.SWAPPED_FIELDS: 2.5,
}
"""How rare a mistake is: minus the logarithm of its share. Our judgement, no survey counts them."""

FAR = 3.0
"""A guess must lie within so many standard deviations of the usual, or it is suspicious itself."""

IN_90_PERCENT = 3.29
"""So many standard deviations lie between the limits that hold 90 of 100 people."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the others let expect of a field: the median and the limits of 90 of 100 people."""

    low: float
    median: float
    high: float

    def distance(self, amount: float) -> float:
        """How far the amount lies from the median, in standard deviations."""
        return abs(amount - self.median) * IN_90_PERCENT / max(self.high - self.low, 1.0)


def guesses(field: str, amount: float, expected: Expected, unit: Unit | None = None) -> list[Guess]:
    """The mistakes that explain `amount` (mm, weight: hg), the likeliest first; often none.

    Args:
        field: what was measured, as `customers.body.population` names it.
        amount: what was understood.
        expected: what the other measurements let expect.
        unit: in what it was typed, so that its digits are known; centimetres or kilograms if
            nobody knows.
    """
    every = [
        Guess(mistake, round(meant))
        for mistake, meant in _possible(field, amount, unit)
        if expected.distance(meant) <= FAR
    ]
    best: dict[int, Guess] = {}
    for guess in likeliest_first(every, expected):
        best.setdefault(guess.amount, guess)
    return list(best.values())


def likeliest_first(found: Sequence[Guess], expected: Expected) -> list[Guess]:
    """The guesses in order: mistakes that are often made, to what is often measured, come first."""
    return sorted(
        found,
        key=lambda one: SURPRISE[one.mistake] + expected.distance(one.amount) ** 2 / 2,
    )


def _possible(field: str, amount: float, unit: Unit | None) -> Iterator[tuple[Mistake, float]]:
    if field == "weight_hg":
        pound = float(HG_PER[Unit.LB]) / float(HG_PER[Unit.KG])
        if unit is not Unit.LB:
            yield Mistake.POUNDS, amount * pound
        if unit is not Unit.KG:
            yield Mistake.KILOGRAMS, amount / pound
        per = float(HG_PER[unit or Unit.KG])
    else:
        inch = float(MM_PER[Unit.INCH]) / float(MM_PER[Unit.CM])
        if unit is not Unit.INCH:
            yield Mistake.INCHES, amount * inch
        if unit is None or unit is Unit.INCH:
            yield Mistake.CENTIMETRES, amount / inch
        per = float(MM_PER[unit or Unit.CM])
    if field in GIRTHS:
        yield Mistake.HALF_GIRTH, amount * 2
    yield Mistake.TEN_OFF, amount - 10 * per
    yield Mistake.TEN_OFF, amount + 10 * per
    # One decimal: what was understood is rounded to millimetres, so that inches show more of them.
    for mistake, number in _other_digits(f"{amount / per:.1f}"):
        yield mistake, number * per


def _other_digits(typed: str) -> Iterator[tuple[Mistake, float]]:
    """What the number would be with other digits before the decimal mark."""
    whole, _, decimals = typed.partition(".")
    for place, digit in enumerate(whole):
        before, after = whole[:place], whole[place + 1 :]
        if after:
            yield Mistake.SWAPPED_DIGITS, _read(before + after[0] + digit + after[1:], decimals)
        yield Mistake.EXTRA_DIGIT, _read(before + after, decimals)
        for other in "0123456789":
            yield Mistake.WRONG_DIGIT, _read(before + other + after, decimals)
            yield Mistake.MISSING_DIGIT, _read(before + other + digit + after, decimals)
            if not after:
                yield Mistake.MISSING_DIGIT, _read(whole + other, decimals)


def _read(whole: str, decimals: str) -> float:
    return float(f"{whole or '0'}.{decimals}")
