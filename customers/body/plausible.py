"""What of a body looks like a mistake: the one field that fits least with all the others.

Only the field is suspicious, never the person, and a suspicion only asks to confirm. Its limits
are calibrated so that one body in a hundred without any mistake is asked about. Where nothing but
height, weight, waist and hip is known they are those of civilians, of whom the soldiers' would ask
one in ten; what legs measure only soldiers tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from customers.body.guess import IN_90_PERCENT, Expected, Guess, Mistake, guesses, likeliest_first
from customers.body.measurement import MEASUREMENTS, Unit
from customers.body.model import residuals
from customers.body.population import FIELDS, Floats, Indices, People, population
from customers.body.survey import KNOWN


class Why(StrEnum):
    """Why an amount is suspicious."""

    UNUSUAL = "unusual"  # with these others
    ALONE = "alone"  # nothing but the sex is known besides
    RANGE = "range"  # whatever the others: hardly any adult measures that


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The field that may hold a mistake, and what would be usual; mm, weight in hg.

    Of a hundred people with these others ninety lie from `low` to `high`, half below `usual`.
    With the reason RANGE, `low` and `high` are where nearly all adults lie. `deviation` says how
    far off the amount is, in standard deviations. `guesses` holds what may have been meant, the
    likeliest first.
    """

    field: str
    amount: int
    why: Why
    low: int
    usual: int
    high: int
    deviation: float
    guesses: tuple[Guess, ...] = ()


UNJUDGED = {"age_years"}
"""Only its range is looked at: soldiers are younger than customers."""

OF_CIVILIANS = {"height_mm", "weight_hg", "waist_navel_mm", "waist_iliac_mm", "hip_mm"}
"""While nothing else is known, civilians say what is usual."""

MOST_GUESSES = 3

_SOFT = {one.key: one.soft for one in MEASUREMENTS}
RANGES: Mapping[str, tuple[int, int]] = {
    "age_years": KNOWN["age_years"],
    "height_mm": _SOFT["height_mm"],
    "weight_hg": _SOFT["weight_hg"],
    "waist_navel_mm": _SOFT["waist_mm"],
    "waist_iliac_mm": _SOFT["waist_mm"],
    "hip_mm": _SOFT["hip_mm"],
    "inseam_mm": _SOFT["inseam_mm"],
    "thigh_mm": _SOFT["thigh_mm"],
    "knee_proxy_mm": _SOFT["knee_mm"],
    "heel_mm": _SOFT["heel_mm"],
    "crotch_back_mm": _SOFT["back_rise_mm"],
    "crotch_front_mm": _SOFT["front_rise_mm"],
    "calf_mm": (250, 620),
    "ankle_mm": (150, 360),
    "crotch_length_mm": (450, 1050),
    "outseam_navel_mm": (780, 1320),
}
"""Where nearly all adults lie: outside, somebody must confirm."""


def suspicions(
    amounts: Floats,
    sexes: Sequence[str],
    of: People | None = None,
    units: Mapping[str, Unit] | None = None,
) -> list[Suspicion | None]:
    """What is suspicious about each person, if anything.

    Args:
        amounts: people x FIELDS, NaN where unknown; above 0.
        sexes: "f", "m" or "" for each person.
        of: the people to compare with; None asks the civilians while OF_CIVILIANS is all that is
            known of a person, else the army.
        units: in what each field was typed; see `guesses`.
    """
    judged = amounts.copy()
    judged[:, [FIELDS.index(field) for field in UNJUDGED]] = np.nan
    only_civilians = _told_by_civilians(judged)
    found: list[Suspicion | None] = [None] * len(amounts)
    for whose in People:
        asked = only_civilians == (whose is People.CIVILIAN) if of is None else of is whose
        people = np.flatnonzero(np.broadcast_to(asked, len(amounts)))
        if people.size:
            part = [sexes[int(one)] for one in people]
            for one, suspicion in _compared(whose, judged[people], part, units or {}):
                found[people[one]] = suspicion
    for one, person in enumerate(amounts):
        found[one] = found[one] or _out_of_range(person)
    return found


def _told_by_civilians(amounts: Floats) -> np.ndarray:
    others = [number for number, field in enumerate(FIELDS) if field not in OF_CIVILIANS]
    return np.asarray(np.isnan(amounts[:, others]).all(axis=1))


def _compared(
    whose: People, amounts: Floats, sexes: Sequence[str], units: Mapping[str, Unit]
) -> list[tuple[int, Suspicion]]:
    """The people with an alarm, by number, and what it is about."""
    found = residuals(population(whose), amounts, sexes)
    off = np.nan_to_num(np.abs(found.deviation))
    suspects = off.argmax(axis=1)
    alarmed = np.flatnonzero(off.max(axis=1) > _limits(whose, amounts))
    swaps = _swaps(whose, amounts, sexes, alarmed, suspects[alarmed])
    told = []
    for person, swapped in zip(alarmed, swaps, strict=True):
        field = FIELDS[suspects[person]]
        usual = found.usual
        expected = Expected(
            *(
                float(part[person, suspects[person]])
                for part in (usual.low, usual.median, usual.high)
            )
        )
        amount = float(amounts[person, suspects[person]])
        meant = [*guesses(field, amount, expected, units.get(field)), *swapped]
        alone = np.count_nonzero(~np.isnan(amounts[person])) == 1
        suspicion = Suspicion(
            field=field,
            amount=round(amount),
            why=Why.ALONE if alone else Why.UNUSUAL,
            low=round(expected.low),
            usual=round(expected.median),
            high=round(expected.high),
            deviation=round(float(found.deviation[person, suspects[person]]), 2),
            guesses=tuple(likeliest_first(meant, expected)[:MOST_GUESSES]),
        )
        told.append((int(person), suspicion))
    return told


def _limits(whose: People, amounts: Floats) -> Floats:
    """The limit of each person: that of the fields that are known of him or her."""
    alarm = population(whose).alarm
    sets, belongs = np.unique(~np.isnan(amounts), axis=0, return_inverse=True)
    limits = [
        alarm.limit([FIELDS[number] for number in np.flatnonzero(one)]) if one.any() else np.inf
        for one in sets
    ]
    return np.array(limits)[belongs.ravel()]


def _swaps(
    whose: People, amounts: Floats, sexes: Sequence[str], people: Indices, suspects: Indices
) -> list[list[Guess]]:
    """For each person the field that, in the suspect's place, would leave nothing to ask."""
    tried, owners, others = [], [], []
    for number, (person, suspect) in enumerate(zip(people, suspects, strict=True)):
        for other in np.flatnonzero(~np.isnan(amounts[person])):
            if other != suspect and _may_swap(FIELDS[suspect], FIELDS[other]):
                row = amounts[person].copy()
                row[[suspect, other]] = row[[other, suspect]]
                tried.append(row)
                owners.append(number)
                others.append(other)
    swaps: list[list[Guess]] = [[] for _ in people]
    if tried:
        rows = np.array(tried)
        off = residuals(population(whose), rows, [sexes[int(people[one])] for one in owners])
        largest = np.nanmax(np.abs(off.deviation), axis=1)
        for one in np.flatnonzero(largest <= _limits(whose, rows)):
            amount = round(float(rows[one, suspects[owners[one]]]))
            guess = Guess(Mistake.SWAPPED_FIELDS, amount, FIELDS[others[one]])
            swaps[owners[one]].append(guess)
    return swaps


def _may_swap(one: str, other: str) -> bool:
    """Whether somebody may take one for the other; a scale is no tape."""
    return "weight_hg" not in (one, other)


def _out_of_range(person: Floats) -> Suspicion | None:
    """The first field outside its range."""
    for field, amount in zip(FIELDS, person, strict=True):
        low, high = RANGES[field]
        if not np.isnan(amount) and not low <= amount <= high:
            middle = (low + high) // 2
            off = round((float(amount) - middle) * IN_90_PERCENT / (high - low), 2)
            return Suspicion(field, round(float(amount)), Why.RANGE, low, middle, high, off)
    return None
