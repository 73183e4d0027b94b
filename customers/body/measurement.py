"""Measurements: which are asked, their ranges, and the strict reading of what people type."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from catalog.product import Kind, Product


class BodyError(Exception):
    """The body was asked for something that is not known of it."""


class UnknownMeasurement(BodyError):
    """There is no measurement by that key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"there is no measurement {key!r}")


class Unit(StrEnum):
    """What people measure in."""

    MM = "mm"
    CM = "cm"
    INCH = "in"
    KG = "kg"
    LB = "lb"


MM_PER = {Unit.CM: Decimal(10), Unit.INCH: Decimal("25.4"), Unit.MM: Decimal(1)}
HG_PER = {Unit.KG: Decimal(10), Unit.LB: Decimal("4.5359237")}


class Code(StrEnum):
    """Why a text is refused as a measurement; the pages put it into words."""

    EMPTY = "empty"
    TOO_LONG = "too_long"  # more characters than any measurement has
    OTHER_DIGITS = "other_digits"  # "please use the digits 0 to 9"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY_DIGITS = "too_many_digits"  # over 4 before or 3 after the decimal mark
    UNIT = "unit"  # a unit that is unknown, or a weight's where a length is asked
    FRACTION = "fraction"  # only whole inches take one: 1/2, 1/4, 1/8, 1/16 or 1/32
    OUTSIDE = "outside"  # no adult measures that


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a measurement is not taken, as a code and numbers.

    With code `outside`, `least` and `most` are the limits in mm (weight: hg); either may be None
    when there is no such limit. `suggested` is the unit in which the number would be usual, and
    `suggested_amount` what it then comes to in mm (hg). `measurement` is the key concerned, where
    the asker did not name one.
    """

    code: Code
    least: int | None = None
    most: int | None = None
    suggested: Unit | None = None
    suggested_amount: int | None = None
    measurement: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement people are asked for, in mm (weight: in hg, 0.1 kg).

    `soft` is the range in which nearly all adults lie: outside, a person must confirm. Outside
    `hard` it is refused. `clause` is where ISO 8559-1 defines it, empty where it does not.
    A garment cannot be cut without the `required` ones. What stands `beside` another is only
    asked where that one is.
    """

    key: str
    soft: tuple[int, int]
    hard: tuple[int, int]
    clause: str = ""
    required: bool = True
    units: Mapping[Unit, Decimal] = field(default_factory=lambda: MM_PER)
    beside: str = ""

    def is_usual(self, amount: int) -> bool:
        """Whether `amount` needs no confirmation."""
        return self.soft[0] <= amount <= self.soft[1]

    def is_possible(self, amount: int) -> bool:
        """Whether `amount` may be taken at all."""
        return self.hard[0] <= amount <= self.hard[1]


# Soft ranges hold 99.8 % of 8,302 civilians (NHANES 2017-2020: height, weight, waist, hip) and of
# 6,068 soldiers (ANSUR II: the others), widened by hand because soldiers are slim. Hard ranges are
# wider still, yet so that inches typed as centimetres fall outside: 32 in is no waist of 32 cm.
MEASUREMENTS = (
    Measurement("height_mm", (1350, 2100), (1000, 2500), "5.1.1", required=False),
    Measurement("weight_hg", (350, 2000), (250, 3500), "5.6.1", required=False, units=HG_PER),
    Measurement("waist_mm", (550, 1750), (450, 2000)),  # where worn: lower than the standard's
    Measurement("hip_mm", (700, 1850), (550, 2100), "5.3.13"),
    Measurement("thigh_mm", (380, 1050), (300, 1300), "5.3.20"),
    Measurement("knee_mm", (270, 650), (220, 800), "5.3.22"),
    # Calf, outside leg and the way round the crotch let slips of the tape be found.
    Measurement("calf_mm", (250, 620), (200, 800), "5.3.24", required=False, beside="knee_mm"),
    Measurement("heel_mm", (240, 450), (200, 550)),
    Measurement("inseam_mm", (580, 1080), (450, 1250), "5.1.15"),
    Measurement("outseam_navel_mm", (780, 1320), (650, 1500), required=False, beside="inseam_mm"),
    Measurement(
        "crotch_length_mm", (450, 1050), (350, 1300), required=False, beside="back_rise_mm"
    ),
    # Rises go from the crotch to the level of the navel: what a design drops comes off later.
    Measurement("front_rise_mm", (170, 450), (140, 600)),
    Measurement("back_rise_mm", (230, 600), (190, 750)),
)


def measurement(key: str) -> Measurement:
    """The measurement called `key`. Raises UnknownMeasurement."""
    for known in MEASUREMENTS:
        if known.key == key:
            return known
    raise UnknownMeasurement(key)


def asked(product: Product) -> tuple[Measurement, ...]:
    """What must or may be measured to make `product`, in the order of measuring; () if nothing.

    Raises UnknownMeasurement when a point of measure or a measured option starts from one that
    does not exist.
    """
    needed = {f"{option.key}_mm" for option in product.of_kind(Kind.MEASURED)}
    if product.sizing:
        needed |= {point.body for point in product.sizing.points if point.body}
    wanted = [measurement(key) for key in sorted(needed)]
    if not wanted:
        return ()
    return tuple(one for one in MEASUREMENTS if one in wanted or _helps(one, needed))


def _helps(one: Measurement, needed: Collection[str]) -> bool:
    """Whether it only lets slips of the tape be found, in what is needed."""
    return not one.required and (not one.beside or one.beside in needed)


LONGEST = 20
MOST_DIGITS = 4
MOST_DECIMALS = 3
PARTS_OF_AN_INCH = {"2", "4", "8", "16", "32"}
SPACES = str.maketrans("\t\u00a0\u2009\u202f", "    ")
SUFFIXES = {unit.value: unit for unit in Unit} | dict.fromkeys('"\u201d\u2033', Unit.INCH)
WRITTEN = re.compile(
    r"(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]+)| +(?P<above>[0-9]+)/(?P<below>[0-9]+))?"
    ' *(?P<suffix>[A-Za-z"\u201d\u2033]*)'
)
# Spelt out, so that nothing a caller did to the thread's own context changes a measurement.
EXACT = Context(prec=28, rounding=ROUND_HALF_UP)


def parse_length_mm(text: str, unit: Unit) -> int | Refusal:
    """The length typed as `text`, in whole mm, half a millimetre rounded up.

    Decimal comma or point, a unit behind the number (`cm`, `mm`, `in`, `"`) that counts instead of
    `unit`, and fractions of an inch (`32 1/8`) are understood; signs, exponents, separators of
    thousands and other digits than 0 to 9 are refused. Whatever the text, nothing is raised.
    """
    return _parse(text, unit, MM_PER)


def parse_weight_hg(text: str, unit: Unit) -> int | Refusal:
    """The weight typed as `text`, in whole hg (0.1 kg); written as lengths are, in `kg` or `lb`."""
    return _parse(text, unit, HG_PER)


def read(asked_for: Measurement, text: str, unit: Unit) -> int | Refusal:
    """The amount typed for one measurement, in mm (weight: hg), if an adult can measure that."""
    amount = _parse(text, unit, asked_for.units)
    if isinstance(amount, Refusal) or asked_for.is_possible(amount):
        return amount
    for other in asked_for.units:
        meant = _parse(text, other, asked_for.units)
        if isinstance(meant, int) and asked_for.is_usual(meant):
            return Refusal(Code.OUTSIDE, *asked_for.hard, suggested=other, suggested_amount=meant)
    return Refusal(Code.OUTSIDE, *asked_for.hard)


def read_all(
    measurements: Sequence[Measurement], texts: Mapping[str, str], length: Unit, weight: Unit
) -> tuple[dict[str, int], dict[str, Refusal]]:
    """All amounts typed and all refusals, each by key.

    Args:
        measurements: what was asked; other texts are passed over.
        texts: what was typed, by key; what is not required may be empty or not there.
        length: the unit of lengths without one.
        weight: the unit of weights without one.
    """
    amounts, refusals = {}, {}
    for one in measurements:
        answer = read(one, texts.get(one.key, ""), weight if weight in one.units else length)
        if isinstance(answer, int):
            amounts[one.key] = answer
        elif one.required or answer.code is not Code.EMPTY:
            refusals[one.key] = answer
    return amounts, refusals


def _parse(text: str, unit: Unit, per: Mapping[Unit, Decimal]) -> int | Refusal:
    if len(text) > LONGEST:  # Before anything that takes longer for a longer text.
        return Refusal(Code.TOO_LONG)
    typed = text.translate(SPACES).strip(" ")
    written = WRITTEN.fullmatch(typed)
    if written is None:
        return Refusal(_illegible(typed))
    suffix = written["suffix"].lower()
    used = SUFFIXES.get(suffix) if suffix else unit
    if used is None or used not in per:
        return Refusal(Code.UNIT)
    number = _number(written, used)
    if isinstance(number, Code):
        return Refusal(number)
    return int(EXACT.quantize(EXACT.multiply(number, per[used]), Decimal(1)))


def _illegible(typed: str) -> Code:
    if not typed:
        return Code.EMPTY
    if any(character.isnumeric() and not character.isascii() for character in typed):
        return Code.OTHER_DIGITS
    return Code.NOT_A_NUMBER


def _number(written: re.Match[str], unit: Unit) -> Decimal | Code:
    whole, decimals = written["whole"].lstrip("0") or "0", written["decimals"] or "0"
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        return Code.TOO_MANY_DIGITS
    if written["below"] is None:
        return Decimal(f"{whole}.{decimals}")
    above, below = int(written["above"]), written["below"]
    if unit is not Unit.INCH or below not in PARTS_OF_AN_INCH or not 0 < above < int(below):
        return Code.FRACTION
    return EXACT.add(Decimal(whole), EXACT.divide(Decimal(above), Decimal(below)))
