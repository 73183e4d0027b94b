"""Configurations: begun, changed step by step, never overwritten unseen.

A change names the revision it was made for. PATCH must, since it takes what its asker wants; the
others want nothing of their own and go from where the configuration stands, so there If-Match is
checked when it comes and not asked for.
"""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, url_for

from catalog.configuration import Configuration, without
from configurator.api.asked import Completion, NewConfiguration, Step
from configurator.api.body import read_body, read_no_body
from configurator.api.completions import completion, front_told
from configurator.api.conditions import must_be_wanted, must_name_revision, once
from configurator.api.operation import Operation
from configurator.api.own import own_desk
from configurator.api.problem import InvalidFields, Kind
from configurator.api.steps import blank_desk, moved, moved_once, standing, told
from configurator.api.told import Completions, State
from configurator.api.told_orders import AddOnOffered
from configurator.api.wishes import conflicts_wanted, mended, take, wishes_of
from configurator.storage.accounts import Role
from configurator.storage.drafts import create_draft
from configurator.web.access import only_for
from configurator.web.add_ons import add_ons_shown
from configurator.web.answer import filled
from configurator.web.desk import Desk, who, workshop
from configurator.web.placing import frozen
from configurator.web.selling import selling
from production.freeze import CannotBeMade

blueprint = Blueprint("configurations", __name__, url_prefix="/configurations")

ASKERS = (Role.CUSTOMER, Role.STAFF, Role.MANAGER, Role.ADMIN)
KEY, SEEN = ("Idempotency-Key", False), ("If-Match", False)


@blueprint.post("")
@Operation(
    "createConfiguration",
    201,
    State,
    takes=NewConfiguration,
    headers=(KEY,),
    queries=("conflicts",),
    answer_headers=("Location", "ETag"),
    refuses=(Kind.Conflict, Kind.KeyUsedOtherwise, Kind.NotThere),
)
@only_for(*ASKERS)
def create() -> tuple[Response, int]:
    """Begin a configuration, for a customer with his latest measurements."""
    asked, most = read_body(NewConfiguration), conflicts_wanted()
    asker = once(asked.model_dump())
    if asked.product not in workshop().engines:
        raise InvalidFields({"product": "There is no such product."})
    at = blank_desk(asked.product, asked.customer)
    wishes, _ = wishes_of(at, asked.choices, who())
    configuration = at.draft.configuration.moved_to(standing(take(at, wishes, most=most)))
    with workshop().database.writing() as session:
        made = create_draft(session, replace(at.draft, configuration=configuration), asker)
    answer = told(at.holding(made))
    answer.headers["Location"] = url_for(".show", id_=made.link)
    return answer, 201


@blueprint.get("/<id_>")
@Operation(
    "getConfiguration",
    200,
    State,
    queries=("about",),
    answer_headers=("ETag",),
    refuses=(Kind.NotThere,),
)
@only_for(*ASKERS)
def show(id_: str) -> Response:
    """The configuration as it stands, with all that can still become of it."""
    return told(own_desk(id_))


@blueprint.patch("/<id_>")
@Operation(
    "changeConfiguration",
    200,
    State,
    takes=Step,
    headers=(("If-Match", True),),
    queries=("about", "conflicts"),
    answer_headers=("ETag",),
    refuses=(Kind.NotThere, Kind.Conflict, Kind.Stale, Kind.NoRevision),
)
@only_for(*ASKERS)
def change(id_: str) -> Response:
    """Take values and open options, all of them or none."""
    must_name_revision()
    asked, most = read_body(Step), conflicts_wanted()
    at = own_desk(id_)
    must_be_wanted(at.draft)
    wishes, opened = wishes_of(at, asked.choices, who())
    found = take(at, wishes, opened, most)
    if asked.repair and not wishes:
        found = mended(at, without(at.situation.choices, opened), most) or found
    choices = standing(found, repair=asked.repair)
    return told(moved(at, at.draft.configuration.moved_to(choices)))


@blueprint.get("/<id_>/add-ons")
@Operation("listAddOns", 200, AddOnOffered, listed=True, refuses=(Kind.NotThere,))
@only_for(*ASKERS)
def add_ons(id_: str) -> Response:
    """What is offered beside the garment, of what goes with it; at most two, the best first.

    Nothing before it can be ordered.
    """
    at = own_desk(id_)
    try:
        offered = add_ons_shown(selling(at, frozen(at)), ())
    except CannotBeMade:
        offered = ()
    return jsonify(
        [
            {
                "key": one.key,
                "name": one.name,
                "piece": one.what,
                "why": one.why,
                "price_cents": one.price_cents,
                "ready_on": one.ready_on.isoformat() if one.ready_on else None,
            }
            for one in offered
        ]
    )


@blueprint.post("/<id_>/complete")
@Operation(
    "completeConfiguration",
    200,
    State,
    takes=Completion,
    headers=(SEEN, KEY),
    queries=("conflicts",),
    answer_headers=("ETag",),
    refuses=(Kind.NotThere, Kind.Conflict, Kind.Stale, Kind.KeyUsedOtherwise),
)
@only_for(*ASKERS)
def complete(id_: str) -> Response:
    """Decide all that is open, keeping every choice."""
    asked, most = read_body(Completion), conflicts_wanted()

    def decided(at: Desk) -> Configuration:
        values = completion(at, asked)
        if values is None:
            clash = mended(at, at.situation.choices, most)
            return at.draft.configuration.moved_to(standing(clash or ()))
        return at.draft.configuration.moved_to(filled(at, values, who()))

    return told(moved_once(id_, decided, asked.model_dump()))


@blueprint.get("/<id_>/completions")
@Operation("weighCompletions", 200, Completions, refuses=(Kind.NotThere,))
@only_for(*ASKERS)
def weigh(id_: str) -> Response:
    """The completions none beats in price, day and likelihood: the sooner first, changing nothing.

    How likely they are hangs on what the shop advises.
    """
    return front_told(own_desk(id_))


@blueprint.post("/<id_>/undo")
@Operation(
    "undo",
    200,
    State,
    headers=(SEEN, KEY),
    answer_headers=("ETag",),
    refuses=(Kind.NotThere, Kind.Stale, Kind.KeyUsedOtherwise),
)
@only_for(*ASKERS)
def undo(id_: str) -> Response:
    """Take one step back; at the start nothing changes."""
    read_no_body()
    return told(moved_once(id_, lambda at: at.draft.configuration.undone(), {}))


@blueprint.post("/<id_>/redo")
@Operation(
    "redo",
    200,
    State,
    headers=(SEEN, KEY),
    answer_headers=("ETag",),
    refuses=(Kind.NotThere, Kind.Stale, Kind.KeyUsedOtherwise),
)
@only_for(*ASKERS)
def redo(id_: str) -> Response:
    """Take one step forward again; at the end nothing changes."""
    read_no_body()
    return told(moved_once(id_, lambda at: at.draft.configuration.redone(), {}))
