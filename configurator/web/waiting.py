"""What a solver has not found out yet of the step shown, and the parts that say it once it has."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Response, request

from configurator.web import view
from configurator.web.cards import pieces
from configurator.web.desk import Desk, language, who
from configurator.web.groups import Sight
from configurator.web.here import Here
from configurator.web.render import asked_by_htmx, render
from rules.state import State, Status, ValueState

MOST_TRIES = 20
"""So often a page asks again by itself; then it leaves that to people."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The `options` shown of which something is unknown, after so many `tries` to find it out.

    `total` is whether price or date of the whole are not known yet.
    """

    options: tuple[str, ...]
    total: bool
    tries: int

    def __bool__(self) -> bool:
        """Whether anything is unknown."""
        return self.total or bool(self.options)

    @property
    def goes_on(self) -> bool:
        """Whether the page shall ask again by itself."""
        return bool(self) and self.tries < MOST_TRIES


def waiting(state: State, page: view.Page, tries: int = 0) -> Waiting:
    """What is unknown of `page`; nothing where a diagram answers."""
    if state.engine == "diagram":
        return Waiting((), total=False, tries=tries)
    shown = [group.option for group in page.groups]
    every = {option: state.options[option].values() for option in shown}
    # Of very many numbers none is told before the least and the most are known.
    late = (o for o in shown if not every[o] or any(_unknown(v, state) for v in every[o]))
    total = not state.clash and None in (state.ready_on, state.cheapest_cents)
    return Waiting(tuple(late), total, tries)


def _unknown(its: ValueState, state: State) -> bool:
    if its.status in {Status.UNKNOWN, Status.RULED_OUT} or state.clash:
        return its.status is Status.UNKNOWN
    return None in (its.changes, its.price_delta_cents, its.ready_on)


def asks_again(at: Desk) -> bool:
    """Whether a page asks for what it does not know yet, and nothing else changed meanwhile."""
    seen = request.args.get("revision", "") == str(at.draft.revision)
    return asked_by_htmx() and seen and _tries() > 0


def known_by_now(at: Desk) -> Response:
    """The parts asked `about` as they are known now, for the page that shows them already."""
    sight = Sight(request.args.get("step", ""), language(), who=who())
    page = view.page(at.product, at.state, at.draft.configuration, sight, at.advice)
    about = request.args.getlist("about")
    part = "configure/_known.html"
    return render(
        part,
        part,
        status=HTTPStatus.OK,
        page=page,
        groups=[group for group in page.groups if group.option in about],
        here=Here(at.product.key, at.draft.link, at.draft.revision, page.step.key),
        waiting=waiting(at.state, page, _tries()),
        searched=True,
        sheet=None,
        offers=(),
        new_key=lambda: uuid4().hex,
        **pieces(),
    )


def _tries() -> int:
    tries = request.args.get("tries", "")
    return (
        int(tries)
        if tries.isascii() and tries.isdigit() and len(tries) <= len(str(MOST_TRIES))
        else 0
    )
