"""Tokens: asked for with e-mail and password, ended when no longer needed."""

from flask import Blueprint, Response, g, jsonify

from configurator.api import bearer
from configurator.api.asked import Credentials
from configurator.api.body import read_body, read_no_body
from configurator.api.operation import Operation
from configurator.api.problem import ASKS_A_TOKEN, Kind, Problem
from configurator.api.told import Token
from configurator.storage.accounts import Role
from configurator.storage.web_sessions import Visit, begin_web_session, end_web_session
from configurator.web import second
from configurator.web.access import for_everybody, only_for
from configurator.web.desk import workshop
from configurator.web.knowing import known
from configurator.web.sessions import lifetimes

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


@blueprint.post("")
@Operation(
    "signIn", 201, Token, takes=Credentials, refuses=(Kind.WrongCredentials, Kind.TooManyTries)
)
@for_everybody
def begin() -> tuple[Response, int]:
    """Give a bearer token for an account; e-mail or password wrong, the answer is the same.

    An Idempotency-Key makes no difference: only a hash of a token is kept, so each is new.
    """
    told = read_body(Credentials)
    found = known(told.email, told.password)
    g.cookies = []  # The way of the pages also marks the browser.
    if found is None:
        raise Problem(Kind.WrongCredentials, headers=ASKS_A_TOKEN)
    if found.once_until:
        raise Problem(Kind.NotAllowed, "Sign in on a page first and choose your own password.")
    shop, who = workshop(), found.account
    if second.must_show_code(who) and not second.is_shown(who, told.code):
        raise Problem(Kind.NotAllowed, "Send the code of your second factor, set up on a page.")
    visit = Visit(shop.new_link(), who.id, lifetimes(who.role, shop.settings.limits), bearer.KIND)
    with shop.database.recording() as session:
        begin_web_session(session, visit, shop.now())
    return jsonify(token=visit.secret), 201


@blueprint.delete("")
@Operation("signOut", 204, None)
@only_for(*Role)
def end() -> tuple[str, int]:
    """End the token this request came with."""
    read_no_body()
    with workshop().database.recording() as session:
        end_web_session(session, bearer.token())
    return "", 204
