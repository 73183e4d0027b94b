"""People of a survey file as a tailor would measure them."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from customers.body.model import filled
from customers.body.population import FIELDS, SURVEYED, People, population
from customers.body.survey import KNOWN, Measured, for_the_tailor

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Nobody says when: everything of one person was measured at once."""

LEGS = "thigh_mm"
"""A survey without it measured no legs."""


def people(path: Path) -> Iterator[dict[str, int]]:
    """The measurements of each row of a survey, in mm by the names a tailor uses.

    Where a survey measured no legs they are what is usual with the rest, among civilians.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and LEGS not in rows[0]:
        rows = _with_legs(rows)
    for row in rows:
        told = {name: Measured(int(row[name]), AT_ONCE) for name in KNOWN if row.get(name)}
        yield {name: one.amount for name, one in for_the_tailor(told).items()}


def _with_legs(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    amounts = np.array([[float(row.get(name) or "nan") for name in FIELDS] for row in rows])
    usual = filled(population(People.CIVILIAN), amounts, [row["sex"] for row in rows]).median
    whole = []
    for row, levels in zip(rows, usual.tolist(), strict=True):
        told = dict(zip(FIELDS, (str(round(level)) for level in levels), strict=True))
        # Of the waists, the one that was measured; of the crotch, its two parts.
        kept = {name for name in SURVEYED if not name.startswith(("waist", "crotch"))}
        parts = {"front_rise_mm": told["crotch_front_mm"], "back_rise_mm": told["crotch_back_mm"]}
        whole.append({name: told[name] for name in kept} | parts | row)
    return whole
