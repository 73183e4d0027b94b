"""The entrance."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from catalog.product import Product
from configurator.web.desk import language, workshop
from configurator.web.drawing import Drawings, drawings
from configurator.web.render import render

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> Response:
    """What we make, and the way to it."""
    products = [engine.product for engine in workshop().engines.values()]
    return render(
        "home/page.html",
        "home/page.html",
        products=[(product.key, product.name.in_(language())) for product in products],
        drawings=_plain(products[0]) if products else None,
    )


def _plain(product: Product) -> Drawings:
    """The product as it is drawn before anything is chosen."""
    name = product.name.in_(language())
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return drawings(product, {}, titles)
