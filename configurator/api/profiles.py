"""The profile of a customer: what was known on any day, with where it is known from."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from configurator.api.asked import EARLIEST
from configurator.api.operation import Operation
from configurator.api.problem import InvalidFields, Kind
from configurator.api.told_identity import ProfileTold
from configurator.storage.accounts import Role
from configurator.storage.customers import get_customer
from configurator.storage.field_uses import note_use
from configurator.storage.identity import history_of
from configurator.storage.one_person import everybody_in
from configurator.web.access import only_for
from configurator.web.desk import workshop
from customers.identity.event import Event
from customers.identity.profile import Field, Told, profile

blueprint = Blueprint("profiles", __name__, url_prefix="/customers")

DIMENSIONS = ("medium", "shop", "division", "line", "kind")
"""By what events are counted, where they say so."""


@blueprint.get("/<id_>/profile")
@Operation(
    "getProfile",
    200,
    ProfileTold,
    queries=("as_of",),
    refuses=(Kind.NotThere, Kind.Restricted, Kind.Invalid),
)
@only_for(Role.STAFF, Role.MANAGER, Role.ADMIN)
def show(id_: str) -> Response:
    """What the log says of the customer, as it was known at an instant."""
    then, now = _as_of(), workshop().now()
    with workshop().database.reading() as session:
        customer = get_customer(session, id_)
        told = history_of(session, id_, then)
        persons = everybody_in(session, id_)
        known = profile(told, now, then)
        note_use(session, known.fields.keys(), now.date())
    return jsonify(
        {
            "customer": customer.id,
            "customers": persons,
            "as_of": (then or now).isoformat(),
            "who": known.who,
            "stage": known.stage,
            "classified": _classified(known.classified_by),
            "is_prospect": known.is_prospect,
            "fields": {key: _known(field) for key, field in known.fields.items()},
            "events": len(known.events),
            **{f"by_{one}": known.counts(one) for one in DIMENSIONS},
        }
    )


def _classified(by: Event | None) -> dict[str, Any] | None:
    return {"at": by.at.isoformat(), "by": by.kind} if by else None


def _as_of() -> datetime | None:
    """The instant asked for, None for now. Raises InvalidFields."""
    text = request.args.get("as_of")
    if text is None:
        return None
    try:
        # A plus sign that nobody escaped arrives as a space.
        then = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        then = None
    if then is None or then.tzinfo is None or not EARLIEST.year <= then.year <= EARLIEST.year * 2:
        raise InvalidFields({"as_of": "An instant with its time zone: 2026-11-21T09:30:00Z."})
    return then


def _known(field: Field) -> dict[str, Any]:
    return {
        **_told(field.chosen),
        "because": field.because,
        "is_stale": field.is_stale,
        "others": [_told(one) for one in field.others],
    }


def _told(one: Told) -> dict[str, Any]:
    return {
        "value": one.value,
        "source": one.source,
        "confidence": one.confidence,
        "at": one.at.isoformat(),
        "told_at": one.told_at.isoformat(),
    }
