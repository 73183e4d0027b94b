"""Problems: what other programs are told when a request fails (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from configurator.storage.attempts import TooManyAttempts
from configurator.storage.drafts import StaleDraft
from configurator.storage.errors import Busy, NotThere, Stale
from configurator.storage.idempotency import KeyUsedOtherwise
from configurator.web.access import NotAllowed, NotSignedIn
from configurator.web.logs import log_failure, request_id
from configurator.web.restricted import Restricted
from configurator.web.sessions import workshop_settings
from rules.solver import SolverGaveUp

MEDIA_TYPE = "application/problem+json"
ERASED = "Who had this was erased; only he himself can come back."
"""Of a field that holds the address or number of somebody who does not want to be brought back."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The status of a kind of problem, and what it always says."""

    status: HTTPStatus
    title: str


class Kind(Enum):
    """Every kind of problem; its `type` points at its place in the OpenAPI document."""

    NoKey = Meaning(HTTPStatus.BAD_REQUEST, "The header Idempotency-Key is missing or malformed")
    NotJson = Meaning(HTTPStatus.BAD_REQUEST, "The body is no JSON we can take")
    WrongCredentials = Meaning(
        HTTPStatus.UNAUTHORIZED, "E-mail and password do not belong together"
    )
    NoToken = Meaning(HTTPStatus.UNAUTHORIZED, "A bearer token is needed, and none that lives came")
    NotAllowed = Meaning(HTTPStatus.FORBIDDEN, "This belongs to another task in the shop")
    NotThere = Meaning(HTTPStatus.NOT_FOUND, "There is nothing here")
    Restricted = Meaning(HTTPStatus.LOCKED, "This profile is only kept, at the customer's wish")
    Conflict = Meaning(HTTPStatus.CONFLICT, "These choices do not stand together")
    Taken = Meaning(HTTPStatus.CONFLICT, "Somebody else was faster")
    Stale = Meaning(HTTPStatus.PRECONDITION_FAILED, "This was changed meanwhile; nothing was done")
    TooLarge = Meaning(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is longer than we take")
    WrongMediaType = Meaning(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json")
    Invalid = Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields cannot be taken")
    KeyUsedOtherwise = Meaning(
        HTTPStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key came before with other content"
    )
    Incomplete = Meaning(HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be ordered yet")
    NoRevision = Meaning(HTTPStatus.PRECONDITION_REQUIRED, "The header If-Match is missing")
    TooManyTries = Meaning(HTTPStatus.TOO_MANY_REQUESTS, "Too many tries")
    Failure = Meaning(HTTPStatus.INTERNAL_SERVER_ERROR, "This went wrong, and it is our fault")
    Busy = Meaning(HTTPStatus.SERVICE_UNAVAILABLE, "Many are saving; repeat this in a moment")
    OutOfTime = Meaning(HTTPStatus.GATEWAY_TIMEOUT, "This could not be worked out in time")

    @property
    def status(self) -> HTTPStatus:
        """The status it is answered in."""
        return self.value.status

    @property
    def title(self) -> str:
        """What it always says."""
        return self.value.title


class Problem(Exception):
    """The request was refused and nothing was changed.

    `detail` is about this request alone. `members` are what a program can act on.
    """

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.detail = kind, detail
        self.members, self.headers = dict(members or {}), dict(headers or {})
        super().__init__(f"{kind.title}: {detail}")


class InvalidFields(Problem):
    """Fields that cannot be taken: the sentence about each, by its place (`choices.fit`)."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        errors = [{"field": field, "message": message} for field, message in wrong.items()]
        super().__init__(Kind.Invalid, " ".join(map(_sentence, errors)), {"errors": errors})


def answered(error: Exception) -> Response:
    """The answer to a request that ended in `error`, whatever it is."""
    if isinstance(error, HTTPException):
        return _of_http(error)
    problem = error if isinstance(error, Problem) else _ours(error)
    return _answer(problem.kind.status, _document(problem), problem.headers)


def _ours(error: Exception) -> Problem:
    """The problem behind an exception of ours; any other is a failure, logged by its number."""
    found = _of_asking(error) or _of_saving(error)
    if found is None:
        log_failure(error)
        found = Problem(Kind.Failure, "Tell us the number if it stays.", {"number": request_id()})
    return found


def _of_asking(error: Exception) -> Problem | None:
    match error:
        case NotSignedIn():
            return Problem(Kind.NoToken, "POST /api/v1/sessions gives one.", headers=ASKS_A_TOKEN)
        case NotAllowed():
            return Problem(Kind.NotAllowed, f"Only for {', '.join(sorted(error.roles))}.")
        case NotThere():
            # Never which key: what is another's and what does not exist must read the same.
            return Problem(Kind.NotThere, f"There is no such {_NAMES.get(error.kind, error.kind)}.")
        case Restricted():
            return Problem(Kind.Restricted, "Only the administrator opens it.")
        case TooManyAttempts():
            return Problem(Kind.TooManyTries, headers=_later(error.retry_after_s))
    return None


def _of_saving(error: Exception) -> Problem | None:
    match error:
        case StaleDraft():
            return Problem(Kind.Stale, members=_current(error))
        case Stale():
            return Problem(Kind.Taken, "Please look again.")
        case KeyUsedOtherwise():
            return Problem(Kind.KeyUsedOtherwise, "Make a new key for every new intention.")
        case Busy():
            current_app.extensions["counts"].busy()
            return Problem(Kind.Busy, headers=_later(error.retry_after_s))
        case SolverGaveUp():
            return Problem(Kind.OutOfTime, "Nothing was changed; take less at once.")
    return None


ASKS_A_TOKEN = {"WWW-Authenticate": 'Bearer realm="surmesure"'}
_NAMES = {"draft": "configuration"}
"""What is called otherwise outside than inside."""


def _current(error: StaleDraft) -> dict[str, Any]:
    """How the configuration stands now, so that the asker can compare with what he has."""
    now = error.current
    choices = {choice.option: choice.value for choice in now.configuration.choices}
    return {"revision": now.revision, "choices": choices}


def _later(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


def _document(problem: Problem) -> dict[str, Any]:
    address = workshop_settings(current_app).public_address
    place = f"{address}/api/v1/openapi.json#/components/responses/{problem.kind.name}"
    return {
        "type": place,
        "title": problem.kind.title,
        "status": int(problem.kind.status),
        "detail": problem.detail or f"{problem.kind.title}.",
        "instance": request.path,
        **problem.members,
    }


def _of_http(error: HTTPException) -> Response:
    """Refusals of the framework: kinds of ours where we have one, else plain HTTP."""
    response = error.get_response()
    status = response.status_code
    if status < HTTPStatus.BAD_REQUEST:
        return Response(response=response.get_data(), status=status, headers=response.headers)
    kind = {404: Kind.NotThere, 413: Kind.TooLarge, 415: Kind.WrongMediaType}.get(status)
    kept = {
        name: response.headers[name]
        for name in ("Allow", "Retry-After")
        if name in response.headers
    }
    if kind:
        return _answer(status, _document(Problem(kind)), kept)
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.description or HTTPStatus(status).description,
        "instance": request.path,
    }
    return _answer(status, said, kept)


def _answer(status: int, document: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(json.dumps(document), status=status, headers=dict(headers), mimetype=MEDIA_TYPE)


def _sentence(error: Mapping[str, str]) -> str:
    return f"{error['field']}: {error['message']}"
