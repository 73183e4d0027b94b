"""A roll and how its test strip shrank, as somebody at the cutter's table types it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from flask_babel import gettext as _

from configurator.web.desk import workshop
from configurator.web.format import FILTERS
from customers.body.cutting import Shrinkage
from production.supplement import ClothKind, Roll

LONGEST_NUMBER = 24
LONGEST_TEXT = 200
MOST_PERMILLE = 250
FAR_PERMILLE = 30
"""A strip so far from the table of its cloth is asked about: on an inseam it is 2.4 cm."""

_PERCENT = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of a roll, and what is wrong with it, by field.

    `doubt` says what is unusual; who is `sure` keeps it all the same.
    """

    number: str = ""
    warp: str = ""
    weft: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""
    is_sure: bool = False


def read_typed() -> Typed:
    """The fields of this request, not yet judged."""
    number, warp, weft = (request.form.get(name, "") for name in ("roll_number", "warp", "weft"))
    cut = slice(LONGEST_TEXT)
    return Typed(number[cut], warp[cut], weft[cut], is_sure=request.form.get("sure") == "1")


def judged(typed: Typed, kind: ClothKind, by: str, at: datetime) -> Roll | Typed:
    """The roll that was `typed`, or the same with what is wrong or unusual about it."""
    number = " ".join(typed.number.split())
    warp, weft = _permille(typed.warp), _permille(typed.weft)
    wrong = {}
    if not 0 < len(number) <= LONGEST_NUMBER or not number.isprintable():
        wrong["roll_number"] = _("The number that stands on the roll, at most 24 signs.")
    for name, read in (("warp", warp), ("weft", weft)):
        if read is None:
            wrong[name] = _("Percent with at most one decimal, from 0 to 25, such as 3.2.")
    if wrong or warp is None or weft is None:
        return Typed(typed.number, typed.warp, typed.weft, wrong)
    found, usual = Shrinkage(warp, weft), usual_shrinkage(kind)
    if usual and _is_far(found, usual) and not typed.is_sure:
        told = _(
            "This cloth usually shrinks by %(warp)s lengthwise and %(weft)s across. If the strip"
            " says otherwise, tick that you are sure.",
            warp=FILTERS["permille"](usual.warp_permille),
            weft=FILTERS["permille"](usual.weft_permille),
        )
        return Typed(typed.number, typed.warp, typed.weft, doubt=told)
    return Roll(0, number, kind, found, by, at)


def usual_shrinkage(kind: ClothKind) -> Shrinkage | None:
    """How far that cloth shrinks in that wash by the maker's tables, where any has it."""
    for engine in workshop().engines.values():
        sizing = engine.product.sizing
        if sizing and (kind.cloth, kind.wash) in sizing.shrink_permille:
            return Shrinkage(*sizing.shrink_permille[kind.cloth, kind.wash])
    return None


def _permille(text: str) -> int | None:
    found = _PERCENT.fullmatch(text.strip().removesuffix("%").strip())
    if found is None:
        return None
    permille = 10 * int(found[1]) + int(found[2] or 0)
    return permille if permille <= MOST_PERMILLE else None


def _is_far(one: Shrinkage, other: Shrinkage) -> bool:
    return (
        max(
            abs(one.warp_permille - other.warp_permille),
            abs(one.weft_permille - other.weft_permille),
        )
        > FAR_PERMILLE
    )
