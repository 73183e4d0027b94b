"""The answer to each request of the configure page: the draft as it stands, perhaps a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Response
from flask_babel import gettext as _

from catalog.configuration import OWN, By, Choice, Choices, taking
from catalog.product import Kind
from configurator.storage.customers import Customer
from configurator.web import view
from configurator.web.desk import Desk, language
from configurator.web.drawing import Drawings, drawings
from configurator.web.here import Here
from configurator.web.render import asked_by_htmx, render
from configurator.web.sheet import ChangeLine, Offer, change_sheet, differences, offers_of
from configurator.web.whose import customer_here, is_at_the_counter
from rules.complete import Goal, complete
from rules.repair import Repair, repair
from rules.state import Status


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks besides the draft: the step, a value to be told about, offers."""

    step: str = ""
    wish: Choice | None = None
    finish: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went otherwise than wished: a sentence, and both sides of what differs."""

    text: str
    lines: tuple[ChangeLine, ...] = ()


def answer(desk: Desk, asked: Asked, trouble: Trouble | None = None) -> Response:
    """The page, or for htmx its parts. `trouble` with lines makes it a conflict (409)."""
    mend = _repair(desk, asked.wish)
    wish = asked.wish if mend else None
    sight = view.Sight(asked.step, language(), wish)
    page = view.page(desk.product, desk.state, desk.draft.configuration, sight)
    shown = view.decided(desk.product, desk.state_with(mend.choices) if mend else desk.state)
    if asked.wish and not mend and _ruled_out(desk, asked.wish):
        trouble = Trouble(_("This cannot be made with your measurements."))
    return render(
        "configure/page.html",
        "configure/_answer.html",
        status=HTTPStatus.CONFLICT if trouble and trouble.lines else HTTPStatus.OK,
        page=page,
        here=Here(desk.product.key, desk.draft.link, desk.draft.revision, page.step.key),
        sheet=change_sheet(desk.product, desk.state, mend, language()) if mend else None,
        offers=offers(desk) if asked.finish and not mend else (),
        trouble=trouble,
        drawings=_drawings(desk, shown, page.product_name),
        caption=view.caption(desk.product, shown, language()),
        whom=_whom(desk),
        new_key=lambda: uuid4().hex,
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
    if values is None:
        return None
    own = {choice.option for choice in desk.situation.choices if choice.by in OWN}
    design = [option.key for option in desk.product.of_kind(Kind.DESIGN)]
    added = [Choice(key, values[key], by) for key in design if key not in own]
    return taking(desk.situation.choices, *added)


def offers(desk: Desk) -> tuple[Offer, ...]:
    """What each goal would give, before it is taken."""
    found = {goal: completed(desk, goal, By.CUSTOMER) for goal in Goal}
    then = {goal: desk.state_with(choices) for goal, choices in found.items() if choices}
    return offers_of(desk.product, desk.state, then, language())


def _repair(desk: Desk, wish: Choice | None) -> Repair | None:
    """What must give way for the wish or, when the choices clash, for each other."""
    if wish and _ruled_out(desk, wish):
        return repair(desk.engine, desk.situation, wish)
    return repair(desk.engine, desk.situation) if desk.state.clash else None


def _ruled_out(desk: Desk, wish: Choice) -> bool:
    return desk.state.options[wish.option][wish.value].status is Status.RULED_OUT


def _drawings(desk: Desk, values: Mapping[str, str], name: str) -> Drawings:
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return drawings(desk.product, values, titles)
