"""What somebody is proposed: a whole design, what to ask next, and what is offered beside."""

from flask import Blueprint, Response, jsonify

from configurator.api.operation import Operation
from configurator.api.own import own_desk
from configurator.api.problem import Kind, Problem
from configurator.api.told import ProposalTold
from configurator.storage.accounts import Role
from configurator.web.access import only_for
from configurator.web.beginning import proposed
from configurator.web.beside import beside
from configurator.web.taste_words import facts_words
from configurator.web.tasted import tasted

blueprint = Blueprint("proposals", __name__, url_prefix="/configurations")

ASKERS = (Role.CUSTOMER, Role.STAFF, Role.MANAGER, Role.ADMIN)


@blueprint.get("/<id_>/proposal")
@Operation("getProposal", 200, ProposalTold, refuses=(Kind.NotThere, Kind.Incomplete))
@only_for(*ASKERS)
def show(id_: str) -> Response:
    """The design its customer would change least, with the facts it rests on.

    Where nothing is known of him, or may be used, it is what is popular, and nothing is because of
    him. A product that is too large to be weighed has no proposal.
    """
    at = own_desk(id_)
    of = tasted(at)
    values = of.proposal if of else None
    if of is None or values is None:
        members: dict[str, object] = {"options": [], "measurements": [], "misfit": None}
        raise Problem(Kind.Incomplete, "Nothing can be proposed as it stands.", members)
    one, offered = proposed(at, values), beside(of.person, at.product.currency)
    return jsonify(
        {
            "id": at.draft.link,
            "is_personal": of.is_personal,
            "values": dict(pair.split(".", 1) for pair in one.way.split()),
            "total_cents": one.total_cents,
            "ready_on": one.ready_on.isoformat() if one.ready_on else None,
            "because": list(facts_words(of, of.why(values))),
            "asks": [asking.key for asking in of.questions],
            "offers": list(offered.offers) if offered else [],
            "offers_because": offered.why if offered else "",
        }
    )
