"""What people read about measurements: names, how to take them, and why one was not taken."""

from decimal import Decimal
from enum import StrEnum

from babel.numbers import format_decimal
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.web.desk import language
from customers.body.measurement import Code, Measurement, Refusal, Unit
from production.format import locale_of


class Units(StrEnum):
    """The pair of units people measure in."""

    METRIC = "cm"
    INCHES = "in"

    @property
    def length(self) -> Unit:
        """The unit of a length without one."""
        return Unit.INCH if self is Units.INCHES else Unit.CM

    @property
    def weight(self) -> Unit:
        """The unit of a weight without one."""
        return Unit.LB if self is Units.INCHES else Unit.KG

    def of(self, measurement: Measurement) -> Unit:
        """The unit this measurement is given in."""
        return self.weight if self.weight in measurement.units else self.length


NAMES: dict[str, LazyString] = {
    "height_mm": _l("Height"),
    "weight_hg": _l("Weight"),
    "waist_mm": _l("Waist"),
    "hip_mm": _l("Hip"),
    "thigh_mm": _l("Thigh"),
    "knee_mm": _l("Knee"),
    "calf_mm": _l("Calf"),
    "heel_mm": _l("Heel round"),
    "inseam_mm": _l("Inseam"),
    "outseam_navel_mm": _l("Outseam"),
    "crotch_length_mm": _l("Crotch length"),
    "front_rise_mm": _l("Front rise"),
    "back_rise_mm": _l("Back rise"),
}

HOW: dict[str, LazyString] = {
    "height_mm": _l("Stand without shoes, back to a wall; from the floor to the top of the head."),
    "weight_hg": _l("Without shoes and jacket. It only helps us to notice a slip of the tape."),
    "waist_mm": _l("Level all round where you wear your jeans; breathe out, two fingers under it."),
    "hip_mm": _l("Level round the widest part of the seat, feet together, pockets empty."),
    "thigh_mm": _l("Round the widest part of the thigh, just under the crotch, standing easy."),
    "knee_mm": _l("Round the middle of the kneecap, leg straight."),
    "calf_mm": _l("Level round the widest part of the calf, standing easy."),
    "heel_mm": _l("Round the heel and over the instep, toes pointed: the hem must pass here."),
    "inseam_mm": _l("Along the inside of the leg, from the crotch to the floor, without shoes."),
    "outseam_navel_mm": _l("Along the outside of the leg, from the navel's level to the floor."),
    "crotch_length_mm": _l("From the navel between the legs to the same level at the back."),
    "front_rise_mm": _l("From the crotch up the front to the level of the navel."),
    "back_rise_mm": _l("From the crotch over the seat to the level of the navel at the back."),
}

_UNITS: dict[Unit, LazyString] = {
    Unit.MM: _l("mm"),
    Unit.CM: _l("cm"),
    Unit.INCH: _l("inches"),
    Unit.KG: _l("kg"),
    Unit.LB: _l("pounds"),
}

_WHY: dict[Code, LazyString] = {
    Code.EMPTY: _l("Please measure this one; we cannot cut without it."),
    Code.TOO_LONG: _l("Please write only the number, such as 81.5."),
    Code.OTHER_DIGITS: _l("Please use the digits 0 to 9."),
    Code.NOT_A_NUMBER: _l("Please write a number, such as 81.5 or 32 1/4."),
    Code.TOO_MANY_DIGITS: _l("Please write fewer digits, such as 81.5."),
    Code.UNIT: _l("Please write cm, mm or in behind the number, or nothing; kg or lb for weight."),
    Code.FRACTION: _l("Please write fractions of an inch as 1/2, 1/4, 1/8, 1/16 or 1/32."),
}


def amount_in(amount: int, unit: Unit, measurement: Measurement) -> str:
    """`amount` in mm (weight: hg) as a number of `unit`, written as the reader writes numbers."""
    places = "0.##" if unit in {Unit.INCH, Unit.LB} else "0.#"
    number = Decimal(amount) / measurement.units.get(unit, Decimal(1))
    return str(format_decimal(number, format=places, locale=locale_of(language())))


def with_unit(amount: int, unit: Unit, measurement: Measurement) -> str:
    """`amount` as above with the unit behind it: `81.5 cm`."""
    return f"{amount_in(amount, unit, measurement)}\N{NO-BREAK SPACE}{_UNITS[unit]}"


def unit_name(unit: Unit) -> str:
    """The unit in the reader's words."""
    return str(_UNITS[unit])


def why_not(refusal: Refusal, measurement: Measurement, unit: Unit) -> str:
    """Why a text was refused, in words that say what to do."""
    if refusal.code is not Code.OUTSIDE:
        return str(_WHY[refusal.code])
    told = _limits(refusal, measurement, unit)
    if refusal.suggested and refusal.suggested_amount:
        meant = with_unit(refusal.suggested_amount, unit, measurement)
        other = unit_name(refusal.suggested)
        hint = _("If you meant %(unit)s, that is %(amount)s.", unit=other, amount=meant)
        return f"{told} {hint}"
    return told


def doubt(amount: int, measurement: Measurement, unit: Unit) -> str:
    """Why a measurement that can be is asked about again."""
    low, high = measurement.soft
    said: str = _(
        "%(amount)s is far from usual: nearly everybody has %(low)s to %(high)s.",
        amount=with_unit(amount, unit, measurement),
        low=amount_in(low, unit, measurement),
        high=with_unit(high, unit, measurement),
    )
    return said


def _limits(refusal: Refusal, measurement: Measurement, unit: Unit) -> str:
    least, most = refusal.least, refusal.most
    if least is None and most is not None:
        told = _("We can make it for at most %(most)s.", most=with_unit(most, unit, measurement))
        return str(told)
    low, high = least or measurement.hard[0], most or measurement.hard[1]
    said: str = _(
        "Please measure again: we make garments for %(low)s to %(high)s.",
        low=amount_in(low, unit, measurement),
        high=with_unit(high, unit, measurement),
    )
    return said
