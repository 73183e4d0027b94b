"""Limits: what a garment must measure at least to be put on and to be moved in.

Physics, not taste, so no ease, no block and no wish may go below them. A cloth that gives makes
room: of a stretch of 18 % all counts for the moment a heel passes the hem or a knee bends, and half
for standing, which lasts all day.
"""

from dataclasses import dataclass

from customers.body.fitting import Fitting

STRETCH = "stretch"
"""The attribute of a cloth that says by how many percent it gives in the width."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`point` must hold the measurement `body` and `ease_mm` more, stretched by a share of stretch.

    Where `opening` names an attribute of values, its amount adds to what the point holds, and
    without such a value there is no limit.
    """

    key: str
    point: str
    body: str
    ease_mm: int
    share_percent: int
    opening: str = ""


LIMITS = (
    Limit("hem_passes_heel", "leg_opening", "heel_mm", 10, 100),
    Limit("hip_stands", "hip", "hip_mm", 0, 50),
    # A bent thigh or knee is 3 to 5 and 4 to 6 cm larger than a straight one: drafting guides.
    Limit("thigh_bends", "thigh", "thigh_mm", 30, 100),
    Limit("knee_bends", "knee", "knee_mm", 40, 100),
    # The fly opens on both its sides; 20 mm of a hip give way.
    Limit("waist_passes_hip", "waist", "hip_mm", -20, 100, "opening_mm"),
)


def least_mm(limit: Limit, fitting: Fitting) -> int | None:
    """What the point of `limit` must measure at least; None where the limit says nothing."""
    if limit.body not in fitting.body_mm:
        return None
    openings = fitting.design.attributes(limit.opening) if limit.opening else [0]
    if not openings:
        return None
    held = (fitting.body_mm[limit.body] + limit.ease_mm) * 10_000
    stretched = 10_000 + fitting.design.attribute(STRETCH) * limit.share_percent
    return -(-held // stretched) - sum(openings)
