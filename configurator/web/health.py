"""For machines that watch over us: are we alive, and can we serve?"""

from flask import Blueprint, Response

from configurator.migrations import is_current
from configurator.storage.errors import Busy
from configurator.web.desk import workshop

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """200 as long as the process answers at all."""
    return _said("alive", 200)


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when products are loaded and the database has our tables, else 503."""
    shop = workshop()
    try:
        serves = bool(shop.engines) and is_current(shop.database)
    except Busy:
        serves = False
    return _said("ready", 200) if serves else _said("not ready", 503)


def _said(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")
