"""The conversation in which a body is measured one step at a time, at the counter or at home.

What was typed is saved wherever the form is sent to: on, back, or to any other measurement. A
doubt is shown once where it arose; whoever goes on takes it along, marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _

from configurator.storage.errors import NotThere
from configurator.storage.readings import ReadingTaken, StaleReading
from configurator.web import sessions
from configurator.web.access import for_everybody, only_for
from configurator.web.desk import desk
from configurator.web.form import read_form
from configurator.web.measure import onward
from configurator.web.measure_words import amount_in, why_not
from configurator.web.measuring import Tape, tape_of_customer, tape_of_draft
from configurator.web.measuring_form import (
    Place,
    place_named,
    read_amount,
    read_level,
    read_place,
    read_reason,
    read_sex,
    read_units,
    taken_now,
)
from configurator.web.measuring_page import Shown, step_page
from configurator.web.measuring_way import first_place, next_place
from configurator.web.render import asked_by_htmx, render, see_other
from configurator.web.take_readings import save
from configurator.web.whose import AT_THE_COUNTER
from customers.body.measurement import Code, Refusal, Unit
from customers.body.reading import How, Reading

blueprint = Blueprint("guided", __name__)

DONE = "done"
"""Where the last button leads: out of measuring."""


@dataclass(frozen=True, slots=True)
class Around:
    """The addresses around a visit: its steps, the one form for all, the way back and out."""

    steps: str
    all: str
    back: str
    out: str


@blueprint.get("/customers/<id_>/measure/<product_key>")
@only_for(*AT_THE_COUNTER)
def of_customer(id_: str, product_key: str) -> Response:
    """The step asked for by `at`, else the one where measuring goes on."""
    return _shown(tape_of_customer(id_, product_key), _around_customer(id_, product_key))


@blueprint.post("/customers/<id_>/measure/<product_key>")
@only_for(*AT_THE_COUNTER)
def take_of_customer(id_: str, product_key: str) -> Response:
    """Save what was read and go on, or say at the field what to look at."""
    return _taken(tape_of_customer(id_, product_key), _around_customer(id_, product_key))


@blueprint.get("/configure/<product_key>/<link>/measure/guided")
@for_everybody
def of_draft(product_key: str, link: str) -> Response:
    """The same for a design, by the shop or at home."""
    return _shown(tape_of_draft(product_key, link), _around_draft(product_key, link))


@blueprint.post("/configure/<product_key>/<link>/measure/guided")
@for_everybody
def take_of_draft(product_key: str, link: str) -> Response:
    """The same for a design, by the shop or at home."""
    return _taken(tape_of_draft(product_key, link), _around_draft(product_key, link))


def _around_customer(id_: str, product_key: str) -> Around:
    back = url_for("customers.show", id_=id_)
    return Around(
        steps=url_for("guided.of_customer", id_=id_, product_key=product_key),
        all=url_for("customer_body.show", id_=id_, product_key=product_key),
        back=back,
        out=f"{back}#sizes",
    )


def _around_draft(product_key: str, link: str) -> Around:
    here = url_for("measure.show", product_key=product_key, link=link, form=1)
    return Around(
        steps=url_for("guided.of_draft", product_key=product_key, link=link),
        all=here,
        back=url_for("configure.show", product_key=product_key, link=link),
        out="",  # Where a design leads to is known once it is measured.
    )


def _shown(tape: Tape, around: Around) -> Response:
    _must_be_measurable(tape)
    place = place_named(tape, request.args.get("at", ""))
    return _page(tape, around, place or first_place(tape))


def _taken(tape: Tape, around: Around) -> Response:
    _must_be_measurable(tape)
    form, place = read_form(), read_place(tape)
    stated = replace(tape.measuring, units=read_units(tape).value, sex=read_sex(tape))
    now = replace(tape, measuring=stated)
    wanted = _wanted(now, place)
    if isinstance(wanted, Shown):
        return _page(now, around, place, wanted, HTTPStatus.UNPROCESSABLE_ENTITY)
    if wanted or (stated.revision and stated != tape.measuring):
        try:
            now = save(now, wanted, form.revision, form.key)
        except StaleReading as conflict:
            return _stale(tape, around, place, conflict)
    return _onward(now, around, place, is_new=bool(wanted))


def _wanted(tape: Tape, place: Place) -> Sequence[ReadingTaken] | Shown:
    """The readings the form asks to be taken; none where nothing changed."""
    form, key = request.form, place.one.key
    latest = tape.latest.get(key)
    if "keep" in form and latest:
        reason = read_reason()
        if not reason:
            return Shown(wrong=_("Please say in a few words why it is right."))
        return [replace(latest, reading=replace(latest.reading, reason=reason))]
    if "estimate" in form:
        return _estimated(tape, place)
    if form.get("swap") and latest:
        return _swapped(tape, latest)
    guess = form.get("guess", "")
    if guess and latest:
        place = Place(place.one, latest.reading.side, latest.reading.slot)
    return _typed(tape, place, guess or form.get("text", ""))


def _typed(tape: Tape, place: Place, text: str) -> Sequence[ReadingTaken] | Shown:
    unit, level = tape.units.of(place.one), read_level(place, tape.units)
    amount = read_amount(place.one, text, unit)
    stands = _standing(tape, place)
    if isinstance(amount, Refusal) and amount.code is Code.EMPTY:
        if stands is None or stands.reading.amount is None:
            return []
        return [taken_now(place, None, "", unit, ("", None))]  # Emptied: taken back.
    if isinstance(amount, Refusal):
        return Shown(text, why_not(amount, place.one, unit))
    if isinstance(level, Refusal):
        return Shown(
            text, _("The height of the tape: %(why)s", why=why_not(level, place.one, unit))
        )
    wanted = taken_now(place, amount, text, unit, level)
    if stands and stands.reading.amount == amount and _is_as_typed(stands, wanted):
        return []
    return [wanted]


def _is_as_typed(stands: ReadingTaken, wanted: ReadingTaken) -> bool:
    """Whether the field was left as it was shown; the units may have been changed around it."""
    same_level = (stands.level, stands.level_mm) == (wanted.level, wanted.level_mm)
    shown_anew = stands.unit_typed != wanted.unit_typed or not stands.text_typed
    return same_level and (shown_anew or stands.text_typed == wanted.text_typed)


def _standing(tape: Tape, place: Place) -> ReadingTaken | None:
    at = (place.one.key, place.side, place.slot)
    here = [
        one for one in tape.taken if (one.reading.key, one.reading.side, one.reading.slot) == at
    ]
    return here[-1] if here else None


def _estimated(tape: Tape, place: Place) -> Sequence[ReadingTaken] | Shown:
    estimate = tape.estimates.get(place.one.key)
    if estimate is None:
        return Shown(wrong=_("This cannot be estimated closely enough. Please measure it."))
    exact = Unit.MM if Unit.MM in place.one.units else Unit.KG
    taken = taken_now(place, estimate.usual, "", exact, ("", None))
    return [replace(taken, how=How.ESTIMATE)]


def _swapped(tape: Tape, one: ReadingTaken) -> Sequence[ReadingTaken]:
    """This reading and another measurement's, each in the other's place."""
    doubt = tape.doubts.get(one.reading.key)
    meant = [guess.other for guess in doubt.guesses if guess.other] if doubt else []
    other = tape.latest.get(request.form["swap"])
    if other is None or other.reading.key not in meant:
        return []
    return [_moved(other, one.reading), _moved(one, other.reading)]


def _moved(one: ReadingTaken, to: Reading) -> ReadingTaken:
    return replace(one, reading=replace(to, amount=one.reading.amount, reason=""))


def _onward(tape: Tape, around: Around, place: Place, *, is_new: bool) -> Response:
    go = request.form.get("go", "")
    after: Place | None = place
    if not (is_new and place.one.key in tape.doubts):
        after = place_named(tape, go) or (None if go == DONE else next_place(tape, place))
    if go == DONE and after is None:
        return _left(_out(tape, around))
    after = after or place
    if not asked_by_htmx():
        return see_other(f"{around.steps}?at={after.name}")
    answer = _page(tape, around, after)
    answer.headers["HX-Replace-Url"] = f"{around.steps}?at={after.name}"
    return answer


def _out(tape: Tape, around: Around) -> str:
    if around.out or tape.draft is None:
        return around.out
    return onward(desk(tape.product.key, tape.draft.link))


def _left(place: str) -> Response:
    if not asked_by_htmx():
        return see_other(place)
    answer = make_response("", HTTPStatus.NO_CONTENT)
    answer.headers["HX-Redirect"] = place
    return answer


def _stale(tape: Tape, around: Around, place: Place, conflict: StaleReading) -> Response:
    """Both readings: the other tablet's stands, ours is in the field and not yet taken."""
    if tape.draft and not tape.customer:
        fresh = tape_of_draft(tape.product.key, tape.draft.link)
    elif tape.customer:
        fresh = tape_of_customer(tape.customer.id, tape.product.key)
    else:
        fresh = tape
    theirs = conflict.current
    amount = theirs.reading.amount
    unit = fresh.units.of(place.one)
    told = _(
        "On another device %(who)s took %(amount)s meanwhile. Yours is in the field; take it again"
        " if it shall stand.",
        who=theirs.taken_by,
        amount=amount_in(amount, unit, place.one) if amount is not None else _("nothing"),
    )
    shown = Shown(conflict.ours.text_typed, theirs=told)
    return _page(fresh, around, place, shown, HTTPStatus.CONFLICT)


def _page(
    tape: Tape,
    around: Around,
    place: Place,
    shown: Shown | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    return render(
        "guided/page.html",
        "guided/_step.html",
        status=status,
        step=step_page(tape, place, shown or Shown()),
        around=around,
        customer=tape.customer,
        product=tape.product,
        units=tape.units.value,
        sex=tape.measuring.sex,
        revision=tape.measuring.revision,
        by_the_shop=sessions.of_the_shop() is not None,
        key=uuid4().hex,
    )


def _must_be_measurable(tape: Tape) -> None:
    if not tape.asked:
        raise NotThere("measurements", tape.product.key)
