"""The link by which customers tell others of us: `/r/<code>`.

Looking at it keeps nothing: the code stands in the address and is typed when ordering. Only who
asks for it has the code remembered by his visit, as he has his own design remembered.
"""

from collections.abc import Mapping

from flask import Blueprint, Response, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.errors import NotThere
from configurator.storage.referral_codes import Why, is_code
from configurator.web import sessions
from configurator.web.access import for_everybody
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.render import render, see_other
from customers.value.referral import read_code, written

blueprint = Blueprint("referral", __name__)

REFERRAL, CODE = "referral", "code"
"""Under this name a visit keeps the code it was asked to keep."""

REFUSED: Mapping[Why, LazyString] = {
    Why.UNKNOWN: _l("Nobody has this code. Please look at it again, or leave it empty."),
    Why.OWN: _l("This is the customer's own code. Please leave it empty."),
    Why.REFERRED: _l("Somebody else told of us before. Please leave the code empty."),
    Why.NOT_NEW: _l("A code is for a first order. Please leave it empty."),
}


@blueprint.get("/r/<code>")
@for_everybody
def show(code: str) -> Response:
    """Welcome who comes by a code, and say what it does. Raises NotThere."""
    plain = _known(code)
    engines = workshop().engines
    page = "referral/page.html"
    return render(
        page,
        page,
        code=plain,
        written=written(plain),
        is_kept=kept_code() == plain,
        products=[(key, one.product.name.in_(language())) for key, one in engines.items()],
        galleries=[key for key, one in engines.items() if one.product.designs],
        key=workshop().new_link(),
    )


@blueprint.post("/r/<code>")
@for_everybody
def keep(code: str) -> Response:
    """Remember the code for this visit, since its visitor asks for it. Raises NotThere."""
    read_form()
    plain = _known(code)
    sessions.keep(REFERRAL, {CODE: plain})
    return see_other(url_for(".show", code=plain))


def kept_code() -> str:
    """The code this visit was asked to remember; empty if none."""
    return str(sessions.kept(REFERRAL).get(CODE, ""))


def _known(code: str) -> str:
    plain = read_code(code)
    with workshop().database.reading() as session:
        if not is_code(session, plain):
            raise NotThere("code", code)
    return plain
