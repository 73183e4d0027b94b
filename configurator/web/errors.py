"""What people are told when a request fails: one table from exception to status and words."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    NotFound,
    RequestEntityTooLarge,
    SecurityError,
)

from configurator.asked_lately import AskedTooOften
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.errors import Busy, NotThere, Stale
from configurator.storage.idempotency import KeyUsedOtherwise
from configurator.web.access import NotAllowed, NotProved, NotSignedIn
from configurator.web.lock import tablet_here
from configurator.web.logs import log_failure, request_id
from configurator.web.render import asked_by_htmx, see_other
from configurator.web.restricted import Restricted
from configurator.web.sessions import workshop_settings
from production.freeze import CannotBeMade
from rules.solver import SolverGaveUp

STATUS: dict[type[Exception], HTTPStatus] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotProved: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotThere: HTTPStatus.NOT_FOUND,
    Restricted: HTTPStatus.LOCKED,
    Stale: HTTPStatus.CONFLICT,
    KeyUsedOtherwise: HTTPStatus.CONFLICT,
    CannotBeMade: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    AskedTooOften: HTTPStatus.TOO_MANY_REQUESTS,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    SolverGaveUp: HTTPStatus.GATEWAY_TIMEOUT,
}
"""The status of each kind of exception of ours; all others are failures of the program."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a page of one status says: what happened, and what to do now."""

    title: str | LazyString
    advice: str | LazyString


WORDS: dict[int, Words] = {
    400: Words(
        _l("This request was not complete"),
        _l("Nothing was changed. Please go back, load the page again and repeat your last step."),
    ),
    401: Words(_l("Please sign in"), _l("This page is for the people of the shop.")),
    403: Words(
        _l("This page is for somebody else"),
        _l("You are signed in, but this page belongs to another task in the shop."),
    ),
    404: Words(
        _l("There is nothing here"),
        _l("Perhaps the address was not copied to its end. Nothing of yours was changed or lost."),
    ),
    405: Words(
        _l("This address is no page"), _l("It only takes what a form sends. Please go back.")
    ),
    409: Words(
        _l("Somebody else was faster"),
        _l("This was changed on another device. Nothing was overwritten; please look again."),
    ),
    413: Words(
        _l("This is too much at once"),
        _l("What was sent is longer than any of our forms. Nothing was changed."),
    ),
    422: Words(
        _l("This cannot be made"),
        _l("Something in the design does not go together any more. Please look through it again."),
    ),
    423: Words(
        _l("This profile is restricted"),
        _l("The customer asked that it is only kept. Only the administrator opens it."),
    ),
    429: Words(_l("Too many tries"), _l("Please wait a little before you try again.")),
    500: Words(
        _l("This went wrong, and it is our fault"),
        _l("What was saved before is safe. Please try again; if it stays, tell us the number."),
    ),
    504: Words(
        _l("This could not be worked out in time"),
        _l("Nothing was changed. Please try again, or choose something else first."),
    ),
    503: Words(
        _l("Many people are saving right now"),
        _l("Nothing was changed. Please try again in a moment."),
    ),
}


def init_errors(app: Flask) -> None:
    """Have `app` answer every failure with a page, or for htmx a part, in the right status."""
    for kind in STATUS:
        app.register_error_handler(kind, _ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _failure)
    most_fields = workshop_settings(app).limits.form_fields

    @app.before_request
    def refuse_what_no_form_sends() -> None:
        if "\0" in request.path:
            raise NotFound
        if len(request.form) > most_fields:
            raise RequestEntityTooLarge
        # PostgreSQL keeps no text with this character; nobody types it.
        sent = (*request.args.items(multi=True), *request.form.items(multi=True))
        if any("\0" in name or "\0" in text for name, text in sent):
            raise BadRequest


def _ours(error: Exception) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, NotProved):
        return _to(url_for("prove.show", next=_back(error.back)))
    if status is HTTPStatus.UNAUTHORIZED:
        return _to_sign_in()
    answer = _told(status)
    if isinstance(error, Busy):
        current_app.extensions["counts"].busy()
    if isinstance(error, Busy | TooManyAttempts | AskedTooOften):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _back(endpoint: str) -> str:
    """The address of a view about the same things as this request."""
    (rule, *_) = current_app.url_map.iter_rules(endpoint)
    asked = request.view_args or {}
    return url_for(endpoint, **{key: asked[key] for key in rule.arguments if key in asked})


def _to_sign_in() -> Response:
    """Send a person to sign in and back again; htmx is told to have the browser do so."""
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("home.show")
    return _to(url_for("tablet.show" if tablet_here() else "sign_in.show", next=back))


def _to(place: str) -> Response:
    if asked_by_htmx():
        answer = _told(HTTPStatus.UNAUTHORIZED)
        answer.headers["HX-Redirect"] = place
        return answer
    return see_other(place)


def _of_http(error: HTTPException) -> Response:
    # A redirect is no failure, and a status without words of its own is told as its kind.
    # To a host that is not ours no address of ours can be told.
    no_page = isinstance(error, SecurityError)
    if no_page or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    answer = _told(error.code)
    for name in ("Allow", "Retry-After"):
        if name in error.get_response().headers:
            answer.headers[name] = error.get_response().headers[name]
    return answer


def _failure(error: Exception) -> Response:
    log_failure(error)
    return _told(HTTPStatus.INTERNAL_SERVER_ERROR, request_id())


def _told(status: int, number: str = "") -> Response:
    words = WORDS.get(status) or WORDS[status // 100 * 100]
    template = "errors/_message.html" if asked_by_htmx() else "errors/page.html"
    return make_response(render_template(template, words=words, number=number), status)
