"""The shop's own view of orders: the list, one order with all that happened to it, its paper."""

from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from pypdf import PdfReader, PdfWriter

from configurator.storage.accounts import Role, find_account
from configurator.storage.audit import Entry, entries_of
from configurator.storage.customers import find_customer
from configurator.storage.fit import find_remake, remade_as
from configurator.storage.found import supplement_of
from configurator.storage.orders import OrderPage, list_open_orders, list_orders
from configurator.storage.scans import CannotCancel, follow_order
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.desk import language, workshop
from configurator.web.measure_words import NAMES, Units, with_unit
from configurator.web.order import included_tax_cents, warned_of
from configurator.web.paper import RETRY_AFTER_S, paper_answer, printed, sides
from configurator.web.placing import order_called
from configurator.web.render import render, see_other
from configurator.web.restricting import veiled_lines
from configurator.web.scanning import WORKERS, note, record
from configurator.web.status_words import DOUBTS, SAID, SHOP, SIGNS, TONES
from configurator.web.tailoring_words import from_pair
from customers.body.measurement import measurement
from production.order import Order
from production.routing import minutes
from production.tracking import DONE, Direction, Noted, State
from production.work_order import work_order

blueprint = Blueprint("orders", __name__, url_prefix="/orders")

SHOP_FLOOR = (Role.STAFF, Role.MANAGER, Role.ADMIN)
ON_A_PAGE = 50
MOST_PAPERS = 50
BY_PROMISE = "promise"


@blueprint.get("")
@only_for(*SHOP_FLOOR)
def index() -> Response:
    """Orders, a page at a time: newest first, or those still to be made by their promise."""
    state, by_promise = _state_asked(), request.args.get("by") == BY_PROMISE
    today = workshop().today()
    products = {key: engine.product for key, engine in workshop().engines.items()}
    return render(
        "orders/list.html",
        "orders/list.html",
        page=_listed(state, by_promise=by_promise),
        names={key: product.name.in_(language()) for key, product in products.items()},
        is_first="before" not in request.args,
        state=state,
        by_promise=by_promise,
        states=SHOP,
        most_papers=MOST_PAPERS,
        late=lambda line: line.promised_on < today and line.state not in DONE,
        **_WORDS,
    )


@blueprint.get("/work-orders.pdf")
@only_for(*WORKERS)
def papers() -> Response:
    """The work orders of several orders (`number`, at most fifty) as one PDF. Raises NotThere."""
    numbers = list(dict.fromkeys(request.args.getlist("number")))
    if not 0 < len(numbers) <= MOST_PAPERS:
        page = "orders/no_papers.html"
        return render(page, page, status=HTTPStatus.UNPROCESSABLE_ENTITY, most=MOST_PAPERS)
    together = PdfWriter()
    for order in [order_called(number).order for number in numbers]:
        paper = printed(order)
        if paper is None:
            return _still_printing()
        together.append(PdfReader(BytesIO(paper)))
    out = BytesIO()
    together.write(out)
    answer = Response(out.getvalue(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="work-orders.pdf"'
    return answer


@blueprint.get("/<number>")
@only_for(*SHOP_FLOOR)
def show(number: str) -> Response:
    """One order with everything that was frozen in it and all that happened to it since."""
    return _shown(number)


@blueprint.get("/<number>/work-order.pdf")
@only_for(*WORKERS)
def paper(number: str) -> Response:
    """The work order for the workshop, with initials only."""
    return paper_answer(order_called(number).order)


@blueprint.post("/<number>/hold")
@only_for(*SHOP_FLOOR)
def hold(number: str) -> Response:
    """Put an order on hold, saying why. Raises NotThere."""
    return _said(number, Direction.HOLD, needs_reason=True)


@blueprint.post("/<number>/release")
@only_for(*SHOP_FLOOR)
def release(number: str) -> Response:
    """Let an order go on. Raises NotThere."""
    return _said(number, Direction.RELEASE)


@blueprint.post("/<number>/cancel")
@only_for(*SHOP_FLOOR)
def cancel(number: str) -> Response:
    """Cancel an order that nobody has begun to cut, saying why. Raises NotThere."""
    return _said(number, Direction.CANCEL, needs_reason=True)


_WORDS: dict[str, Any] = {"shop_words": SHOP, "doubt_words": DOUBTS, "signs": SIGNS, "tones": TONES}


def _listed(state: State | None, *, by_promise: bool) -> OrderPage:
    before = request.args.get("before")
    with workshop().database.reading() as session:
        if by_promise:
            page = list_open_orders(session, ON_A_PAGE, before, state)
        else:
            page = list_orders(session, ON_A_PAGE, before, state=state)
    return OrderPage(veiled_lines(ours(page.lines, lambda one: one.customer)), page.older)


def _state_asked() -> State | None:
    asked = request.args.get("state", "")
    if asked and asked not in SHOP:
        abort(HTTPStatus.BAD_REQUEST)
    return State(asked) if asked else None


def _said(number: str, direction: Direction, *, needs_reason: bool = False) -> Response:
    """Record a word about an order and show the order again; or say what is in the way."""
    if needs_reason and not note():
        told = _("Please say why, so that others understand it later.")
        return _shown(number, told, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        record(number, direction)
    except CannotCancel:
        told = _("This can no longer be cancelled: the cutting has begun, or it is cancelled.")
        return _shown(number, told, HTTPStatus.CONFLICT)
    return see_other(url_for("orders.show", number=number))


def _shown(number: str, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    with workshop().database.reading() as session:
        found = follow_order(session, number)
        trail = entries_of(session, f"order {number}")
        remake = find_remake(session, found.stored.order.configuration)
        remade = remade_as(session, number)
        beside = supplement_of(session, found.stored.order)
        customer = find_customer(session, found.stored.customer)
    order = found.stored.order
    return render(
        "orders/page.html",
        "orders/page.html",
        status=status,
        order=order,
        customer=customer.id if customer else "",
        remake=remake,
        remade_as=remade,
        warnings=warned_of(order),
        sheet=work_order(order, language(), workshop().settings.time_zone, beside),
        state=found.stored.state,
        tracking=found.tracking,
        trail=trail,
        who=_names(found.tracking.history, trail),
        trouble=trouble,
        reason=note() if trouble else "",
        body=_body(order),
        roll=beside.roll,
        from_pair=from_pair(order.tailoring),
        included_tax_cents=included_tax_cents(order.total_cents, order.tax_percent),
        minutes=minutes(order.routing),
        drawings=sides(order, (_("Front"), _("Back"))),
        spoken=language(),
        new_id=lambda: uuid4().hex,
        said_words=SAID,
        **_WORDS,
    )


def _names(history: tuple[Noted, ...], trail: tuple[Entry, ...]) -> dict[str, str]:
    """Who scanned and did, by what stands in the records; what is no account stands as it is."""
    known = {noted.scan.who for noted in history} | {entry.who for entry in trail}
    with workshop().database.reading() as session:
        accounts = {id_: find_account(session, id_) for id_ in known}
    return {id_: account.name if account else id_ for id_, account in accounts.items()}


def _still_printing() -> Response:
    page = "orders/printing_many.html"
    again = request.full_path
    answer = render(page, page, status=HTTPStatus.SERVICE_UNAVAILABLE, again=again)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _body(order: Order) -> list[tuple[str, str, bool]]:
    """Name and length of each measurement the order was made from, and if it is an estimate."""
    units = Units.METRIC
    known = [measurement(key) for key in order.body_mm]
    return [
        (
            str(NAMES[one.key]),
            with_unit(order.body_mm[one.key], units.of(one), one),
            one.key in order.estimated,
        )
        for one in known
    ]
