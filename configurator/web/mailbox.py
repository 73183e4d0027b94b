"""The letters of a demo, which has nobody to send them: shown in a page, on this machine."""

from flask import Blueprint, Response

from configurator.sealing import LETTERS, sealing_keys
from configurator.storage.errors import NotThere
from configurator.storage.outbox import list_waiting
from configurator.web.access import for_everybody
from configurator.web.desk import workshop
from configurator.web.render import render

blueprint = Blueprint("mailbox", __name__)


@blueprint.get("/mailbox")
@for_everybody
def show() -> Response:
    """All letters that still mean something. Raises NotThere, but in a demo."""
    shop = workshop()
    if not shop.settings.is_demo:
        raise NotThere("page", "mailbox")
    with shop.database.reading() as session:
        letters = list_waiting(session, sealing_keys(shop.settings, LETTERS), shop.now())
    page = "mailbox/page.html"
    return render(page, page, letters=letters)
