"""Who looked at whose measurements, and who took data along: every time, in the audit trail.

The answer is only given once that is written down. A test asks for every page there is and holds
this table against what the pages show.
"""

from enum import Enum
from http import HTTPStatus

from flask import Flask, Response, current_app, request

from configurator.storage import audit
from configurator.storage.drafts import find_draft
from configurator.storage.errors import Busy
from configurator.storage.ownership import customer_behind
from configurator.web import devices, sessions
from configurator.web.desk import workshop

SAW, HANDED_OUT = "saw measurements", "took data along"
STRANGER = "somebody with the link"


class Of(Enum):
    """Whose measurements a page shows, and where its address says so."""

    CUSTOMER = "id_"
    ORDER = "number"
    DRAFT = "link"
    DRAFT_BY_ID = "the same, as the API calls it"
    ONESELF = "who asks"
    IMPORT = "a file of many, by id_"


SHOWS: dict[str, tuple[str, Of]] = {
    "customers.show": (SAW, Of.CUSTOMER),
    "customer_body.show": (SAW, Of.CUSTOMER),
    "guided.of_customer": (SAW, Of.CUSTOMER),
    "profile.show": (SAW, Of.CUSTOMER),
    "same_person.show": (SAW, Of.CUSTOMER),
    "api.customers.show": (SAW, Of.CUSTOMER),
    "api.profiles.show": (SAW, Of.CUSTOMER),
    "measure.show": (SAW, Of.DRAFT),
    "guided.of_draft": (SAW, Of.DRAFT),
    "order.show": (SAW, Of.DRAFT),
    "tailoring.show": (SAW, Of.DRAFT),
    "ways.show": (SAW, Of.DRAFT),
    "quote.show": (HANDED_OUT, Of.DRAFT),
    "api.configurations.show": (SAW, Of.DRAFT_BY_ID),
    "orders.show": (SAW, Of.ORDER),
    "fit.show": (SAW, Of.ORDER),
    "orders.paper": (HANDED_OUT, Of.ORDER),
    "orders.papers": (HANDED_OUT, Of.ORDER),
    "api.orders.paper": (HANDED_OUT, Of.ORDER),
    "me.show": (SAW, Of.ONESELF),
    "knowledge.show": (SAW, Of.CUSTOMER),
    "knowledge.show_own": (SAW, Of.ONESELF),
    "knowledge_copy.copy": (HANDED_OUT, Of.CUSTOMER),
    "knowledge_copy.copy_own": (HANDED_OUT, Of.ONESELF),
    "me.order": (SAW, Of.ORDER),
    "fit.show_own": (SAW, Of.ORDER),
    "exchange.file": (HANDED_OUT, Of.CUSTOMER),
    "exchange.file_own": (HANDED_OUT, Of.ONESELF),
    "imports.problems": (HANDED_OUT, Of.IMPORT),
}
"""What is written down when a view is asked for and answers; others show no measurement."""


def init_seen(app: Flask) -> None:
    """Have `app` write down who is shown measurements of whom."""
    app.after_request(_write_down)


def _write_down(answer: Response) -> Response:
    what, of = SHOWS.get(request.endpoint or "", ("", Of.ONESELF))
    if not what or request.method != "GET" or answer.status_code != HTTPStatus.OK:
        return answer
    shop, now, who = workshop(), workshop().now(), sessions.account()
    subjects = _subjects(of)
    try:
        with shop.database.recording() as session:
            for subject in subjects:
                by, origin = who.id if who else STRANGER, devices.device()
                audit.record(session, audit.Deed(now, by, what, subject, origin=origin))
    except Busy as error:
        # What cannot be written down is not shown.
        return current_app.make_response(current_app.handle_user_exception(error))
    return answer


def _subjects(of: Of) -> list[str]:
    """The persons and orders this request is about."""
    asked, who = request.view_args or {}, sessions.account()
    match of:
        case Of.CUSTOMER:
            return [f"customer {asked['id_']}"]
        case Of.IMPORT:
            return [f"import {asked['id_']}"]
        case Of.ORDER:
            several = [asked["number"]] if "number" in asked else request.args.getlist("number")
            return [f"order {number}" for number in dict.fromkeys(several)]
        case Of.ONESELF:
            return [f"customer {who.customer}"] if who and who.customer else []
        case Of.DRAFT | Of.DRAFT_BY_ID:
            return _behind(asked["id_" if of is Of.DRAFT_BY_ID else "link"])


def _behind(link: str) -> list[str]:
    """The customer a draft is for; one of nobody has a link and no person."""
    with workshop().database.reading() as session:
        draft = find_draft(session, link)
        known = customer_behind(session, draft) if draft else None
    return [f"customer {known}"] if known else []
