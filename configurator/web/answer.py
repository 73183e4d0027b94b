"""The answer to each request of the configure page: the draft as it stands, perhaps a sheet."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Response
from flask_babel import gettext as _

from catalog.configuration import OWN, By, Choice, Choices, taking
from catalog.product import Kind
from configurator.storage.customers import Customer
from configurator.web import view
from configurator.web.adapted import adapted_to
from configurator.web.band_shown import Band
from configurator.web.cards import pieces
from configurator.web.desk import Desk, language, who
from configurator.web.garment import garment
from configurator.web.groups import Sight
from configurator.web.here import Here
from configurator.web.render import asked_by_htmx, render
from configurator.web.sheet import ChangeLine, Offer, change_sheet, differences, offers_of, way_of
from configurator.web.waiting import waiting
from configurator.web.whose import customer_here, is_at_the_counter
from configurator.web.why_words import ConflictTold, conflict_told
from rules.alternatives import MOST_ALTERNATIVES, alternatives
from rules.complete import Goal, complete
from rules.explain import conflict
from rules.repair import Repair
from rules.rule import Hide
from rules.solver import SolverGaveUp
from rules.state import Status


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks besides the draft: the step, a value to be told about, offers.

    `way` names the repair to show, by default the smallest; `ways` is true to list the others.
    """

    step: str = ""
    wish: Choice | None = None
    finish: bool = False
    way: str = ""
    ways: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went otherwise than wished: a sentence, and both sides of what differs."""

    text: str
    lines: tuple[ChangeLine, ...] = ()


def answer(
    desk: Desk, asked: Asked, trouble: Trouble | None = None, band: Band | None = None
) -> Response:
    """The page, or for htmx its parts. `trouble` with lines makes it a conflict (409).

    Of a whole page `band` stands above the step.
    """
    # A solver takes its time over each: its other ways stand on a page of their own.
    most = 1 if desk.engine.kind == "solver" else MOST_ALTERNATIVES
    mends = mending(desk, asked.wish, most)
    mend = shown_of(mends, asked.way)
    told = barred(desk, asked.wish) if asked.wish and not mend else None
    wish = asked.wish if mend or told else None
    adapted = adapted_to(desk, band.needs if band else None)
    sight = Sight(asked.step, language(), wish, who(), adapted)
    page = view.page(desk.product, desk.state, desk.draft.configuration, sight, desk.advice)
    return render(
        "configure/page.html",
        "configure/_answer.html",
        status=HTTPStatus.CONFLICT if trouble and trouble.lines else HTTPStatus.OK,
        page=page,
        here=Here(desk.product.key, desk.draft.link, desk.draft.revision, page.step.key),
        sheet=change_sheet(desk.product, desk.state, mend, language()) if mend else None,
        ways=[change_sheet(desk.product, desk.state, one, language()) for one in mends],
        all_ways=asked.ways,
        barred=told,
        asked=wish,
        offers=offers(desk) if asked.finish and not mend else (),
        trouble=trouble,
        waiting=waiting(desk.state, page),
        searched=desk.engine.kind == "solver",
        garment=garment(desk, page, mend),
        whom=_whom(desk),
        band=band,
        designs=0 if desk.draft.link else len(desk.product.designs),
        new_key=lambda: uuid4().hex,
        **pieces(),
    )


def _whom(desk: Desk) -> Customer | None:
    """Whom the draft is for, for the counter; at a click the head stays and nobody is looked up."""
    if asked_by_htmx() or not desk.draft.link or not is_at_the_counter():
        return None
    return customer_here(desk.draft)


def stale(desk: Desk, theirs: Choices, ours: Choices, step: str) -> Response:
    """The page as it stands now, telling what another device changed and what was not taken."""
    told = _("This design was changed on another device, so your last step was not taken.")
    lines = differences(desk.product, theirs, ours, language())
    return answer(desk, Asked(step), Trouble(told, lines))


def completed(desk: Desk, goal: Goal, by: By) -> Choices | None:
    """All choices once what is open is decided towards `goal`; None while choices clash."""
    values = complete(desk.engine, desk.situation, goal)
    return None if values is None else filled(desk, values, by)


def filled(desk: Desk, values: Mapping[str, str], by: By) -> Choices:
    """All choices once what is open is decided as in `values`, where that says something of it.

    What is then settled and hidden is nobody's choice: who opens it again finds it open.
    """
    own = {choice.option for choice in desk.situation.choices if choice.by in OWN}
    design = [option.key for option in desk.product.of_kind(Kind.DESIGN)]
    added = [Choice(key, values[key], by) for key in design if key in values and key not in own]
    hideable = {
        option for one in desk.engine.book.soft if isinstance(one, Hide) for option in one.options
    }
    choices = taking(desk.situation.choices, *(one for one in added if one.option not in hideable))
    hidden = desk.advice_with(choices).hidden if hideable else ()
    rest = (one for one in added if one.option in hideable and one.option not in hidden)
    return taking(choices, *rest)


def offers(desk: Desk) -> tuple[Offer, ...]:
    """What each goal would give, before it is taken."""
    found = {goal: completed(desk, goal, By.CUSTOMER) for goal in Goal}
    then = {goal: desk.state_with(choices) for goal, choices in found.items() if choices}
    warned = {
        goal: view.warnings(desk.advice_with(choices), language())
        for goal, choices in found.items()
        if choices
    }
    return offers_of(desk.product, desk.state, then, warned, language())


def mending(desk: Desk, wish: Choice | None, most: int = MOST_ALTERNATIVES) -> tuple[Repair, ...]:
    """What may give way for the wish or, when the choices clash, for each other: the best first."""
    if wish and ruled_out(desk, wish):
        return alternatives(desk.engine, desk.situation, wish, most)
    return alternatives(desk.engine, desk.situation, most=most) if desk.state.clash else ()


def shown_of(mends: Sequence[Repair], way: str) -> Repair | None:
    """The repair of that name, or else the best."""
    best = mends[0] if mends else None
    return next((mend for mend in mends if way_of(mend) == way), best)


def barred(desk: Desk, wish: Choice) -> ConflictTold | None:
    """Why no change of choices makes room for `wish`; None for one that is not ruled out."""
    if not ruled_out(desk, wish):
        return None
    clash = conflict(desk.engine, desk.situation, wish)
    return conflict_told(desk, clash, wish) if clash else None


def ruled_out(desk: Desk, wish: Choice) -> bool:
    """Whether other choices or the body rule `wish` out, as far as that is found out in time."""
    found = desk.state.options[wish.option].get(wish.value)
    if found is not None:
        return found.status is Status.RULED_OUT
    with suppress(SolverGaveUp):  # One of very many numbers, which are asked about one by one.
        return conflict(desk.engine, desk.situation, wish) is not None
    return False
