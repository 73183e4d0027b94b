"""Whether two readings of one body agree: rise and legs, left and right, this visit and the last.

The tape itself is off by so much: two readings of one length differ by 12 mm (standard deviation),
and by more than 30 mm once in a hundred times (experts, 72 people, 11 measurements).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from customers.body.population import FIELDS, SEXES, People, Population, population

RISE_MM = 25
"""Rise and inside leg may miss the outside leg by this much."""

SIDES_MM = 20
"""Left and right may differ by this much; most people's do by less."""

TAPE_MM = 30
"""Two readings of what has not changed may differ by this much."""

CHANGED_MM = 50
"""A girth may change by this much without the weight: by training, or by a child."""

UNWEIGHED_MM = 80
"""And by this much where nobody knows how the weight has changed."""

UNCHANGING = (
    *("height_mm", "inseam_mm", "outseam_navel_mm", "crotch_length_mm", "heel_mm"),
    *("crotch_back_mm", "crotch_front_mm"),
)
"""What no grown body changes by more than the tape; heels are bone, and rises nearly so."""

GIRTHS = (
    *("waist_navel_mm", "waist_iliac_mm", "hip_mm", "thigh_mm"),
    *("knee_proxy_mm", "calf_mm", "ankle_mm"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """By how many millimetres two readings miss each other, and what is let pass."""

    gap_mm: int
    allowed_mm: int

    def is_odd(self) -> bool:
        """Whether somebody must confirm it."""
        return abs(self.gap_mm) > self.allowed_mm


def rise_gap(body_rise_mm: int, inseam_mm: int, outseam_mm: int) -> Gap:
    """How much longer the rise and the inside leg are than the outside leg, waist to floor.

    `body_rise_mm` is the upright distance from the crotch to the level of the waist, not a tape
    around the body; all three must be meant for the same waist.
    """
    return Gap(body_rise_mm + inseam_mm - outseam_mm, RISE_MM)


def sides_gap(left_mm: int, right_mm: int) -> Gap:
    """How much more the left side measures than the right."""
    return Gap(left_mm - right_mm, SIDES_MM)


@dataclass(frozen=True, slots=True)
class Change:
    """A measurement that is no longer what it was: mm, now and then.

    `expected_mm` is what the last visit's amount has become with the change of weight since.
    """

    field: str
    now_mm: int
    before_mm: int
    expected_mm: int
    allowed_mm: int

    def is_odd(self) -> bool:
        """Whether somebody must confirm it."""
        return abs(self.now_mm - self.expected_mm) > self.allowed_mm


def changes(
    now: Mapping[str, int], before: Mapping[str, int], sex: str | None = None
) -> list[Change]:
    """Each measurement taken at both visits, in the order of FIELDS; ask of each if it is odd.

    Args:
        now: amounts by field of the model, in mm, weight in hg.
        before: the same at the customer's own last visit.
        sex: "f", "m", or None if it is not stated.
    """
    return [
        Change(field, now[field], before[field], *_expected(field, now, before, sex))
        for field in FIELDS
        if field in now and field in before and field in (*UNCHANGING, *GIRTHS)
    ]


def _expected(
    field: str, now: Mapping[str, int], before: Mapping[str, int], sex: str | None
) -> tuple[int, int]:
    """What the field should have become, and by how much it may miss that."""
    if field in UNCHANGING:
        return before[field], TAPE_MM
    if "weight_hg" not in now or "weight_hg" not in before:
        return before[field], UNWEIGHED_MM
    people = population(People.CIVILIAN)
    levels = people.levels(np.array([_row(before), _row(now)]))
    weights = levels[:, FIELDS.index("weight_hg")]
    place = FIELDS.index(field)
    levels[0, place] += _by_weight(people, place, sex) * (weights[1] - weights[0])
    became = people.amounts(levels[:1, [place]], np.array([place]))
    return round(float(became[0, 0])), CHANGED_MM


def _by_weight(people: Population, place: int, sex: str | None) -> float:
    """By how much the level of a field goes up with that of the weight, the height being one's own.

    Between people of one height, for want of people who were measured twice.
    """
    told = [FIELDS.index(field) for field in ("height_mm", "weight_hg")]
    slopes = []
    for one, normal in zip(SEXES, people.normals, strict=True):
        covariance = normal.covariance
        if sex in (one, None, ""):
            both = np.linalg.solve(covariance[np.ix_(told, told)], covariance[told, place])
            slopes.append(float(both[1]))
    return float(np.mean(slopes))


def _row(amounts: Mapping[str, int]) -> list[float]:
    return [
        amounts.get(field, 1000.0) for field in FIELDS
    ]  # What is not looked at has a level too.
