"""What lies on the table of a station besides the work order: its roll, and what was measured."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from configurator.storage.accounts import find_account
from configurator.storage.found import Finding, findings, supplement_of
from configurator.storage.rolls import Taken, may_take_roll, roll_taken, rolls_of
from configurator.storage.scans import Followed
from configurator.web.desk import language, workshop
from configurator.web.format import listed
from configurator.web.roll_form import Typed
from production.found import Found, compared, out_of_limits, stage_at
from production.supplement import Roll, Stage, Supplement, kind_of
from production.tracking import State

FIELD = "found_"
LEAST_MM, MOST_MM = 20, 2500
LONGEST_TEXT = 200
_MM = re.compile(r"[0-9]{1,4}", re.ASCII)

SCALE_MIDDLE, SCALE_TOLERANCE, SCALE_END = 65, 41, 130
"""The limit scale: its middle, how far a tolerance reaches from it, and its whole width."""


@dataclass(frozen=True, slots=True)
class Line:
    """One point of measure with the text of its field and what is wrong with it."""

    found: Found
    text: str
    wrong: str = ""

    @property
    def mark(self) -> int:
        """Where the length found stands on the limit scale."""
        tolerance = max(1, self.found.target.point.tolerance_mm)
        place = SCALE_MIDDLE + self.found.missed_mm * SCALE_TOLERANCE // tolerance
        return min(max(place, 2), SCALE_END - 2)


@dataclass(frozen=True, slots=True)
class OnTable:
    """What stands beside an order at a station.

    `stage` is None where nobody measures. `seen` and `roll_seen` are the numbers of the last
    finding and of the roll taken, 0 for none. `rolls` are those the order may be cut from now;
    `is_read_anew` when its own roll was read again since it was taken.
    """

    beside: Supplement
    stage: Stage | None
    lines: tuple[Line, ...]
    seen: int
    rolls: tuple[Roll, ...]
    taken: Taken | None
    may_take: bool
    readers: Mapping[str, str]
    strip: Typed

    @property
    def roll_seen(self) -> int:
        """The number of the roll taken, 0 for none."""
        return self.taken.number if self.taken else 0

    @property
    def is_read_anew(self) -> bool:
        """Whether the roll the order has was read again since."""
        mine = self.taken.roll if self.taken else None
        return mine is not None and any(
            one.number == mine.number and one != mine for one in self.rolls
        )

    @property
    def out(self) -> tuple[Found, ...]:
        """The points that lie outside their limits."""
        return out_of_limits([line.found for line in self.lines])

    @property
    def out_names(self) -> str:
        """Their names, as a sentence joins them."""
        spoken = language()
        return listed([one.target.point.name.in_(spoken) for one in self.out], spoken)

    @property
    def open(self) -> int:
        """How many points nobody has measured yet."""
        return sum(line.found.found_mm is None for line in self.lines)


def on_table(
    followed: Followed,
    place: State,
    typed: Mapping[str, str] | None = None,
    strip: Typed | None = None,
) -> OnTable:
    """What `place` sees beside the order; `typed` and `strip` were refused and are shown again."""
    order = followed.stored.order
    stage, is_cutting = stage_at(order, place), place is State.CUTTING
    with workshop().database.reading() as session:
        beside = supplement_of(session, order)
        told = findings(session, order.number)
        rolls = rolls_of(session, kind_of(order)) if is_cutting else ()
        taken = roll_taken(session, order.number)
        readers = {one.by for one in rolls} | ({taken.roll.by} if taken else set())
        accounts = {id_: find_account(session, id_) for id_ in readers}
    return OnTable(
        beside=beside,
        stage=stage,
        lines=tuple(_line(one, typed) for one in compared(order, beside, stage)) if stage else (),
        seen=_last(told),
        rolls=rolls,
        taken=taken,
        may_take=is_cutting and may_take_roll(followed.tracking),
        readers={id_: one.name if one else id_ for id_, one in accounts.items()},
        strip=strip or Typed(),
    )


def read_lengths(points: tuple[str, ...]) -> tuple[dict[str, int | None], dict[str, str]]:
    """The lengths this request tells, in mm by point, and the texts; one that is none is missing.

    A point whose field did not come is left out of both.
    """
    texts = {
        point: request.form[FIELD + point].strip()[:LONGEST_TEXT]
        for point in points
        if FIELD + point in request.form
    }
    lengths = {point: _length(text) for point, text in texts.items() if _is_length(text)}
    return lengths, texts


def _is_length(text: str) -> bool:
    return not text or (bool(_MM.fullmatch(text)) and LEAST_MM <= int(text) <= MOST_MM)


def _length(text: str) -> int | None:
    return int(text) if text else None


def _line(found: Found, typed: Mapping[str, str] | None) -> Line:
    stands = "" if found.found_mm is None else str(found.found_mm)
    text = (typed or {}).get(found.target.point.key, stands)
    wrong = "" if _is_length(text) else _("Whole millimetres, from 20 to 2500, or nothing.")
    return Line(found, text, wrong)


def _last(told: tuple[Finding, ...]) -> int:
    return told[-1].number if told else 0
