"""What is said about an amount that looks like a mistake, and the answers offered at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import gettext as _

from configurator.storage.readings import ReadingTaken
from configurator.web.desk import language
from configurator.web.measure_words import NAMES, Units, amount_in, unit_name, with_unit
from customers.body.doubt import Doubt, Kind
from customers.body.guess import Guess, Mistake
from customers.body.measurement import Measurement, Unit, measurement
from production.format import locale_of

MOST_ANSWERS = 2
"""More buttons would be read longer than the tape."""

PLAIN = re.compile(r"[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """A button that takes what may have been meant. `text` is what is then as good as typed.

    `swap` is the measurement to change places with, empty where there is none.
    """

    amount: str
    note: str
    text: str
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Doubted:
    """A doubt in words."""

    key: str
    name: str
    title: str
    told: str
    typed: str
    answers: tuple[Answer, ...]


def doubted(doubt: Doubt, taken: ReadingTaken, units: Units) -> Doubted:
    """`doubt` about what was typed, told in `units`."""
    one = measurement(doubt.key)
    unit, guesses = units.of(one), doubt.guesses[:MOST_ANSWERS]
    typed = amount_in(doubt.amount, unit, one)
    told = [_usual(doubt, one, unit)]
    if guesses:
        told.append(_likely(guesses, one, unit, typed))
    return Doubted(
        key=doubt.key,
        name=str(NAMES[doubt.key]),
        title=_title(doubt, typed),
        told=" ".join(told),
        typed=typed,
        answers=tuple(_answer(guess, one, unit, taken) for guess in guesses),
    )


def _title(doubt: Doubt, typed: str) -> str:
    match doubt.kind:
        case Kind.CHANGED:
            title = _("%(typed)s is not like last time", typed=typed)
        case Kind.SIDES:
            title = _("The two legs differ")
        case Kind.RISE:
            title = _("The lengths do not add up")
        case _:
            title = _("%(typed)s is far from usual", typed=typed)
    return str(title)


def _usual(doubt: Doubt, one: Measurement, unit: Unit) -> str:
    low, high = amount_in(doubt.low, unit, one), amount_in(doubt.high, unit, one)
    other = with_unit(doubt.other, unit, one)
    match doubt.kind:
        case Kind.UNUSUAL:
            told = _("Usually %(low)s to %(high)s with these others.", low=low, high=high)
        case Kind.CHANGED:
            told = _(
                "Last time it was %(other)s, so %(low)s to %(high)s is to be expected now.",
                other=other,
                low=low,
                high=high,
            )
        case Kind.SIDES:
            told = _("The other leg measures %(other)s. Please read both once more.", other=other)
        case Kind.RISE:
            told = _(
                "Front rise and inseam come to %(other)s. One of the three may be wrong.",
                other=other,
            )
        case _:
            told = _("Nearly everybody has %(low)s to %(high)s.", low=low, high=high)
    return str(told)


def _likely(guesses: Sequence[Guess], one: Measurement, unit: Unit, typed: str) -> str:
    ways = [_way(guess, one, unit) for guess in guesses]
    listed = format_list(list(dict.fromkeys(ways)), style="or", locale=locale_of(language()))
    return str(_("%(typed)s looks like %(ways)s.", typed=typed, ways=listed))


def _way(guess: Guess, one: Measurement, unit: Unit) -> str:
    meant = amount_in(guess.amount, unit, one)
    match guess.mistake:
        case Mistake.SWAPPED_DIGITS:
            way = _("%(meant)s with its digits swapped", meant=meant)
        case Mistake.SWAPPED_FIELDS:
            way = _("the measurement of: %(name)s", name=NAMES.get(guess.other, guess.other))
        case Mistake.HALF_GIRTH:
            way = _("half the way round")
        case mistake if mistake in _UNITS:
            way = unit_name(_UNITS[mistake])
        case _:
            way = _("a slip for %(meant)s", meant=meant)
    return str(way)


_UNITS: Mapping[Mistake, Unit] = {
    Mistake.INCHES: Unit.INCH,
    Mistake.CENTIMETRES: Unit.CM,
    Mistake.POUNDS: Unit.LB,
    Mistake.KILOGRAMS: Unit.KG,
}


def _answer(guess: Guess, one: Measurement, unit: Unit, taken: ReadingTaken) -> Answer:
    exact = Unit.KG if one.key == "weight_hg" else Unit.MM
    whole = f"{guess.amount / 10:.1f} kg" if exact is Unit.KG else f"{guess.amount} mm"
    note, text = _note(guess), whole
    if guess.mistake in _UNITS and PLAIN.fullmatch(taken.text_typed):
        meant = _UNITS[guess.mistake]
        note, text = f"{taken.text_typed} {unit_name(meant)}", f"{taken.text_typed} {meant.value}"
    swap = guess.other if guess.mistake is Mistake.SWAPPED_FIELDS else ""
    return Answer(with_unit(guess.amount, unit, one), note, text, swap)


def _note(guess: Guess) -> str:
    notes = {
        Mistake.SWAPPED_DIGITS: _("digits swapped"),
        Mistake.SWAPPED_FIELDS: _("both changed over"),
        Mistake.HALF_GIRTH: _("all the way round"),
        Mistake.MISSING_DIGIT: _("a digit was missing"),
        Mistake.EXTRA_DIGIT: _("a digit too many"),
        Mistake.WRONG_DIGIT: _("another digit"),
        Mistake.TEN_OFF: _("read ten off"),
    }
    return str(notes.get(guess.mistake, _("in the other unit")))
