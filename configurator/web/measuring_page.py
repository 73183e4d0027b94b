"""One step of measuring as its page shows it: the field, the doubt, the way through all steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.readings import ReadingTaken
from configurator.web.body_picture import where, whole_body
from configurator.web.desk import language, workshop
from configurator.web.doubt_words import Doubted, doubted
from configurator.web.format import dated
from configurator.web.measure_words import HOW, NAMES, Units, amount_in, unit_name
from configurator.web.measuring import Tape
from configurator.web.measuring_form import Place
from configurator.web.measuring_way import amounts_in, stands_in
from customers.body.measurement import Unit, measurement
from customers.body.reading import (
    LEVELLED,
    MOST_SLOTS,
    Level,
    Side,
    asks_again,
    sides,
    wanted,
)

SIDES: Mapping[Side, LazyString] = {
    Side.BOTH: _l("Reading"),
    Side.RIGHT: _l("Right leg"),
    Side.LEFT: _l("Left leg"),
}
LEVELS: Mapping[Level, LazyString] = {
    Level.HIP_BONE: _l("hip bone"),
    Level.NAVEL: _l("navel"),
}
ROUND = frozenset({"waist_mm", "hip_mm", "thigh_mm", "knee_mm", "calf_mm"})
NTH = (_l("First reading"), _l("Second reading"), _l("Third reading"))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a reading beside the one that is typed into now."""

    place: str
    label: str
    text: str
    is_now: bool
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A measurement in the list of all. `state`: taken, doubt, part, about, open."""

    key: str
    name: str
    state: str
    note: str
    is_now: bool
    is_required: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form that was not taken shows again: the text, and what is wrong with it."""

    text: str | None = None
    wrong: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step of measuring; texts are amounts in the units of the visit."""

    place: str
    key: str
    name: str
    how: str
    clause: str
    unit: str
    unit_cm: str
    unit_in: str
    number: int
    text: str
    wrong: str
    theirs: str
    slots: Sequence[Slot]
    items: Sequence[Item]
    doubt: Doubted | None
    elsewhere: Doubted | None
    before: str
    before_at: str
    levels: Sequence[tuple[str, LazyString]]
    level: str
    level_text: str
    estimate: str
    close: str
    whole: str
    previous: Item | None
    following: Item | None
    reason: str
    how_had: str

    @property
    def is_level(self) -> bool:
        """Whether the tape goes level round the body."""
        return self.key in ROUND

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many are taken, are to be measured, can be estimated."""
        states = [item.state for item in self.items]
        about = states.count("about")
        taken = states.count("taken")
        return taken, len(states) - about - taken, about

    @property
    def is_complete(self) -> bool:
        """Whether everything the garment cannot be cut without is there."""
        return all(item.state == "taken" for item in self.items if item.is_required)


def step_page(tape: Tape, place: Place, shown: Shown = Shown()) -> StepPage:
    """The page of the step at `place`."""
    one, units = place.one, tape.units
    unit = units.of(one)
    keys = [known.key for known in tape.asked]
    here = keys.index(one.key)
    items = [_item(tape, key, key == one.key) for key in keys]
    stands = stands_in(tape).get((one.key, place.side, place.slot))
    doubt = tape.doubts.get(one.key)
    other = next((it for key, it in tape.doubts.items() if key != one.key), None)
    known = tape.before.get(one.key)
    latest = tape.latest.get(one.key)
    estimate = tape.estimates.get(one.key)
    return StepPage(
        place=place.name,
        key=one.key,
        name=str(NAMES[one.key]),
        how=str(HOW[one.key]),
        clause=one.clause,
        unit=unit_name(unit),
        unit_cm=unit_name(Units.METRIC.of(one)),
        unit_in=unit_name(Units.INCHES.of(one)),
        number=here + 1,
        text=_text(stands, unit, place) if shown.text is None else shown.text,
        wrong=shown.wrong,
        theirs=shown.theirs,
        slots=_slots(tape, place, unit),
        items=items,
        doubt=doubted(doubt, tape.latest[one.key], units) if doubt else None,
        elsewhere=doubted(other, tape.latest[other.key], units) if other and not doubt else None,
        before=amount_in(known.amount, unit, one) if known else "",
        before_at=dated(workshop().here(known.measured_at).date(), language()) if known else "",
        levels=[(level.value, name) for level, name in LEVELS.items()]
        if one.key in LEVELLED
        else [],
        level=latest.level if latest and latest.level else Level.HIP_BONE.value,
        level_text=_height(latest, units),
        estimate=amount_in(estimate.usual, unit, one) if estimate else "",
        close=where(one.key),
        whole=whole_body(one.key),
        previous=items[here - 1] if here else None,
        following=items[here + 1] if here + 1 < len(items) else None,
        reason=latest.reading.reason if latest else "",
        how_had=latest.how.value if latest else "",
    )


def _slots(tape: Tape, place: Place, unit: Unit) -> list[Slot]:
    key, found = place.one.key, []
    for side in sides(key):
        amounts = amounts_in(tape, key, side)
        most = max(wanted(key), *amounts, place.slot if side is place.side else 0, 0)
        if amounts and key not in tape.doubts and asks_again(key, list(amounts.values())):
            most = max(most, min(len(amounts) + 1, MOST_SLOTS))
        for number in range(1, most + 1):
            at = Place(place.one, side, number)
            text = amount_in(amounts[number], unit, place.one) if number in amounts else ""
            label = NTH[number - 1] if wanted(key) > 1 else SIDES[side]
            optional = side is not sides(key)[0]
            found.append(Slot(at.name, str(label), text, at == place, optional))
    return found


def _item(tape: Tape, key: str, is_now: bool) -> Item:  # noqa: FBT001 - it is the page's own
    one = next(known for known in tape.asked if known.key == key)
    unit = tape.units.of(one)
    said, estimate = tape.said.get(key), tape.estimates.get(key)
    if said:
        doubt = tape.doubts.get(key)
        amount = amount_in(doubt.amount if doubt else said.amount, unit, one)
        note = f"{amount}\N{NO-BREAK SPACE}{unit_name(unit)}" if key == "weight_hg" else amount
        if key in tape.latest and tape.latest[key].how.value == "estimate":
            note = _("about %(amount)s, estimated", amount=note)
        state = "doubt" if doubt else "taken" if said.enough else "part"
    elif estimate:
        state, note = "about", _("about %(amount)s", amount=amount_in(estimate.usual, unit, one))
    else:
        state, note = "open", _("to measure") if one.required else _("if you like")
    return Item(key, str(NAMES[key]), state, str(note), is_now, one.required)


def _text(stands: ReadingTaken | None, unit: Unit, place: Place) -> str:
    """What stands in the field: what was typed, where the units are still those."""
    if stands is None or stands.reading.amount is None:
        return ""
    if stands.unit_typed == unit.value and stands.text_typed:
        return stands.text_typed
    return amount_in(stands.reading.amount, unit, place.one)


def _height(latest: ReadingTaken | None, units: Units) -> str:
    if latest is None or latest.level_mm is None:
        return ""
    return amount_in(latest.level_mm, units.length, measurement("height_mm"))
