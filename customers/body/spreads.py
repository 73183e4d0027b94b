"""How levels are spread in two surveys: the means and covariances of both populations.

The army's survey (ANSUR II) has every field but the waist at the iliac crest, the civilians'
(NHANES) has sex, height, weight, hip and that waist. Soldiers are slim, so civilians' legs are what
soldiers' legs are given height, weight, hip and waist: straight lines between levels, and what is
left around them. The army has everyone's age, the other survey nobody's; among civilians age
therefore says nothing of the rest.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from customers.body.population import FIELDS, SEXES, Floats, Indices, People

SHIFTS = {
    People.ARMY: dict.fromkeys(FIELDS, 0.0) | {"thigh_mm": -500.0},
    # By measure. Hips grow faster than any power of the weight, waists more slowly: so shifted
    # both follow straight lines up to 190 kg, which takes 1.0 and 0.6 mm off the mean error.
    People.CIVILIAN: dict.fromkeys(FIELDS, 0.0)
    | {"hip_mm": 500.0, "waist_iliac_mm": -1000.0, "waist_navel_mm": -1000.0}
    | {"thigh_mm": -500.0, "age_years": -100.0},
}

CREST_OVER_NAVEL_MM = 10.0
CREST_OVER_NAVEL_SD_MM = 25.0
"""How much larger the waist is at the iliac crest than at the navel, and by what it varies.

No survey here has both. Means: 858 and 848 mm in 223 men, 877 and 868 mm in 292 women (Comparison
of Waist Circumference Measured at Six Different Sites in the Adults in Ahvaz City, JSMJ). Spread:
sites correlate at 0.97 to 0.99 (PMC3582770), which leaves 20 to 30 mm of a spread of 120 mm.
"""

CIVILIAN_AGE = (48.0, 17.0)
"""Mean and standard deviation of the age of grown civilians, in years: our assumption.

No survey here has it; among grown people of the United States it is about so.
"""

WEIGHED = ("height_mm", "weight_hg", "waist_iliac_mm", "hip_mm")
"""What the civilians' survey measured."""


@dataclass(frozen=True, slots=True)
class Survey:
    """People measured: "f" or "m" of each, and amounts (people x FIELDS, NaN: not asked)."""

    sexes: tuple[str, ...]
    amounts: Floats

    def part(self, people: Indices) -> "Survey":
        """Those people of the survey only."""
        return Survey(tuple(self.sexes[one] for one in people), self.amounts[people])


def read_survey(path: Path) -> Survey:
    """The survey at `path`: CSV with a column `sex` and any of FIELDS."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    amounts = [[float(row.get(field) or "nan") for field in FIELDS] for row in rows]
    columns = np.array(amounts).T
    length, back = (
        columns[FIELDS.index(field)] for field in ("crotch_length_mm", "crotch_back_mm")
    )
    columns[FIELDS.index("crotch_front_mm")] = length - back
    return Survey(tuple(row["sex"] for row in rows), columns.T)


def spreads(army: Survey, civilians: Survey) -> dict[People, dict[str, Any]]:
    """The parameters without the alarm, whose limit no residual reaches."""
    made: dict[People, dict[str, Any]] = {}
    for whose in People:
        shifts = np.array([SHIFTS[whose][field] for field in FIELDS])
        sexes = {}
        for sex in SEXES:
            soldiers = np.log(_of(army, sex) - shifts)
            if whose is People.ARMY:
                spread = _soldiers(soldiers, shifts)
            else:
                spread = _civilians(np.log(_of(civilians, sex) - shifts), soldiers, shifts)
            sexes[sex] = _written(spread.in_order())
        alarm: dict[str, Any] = {"by_count": [np.inf], "by_fields": {}}
        made[whose] = {
            "fields": FIELDS,
            "shifts": shifts.tolist(),
            "sexes": sexes,
            "alarm": alarm,
        }
    return made


def _of(survey: Survey, sex: str) -> Floats:
    of_sex = [one == sex for one in survey.sexes]
    return survey.amounts[np.flatnonzero(of_sex)]


@dataclass(frozen=True, slots=True)
class _Spread:
    """The mean levels and their covariance, field by field as named."""

    fields: tuple[str, ...]
    mean: Floats
    covariance: Floats

    def and_with_them(
        self, fields: Sequence[str], constant: Floats, slopes: Floats, left: Floats
    ) -> "_Spread":
        """More fields: constant + slopes x these, and around it what is `left` (a covariance)."""
        across = slopes @ self.covariance
        return _Spread(
            (*self.fields, *fields),
            np.concatenate([self.mean, constant + slopes @ self.mean]),
            np.block([[self.covariance, across.T], [across, across @ slopes.T + left]]),
        )

    def in_order(self) -> "_Spread":
        order = [self.fields.index(field) for field in FIELDS]
        return _Spread(FIELDS, self.mean[order], self.covariance[np.ix_(order, order)])


def _measured(levels: Floats, fields: Sequence[str]) -> _Spread:
    columns = levels[:, [FIELDS.index(field) for field in fields]]
    return _Spread(tuple(fields), columns.mean(axis=0), np.cov(columns, rowvar=False))


def _soldiers(levels: Floats, shifts: Floats) -> _Spread:
    fields = [field for field in FIELDS if field != "waist_iliac_mm"]
    return _other_waist(_measured(levels, fields), "waist_navel_mm", "waist_iliac_mm", shifts)


def _civilians(levels: Floats, soldiers: Floats, shifts: Floats) -> _Spread:
    weighed = _measured(levels, WEIGHED)
    both = _other_waist(weighed, "waist_iliac_mm", "waist_navel_mm", shifts)
    start = ("height_mm", "weight_hg", "hip_mm", "waist_navel_mm")
    legs = tuple(field for field in FIELDS if field not in {*both.fields, "age_years"})
    told = _measured(soldiers, (*start, *legs))
    many = len(start)
    slopes = np.linalg.solve(told.covariance[:many, :many], told.covariance[:many, many:]).T
    left = told.covariance[many:, many:] - slopes @ told.covariance[:many, many:]
    constant = told.mean[many:] - slopes @ told.mean[:many]
    on_all = np.zeros((len(legs), len(both.fields)))
    on_all[:, [both.fields.index(field) for field in start]] = slopes
    whole = both.and_with_them(legs, constant, on_all, left)
    mean, deviation = CIVILIAN_AGE
    above = mean - shifts[FIELDS.index("age_years")]
    alone = np.zeros((1, len(whole.fields)))
    spread = np.array([[(deviation / above) ** 2]])
    return whole.and_with_them(["age_years"], np.log([above]), alone, spread)


def _other_waist(spread: _Spread, measured: str, other: str, shifts: Floats) -> _Spread:
    """The same with the waist at the other height, nearly parallel to the one measured."""
    place = spread.fields.index(measured)
    above = np.exp(spread.mean[place])
    sign = -1 if measured == "waist_iliac_mm" else 1
    slopes = np.zeros((1, len(spread.fields)))
    slopes[0, place] = 1
    step = np.array([sign * CREST_OVER_NAVEL_MM / above])
    assert shifts[FIELDS.index(measured)] == shifts[FIELDS.index(other)]
    return spread.and_with_them(
        [other], step, slopes, np.array([[(CREST_OVER_NAVEL_SD_MM / above) ** 2]])
    )


def _written(spread: _Spread) -> dict[str, Any]:
    """Nine decimals are a hundred-thousandth of what is left around the straightest line."""
    rows = [
        [round(float(entry), 9) for entry in row[: number + 1]]
        for number, row in enumerate(spread.covariance)
    ]
    return {"mean": [round(float(level), 6) for level in spread.mean], "covariance": rows}
