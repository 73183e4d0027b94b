"""A customer's card at the counter: issued, revoked, replaced and printed."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for

from configurator.jobs.cards import card_path, card_printing, forget_card
from configurator.storage.cards import (
    Why,
    card_of,
    issue_card,
    reissue_card,
    revoke_card,
)
from configurator.storage.customers import get_customer
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.web import sessions
from configurator.web.access import delicate, only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.paper import RETRY_AFTER_S, made
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from production.card import PrintedCard

blueprint = Blueprint("card", __name__, url_prefix="/customers/<id_>/card")


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def issue(id_: str) -> Response:
    """Issue a card, unless one is in force. Raises NotThere."""
    form, who, now = read_form(), sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"customer {id_} card", form.key, {}), now):
            issue_card(session, id_, workshop().new_link(), who.id, now)
    return _sent(id_)


@blueprint.post("/<number>")
@only_for(*AT_THE_COUNTER)
@delicate("customers.show")
def end(id_: str, number: str) -> Response:
    """Revoke a card for good, or replace one that is lost or worn. Raises NotThere."""
    form, who, now, said = read_form(), sessions.account(), workshop().now(), _why()
    assert who is not None  # only_for saw to it
    asker = Request(f"customer {id_} card {number}", form.key, {"why": said})
    with workshop().database.recording() as session:
        card_of(session, id_, number)
        if not done_before(session, asker, now):
            if said is Why.ENDED:
                revoke_card(session, number, said, who.id, now)
            else:
                seed = workshop().new_link()
                reissue_card(session, number, said, seed=seed, by=who.id, at=now)
    forget_card(number, workshop().settings.data_folder)
    return _sent(id_)


@blueprint.get("/<number>.pdf")
@only_for(*AT_THE_COUNTER)
def paper(id_: str, number: str) -> Response:
    """A card in force as PDF, 85.6 x 54 mm. Raises NotThere."""
    with workshop().database.reading() as session:
        card = card_of(session, id_, number)
        if card.revoked_at:
            raise NotThere("card", number)
        name = get_customer(session, card.customer).name
    back = url_for("customers.show", id_=id_)
    return printed(PrintedCard(number, name), back)


def printed(card: PrintedCard, back: str) -> Response:
    """The card as the worker printed it, or 503 and a page that leads `back`."""
    path = card_path(card, workshop().settings.data_folder)
    content = made(path, card_printing(card.number))
    if content is None:
        page = "card/printing.html"
        answer = render(page, page, status=HTTPStatus.SERVICE_UNAVAILABLE, back=back)
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
        return answer
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="card-{card.number}.pdf"'
    return answer


def _why() -> Why:
    said = request.form.get("why", "")
    if said not in set(Why):
        abort(HTTPStatus.BAD_REQUEST)
    return Why(said)


def _sent(id_: str) -> Response:
    return see_other(url_for("customers.show", id_=id_, _anchor="card"))
