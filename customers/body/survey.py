"""Measurements as surveys name them, and what of them a tailor can start from.

Surveys measure where bones are felt, tailors where the garment sits. Of what was measured last,
the tailor takes the name that comes closest:

    waist_mm       waist_mm, else waist_iliac_mm (top of the hip bone), else waist_navel_mm
    knee_mm        knee_mm, else knee_proxy_mm (below the kneecap)
    front_rise_mm  front_rise_mm, else crotch_length_mm - crotch_back_mm
    back_rise_mm   back_rise_mm, else crotch_back_mm

hip_mm, thigh_mm, heel_mm, inseam_mm, height_mm and weight_hg mean the same to both. The others
(calf_mm, ankle_mm, hip_height_mm, ...) are kept and not used. The crotch length runs from navel to
navel, as rises do here. Where two names were measured, the later one counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from customers.body.measurement import MEASUREMENTS

# Far beyond the smallest and the largest of 6,068 soldiers (ANSUR II): a slip of the keyboard
# falls outside, an unusual body does not.
_SURVEYED = {
    "age_years": (1, 120),
    "waist_navel_mm": (450, 2000),
    "waist_iliac_mm": (450, 2100),
    "knee_proxy_mm": (200, 800),
    "calf_mm": (150, 800),
    "ankle_mm": (100, 450),
    "crotch_length_mm": (330, 1250),
    "crotch_back_mm": (150, 750),
    "outseam_navel_mm": (500, 1600),
    "hip_height_mm": (400, 1350),
    "knee_height_mm": (200, 800),
}

KNOWN: Mapping[str, tuple[int, int]] = {one.key: one.hard for one in MEASUREMENTS} | _SURVEYED
"""Every name a measurement may have, with the least and the most an adult measures."""

_CLOSEST = {
    "waist_mm": ("waist_mm", "waist_iliac_mm", "waist_navel_mm"),
    "knee_mm": ("knee_mm", "knee_proxy_mm"),
    "back_rise_mm": ("back_rise_mm", "crotch_back_mm"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount in mm (weight: hg, age: years), and when it was measured."""

    amount: int
    at: datetime


def for_the_tailor(latest: Mapping[str, Measured]) -> dict[str, Measured]:
    """What was measured last, by the names of `MEASUREMENTS`; the others are left out.

    So is what only stands beside another, to let slips of the tape be found.
    """
    told = dict(latest)
    if "crotch_length_mm" in told and "crotch_back_mm" in told:
        whole, back = told["crotch_length_mm"], told["crotch_back_mm"]
        front = Measured(whole.amount - back.amount, min(whole.at, back.at))
        told["front_rise_mm"] = _later(told.get("front_rise_mm"), front)
    found = {}
    for one in (one for one in MEASUREMENTS if not one.beside):
        best: Measured | None = None
        for name in _CLOSEST.get(one.key, (one.key,)):
            if name in told:
                best = _later(best, told[name])
        # What a difference or another level gives may be no measure of a body at all.
        if best and one.is_possible(best.amount):
            found[one.key] = best
    return found


def _later(closer: Measured | None, other: Measured) -> Measured:
    """Of two measured at once, the one that comes closer."""
    return other if closer is None or other.at > closer.at else closer
