"""For machines that watch over us: are we alive, can we serve, and how are we doing?"""

import shutil
from hmac import compare_digest

from flask import Blueprint, Response, current_app, jsonify, request

from configurator.jobs.pulse import is_alive
from configurator.migrations import is_current
from configurator.storage.errors import Busy, NotThere
from configurator.web.access import for_everybody
from configurator.web.desk import workshop
from configurator.web.metrics import figures

blueprint = Blueprint("health", __name__)

LEAST_FREE = 0.05
"""The part of the disk that must be free for orders to be taken with a good conscience."""

THIS_MACHINE = {"127.0.0.1", "::1"}
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
FIGURES = "text/plain; version=0.0.4; charset=utf-8"


@blueprint.get("/healthz")
@for_everybody
def alive() -> Response:
    """200 as long as the process answers at all."""
    return Response("alive\n", mimetype="text/plain")


@blueprint.get("/readyz")
@for_everybody
def ready() -> Response:
    """200 when we can serve, else 503; JSON that says what is there and what is missing.

    Without a worker we serve all the same, but paper has to wait: a warning.
    """
    checks = {"products": bool(workshop().engines), "database": _database(), "disk": _disk()}
    worker = is_alive(workshop().settings.data_folder)
    serves = all(checks.values())
    said = {"ready": serves, "checks": checks, "warnings": [] if worker else ["no worker"]}
    answer = jsonify(said)
    answer.status_code = 200 if serves else 503
    return answer


@blueprint.get("/metrics")
@for_everybody
def metrics() -> Response:
    """The figures, for this machine or whoever has the token; to others there is nothing here."""
    if not (_has_token() or _asked_from_here()):
        raise NotThere("page", "metrics")
    text = figures(current_app.extensions["counts"], workshop().database)
    return Response(text, content_type=FIGURES)


def _database() -> bool:
    """Whether the database answers and has the tables of this program."""
    try:
        return is_current(workshop().database)
    except Busy:
        return False


def _disk() -> bool:
    disk = shutil.disk_usage(workshop().settings.data_folder)
    return disk.free > LEAST_FREE * disk.total


def _has_token() -> bool:
    token = workshop().settings.metrics_token
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and compare_digest(sent.encode(), token.encode())


def _asked_from_here() -> bool:
    """Whether this machine itself asks: a proxy on it asks for others, and says so."""
    is_forwarded = any(name in request.headers for name in FORWARDED)
    return request.remote_addr in THIS_MACHINE and not is_forwarded
