"""Customers and everything measured of them."""

from flask import Blueprint, Response, jsonify, url_for

from catalog.names import unknown
from configurator.api.asked import Measurements, NewCustomer
from configurator.api.body import read_body
from configurator.api.conditions import earlier, once
from configurator.api.operation import Operation
from configurator.api.own import amounts, asker, own_customer
from configurator.api.problem import ERASED, InvalidFields, Kind
from configurator.api.told import CustomerMade, CustomerTold, Measured
from configurator.storage.accounts import Role
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.idempotency import Answer, remember, replayed
from configurator.storage.suppression import suppressed
from configurator.web.access import only_for
from configurator.web.contact import mistakes
from configurator.web.desk import workshop
from configurator.web.known_body import HIMSELF, TAPE, TOLD
from customers.body.survey import KNOWN, for_the_tailor
from production.order import Person

blueprint = Blueprint("customers", __name__, url_prefix="/customers")

KEY = ("Idempotency-Key", False)


@blueprint.post("")
@Operation(
    "createCustomer",
    201,
    CustomerMade,
    takes=NewCustomer,
    headers=(KEY,),
    answer_headers=("Location",),
    refuses=(Kind.KeyUsedOtherwise,),
)
@only_for(Role.STAFF, Role.MANAGER, Role.ADMIN)
def create() -> tuple[Response, int]:
    """Write down a new customer; whether he is known already is for people to see."""
    asked = read_body(NewCustomer)
    request = once(asked.model_dump())
    person = Person(*(" ".join(text.split()) for text in (asked.name, asked.email, asked.phone)))
    if wrong := _mistakes(person):
        raise InvalidFields(wrong)
    shop = workshop()
    made = Customer(shop.new_link(), person.name, person.email, person.phone, shop.now())
    with shop.database.recording() as session:
        before = replayed(session, request) if request else None
        if before is None:
            if hidden := suppressed(session, {("email", made.email), ("phone", made.phone)}):
                raise InvalidFields(dict.fromkeys(sorted(kind for kind, _ in hidden), ERASED))
            create_customer(session, made, asker().id)
        if request and before is None:
            remember(session, request, Answer(201, {"id": made.id}), made.created_at)
    answer = jsonify(before.document if before else {"id": made.id})
    answer.headers["Location"] = url_for(".show", id_=answer.get_json()["id"])
    return answer, 201


@blueprint.get("/<id_>")
@Operation("getCustomer", 200, CustomerTold, refuses=(Kind.NotThere, Kind.Restricted))
@only_for(Role.CUSTOMER, Role.STAFF, Role.MANAGER, Role.ADMIN)
def show(id_: str) -> Response:
    """The customer, with the newest measurement of each name."""
    customer, taken = own_customer(id_)
    return jsonify(
        {
            "id": customer.id,
            "name": customer.name,
            "email": customer.email,
            "phone": customer.phone,
            "revision": customer.revision,
            "created_at": customer.created_at.isoformat(),
            "measurements": {key: one.amount for key, one in taken.items()},
        }
    )


@blueprint.post("/<id_>/measurements")
@Operation(
    "measureCustomer",
    201,
    Measured,
    takes=Measurements,
    headers=(KEY,),
    answer_headers=("Location",),
    refuses=(Kind.NotThere, Kind.Restricted, Kind.KeyUsedOtherwise),
)
@only_for(Role.CUSTOMER, Role.STAFF, Role.MANAGER, Role.ADMIN)
def measure(id_: str) -> tuple[Response, int]:
    """Add measurements, earlier ones stay on record; names as customers/body/survey.py lists them.

    Configurations made for the customer use the newest of each from now on.
    """
    values = read_body(Measurements).values
    request = once({"values": values})
    if wrong := {f"values.{key}": why for key, it in values.items() if (why := _why_not(key, it))}:
        raise InvalidFields(wrong)
    own_customer(id_)
    if earlier(request) is None:
        with workshop().database.recording() as session:
            if request is None or replayed(session, request) is None:
                record_measurements(session, [_taken(id_, *one) for one in values.items()])
                if request:
                    remember(session, request, Answer(201, {}), workshop().now())
    answer = jsonify(_measured(id_, list(values)))
    answer.headers["Location"] = url_for(".show", id_=id_)
    return answer, 201


def _measured(id_: str, keys: list[str]) -> dict[str, object]:
    _, taken = own_customer(id_)
    fit = for_the_tailor(amounts(taken))
    return {
        "customer": id_,
        "measured_at": max(taken[key].measured_at for key in keys).isoformat(),
        "values": {key: taken[key].amount for key in keys},
        "tailoring": {key: one.amount for key, one in fit.items()},
    }


def _taken(customer: str, key: str, amount: int) -> MeasurementTaken:
    who = asker()
    himself = who.role is Role.CUSTOMER
    return MeasurementTaken(
        customer=customer,
        key=key,
        amount=amount,
        text_typed=str(amount),
        unit_typed=key.rpartition("_")[2],
        measured_by=HIMSELF if himself else who.name,
        measured_at=workshop().now(),
        how=TOLD if himself else TAPE,
    )


def _why_not(key: str, amount: int) -> str:
    """Why no adult measures that, empty if one may."""
    if key not in KNOWN:
        return unknown("measurement", key, KNOWN)
    least, most = KNOWN[key]
    return "" if least <= amount <= most else f"Adults measure {least} to {most}."


def _mistakes(person: Person) -> dict[str, str]:
    wrong = mistakes(person)
    if not person.email and not person.phone:
        wrong.pop("email", None)  # A program may know neither yet; forms ask for one.
    return wrong
