"""The shop's own view of orders: the list, one order, and its work order on paper."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.orders import list_orders
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.measure_words import NAMES, Units, with_unit
from configurator.web.order import included_tax_cents
from configurator.web.paper import sides, work_order_pdf
from configurator.web.placing import order_called
from configurator.web.render import render
from customers.body.measurement import measurement
from production.order import Order
from production.routing import minutes
from production.work_order import work_order

blueprint = Blueprint("orders", __name__, url_prefix="/orders")

ON_A_PAGE = 50


@blueprint.get("")
@only_for(Role.STAFF, Role.MANAGER, Role.ADMIN)
def index() -> Response:
    """All orders, newest first, a page at a time."""
    with workshop().database.reading() as session:
        page = list_orders(session, limit=ON_A_PAGE, before=request.args.get("before"))
    products = {key: engine.product for key, engine in workshop().engines.items()}
    return render(
        "orders/list.html",
        "orders/list.html",
        page=page,
        names={key: product.name.in_(language()) for key, product in products.items()},
        is_first="before" not in request.args,
    )


@blueprint.get("/<number>")
@only_for(Role.STAFF, Role.MANAGER, Role.ADMIN)
def show(number: str) -> Response:
    """One order with everything that was frozen in it."""
    stored = order_called(number)
    order = stored.order
    return render(
        "orders/page.html",
        "orders/page.html",
        order=order,
        sheet=work_order(order, language()),
        state=stored.state,
        body=_body(order),
        included_tax_cents=included_tax_cents(order.total_cents, order.tax_percent),
        minutes=minutes(order.routing),
        drawings=sides(order, (_("Front"), _("Back"))),
        spoken=language(),
    )


@blueprint.get("/<number>/work-order.pdf")
@only_for(Role.STAFF, Role.PRODUCTION, Role.MANAGER, Role.ADMIN)
def paper(number: str) -> Response:
    """The work order for the workshop, with initials only."""
    order = order_called(number).order
    printed = work_order_pdf(order, language(), workshop().settings.data_folder)
    answer = Response(printed, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{order.number}.pdf"'
    return answer


def _body(order: Order) -> list[tuple[str, str]]:
    """Name and length of each measurement the order was made from."""
    units = Units.METRIC
    known = [measurement(key) for key in order.body_mm]
    return [
        (str(NAMES[one.key]), with_unit(order.body_mm[one.key], units.of(one), one))
        for one in known
    ]
