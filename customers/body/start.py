"""Start: from what a pair is tailored, and which of its sizes people chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from customers.body.fitting import Design, Fitting
from customers.body.target import Way
from customers.body.ways import NOTHING, by_body, by_garment, by_try_on


@dataclass(frozen=True, slots=True)
class Start:
    """The way in, and what is kept of what tailoring would choose.

    `block` is the one that was worn. `mm` holds by point of measure what was to be changed of it,
    or what lay flat on the table; it is empty for a body. `kept` holds values of size options.
    """

    way: Way = Way.BODY
    block: str = ""
    mm: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)


BODY = Start()


def fitting_from(
    start: Start,
    design: Design,
    body_mm: Mapping[str, int],
    learned_mm: Mapping[str, int] = NOTHING,
) -> Fitting:
    """The targets of `design` by the way in that was taken.

    What was learned counts for a body alone: a pair that was worn and changed says it itself.
    Raises NotMeasured, NoStep, UnknownBlock, NoBody and UnknownShrinkage, as the ways do.
    """
    match start.way:
        case Way.TRY_ON:
            return by_try_on(design, start.block, start.mm, body_mm)
        case Way.GARMENT:
            return by_garment(design, start.mm, body_mm)
        case _:
            return by_body(design, body_mm, learned_mm)
