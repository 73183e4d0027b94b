"""Grading: the standard pattern sizes a maker keeps, found from the bodies of a survey.

    python -m customers.body.grading PRODUCT.yaml BLOCKS.csv ARMY.csv CIVILIANS.csv

For every person, every fit and every kind of cloth it asks which girths and rises a block may have
so that the product's own adjustments bring each point within its tolerance. Then it picks one block
after the other, each time the one that serves most garments not served yet (the greedy cover, whose
share of what the best cover serves is at least 1 - 1/e: Nemhauser, Wolsey and Fisher, 1978). The
same files give the same blocks.
"""

import csv
import sys
from pathlib import Path

import numpy as np

from catalog.product import Product
from customers.body.asking import CUT_TO_LENGTH, Asked, Ints, asked, graded
from customers.body.survey_people import people
from rules.read import read_product

MOST_BLOCKS = 400
SPARE_MM = 3
GRADE_MM = 5
"""Patterns are graded in such steps."""

COARSE_MM, CANDIDATES = 15, 6000
"""Candidates lie on a grid this coarse, where garments are; at most about so many are tried."""

ONE_OF = 4
"""Of surveys after the first, whose legs are only predicted, every fourth person is asked."""

INSEAM_MM = 780
LETTERS = 26


def candidates(wanted: Asked) -> Ints:
    """Blocks worth trying, in mm by point."""
    middle = (wanted.least_mm + wanted.most_mm) // 2
    half = COARSE_MM // GRADE_MM // 2 * GRADE_MM
    grid = np.unique(middle // COARSE_MM * COARSE_MM, axis=0) + half
    step = max(1, len(grid) // CANDIDATES)
    return grid[step // 2 :: step].astype(np.int32)


def blocks(wanted: Asked, most: int) -> Ints:
    """At most `most` blocks in mm by point, the one that serves most garments first."""
    tried = candidates(wanted)
    served = [wanted.served(one) for one in tried]
    block = np.repeat(np.arange(len(served)), [len(one) for one in served])
    garment = np.concatenate(served)
    left = np.ones(len(wanted.weight), dtype=np.bool_)
    chosen: list[int] = []
    while len(chosen) < most and len(garment):
        worth = np.bincount(block, weights=wanted.weight[garment], minlength=len(served))
        chosen.append(int(worth.argmax()))
        left[served[chosen[-1]]] = False
        still = left[garment]
        block, garment = block[still], garment[still]
    return tried[chosen]


def share(wanted: Asked, found: Ints) -> float:
    """The share of garments that some of the blocks `found` serves."""
    served = np.zeros(len(wanted.weight), dtype=np.bool_)
    for one in found:
        served[wanted.served(one)] = True
    return float(wanted.weight[served].sum() / wanted.weight.sum())


def write(product: Product, found: Ints, path: Path) -> None:
    """Write blocks as blocks.csv, the narrowest first; names are waist, hip in cm and a letter."""
    assert product.sizing is not None
    points = [point.key for point in product.sizing.points if point.body]
    seen: dict[str, int] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(["block", *points])
        for row in sorted(found.tolist()):
            lengths = dict(zip(graded(product), row, strict=True)) | {CUT_TO_LENGTH: INSEAM_MM}
            name = f"w{lengths['waist'] // 10}_{lengths['hip'] // 10}"
            seen[name] = seen.get(name, -1) + 1
            sheet.writerow([name + letter(seen[name]), *(lengths[point] for point in points)])


def letter(number: int) -> str:
    """`a` to `z` for 0 to 25, then `aa`, `ab` and so on."""
    before, last = divmod(number, LETTERS)
    return (letter(before - 1) if before else "") + chr(ord("a") + last)


def main(product: str, out: str, *surveys: str, most: int = MOST_BLOCKS) -> None:
    """Write the blocks for the people of all `surveys` to `out`, and say how many they serve."""
    book, problems, _ = read_product(Path(product))
    assert book is not None, problems
    army, *others = (list(people(Path(survey))) for survey in surveys)
    bodies = army + [body for other in others for body in other[::ONE_OF]]
    wanted = asked(book, bodies, SPARE_MM)
    found = blocks(wanted, most)
    write(book.product, found, Path(out))
    sys.stdout.write(f"{len(found)} blocks serve {share(wanted, found):.1%} of the garments\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
