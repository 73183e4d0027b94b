"""Other ways to finish a design: all that are worth weighing, and the nearest to another design."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from flask import Blueprint, Response, request

from catalog.configuration import Choices
from catalog.product import Kind
from configurator.storage.drafts import find_draft
from configurator.web import own_drafts, view
from configurator.web.access import for_everybody
from configurator.web.answer import filled
from configurator.web.desk import Desk, desk, has, language, who, workshop
from configurator.web.garment import drawn
from configurator.web.groups import Sight
from configurator.web.here import Here
from configurator.web.render import render, see_other
from configurator.web.review import last_part
from rules.complete import nearest
from rules.front import front
from rules.likeliest import advised
from rules.solver import SolverGaveUp
from rules.state import own_values

blueprint = Blueprint("finishing", __name__, url_prefix="/configure")

MOST_CELLS = 1 << 20
"""Up to here all ways are found, beyond those that some weighing of price against advice prefers:
a page must not take a second."""
MOST_SHOWN = 6
MOST_OWN = 5
"""More nobody compares."""


@dataclass(frozen=True, slots=True)
class Finish:
    """A way to decide all that is open, with what it comes to.

    `way` names the values as forms do, `decides` those that are decided with it, `advised` how many
    of them the shop suggests or recommends. `special` are those not all ways have; `differs` what
    is otherwise than in the design it comes near to, as names and both values.
    """

    way: str
    total_cents: int
    ready_on: date | None
    decides: int
    advised: int
    special: tuple[str, ...]
    warnings: tuple[str, ...]
    differs: tuple[tuple[str, str, str], ...] = ()


@blueprint.get("/<product_key>/<link>/finish")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The ways, and with `like` (address of a design) the one nearest to that; Raises NotThere."""
    at, step = desk(product_key, link), request.args.get("step", "")
    sight = Sight(step, language(), who=who())
    page = view.page(at.product, at.state, at.draft.configuration, sight, at.advice)
    here = Here(product_key, link, at.draft.revision, page.step.key)
    if at.state.clash or page.bar.next is None:
        return see_other(here.here)
    like = request.args.get("like", "")
    other = _design(at, like) if like else None
    values = view.decided(at.product, at.state)
    return render(
        "finishing/page.html",
        "finishing/page.html",
        page=page,
        here=here,
        ways=_ways(at),
        like=like,
        near=_near(at, other) if other else None,
        unknown=bool(like) and other is None,
        mine=_mine(at),
        drawings=drawn(at, view.suggested(at.advice) | values, page.product_name),
        caption=view.caption(at.product, values, language()),
        new_key=lambda: uuid4().hex,
    )


def _ways(at: Desk) -> tuple[Finish, ...]:
    """What none beats in price, day and advice; the soonest first, and of these the cheapest."""
    try:
        points = front(at.engine, at.situation, advised(at.engine, at.situation), MOST_CELLS).points
    except SolverGaveUp:
        return ()
    several = [dict(point.values) for point in points[:MOST_SHOWN]]
    return tuple(_finish(at, values, several) for values in several)


def _near(at: Desk, other: Mapping[str, str]) -> Finish | None:
    """The way that differs least from the values of another design."""
    found = nearest(at.engine, at.situation, other)
    return _finish(at, found, (), other) if found else None


def _finish(
    at: Desk,
    values: Mapping[str, str],
    several: list[dict[str, str]] | tuple[()],
    other: Mapping[str, str] | None = None,
) -> Finish:
    choices = filled(at, values, who())
    then, said = at.state_with(choices), at.advice_with(choices)
    after, before = view.decided(at.product, then), view.decided(at.product, at.state)
    taken = {key: value for key, value in own_values(choices).items() if key not in before}
    told = at.advice
    return Finish(
        way=" ".join(f"{option}.{value}" for option, value in taken.items()),
        total_cents=then.total_cents,
        ready_on=then.ready_on,
        decides=len(after) - len(before),
        advised=sum(
            value in told.recommended
            or (value[0] in told.suggested and told.suggested[value[0]].value == value[1])
            for value in after.items()
            if value[0] not in before
        ),
        special=tuple(
            _name(at, option, value)
            for option, value in after.items()
            if any(one.get(option, value) != value for one in several)
        ),
        warnings=view.warnings(said, language()),
        differs=tuple(
            (
                at.product.option(key).name.in_(language()),
                _name(at, key, it),
                _name(at, key, after[key]),
            )
            for key, it in (other or {}).items()
            if key in after and after[key] != it
        ),
    )


def _name(at: Desk, option: str, value: str) -> str:
    return at.product.option(option).value(value).name.in_(language())


def _design(at: Desk, address: str) -> Mapping[str, str] | None:
    """The values decided in the design at that address; None if there is none."""
    with workshop().database.reading() as session:
        draft = find_draft(session, last_part(address, at.product.key))
    if draft is None or draft.configuration.product != at.product.key:
        return None
    other = at.holding(draft)
    design = {option.key for option in at.product.of_kind(Kind.DESIGN)}
    values = view.decided(at.product, other.state)
    return {key: value for key, value in values.items() if key in design}


def _mine(at: Desk) -> list[tuple[str, str]]:
    """Link and caption of other designs this browser made, the newest first."""
    with workshop().database.reading() as session:
        drafts = [find_draft(session, link) for link in reversed(own_drafts.remembered())]
    known = [
        (one.link, _caption(at, one.configuration.choices))
        for one in drafts
        if one and one.link != at.draft.link and one.configuration.product == at.product.key
    ]
    return [(link, caption) for link, caption in known if caption][:MOST_OWN]


def _caption(at: Desk, choices: Choices) -> str:
    return view.caption(
        at.product, own_values(tuple(one for one in choices if has(at.product, one))), language()
    )
