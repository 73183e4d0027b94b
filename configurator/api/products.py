"""The products on offer."""

from flask import Blueprint, Response, jsonify

from configurator.api.operation import Operation
from configurator.api.told import ProductLine
from configurator.web.access import for_everybody
from configurator.web.desk import empty_desk, language, workshop

blueprint = Blueprint("products", __name__, url_prefix="/products")


@blueprint.get("")
@Operation("listProducts", 200, ProductLine, listed=True)
@for_everybody
def index() -> Response:
    """All products by key; their names in the language of Accept-Language."""
    desks = [empty_desk(key) for key in sorted(workshop().engines)]
    return jsonify(
        [
            {
                "key": at.product.key,
                "name": at.product.name.in_(language()),
                "edition": at.product.edition,
                "configurations": str(at.state.configurations),
            }
            for at in desks
        ]
    )
