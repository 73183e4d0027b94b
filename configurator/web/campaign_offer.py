"""The offer to one person, where he looks at it and where he orders with its code."""

from collections.abc import Mapping

from flask import Blueprint, Response, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.campaign_codes import (
    OfferRefused,
    Personal,
    Why,
    find_offer,
    usable_offer,
)
from configurator.storage.campaign_people import offer_words
from configurator.storage.campaigns import get_campaign
from configurator.storage.errors import NotThere
from configurator.web import sessions
from configurator.web.access import for_everybody
from configurator.web.desk import Desk, language, workshop
from configurator.web.form import read_form
from configurator.web.referral import CODE, REFERRAL, kept_code
from configurator.web.referral import REFUSED as NOT_REFERRED
from configurator.web.render import render, see_other
from configurator.web.whose import customer_here
from customers.dialogue.campaign_offer import offer_code_written, read_offer_code
from customers.value.referral import read_code

blueprint = Blueprint("offer", __name__)

REFUSED: Mapping[Why, LazyString] = {
    Why.UNKNOWN: _l("Nobody has this code. Please look at it again, or leave it empty."),
    Why.OTHERS: _l(
        "This offer was made to somebody else. If it was you, please sign in with the address it"
        " was sent to; else leave the code empty."
    ),
    Why.USED: _l("This offer was taken with an earlier order. Please leave the code empty."),
    Why.TOO_EARLY: _l("This offer does not begin yet. Please keep the code until then."),
    Why.TOO_LATE: _l("This offer is over. Please leave the code empty; all else stands."),
}

NOT_TAKEN: Mapping[str, LazyString] = {
    str(why): words for kind in (NOT_REFERRED, REFUSED) for why, words in kind.items()
}
"""Why a code is not taken, whatever its kind."""


@blueprint.get("/o/<code>")
@for_everybody
def show(code: str) -> Response:
    """What the offer is, and keeping its code for the order. Raises NotThere."""
    found = _known(code)
    with workshop().database.reading() as session:
        words = offer_words(get_campaign(session, found.campaign).plan, language())
    engines = workshop().engines
    page = "campaigns/offered.html"
    return render(
        page,
        page,
        offer=found.offer,
        words=words,
        code=found.code,
        written=offer_code_written(found.code),
        is_taken=bool(found.order_number),
        is_over=workshop().today() > found.offer.ends_on,
        is_kept=kept_code() == found.code,
        products=[(key, one.product.name.in_(language())) for key, one in engines.items()],
        key=workshop().new_link(),
    )


@blueprint.post("/o/<code>")
@for_everybody
def keep(code: str) -> Response:
    """Remember the code for this visit, since its visitor asks for it. Raises NotThere."""
    read_form()
    found = _known(code)
    sessions.keep(REFERRAL, {CODE: found.code})
    return see_other(url_for(".show", code=found.code))


def any_code(typed: str) -> str:
    """The code somebody typed, of an offer or of who told him of us; empty if it is neither."""
    return read_offer_code(typed) or read_code(typed)


def offered(person: str, typed: str) -> Personal | None:
    """The offer that a code gives to a person now; None for a code of another kind.

    `person` is empty for who is not known. Raises OfferRefused.
    """
    code = read_offer_code(typed)
    if not code:
        return None
    with workshop().database.reading() as session:
        return usable_offer(session, code, person, workshop().today())


def offered_for(at: Desk, chosen: str, typed: str) -> Personal | None:
    """The same for the customer `chosen`, else for whom the draft is as far as who asks knows.

    Raises OfferRefused.
    """
    customer = customer_here(at.draft)
    return offered(chosen or (customer.id if customer else ""), typed)


def offered_here(at: Desk, typed: str) -> Personal | None:
    """The offer in the price that is shown; None where it is refused, which is told later."""
    try:
        return offered_for(at, "", typed)
    except OfferRefused:
        return None


def _known(code: str) -> Personal:
    with workshop().database.reading() as session:
        found = find_offer(session, read_offer_code(code))
    if found is None:
        raise NotThere("code", code)
    return found
