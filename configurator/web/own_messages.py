"""A customer's own page of what we told him: new ones first, each opened by himself alone."""

from flask import Blueprint, Response

from configurator.storage.accounts import Role
from configurator.storage.own_messages import count_new, open_message, own_messages
from configurator.web.access import only_for
from configurator.web.channel_words import CHANNELS
from configurator.web.desk import workshop
from configurator.web.own_account import me_now
from configurator.web.render import render

blueprint = Blueprint("own_messages", __name__, url_prefix="/me/messages")


@blueprint.get("")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """All of them."""
    own, page = me_now().customer or "", "me/messages.html"
    with workshop().database.reading() as session:
        messages, new = own_messages(session, own), count_new(session, own)
    return render(page, page, messages=messages, new=new, channels=CHANNELS)


@blueprint.get("/<id_>")
@only_for(Role.CUSTOMER)
def read(id_: str) -> Response:
    """One of them; opened, it is no longer new. Raises NotThere."""
    own, shop, page = me_now().customer or "", workshop(), "me/message.html"
    with shop.database.writing() as session:
        message = open_message(session, own, id_, shop.now())
    paragraphs = [one.splitlines() for one in message.texts.body.split("\n\n")]
    return render(page, page, message=message, paragraphs=paragraphs, channels=CHANNELS)
