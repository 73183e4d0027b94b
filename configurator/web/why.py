"""Why choices clash, what must change, and the ways to choose from: a page to read together."""

from uuid import uuid4

from flask import Blueprint, Response, request

from catalog.configuration import Choice
from configurator.web import view
from configurator.web.access import for_everybody
from configurator.web.answer import mending, ruled_out, shown_of
from configurator.web.desk import Desk, desk, language, who
from configurator.web.form import choosable
from configurator.web.garment import drawn
from configurator.web.groups import Sight
from configurator.web.here import Here
from configurator.web.render import render, see_other
from configurator.web.sheet import change_sheet
from configurator.web.why_words import conflict_told
from rules.explain import conflicts

blueprint = Blueprint("why", __name__, url_prefix="/configure")


@blueprint.get("/<product_key>/<link>/why")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """Why a value (`take`) or all choices together do not stand; to the design where they do."""
    at = desk(product_key, link)
    wish, step = _wish(at), request.args.get("step", "")
    here = Here(product_key, link, at.draft.revision, step)
    if wish is None and not at.state.clash:
        return see_other(here.here)
    mends = mending(at, wish)
    mend = shown_of(mends, request.args.get("way", ""))
    sight = Sight(step, language(), wish, who())
    page = view.page(at.product, at.state, at.draft.configuration, sight, at.advice)
    choices = mend.choices if mend else at.situation.choices
    values = view.decided(at.product, at.state_with(choices))
    told = [conflict_told(at, one, wish) for one in conflicts(at.engine, at.situation, wish)]
    return render(
        "why/page.html",
        "why/page.html",
        page=page,
        here=here,
        name=_name(at, wish),
        conflicts=told,
        sheet=change_sheet(at.product, at.state, mend, language()) if mend else None,
        ways=[change_sheet(at.product, at.state, one, language()) for one in mends],
        drawings=drawn(at, view.suggested(at.advice_with(choices)) | values, page.product_name),
        caption=view.caption(at.product, values, language()),
        back=here.asking(wish.option, wish.value) if wish else here.here,
        new_key=lambda: uuid4().hex,
    )


def _wish(at: Desk) -> Choice | None:
    """The value asked about, if other choices or the body rule it out."""
    option, _, value = request.args.get("take", "").partition(".")
    wish = Choice(option, value, who())
    return wish if choosable(at.product, wish) and ruled_out(at, wish) else None


def _name(at: Desk, wish: Choice | None) -> str:
    if wish is None:
        return ""
    return at.product.option(wish.option).value(wish.value).name.in_(language())
