"""The entrance, and for who is signed in the page that says what to do now."""

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from catalog.product import Product
from configurator.storage.accounts import Role
from configurator.web import sessions
from configurator.web.access import for_everybody
from configurator.web.campaign_home import marketing
from configurator.web.desk import language, workshop
from configurator.web.drawing import Drawings, drawings
from configurator.web.gallery_cards import gallery
from configurator.web.home_pages import home_of
from configurator.web.render import render, see_other

blueprint = Blueprint("home", __name__)

IN_THE_WINDOW = 4
"""So many designs of a product stand on the entrance."""


@blueprint.get("/")
@for_everybody
def show() -> Response:
    """What we make for strangers, their own page for customers, what to do now for the shop."""
    who = sessions.account()
    if who is None:
        return _entrance()
    if who.role is Role.CUSTOMER:
        return see_other(url_for("me.show"))
    home = marketing() if who.role is Role.MARKETER else home_of(who)
    return render("home/shop.html", "home/shop.html", who=who, home=home)


def _entrance() -> Response:
    products = [engine.product for engine in workshop().engines.values()]
    return render(
        "home/page.html",
        "home/page.html",
        products=[(product.key, product.name.in_(language())) for product in products],
        windows=[
            (product.key, gallery(product.key, ())[:IN_THE_WINDOW])
            for product in products
            if product.designs
        ],
        drawings=_plain(products[0]) if products else None,
    )


def _plain(product: Product) -> Drawings:
    """The product as it is drawn before anything is chosen."""
    name = product.name.in_(language())
    titles = _("%(product)s, front", product=name), _("%(product)s, back", product=name)
    return drawings(product, {}, titles)
