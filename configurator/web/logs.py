"""What is logged: one JSON line per request and per failure, and never anything personal.

Only what is named here is written: no addresses of drafts, no names, no measurements, no texts of
exceptions, which may quote any of these.
"""

import sys
import time
import traceback

import structlog
from flask import Flask, Response, g, request

_log = structlog.wrap_logger(
    structlog.PrintLogger(sys.stdout),
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
)


def init_logs(app: Flask) -> None:
    """Log each request of `app` but those for assets, and those that only ask whether we live."""
    quiet = {"static", "health.alive", "health.ready"}

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(answer: Response) -> Response:
        if request.endpoint not in quiet:
            _log.info("request", **_asked(), status=answer.status_code, ms=_milliseconds())
        return answer


def log_failure(number: str, error: BaseException) -> None:
    """Log where `error` came from, under the number the reader was told."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("failure", number=number, kind=type(error).__qualname__, places=places, **_asked())


def _asked() -> dict[str, str]:
    # The rule, not the path: it says which page was asked for, but not whose.
    return {"method": request.method, "page": str(request.url_rule or "unknown")}


def _milliseconds() -> float:
    started = g.get("started")
    return round((time.perf_counter() - started) * 1000, 1) if started else 0.0
