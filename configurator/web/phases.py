"""The page of the four phases: their figures, and who answers for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.figures_night import FORECAST, PHASES, read_forecast
from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.storage.figures import Asking, counted
from configurator.storage.idempotency import Request, done_before
from configurator.storage.night_figures import find_figure
from configurator.storage.phases import Owner, Phase, StaleOwner, may_own, name_owner, owners
from configurator.storage.tables_figures import ValueCellRow
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.figure_page import euros, number, share
from configurator.web.figure_steering import needs_known, personal
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from customers.value.tier import UNKNOWN

blueprint = Blueprint("phases", __name__, url_prefix="/value/phases")

NAMES: Mapping[Phase, LazyString] = {
    Phase.IDENTIFY: _l("Identify"),
    Phase.DIFFERENTIATE: _l("Differentiate"),
    Phase.DIALOGUE: _l("Dialogue"),
    Phase.CUSTOMISE: _l("Customise"),
}
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A phase as the page shows it."""

    key: str
    name: str
    figures: tuple[tuple[str, str], ...]
    owner: Owner


@blueprint.get("")
@only_for(Role.MANAGER, Role.ADMIN)
def show() -> Response:
    """The figures of each phase with its owner, or that there is none."""
    return _page()


@blueprint.post("/<phase>")
@only_for(Role.MANAGER, Role.ADMIN)
def own(phase: str) -> Response:
    """Name who answers for a phase, or nobody. Raises NotThere."""
    if phase not in set(Phase):
        raise NotThere("phase", phase)
    form, shop, who = read_form(), workshop(), me_now()
    named = Owner(request.form.get("account", "")[:LONGEST], "", form.revision)
    asked = Request(f"{who.id} phase {phase}", form.key, {"account": named.account})
    try:
        with shop.database.recording() as session:
            if not done_before(session, asked, shop.now()):
                name_owner(session, Phase(phase), named, who.id, shop.now())
    except StaleOwner:
        return _page(stale=phase)
    return see_other(url_for("phases.show"))


def _page(stale: str = "") -> Response:
    shop = workshop()
    with shop.database.reading() as session:
        figures = dict(_figures(Asking(session, {}, shop.now())))
        known, people = owners(session), may_own(session)
    parts = [Part(one, str(NAMES[one]), figures[one], known[one]) for one in Phase]
    lacking = sum(not one.owner.account for one in parts)
    return render(
        "value/phases.html",
        "value/phases.html",
        status=HTTPStatus.CONFLICT if stale else HTTPStatus.OK,
        parts=parts,
        lacking=lacking,
        people=people,
        stale=stale,
        key=uuid4().hex,
    )


def _figures(asking: Asking) -> Iterator[tuple[Phase, tuple[tuple[str, str], ...]]]:
    """What tells how each phase goes, in words and numbers."""
    found = find_figure(asking.session, PHASES)
    told = found.figures if found else {}

    def of(key: str) -> tuple[int, int]:
        part, whole = told.get(key, (0, 0))
        return part, whole

    tiers = counted(asking.session, ValueCellRow, ("tier",), {}, asking.now)
    people = sum(one.customers for one in tiers.values())
    known = sum(one.customers for (tier,), one in tiers.items() if tier != UNKNOWN)
    sold, (margin, paid) = of("sold")[0], of("margin")
    contact, order = personal(asking)
    yield (
        Phase.IDENTIFY,
        (
            (str(_("Customers we can reach")), share(*of("reached"))),
            (str(_("Fields to ask again")), share(*of("stale"))),
            (str(_("Pairs to judge")), number(of("pairs")[0])),
        ),
    )
    yield (
        Phase.DIFFERENTIATE,
        (
            (str(_("Customers in a tier")), share(known, people)),
            (str(_("Forecast off by")), _off(asking)),
            (str(_("Active customers whose needs we know")), needs_known(asking)),
        ),
    )
    yield (
        Phase.DIALOGUE,
        (
            (str(_("Messages waiting for more than two days")), number(of("late")[0])),
            (str(_("Cost of a personal contact")), contact),
        ),
    )
    yield (
        Phase.CUSTOMISE,
        (
            (str(_("Orders in 90 days")), number(sold)),
            (str(_("Margin of an order")), euros(margin / sold if sold else 0)),
            (str(_("Margin of what is paid")), share(margin, paid)),
            (str(_("Margin of a personal order")), order),
        ),
    )


def _off(asking: Asking) -> str:
    """How far the last quarter that is over was from its forecast."""
    found = find_figure(asking.session, FORECAST)
    over = [one for one in read_forecast(dict(found.figures)) if one.actual] if found else []
    last = over[-1] if over else None
    return share(abs((last.actual or 0) / last.expected - 1)) if last else "\N{EN DASH}"
