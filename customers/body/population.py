"""The people bodies are compared with: one multivariate normal per sex, of levels.

The level of an amount x (mm, hg, years) is log(x - shift): there men and women are each spread
normally enough that 90 % intervals hold 90 %. The parameters of both populations ship beside this
module; `customers.body.fit` makes them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

SEXES = ("f", "m")
"""How a sex is written, in the order of every axis over sexes; "" is not stated."""

SURVEYED = (
    "height_mm",
    "weight_hg",
    "age_years",
    "waist_navel_mm",
    "waist_iliac_mm",
    "hip_mm",
    "inseam_mm",
    "thigh_mm",
    "knee_proxy_mm",
    "calf_mm",
    "ankle_mm",
    "crotch_length_mm",
    "outseam_navel_mm",
    "heel_mm",
)
"""What surveys measured and the commands read and write, in this order."""

FIELDS = (*SURVEYED, "crotch_back_mm", "crotch_front_mm")
"""All the model knows, in the order of every axis over fields.

The last two add up to the crotch length, so of the three only two may be known of anybody.
"""

BENDS = (100.0, 0.1)
"""So near its shift, if that is above 0 or not, a level goes on straight: a slip has one too."""

FARTHEST = 20.0
"""No level lies beyond: e to the 20 is a body of 485 km, and a slip may foretell no more."""


class People(StrEnum):
    """Whom bodies may be compared with."""

    CIVILIAN = "civilian"
    ARMY = "army"


@dataclass(frozen=True, slots=True)
class Normal:
    """The spread of one sex: mean levels (fields) and their covariance (fields x fields)."""

    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Alarm:
    """How far from usual is suspicious: once in a hundred bodies without a mistake.

    `by_fields` holds the limits of sets of known fields (names in order, a blank between);
    all other sets take the limit by their number of fields, `by_count[0]` being that of one.
    """

    by_count: tuple[float, ...]
    by_fields: Mapping[str, float]

    def limit(self, fields: Sequence[str]) -> float:
        """The largest residual, in standard deviations, that stays unsuspicious."""
        by_count = self.by_count[min(len(fields), len(self.by_count)) - 1]
        return self.by_fields.get(" ".join(fields), by_count)


@dataclass(frozen=True, slots=True)
class Population:
    """People of whom the model was made: shifts by field, a normal by sex, and the alarm."""

    shifts: Floats
    normals: tuple[Normal, Normal]
    alarm: Alarm

    def levels(self, amounts: Floats) -> Floats:
        """The level of each amount; the last axis is that of all fields."""
        above, bends = amounts - self.shifts, self._bends()
        return np.log(np.maximum(above, bends)) + np.minimum(above / bends - 1, 0)

    def amounts(self, levels: Floats, fields: Indices) -> Floats:
        """The amount at each level: what `levels` undoes. None is below 1.

        The last axis is that of `fields`, by their number.
        """
        shifts, bends = self.shifts[fields], self._bends()[fields]
        curved = np.exp(np.clip(levels, np.log(bends), FARTHEST))
        straight = np.minimum(levels - np.log(bends), 0) * bends
        return np.maximum(shifts + curved + straight, 1)

    def _bends(self) -> Floats:
        return np.where(self.shifts > 0, *BENDS)


@cache
def population(people: People) -> Population:
    """The population whose parameters ship under that name."""
    path = Path(__file__).with_name(f"{people.value}.json")
    return from_parameters(json.loads(path.read_text("utf-8")))


def from_parameters(parameters: Mapping[str, Any]) -> Population:
    """The population written as `customers.body.fit` writes it."""
    assert tuple(parameters["fields"]) == FIELDS
    first, second = (
        Normal(np.array(of_sex["mean"]), _symmetric(of_sex["covariance"]))
        for of_sex in (parameters["sexes"][sex] for sex in SEXES)
    )
    alarm = Alarm(tuple(parameters["alarm"]["by_count"]), parameters["alarm"]["by_fields"])
    return Population(np.array(parameters["shifts"], float), (first, second), alarm)


def _symmetric(rows: Sequence[Sequence[float]]) -> Floats:
    """The whole covariance, from its rows up to the diagonal."""
    lower = np.zeros((len(rows), len(rows)))
    for number, row in enumerate(rows):
        lower[number, : len(row)] = row
    return lower + np.tril(lower, -1).T
