"""A customer's own card: on the phone, to be held out in the shop, and as PDF."""

from uuid import uuid4

from flask import Blueprint, Response, url_for

from configurator.storage.accounts import Account, Role
from configurator.storage.cards import Card, cards_of, issue_card
from configurator.storage.customers import customer_of, get_customer
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.web.access import only_for
from configurator.web.card import printed
from configurator.web.clerk_card import shown
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.render import render, see_other
from configurator.web.sessions import account
from production.card import PrintedCard

blueprint = Blueprint("own_card", __name__, url_prefix="/me")


@blueprint.get("/card")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """The card as it is held out, or the way to have one."""
    me, card = _me(), _own()
    page = "card/own.html"
    return render(
        page,
        page,
        name=me.name,
        card=shown(card) if card else None,
        key=uuid4().hex,
    )


@blueprint.post("/card")
@only_for(Role.CUSTOMER)
def issue() -> Response:
    """Make one's first card, or one in place of a card the shop revoked."""
    form, me, now = read_form(), _me(), workshop().now()
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"own card {me.id}", form.key, {}), now):
            own = customer_of(session, me, workshop().new_link(), now)
            if not any(one.revoked_at is None for one in cards_of(session, own.id)):
                issue_card(session, own.id, workshop().new_link(), me.id, now)
    return see_other(url_for(".show"))


@blueprint.get("/card.pdf")
@only_for(Role.CUSTOMER)
def paper() -> Response:
    """The same as PDF, 85.6 x 54 mm. Raises NotThere."""
    card = _own()
    if card is None:
        raise NotThere("card", "")
    with workshop().database.reading() as session:
        name = get_customer(session, card.customer).name
    return printed(PrintedCard(card.number, name), url_for(".show"))


def _own() -> Card | None:
    """The newest card in force of who asks; with a card of his own before a merged one's."""
    own = _me().customer
    if own is None:
        return None
    with workshop().database.reading() as session:
        valid = [one for one in cards_of(session, own) if one.revoked_at is None]
    return next((one for one in valid if one.customer == own), next(iter(valid), None))


def _me() -> Account:
    found = account()
    assert found is not None  # only_for saw to it
    return found
