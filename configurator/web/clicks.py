"""Links in messages: each leads through us to its place, and that somebody followed it is noted.

Noted once, and only of people. Machines look at every address: they ask for the head alone, or
fetch ahead, or say who they are, or come within seconds of the sending. A machine that acts like a
person later than that counts as one; nothing is asked of the browser to tell them apart.
"""

import re
from datetime import timedelta

from flask import Blueprint, Response, request

from configurator.storage.own_messages import followed, sent_at
from configurator.web.access import for_everybody
from configurator.web.desk import workshop
from configurator.web.headers import TELLS_NOBODY
from configurator.web.render import see_other

blueprint = Blueprint("clicks", __name__)

TOO_SOON = timedelta(seconds=20)
"""Nobody gets, opens and reads a message in less; programs that guard mailboxes look at once."""

MACHINE = re.compile(
    r"bot\b|crawl|spider|preview|scan|slurp|safelinks|proofpoint|mimecast|barracuda|ironport"
    r"|urldefense|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|go-http|okhttp",
    re.IGNORECASE,
)
AHEAD = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")
"""Where browsers and mail programs say that nobody asked for it yet."""


@blueprint.get("/m/<code>")
@for_everybody
def follow(code: str) -> Response:
    """Go on to the place of a message. Raises NotThere."""
    shop = workshop()
    with shop.database.reading() as session:
        sent = sent_at(session, code)
    with shop.database.recording() as session:
        is_soon = sent is not None and shop.now() < sent + TOO_SOON
        place = followed(session, code, shop.now(), is_machine=is_soon or _is_machine())
    answer = see_other(place or "/")
    answer.headers["Referrer-Policy"] = TELLS_NOBODY
    answer.cache_control.no_store = True
    return answer


def _is_machine() -> bool:
    agent = request.headers.get("User-Agent", "")
    ahead = any("fetch" in request.headers.get(one, "").lower() for one in AHEAD)
    ahead |= any("preview" in request.headers.get(one, "").lower() for one in AHEAD)
    return request.method == "HEAD" or not agent or ahead or bool(MACHINE.search(agent))
