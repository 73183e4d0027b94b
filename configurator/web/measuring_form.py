"""What a step of measuring sends, checked before anything is done with it."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, request

from configurator.storage.readings import ReadingTaken
from configurator.web.desk import workshop
from configurator.web.measure_words import Units
from configurator.web.measuring import Tape, who_reads
from customers.body.measurement import (
    Code,
    Measurement,
    Refusal,
    Unit,
    parse_length_mm,
    parse_weight_hg,
)
from customers.body.reading import LEVELLED, MOST_SLOTS, How, Level, Reading, Side, sides, wanted

LONGEST_REASON = 200
SEXES = ("f", "m")
BY_CHOICE = {How.TAPE.value, How.SELF.value, How.TRY_ON.value}
"""What the shop may say of how an amount was had; estimates are ours alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which reading: the measurement, the side, and the how-manieth on it."""

    one: Measurement
    side: Side
    slot: int

    @property
    def name(self) -> str:
        """As addresses and buttons name it: `waist_mm.both.2`."""
        return f"{self.one.key}.{self.side.value}.{self.slot}"


def place_named(tape: Tape, name: str) -> Place | None:
    """The place called `name` (`hip_mm` alone is its first); None if there is none."""
    key, _, rest = name.partition(".")
    one = next((one for one in tape.asked if one.key == key), None)
    if one is None:
        return None
    side, _, slot = rest.partition(".")
    told = next((known for known in sides(key) if known.value == side), sides(key)[0])
    most = MOST_SLOTS if wanted(key) > 1 else 1
    number = int(slot) if slot in {str(number + 1) for number in range(most)} else 1
    return Place(one, told, number)


def read_place(tape: Tape) -> Place:
    """The place the form is about; a form that is not ours ends the request as bad (400)."""
    found = place_named(tape, request.form.get("place", ""))
    if found is None:
        abort(HTTPStatus.BAD_REQUEST)
    return found


def read_units(tape: Tape) -> Units:
    """The units typed in; those of the visit where the form names none we know."""
    typed = request.form.get("units", "")
    return Units(typed) if typed in set(Units) else tape.units


def read_sex(tape: Tape) -> str:
    """The sex stated, empty if none; the visit's own where the form does not ask."""
    if "sex" not in request.form:
        return tape.measuring.sex
    typed = request.form["sex"]
    return typed if typed in SEXES else ""


def read_amount(one: Measurement, text: str, unit: Unit) -> int | Refusal:
    """The amount typed; outside the range of adults it is asked about later, but not refused."""
    parse = parse_weight_hg if Unit.KG in one.units else parse_length_mm
    amount = parse(text, unit)
    if isinstance(amount, int) and amount <= 0:
        return Refusal(Code.OUTSIDE, *one.hard)
    return amount


def read_level(place: Place, units: Units) -> tuple[str, int | None] | Refusal:
    """The level of the tape, where one is asked, and its height above the floor in mm."""
    if place.one.key not in LEVELLED:
        return "", None
    typed = request.form.get("level", "")
    text = request.form.get("level_mm", "").strip()
    if not text:
        return (Level.NAVEL if typed == Level.NAVEL else Level.HIP_BONE).value, None
    height = parse_length_mm(text, units.length)
    return height if isinstance(height, Refusal) else (Level.FLOOR.value, height)


def taken_now(
    place: Place, amount: int | None, text: str, unit: Unit, level: tuple[str, int | None]
) -> ReadingTaken:
    """A reading as it is typed at this moment."""
    by, how = who_reads()
    said = request.form.get("how", "")
    if how is How.TAPE and said in BY_CHOICE:
        how = How(said)
    return ReadingTaken(
        Reading(place.one.key, amount, place.side, place.slot),
        text_typed=text.strip(),
        unit_typed=unit.value,
        taken_by=by,
        taken_at=workshop().now(),
        how=how,
        level=level[0],
        level_mm=level[1],
    )


def read_reason() -> str:
    """Why an unusual amount is right, as somebody wrote it, shortened to what is kept."""
    return " ".join(request.form.get("why", "").split())[:LONGEST_REASON]
