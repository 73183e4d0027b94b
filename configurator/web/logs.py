"""What is logged of requests: one JSON line for each, and one for each failure.

The same number stands in the line, in the answer's `X-Request-ID`, and, where a request failed, on
the page the reader sees.
"""

import secrets
import time

from flask import Flask, Response, g, request

from configurator import logs

QUIET = {"static", "health.alive", "health.ready", "health.metrics"}
"""Machines ask for these all day long."""


def init_logs(app: Flask) -> None:
    """Log each request of `app` but the quiet ones."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = request_id()
        if request.endpoint not in QUIET:
            status = answer.status_code
            logs.logger.info("request", **_asked(), status=status, ms=milliseconds())
        return answer


def request_id() -> str:
    """The number of this request, ours and nobody else's."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(4)
    number: str = g.request_id
    return number


def route() -> str:
    """The rule, not the path: it says which page was asked for, but not whose."""
    return str(request.url_rule or "unknown")


def milliseconds() -> float:
    """How long this request has taken so far."""
    started = g.get("started")
    return round((time.perf_counter() - started) * 1000, 1) if started else 0.0


def log_failure(error: BaseException) -> None:
    """Log where `error` came from."""
    logs.log_failure(error, **_asked())


def _asked() -> dict[str, str]:
    return {"id": request_id(), "method": request.method, "route": route()}
