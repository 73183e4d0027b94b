"""Letters and mails a person wrote: attached by the counter, opened by it, every time noted."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage.customers import get_customer
from configurator.storage.documents import secret_fingerprint
from configurator.storage.idempotency import Request, done_before
from configurator.storage.letters import (
    MOST_BYTES_OF_LETTER,
    TYPES,
    Letter,
    attach_letter,
    read_letter,
    type_of,
)
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.happened import LONGEST_NOTE
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER
from customers.identity.event import Medium

blueprint = Blueprint("letters", __name__, url_prefix="/customers/<id_>/letters")

BY = {Medium.LETTER.value, Medium.EMAIL.value}
SANDBOX = "sandbox; default-src 'none'"
"""Whatever the file holds, it can neither run nor load anything."""


@blueprint.get("/new")
@only_for(*AT_THE_COUNTER)
def new(id_: str) -> Response:
    """The form for a letter. Raises NotThere."""
    return _form(id_)


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def attach(id_: str) -> Response:
    """Keep what was attached, once for each form. Raises NotThere."""
    form, now, sent = read_form(), workshop().now(), request.files.get("file")
    medium, note = request.form.get("medium", ""), request.form.get("note", "").strip()
    if medium not in BY or len(note) > LONGEST_NOTE:
        abort(HTTPStatus.BAD_REQUEST)
    content = sent.stream.read(MOST_BYTES_OF_LETTER + 1) if sent else b""
    kind = type_of(content)
    if kind is None or len(content) > MOST_BYTES_OF_LETTER:
        trouble = _("We keep PDF, JPEG, PNG and plain text of up to 10 MB. Nothing was kept.")
        return _form(id_, trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = {"content": secret_fingerprint(content.hex()), "medium": medium, "note": note}
    letter, who = Letter(workshop().new_link(), id_, kind, content), sessions.account()
    assert who is not None  # only_for saw to it
    with workshop().database.recording() as session:
        if not done_before(session, Request(f"customer {id_} letter", form.key, said), now):
            attach_letter(session, letter, Medium(medium), note, by=who.id, at=now)
    return see_other(url_for("customers.show", id_=id_, _anchor="timeline"))


@blueprint.post("/<letter>")
@only_for(*AT_THE_COUNTER)
def read(id_: str, letter: str) -> Response:
    """Hand a letter out; a form asks for it, since each time is written down. Raises NotThere."""
    who, now = sessions.account(), workshop().now()
    assert who is not None  # only_for saw to it
    with workshop().database.recording() as session:
        found = read_letter(session, id_, letter, by=who.id, at=now)
    answer = Response(found.content, content_type=found.type)
    name = f"letter-{now.date().isoformat()}.{TYPES[found.type]}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.cache_control.no_store = True
    return answer


def _form(id_: str, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
    page = "customers/letter.html"
    key = workshop().new_link()
    return render(page, page, status=status, customer=customer, trouble=trouble, key=key)
