"""`surmesure body`: what is missing of many bodies, and what looks like a mistake, CSV to CSV."""

import csv
import io
import sys
from collections.abc import Sequence

import click
import numpy as np

from configurator.body_rows import Rows, read_rows
from configurator.body_words import sentence
from configurator.csv_rows import Mistyped, harmless
from customers.body.model import filled
from customers.body.plausible import suspicions
from customers.body.population import SURVEYED, People, population

POPULATIONS = click.Choice([people.value for people in People])
"""With whom bodies may be compared."""

JUDGED = ("suspect", "severity", "message")
"""What `check` adds to every row."""


@click.group("body")
def body_command() -> None:
    """Judge and complete the measurements of many people: CSV on stdin, CSV on stdout.

    Columns are sex (m, f or empty) and any of height_mm, weight_hg (0.1 kg), age_years,
    waist_navel_mm, waist_iliac_mm, hip_mm, inseam_mm, thigh_mm, knee_proxy_mm, calf_mm, ankle_mm,
    crotch_length_mm, outseam_navel_mm and heel_mm; empty is unknown. Other columns stay.
    """


@body_command.command("predict")
@click.option(
    "--population", "whose", type=POPULATIONS, default=People.CIVILIAN.value, show_default=True
)
def predict_command(whose: str) -> None:
    """Fill every empty field with what is usual, beside the limits of 90 of 100 people.

    An empty sex stays empty, for nobody can be measured for it: both sexes are then counted.
    """
    added = [f"{field}{end}" for field in SURVEYED for end in ("_low", "_high")]
    rows = _read_or_exit(added)
    usual = filled(population(People(whose)), rows.amounts, rows.sexes)
    parts = [np.rint(part).astype(int) for part in (usual.low, usual.median, usual.high)]
    known = ~np.isnan(rows.amounts)
    absent = [field for field in SURVEYED if field not in rows.header]
    columns = {name: place for place, name in enumerate([*rows.header, *absent])}
    written = io.StringIO(newline="")
    output = csv.writer(written, lineterminator="\n")
    output.writerow(map(harmless, [*columns, *added]))
    for person, cells in enumerate(rows.cells):
        told = [*cells, *[""] * len(absent)]
        limits = []
        for number, field in enumerate(SURVEYED):
            low, median, high = (str(part[person, number]) for part in parts)
            if known[person, number]:
                low = high = told[columns[field]]
            else:
                told[columns[field]] = median
            limits += [low, high]
        output.writerow(map(harmless, [*told, *limits]))
    click.echo(written.getvalue().encode(), nl=False)  # In UTF-8, as it was read.


@body_command.command("check")
@click.option(
    "--population",
    "whose",
    type=POPULATIONS,
    help="Compare with these; else with civilians where only height, weight, waist and hip are"
    " known, with the army where there is more.",
)
def check_command(whose: str | None) -> None:
    """Name in every row the one field that looks like a mistake, and say what would be usual."""
    rows = _read_or_exit(JUDGED)
    found = suspicions(rows.amounts, rows.sexes, People(whose) if whose else None)
    written = io.StringIO(newline="")
    output = csv.writer(written, lineterminator="\n")
    output.writerow(map(harmless, [*rows.header, *JUDGED]))
    for told, suspicion in zip(rows.cells, found, strict=True):
        cells = map(harmless, told)
        if suspicion is None:
            output.writerow([*cells, "", "none", ""])
        else:
            output.writerow([*cells, suspicion.field, "confirm", sentence(suspicion)])
    click.echo(written.getvalue().encode(), nl=False)


def _read_or_exit(added: Sequence[str]) -> Rows:
    """The rows on stdin, to which columns called `added` can be added; else an end with 1."""
    try:
        return read_rows(sys.stdin.buffer.read(), added)
    except Mistyped as mistake:
        click.echo(mistake, err=True)
        sys.exit(1)
