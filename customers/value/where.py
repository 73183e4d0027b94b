"""Where somebody lives, as tables have it: a region told from country and postcode, and a town."""

import csv
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("regions.csv")
LONGEST = 2
"""So many signs of a postcode tell the region."""


def region_of(country: str, postcode: str) -> str:
    """The region of a postcode; the code of a country whose regions we do not know; else nothing.

    Without a country nothing is guessed: French and Moroccan postcodes look alike.
    """
    code, sign = country.strip().upper(), postcode.replace(" ", "").upper()
    known = _regions()
    ways = (sign[:length] for length in range(LONGEST, 0, -1))
    return next((known[code, way] for way in ways if (code, way) in known), code)


@lru_cache(maxsize=1)
def _regions() -> dict[tuple[str, str], str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["country"], begin): row["region"] for row in rows for begin in row["begins"].split()
    }
