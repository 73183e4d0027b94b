"""Makes the parameters of `customers.body.population`, the same ones every time.

    python -m customers.body.fit ARMY.csv CIVILIANS.csv customers/body

writes `army.json` and `civilian.json` into the folder named last. Columns are those of FIELDS and
`sex`; what each survey must have, `customers.body.spreads` says.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import numpy as np

from customers.body.model import residuals
from customers.body.population import FIELDS, Floats, Indices, People, Population, from_parameters
from customers.body.spreads import WEIGHED, Survey, read_survey, spreads

FALSE_ALARMS = 0.01
FOLDS = 5
SETS_PER_COUNT = 12

JUDGED = tuple(field for field in FIELDS if field not in {"age_years", "crotch_front_mm"})
"""What the alarm is calibrated on. Ages are not judged: soldiers are younger than customers."""

OFTEN = (
    WEIGHED,
    (
        "height_mm",
        "weight_hg",
        "waist_navel_mm",
        "hip_mm",
        "inseam_mm",
        "thigh_mm",
        "crotch_length_mm",
        "outseam_navel_mm",
    ),
)
"""Sets of fields so often known together that the alarm has a limit of its own for each."""


def fitted(army: Survey, civilians: Survey) -> dict[People, dict[str, Any]]:
    """The parameters of both populations, as `from_parameters` reads them.

    The alarm's limits are taken from people who were not fitted to: each fifth of them is judged
    by what the other four fifths gave.
    """
    made = spreads(army, civilians)
    heard: dict[People, list[dict[tuple[str, ...], Floats]]] = {whose: [] for whose in People}
    for fold in range(FOLDS):
        kept, judged = _fold(army, fold), _fold(civilians, fold)
        parts = spreads(army.part(kept[0]), civilians.part(judged[0]))
        for whose, survey, people in (
            (People.ARMY, army, kept[1]),
            (People.CIVILIAN, civilians, judged[1]),
        ):
            heard[whose].append(_largest(from_parameters(parts[whose]), survey.part(people)))
    limits = {whose: _limits(folds) for whose, folds in heard.items()}
    for whose, parameters in made.items():
        parameters["alarm"] = _alarm(limits[whose], limits[People.ARMY])
    return made


def _fold(survey: Survey, fold: int) -> tuple[Indices, Indices]:
    """Who is kept and who is judged; every fifth of each sex, in the survey's order."""
    order = np.argsort(np.array(survey.sexes), kind="stable")
    judged = np.sort(order[fold::FOLDS])
    return np.setdiff1d(order, judged), judged


def _largest(of: Population, people: Survey) -> dict[tuple[str, ...], Floats]:
    """Each person's largest residual, for many sets of known fields."""
    typed = np.round(people.amounts / 5) * 5  # As tapes and scales are read: to 0.5 cm and 0.5 kg.
    had = [one for one in JUDGED if not np.isnan(typed[0, FIELDS.index(one)])]
    found = {}
    for fields in _sets(had):
        told = np.full(typed.shape, np.nan)
        columns = [FIELDS.index(field) for field in fields]
        told[:, columns] = typed[:, columns]
        found[fields] = np.nanmax(np.abs(residuals(of, told, people.sexes).deviation), axis=1)
    return found


def _sets(fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Some sets of each number of `fields`, evenly out of all, and those people often know."""
    yield from (one for one in OFTEN if set(one) <= set(fields))
    for count in range(1, len(fields) + 1):
        every = list(combinations(fields, count))
        step = max(1, len(every) // SETS_PER_COUNT)
        yield from islice(every[step // 2 :: step], SETS_PER_COUNT)


def _limits(folds: Sequence[Mapping[tuple[str, ...], Floats]]) -> dict[tuple[str, ...], float]:
    """The residual that one person in a hundred exceeds, by set of known fields."""
    return {
        fields: float(np.quantile(np.concatenate([one[fields] for one in folds]), 1 - FALSE_ALARMS))
        for fields in folds[0]
    }


def _alarm(
    own: Mapping[tuple[str, ...], float], others: Mapping[tuple[str, ...], float]
) -> dict[str, Any]:
    """The limits as they are written; where a population has no people, the others' count."""
    by_count = []
    for count in range(1, max(map(len, others)) + 1):
        of_count = [limit for fields, limit in own.items() if len(fields) == count]
        of_count = of_count or [limit for fields, limit in others.items() if len(fields) == count]
        by_count.append(round(float(np.mean(of_count)), 3))
    by_fields = {" ".join(fields): round(own[fields], 3) for fields in OFTEN if fields in own}
    return {"by_count": by_count, "by_fields": by_fields}


def main() -> None:
    """Fit to the surveys named on the command line, and write the parameters."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    for name in ("army", "civilians", "folder"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    for whose, parameters in fitted(read_survey(asked.army), read_survey(asked.civilians)).items():
        path = asked.folder / f"{whose.value}.json"
        path.write_text(json.dumps(parameters) + "\n", "utf-8")


if __name__ == "__main__":
    main()
