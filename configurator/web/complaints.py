"""What a customer was not content with, written down at the counter, and issues for authors."""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for

from catalog.product import CatalogError
from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request, done_before
from configurator.storage.issues import Blamed, Issue, blame, close_issue, issues_of
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.desk import engine_of, language, workshop
from configurator.web.form import read_form
from configurator.web.placing import order_called
from configurator.web.render import render, see_other
from configurator.web.whose import AT_THE_COUNTER

blueprint = Blueprint("complaints", __name__)

LONGEST = 500
RETURNED = "returned"


@blueprint.get("/orders/<number>/complaint")
@only_for(*AT_THE_COUNTER)
def ask(number: str) -> Response:
    """Ask what of a pair the customer is not content with. Raises NotThere."""
    return _asked(number)


@blueprint.post("/orders/<number>/complaint")
@only_for(*AT_THE_COUNTER)
def take(number: str) -> Response:
    """Write it down: the customer's like are suggested it less, and an author sees it."""
    form, stored, me = read_form(), order_called(number), sessions.account()
    order, option = stored.order, request.form.get("option", "")
    lines = {line.option: line.value for line in order.lines if not line.hidden}
    if option not in lines:
        return _asked(number, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert me is not None  # only_for saw to it
    note, now = " ".join(request.form.get("note", "").split())[:LONGEST], workshop().now()
    is_return = request.form.get("kind") == RETURNED
    what = Blamed(
        workshop().new_link(),
        stored.customer,
        number,
        order.product,
        option,
        lines[option],
        note,
        me.id,
        now,
        is_return=is_return,
    )
    asker = Request(f"complaint {number} {me.id}", form.key, {"option": option, "note": note})
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            blame(session, what)
    return _sent(url_for("orders.show", number=number))


@blueprint.get("/review/<product_key>/issues")
@only_for(Role.AUTHOR, Role.MANAGER)
def issues(product_key: str) -> Response:
    """What people complained of in a product, and what was done about it. Raises NotThere."""
    product = engine_of(product_key).product
    with workshop().database.reading() as session:
        found = issues_of(session, product_key)
    page = "review/issues.html"
    return render(
        page,
        page,
        product=product_key,
        product_name=product.name.in_(language()),
        issues=[(one, *_names(product_key, one)) for one in found],
        new_key=lambda: uuid4().hex,
    )


@blueprint.post("/review/<product_key>/issues/<id_>")
@only_for(Role.AUTHOR)
def close(product_key: str, id_: str) -> Response:
    """Say what was done about an issue. Raises NotThere."""
    engine_of(product_key)
    form, me, now = read_form(), sessions.account(), workshop().now()
    outcome = " ".join(request.form.get("outcome", "").split())[:LONGEST]
    assert me is not None  # only_for saw to it
    if not outcome:
        abort(HTTPStatus.BAD_REQUEST)
    asker = Request(f"issue {id_}", form.key, {"outcome": outcome})
    with workshop().database.recording() as session:
        if not done_before(session, asker, now):
            close_issue(session, id_, outcome, me.id, now)
    return _sent(url_for(".issues", product_key=product_key))


def _asked(number: str, status: int = HTTPStatus.OK) -> Response:
    stored, page = order_called(number), "review/complaint.html"
    lines = [
        (line.option, line.option_name.in_(language()), line.value_name.in_(language()))
        for line in stored.order.lines
        if not line.hidden
    ]
    return render(page, page, status=status, order=stored.order, lines=lines, key=uuid4().hex)


def _names(product_key: str, issue: Issue) -> tuple[str, str]:
    """The option and the value in words; their keys where the product has them no more."""
    product = engine_of(product_key).product
    try:
        option = product.option(issue.option)
        return option.name.in_(language()), option.value(issue.value).name.in_(language())
    except CatalogError:
        return issue.option, issue.value


def _sent(place: str) -> Response:
    return see_other(place)
