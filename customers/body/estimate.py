"""What the tablet asks of the model: what is missing, what looks wrong, what has changed.

The tablet's measurements (`customers.body.measurement`) and the surveys' fields go by different
names. Four of the tablet's stand for a survey's, as near as can be:

    waist_mm (where worn)       waist_iliac_mm (top of the hip bone)
    knee_mm (kneecap)           knee_proxy_mm (just above it)
    front_rise_mm               crotch_front_mm (crotch to navel; crotch_length - crotch_back)
    back_rise_mm                crotch_back_mm (crotch to navel)

The others mean the same to both, and what only one of them knows (calf_mm, outseam_navel_mm, ...)
keeps its name. Where an amount is known by both its names, the survey's counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from customers.body import agreement
from customers.body.agreement import Change
from customers.body.measurement import Unit
from customers.body.model import filled
from customers.body.plausible import Suspicion, suspicions
from customers.body.population import FIELDS, Floats, People, population

AS_SURVEYED: Mapping[str, str] = {
    "waist_mm": "waist_iliac_mm",
    "knee_mm": "knee_proxy_mm",
    "front_rise_mm": "crotch_front_mm",
    "back_rise_mm": "crotch_back_mm",
}
"""The survey's field that comes closest to a measurement of the tablet, where names differ."""

ON_THE_TABLET: Mapping[str, str] = {field: key for key, field in AS_SURVEYED.items()}
"""The same, the other way round."""

FRONT_RISE, BACK_RISE = "front_rise_mm", "back_rise_mm"

FEWEST_KNOWN = 2
"""Fewer amounts say next to nothing about the others."""

TOLERANCES_MM: Mapping[str, int] = {
    # What fits the body closely must be made this exactly.
    "waist_mm": 10,
    "waist_iliac_mm": 10,
    "waist_navel_mm": 10,
    "hip_mm": 13,
    "thigh_mm": 10,
    "inseam_mm": 8,
    "outseam_navel_mm": 8,
    "crotch_length_mm": 12,
    "front_rise_mm": 6,
    "back_rise_mm": 6,
    # Cloth stands off the leg below the thigh: its ease, 40 mm and more, takes up the error.
    "knee_mm": 35,
    "knee_proxy_mm": 35,
    "calf_mm": 35,
    "ankle_mm": 25,
    "heel_mm": 20,
}
"""By how much the body may differ from what was ordered, unless the caller knows better.

A fit without ease at the knee (skinny) must be asked with a tolerance of its own.
"""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was not measured: of a hundred such people ninety lie from `low` to `high`, in mm.

    Half of them lie below `usual`. Weight is in hg, age in years.
    """

    low: int
    usual: int
    high: int


def predicted(
    known: Mapping[str, int], sex: str | None = None, people: People = People.CIVILIAN
) -> dict[str, Estimate]:
    """An estimate of everything that is not known, by the tablet's names and the surveys'.

    Args:
        known: amounts in mm (weight: hg, age: years) by either kind of name; other names are
            passed over.
        sex: "f", "m", or None if it is not stated.
        people: with whom to compare.
    """
    row = _row(known)
    found = filled(population(people), row, [sex or ""])
    estimates: dict[str, Estimate] = {}
    for number, field in enumerate(FIELDS):
        if np.isnan(row[0, number]):
            of_all = (found.low, found.median, found.high)
            estimate = Estimate(*(round(float(part[0, number])) for part in of_all))
            estimates |= {name: estimate for name in _names(field) if name not in known}
    return estimates | _adding_up(row[0], known)


def suspicion(
    known: Mapping[str, int],
    sex: str | None = None,
    people: People | None = None,
    units: Mapping[str, Unit] | None = None,
) -> Suspicion | None:
    """What of the amounts looks like a mistake, by the name it was given; None if nothing does.

    `units` says in what each was typed. See `customers.body.plausible.suspicions`.
    """
    typed_in = {AS_SURVEYED.get(name, name): unit for name, unit in (units or {}).items()}
    found = suspicions(_row(known), [sex or ""], people, typed_in)[0]
    if found is None:
        return None
    guesses = (replace(one, other=_as_told(one.other, known)) for one in found.guesses)
    return replace(found, field=_as_told(found.field, known), guesses=tuple(guesses))


def changes(
    now: Mapping[str, int], before: Mapping[str, int], sex: str | None = None
) -> list[Change]:
    """Each measurement taken at this visit and the last, by the name it has now.

    See `customers.body.agreement.changes`.
    """
    found = agreement.changes(_surveyed(now), _surveyed(before), sex)
    return [replace(one, field=_as_told(one.field, now)) for one in found]


def _surveyed(amounts: Mapping[str, int]) -> dict[str, int]:
    """The same by the surveys' names."""
    return {AS_SURVEYED.get(name, name): amount for name, amount in amounts.items()} | {
        field: amounts[field] for field in ON_THE_TABLET if field in amounts
    }


def may_order(field: str, estimate: Estimate, tolerance_mm: int | None = None) -> bool:
    """Whether a garment may be cut from the estimate: 90 % of people lie within the tolerance.

    `tolerance_mm` defaults to that of the field in TOLERANCES_MM; a field without one must be
    measured.
    """
    allowed = TOLERANCES_MM.get(field, 0) if tolerance_mm is None else tolerance_mm
    return max(estimate.usual - estimate.low, estimate.high - estimate.usual) <= allowed


def orderable(
    known: Mapping[str, int], wanted: Iterable[str], sex: str | None = None
) -> dict[str, Estimate]:
    """Of what is `wanted` and not known, that from whose estimate a garment may be cut.

    Nothing while next to nothing is known. Once the crotch length is, both rises: their sum is
    what must fit, and where a tape parts it differs from hand to hand more than it matters.
    """
    if len(known) < FEWEST_KNOWN:
        return {}
    found = predicted(known, sex)
    parted = (FRONT_RISE, BACK_RISE) if "crotch_length_mm" in known else ()
    return {
        key: found[key]
        for key in wanted
        if key in found and (key in parted or may_order(key, found[key]))
    }


def _row(known: Mapping[str, int]) -> Floats:
    """One person's amounts, as the model takes them."""
    surveyed = _surveyed(known)
    row = np.array([[surveyed.get(field, np.nan) for field in FIELDS]], float)
    length, back, front = row[0, ROUND_THE_CROTCH]
    if not np.isnan([length, back, front]).any():
        row[0, ROUND_THE_CROTCH[-1]] = np.nan  # It says nothing new.
    return row


ROUND_THE_CROTCH = [
    FIELDS.index(field) for field in ("crotch_length_mm", "crotch_back_mm", "crotch_front_mm")
]


def _adding_up(row: Floats, known: Mapping[str, int]) -> dict[str, Estimate]:
    """Of the way around the crotch and its two parts the third, where two are known."""
    length, back, front = row[ROUND_THE_CROTCH]
    thirds = (back + front, length - front, length - back)
    return {
        name: Estimate(*[round(float(third))] * 3)
        for number, third in zip(ROUND_THE_CROTCH, thirds, strict=True)
        if np.isnan(row[number]) and not np.isnan(third)
        for name in _names(FIELDS[number])
        if name not in known
    }


def _names(field: str) -> tuple[str, ...]:
    return (field, ON_THE_TABLET[field]) if field in ON_THE_TABLET else (field,)


def _as_told(field: str, known: Mapping[str, int]) -> str:
    """The name by which the amount came in."""
    return field if field in known else ON_THE_TABLET.get(field, field)
