"""Orders: placed once, followed, printed, scanned."""

from datetime import UTC
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, url_for

from configurator.api.asked import NewOrder, NewScan
from configurator.api.body import read_body
from configurator.api.conditions import key
from configurator.api.operation import PDF, Operation
from configurator.api.own import asker, own_order
from configurator.api.placing import Beside, placed
from configurator.api.problem import InvalidFields, Kind, Problem
from configurator.api.told_orders import OrderMade, OrderTold, Printing, ScanTold
from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request
from configurator.storage.orders import StoredOrder
from configurator.storage.scans import record_scan
from configurator.web.access import only_for
from configurator.web.add_ons import pair_beside
from configurator.web.desk import workshop
from configurator.web.paper import RETRY_AFTER_S, printed
from production.tracking import PLACES, Direction, Scan

blueprint = Blueprint("orders", __name__, url_prefix="/orders")

BUYERS = (Role.CUSTOMER, Role.STAFF, Role.MANAGER, Role.ADMIN)
MAKERS = (Role.STAFF, Role.PRODUCTION, Role.MANAGER, Role.ADMIN)


@blueprint.post("")
@Operation(
    "placeOrder",
    201,
    OrderMade,
    takes=NewOrder,
    also={200: OrderMade},
    headers=(("Idempotency-Key", True),),
    answer_headers=("Location",),
    refuses=(Kind.NoKey, Kind.NotThere, Kind.Stale, Kind.Incomplete, Kind.KeyUsedOtherwise),
)
@only_for(*BUYERS)
def place() -> tuple[Response, int]:
    """Order a configuration, once: 200 with its number where it was ordered by another request.

    A repeated key gets what it got at first; a running twin is waited for.
    """
    sent = key()
    if not sent:
        raise Problem(Kind.NoKey, "It makes sure that nothing is ordered twice.")
    asked = read_body(NewOrder)
    # Without add-ons and code a request is what it always was.
    request = Request(f"api {asker().id} order", sent, asked.model_dump(exclude_defaults=True))
    beside = Beside(asked.add_ons, asked.code)
    placement = placed(asked.configuration, asked.revision, request, beside)
    answer = jsonify(_made(placement.stored))
    answer.headers["Location"] = url_for(".show", number=placement.stored.order.number)
    return answer, 200 if placement.existed else 201


@blueprint.get("/<number>")
@Operation("getOrder", 200, OrderTold, refuses=(Kind.NotThere,))
@only_for(*BUYERS)
def show(number: str) -> Response:
    """The order as it was frozen, and how far the workshop is with it."""
    stored = own_order(number)
    order, pair = stored.order, pair_beside(stored.order)
    return jsonify(
        {
            **_made(stored),
            "state": stored.state,
            "configuration": order.configuration,
            "revision": order.revision,
            "customer": stored.customer,
            "product": order.product,
            "edition": order.edition,
            "currency": order.currency,
            "placed_at": order.placed_at.isoformat(),
            "values": {line.option: line.value for line in order.lines if not line.hidden},
            "add_ons": [
                {"key": one.accessory, "sku": one.sku, "price_cents": one.price_cents}
                for one in order.add_ons
            ],
            "pair": pair.order.number if pair else None,
        }
    )


@blueprint.get("/<number>/work-order.pdf")
@Operation("getWorkOrder", 200, PDF, also={202: Printing}, refuses=(Kind.NotThere,))
@only_for(*MAKERS)
def paper(number: str) -> Response:
    """The work order for the workshop, with initials only; 202 while it is being printed.

    In the language of Accept-Language, where the workshop prints it.
    """
    content = printed(own_order(number).order)
    if content is None:
        answer = jsonify(number=number)
        answer.status_code = HTTPStatus.ACCEPTED
        answer.headers["Retry-After"] = str(RETRY_AFTER_S)
        return answer
    answer = Response(content, mimetype=PDF)
    answer.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


@blueprint.post("/<number>/scans")
@Operation(
    "scanOrder",
    201,
    ScanTold,
    takes=NewScan,
    also={200: ScanTold},
    headers=(("Idempotency-Key", False),),
    refuses=(Kind.NotThere, Kind.KeyUsedOtherwise),
)
@only_for(*MAKERS)
def scan(number: str) -> tuple[Response, int]:
    """Say that the garment is at a station: 200 with the first answer if the scan came before.

    `scan_id` is what makes a scan one of its kind; an Idempotency-Key adds nothing to it.
    """
    asked = read_body(NewScan)
    key()
    if asked.station not in PLACES:
        raise InvalidFields({"station": f"One of {', '.join(PLACES)}."})
    now = workshop().now()
    said = Scan(
        asked.scan_id, Direction(asked.direction), asked.station, asked.at or now, now, asker().id
    )
    with workshop().database.recording() as session:
        recorded = record_scan(session, number, said)
    told = {
        "number": recorded.number,
        "scan_id": recorded.scan.scan_id,
        "station": recorded.scan.station,
        "at": recorded.scan.at.astimezone(UTC).isoformat(),
        "state": recorded.tracking.state,
    }
    return jsonify(told), 200 if recorded.existed else 201


def _made(stored: StoredOrder) -> dict[str, object]:
    order = stored.order
    return {
        "number": order.number,
        "promised_on": order.promised_on.isoformat(),
        "total_cents": order.total_cents,
    }
