"""The crotch: front and back rise are two parts of one length, and share it as patterns do.

The rises of a garment, waistband included, sum to the crotch length where it is worn, within
15 mm; the front takes 38 to 50 % of it (the trade's rule is 40 to 60).
"""

from dataclasses import replace

from customers.body.target import Target, Way

FRONT, BACK = "front_rise", "back_rise"
SUM_WITHIN_MM = 15
LEAST_PERMILLE, MOST_PERMILLE = 380, 500
# Targets keep off the limits, so that a tolerance below them can still be made.
AIM_PERMILLE = (390, 490)


def worn_mm(targets: tuple[Target, ...]) -> int | None:
    """The crotch length where the garment is worn; None if the garment has no two rises.

    From a body it is what was measured, with what the design drops and the customer likes; a pair
    that was worn and found good is the measure itself.
    """
    rises = [target for target in targets if target.point.key in (FRONT, BACK)]
    if {target.point.key for target in rises} != {FRONT, BACK}:
        return None
    return sum(
        target.target_mm
        if target.body_mm is None or target.way is not Way.BODY
        else target.body_mm + target.drawn_mm + target.learned_mm
        for target in rises
    )


def stands(front_mm: int, back_mm: int, crotch_mm: int) -> bool:
    """Whether rises of these lengths sum to the crotch length and share it as they must."""
    whole = front_mm + back_mm
    share = LEAST_PERMILLE * whole <= front_mm * 1000 <= MOST_PERMILLE * whole
    return share and abs(whole - crotch_mm) <= SUM_WITHIN_MM


def shared(front: Target, back: Target) -> tuple[Target, Target]:
    """Both rises with their sum unchanged, and the front's share as patterns have it.

    Where a tape parts front from back differs by a thumb from hand to hand; the sum does not.
    """
    whole = front.target_mm + back.target_mm
    least, most = (whole * permille // 1000 for permille in AIM_PERMILLE)
    moved = min(max(front.target_mm, least), most) - front.target_mm
    return _moved(front, moved), _moved(back, -moved)


def _moved(rise: Target, by_mm: int) -> Target:
    return replace(rise, ease_mm=rise.ease_mm + by_mm, target_mm=rise.target_mm + by_mm)
