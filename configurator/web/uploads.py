"""Pages that take more than a form: how much, and from whom."""

from flask import Flask, request

from configurator.importing import MOST_BYTES
from configurator.storage.letters import MOST_BYTES_OF_LETTER
from configurator.web.access import may_ask
from configurator.web.sessions import account

BESIDE = 64 * 1024
"""The other fields of the form."""

READ_AT_ONCE = 512 * 1024
"""The parser reads files in pieces of 64 KiB and holds two of them."""

TAKES = {
    "imports.upload": MOST_BYTES,
    "letters.attach": MOST_BYTES_OF_LETTER,
    "needs.take_labels": MOST_BYTES_OF_LETTER,
    "messages.take_in": MOST_BYTES,
}
"""Bytes of a file by view; only who may ask for the view may send so many."""


def init_uploads(app: Flask) -> None:
    """Have `app` read larger requests where files come in, before anything reads the form."""

    @app.before_request
    def make_room() -> None:
        endpoint = request.endpoint or ""
        if endpoint not in TAKES:
            return
        who, allowed = account(), may_ask(app.view_functions[endpoint]) or ()
        if who is not None and who.role in allowed:
            request.max_content_length = TAKES[endpoint] + BESIDE
            request.max_form_memory_size = READ_AT_ONCE
