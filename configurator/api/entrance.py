"""The way in for other programs: everything under /api/v1, and what holds for all of it."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException, NotFound

from configurator.api import (
    bearer,
    configurations,
    customers,
    events,
    openapi,
    orders,
    products,
    profiles,
    proposals,
    sessions,
)
from configurator.api.problem import answered
from configurator.web.access import for_everybody
from configurator.web.sessions import workshop_settings

blueprint = Blueprint("api", __name__, url_prefix=openapi.PATH)


def must_be_text() -> None:
    """Refuse what no key of ours is and no database is to be asked for. Raises NotFound."""
    if not all(text.isprintable() for text in (request.view_args or {}).values()):
        raise NotFound


blueprint.before_request(must_be_text)
blueprint.before_request(bearer.look_up)
blueprint.register_error_handler(HTTPException, answered)
blueprint.register_error_handler(Exception, answered)

PARTS = (
    sessions.blueprint,
    products.blueprint,
    proposals.blueprint,
    configurations.blueprint,
    customers.blueprint,
    orders.blueprint,
    events.blueprint,
    profiles.blueprint,
)
for part in PARTS:
    blueprint.register_blueprint(part)


@blueprint.get("/openapi.json")
@for_everybody
def described() -> Response:
    """The OpenAPI document."""
    told: dict[str, Any] = current_app.extensions["openapi"]
    if not told:
        told.update(openapi.document(current_app, workshop_settings(current_app).public_address))
    return jsonify(told)


def init_api(app: Flask) -> None:
    """Have `app` answer other programs; forms must be protected already."""
    app.extensions["openapi"] = {}
    for part in PARTS:
        # A token is no cookie that a browser would add by itself, so nothing can be forged.
        app.extensions["csrf"].exempt(part)
    app.register_blueprint(blueprint)
    app.before_request(_unknown)


def _unknown() -> Response | None:
    """A problem for an address below ours that leads nowhere, instead of a page."""
    error = request.routing_exception
    return answered(error) if error and request.path.startswith(f"{openapi.PATH}/") else None
