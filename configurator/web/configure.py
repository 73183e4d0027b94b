"""The conversation in which people configure a product, saved at every step.

Looking (GET) writes nothing. Each step (POST) is saved at once, done once however often it
arrives, and refused with both versions shown when another device was faster.
"""

from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from catalog.configuration import Choice, Configuration, taking, without
from configurator.web.access import for_everybody
from configurator.web.answer import Asked, Trouble, answer, completed, filled, ruled_out
from configurator.web.band import band
from configurator.web.desk import Desk, desk, empty_desk, language, who
from configurator.web.first import is_known
from configurator.web.form import OffRange, choosable, read_choice, read_form, read_way
from configurator.web.here import Here
from configurator.web.number import off_range
from configurator.web.render import asked_by_htmx, see_other
from configurator.web.stepping import created, stepped
from configurator.web.waiting import asks_again, known_by_now
from customers.dialogue.answered import SILENT
from rules.alternatives import changed_to
from rules.complete import Goal
from rules.repair import Repair
from rules.repair import repair as smallest
from rules.state import own_values

blueprint = Blueprint("configure", __name__, url_prefix="/configure")


@blueprint.get("/<product_key>")
@for_everybody
def start(product_key: str) -> Response:
    """The page before the first choice."""
    at = empty_desk(product_key)
    if asks_again(at):
        return known_by_now(at)
    if not request.args and not asked_by_htmx() and is_known(at):
        return see_other(url_for("first.start", product_key=product_key))
    return answer(at, _asked(at), band=band(at))


@blueprint.get("/<product_key>/<link>")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The page of a draft, on any device that has its link."""
    at = desk(product_key, link)
    return known_by_now(at) if asks_again(at) else answer(at, _asked(at), band=band(at))


@blueprint.post("/<product_key>/choose")
@for_everybody
def choose_first(product_key: str) -> Response:
    """The first choice: from now on there is a draft."""
    at = empty_desk(product_key)
    wish = read_choice(at.product, who())
    if _needs_room(at, wish):
        return _told(at, wish)
    return created(at, _taking(at, wish), wish)


@blueprint.post("/<product_key>/finish")
@for_everybody
def finish_first(product_key: str) -> Response:
    """Everything decided at the start."""
    at = empty_desk(product_key)
    return created(at, _finished(at, _goal()), None)


@blueprint.post("/<product_key>/<link>/choose")
@for_everybody
def choose(product_key: str, link: str) -> Response:
    """Take a value; one that others rule out is not taken, but told what it changes."""
    at = desk(product_key, link)
    wish = read_choice(at.product, who())
    if _needs_room(at, wish):
        return _told(at, wish)
    return stepped(at, lambda at: _taking(at, wish), wish)


@blueprint.post("/<product_key>/<link>/open")
@for_everybody
def open(product_key: str, link: str) -> Response:  # noqa: A001 - the word of the address
    """Let a choice go."""

    def opened(at: Desk) -> Configuration:
        before = at.draft.configuration
        return before.moved_to(without(before.choices, [request.form.get("option", "")]))

    return stepped(desk(product_key, link), opened)


@blueprint.post("/<product_key>/suggestions")
@for_everybody
def suggest_first(product_key: str) -> Response:
    """Have nothing suggested from the start."""
    at = empty_desk(product_key)
    return created(at, _suggesting(at), None)


@blueprint.post("/<product_key>/<link>/suggestions")
@for_everybody
def suggest(product_key: str, link: str) -> Response:
    """Have nothing suggested in this draft, or something again."""
    return stepped(desk(product_key, link), _suggesting)


def _suggesting(at: Desk) -> Configuration:
    before = at.draft.configuration
    spoken = without(before.choices, [SILENT.option])
    return before.moved_to(spoken if request.form.get("suggest") == "on" else (*spoken, SILENT))


@blueprint.post("/<product_key>/<link>/repair")
@for_everybody
def repair(product_key: str, link: str) -> Response:
    """Accept what a wish changes, or what makes clashing choices stand together again.

    The form names the way that was shown, and that way is taken or none; without one, the smallest.
    """
    at, form = desk(product_key, link), read_form()
    wish = read_choice(at.product, who()) if request.form.get("option") else None
    way = request.form.get("way", "")
    mend = _mend(at, wish, way)
    # An older form is a repeated one, or another device was faster: saving will tell which.
    if mend is None and form.revision >= at.draft.revision:
        return answer(at, Asked(form.step, wish), Trouble(_no_more()))

    def repaired(at: Desk) -> Configuration:
        before = at.draft.configuration
        return before.moved_to(mend.choices) if mend else _taking(at, wish) if wish else before

    return stepped(at, repaired, wish)


def _no_more() -> str:
    told: str = _("What was shown cannot be done any more. This is how it stands now.")
    return told


def _mend(at: Desk, wish: Choice | None, way: str) -> Repair | None:
    if not way:
        return smallest(at.engine, at.situation, wish)
    after = read_way(at.product, way)
    return changed_to(at.engine, at.situation, wish, after) if after else None


@blueprint.post("/<product_key>/<link>/undo")
@for_everybody
def undo(product_key: str, link: str) -> Response:
    """One step back."""
    return stepped(desk(product_key, link), lambda at: at.draft.configuration.undone())


@blueprint.post("/<product_key>/<link>/redo")
@for_everybody
def redo(product_key: str, link: str) -> Response:
    """One step forward again."""
    return stepped(desk(product_key, link), lambda at: at.draft.configuration.redone())


@blueprint.post("/<product_key>/<link>/finish")
@for_everybody
def finish(product_key: str, link: str) -> Response:
    """Decide what is open, the cheapest or the soonest way, or the `way` that was shown."""
    at, goal = desk(product_key, link), _goal()
    named = request.form.get("way", "")
    if not named:
        return stepped(at, lambda at: _finished(at, goal))
    way, form = read_way(at.product, named), read_form()
    choices = filled(at, way, who())
    # An older form is a repeated one, or another device was faster: saving will tell which.
    if (not way or at.state_with(choices).clash) and form.revision >= at.draft.revision:
        return answer(at, Asked(form.step), Trouble(_no_more()))
    return stepped(at, lambda at: at.draft.configuration.moved_to(filled(at, way, who())))


@blueprint.errorhandler(OffRange)
def say_which_numbers(mistake: OffRange) -> Response:
    """The page as it was, and what may be typed instead."""
    where = dict(request.view_args or {})
    at = desk(**where) if "link" in where else empty_desk(**where)
    told = Trouble(off_range(mistake.option, language()))
    refused = answer(at, Asked(request.form.get("step", "")), told)
    refused.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return refused


def _asked(at: Desk) -> Asked:
    """What the address asks. An old link may name a value that is gone: it is passed over."""
    option, _, value = request.args.get("take", "").partition(".")
    wish = Choice(option, value, who())
    return Asked(
        step=request.args.get("step", at.draft.step),
        wish=wish if choosable(at.product, wish) else None,
        finish="finish" in request.args,
        way=request.args.get("way", ""),
        ways="ways" in request.args,
    )


def _goal() -> Goal:
    return Goal.SOONEST if request.form.get("goal") == Goal.SOONEST else Goal.CHEAPEST


def _needs_room(at: Desk, wish: Choice) -> bool:
    """Whether other choices or the body rule `wish` out.

    A diagram is asked for the state after it, which the answer shows anyway: the state before it
    may be remembered by another process alone.
    """
    own = own_values(at.situation.choices)
    if at.engine.kind == "solver" or own.get(wish.option) == wish.value:
        return ruled_out(at, wish)
    return at.state_with(taking(at.situation.choices, wish)).clash


def _taking(at: Desk, wish: Choice) -> Configuration:
    before = at.draft.configuration
    return before.moved_to(taking(before.choices, wish))


def _finished(at: Desk, goal: Goal) -> Configuration:
    before = at.draft.configuration
    choices = completed(at, goal, who())
    return before if choices is None else before.moved_to(choices)


def _told(at: Desk, wish: Choice) -> Response:
    """The sheet for a value that was ruled out in the meantime."""
    here = Here(at.product.key, at.draft.link, at.draft.revision, read_form().step)
    if not asked_by_htmx():
        return see_other(here.asking(wish.option, wish.value))
    return answer(at, Asked(here.step, wish))
