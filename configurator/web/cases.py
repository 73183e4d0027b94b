"""Cases at the counter: who looks after which, by when, and the thread of each."""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.storage import idempotency
from configurator.storage.accounts import Account, list_accounts
from configurator.storage.cases import (
    StaleCase,
    complaints_without,
    get_case,
    open_case,
    open_cases,
    save_case,
    take_up,
    thread_of,
)
from configurator.storage.commitments import commitments_about, make_commitment
from configurator.storage.customers import find_customer
from configurator.storage.errors import NotThere
from configurator.storage.one_person import leader_of
from configurator.web import case_words
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.case_lines import lines_of, name_of
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.happened import LONGEST_NOTE
from configurator.web.own_account import me_now
from configurator.web.promising import read_promise
from configurator.web.render import render, see_other
from configurator.web.restricting import is_closed_to_me, readable
from configurator.web.whose import AT_THE_COUNTER, known_customer
from customers.dialogue.case import (
    Case,
    Deed,
    Department,
    Entry,
    NotNow,
    Origin,
    handed_over,
    reopened,
    said,
    settled,
)

blueprint = Blueprint("cases", __name__)

SAID = (Deed.TO_CUSTOMER, Deed.INSIDE, Deed.FROM_CUSTOMER)
ACTS = ("write", "hand-over", "promise", "settle", "reopen")


@blueprint.get("/cases")
@only_for(*AT_THE_COUNTER)
def index() -> Response:
    """Open cases, one's own or all, those that wait longest first; complaints without a case."""
    mine = request.args.get("whose", "") != "all"
    with workshop().database.reading() as session:
        found = open_cases(session, me_now().id if mine else None)
        without = complaints_without(session)
    found = readable(ours(found, _person), _person)
    without = readable(ours(without, lambda one: one.person), lambda one: one.person)
    page = "cases/page.html"
    return render(
        page,
        page,
        lines=lines_of(found),
        without=[(one, name_of(one.person)) for one in without],
        mine=mine,
        words=case_words,
        new_key=workshop().new_link,
    )


@blueprint.post("/cases")
@only_for(*AT_THE_COUNTER)
def take() -> Response:
    """Look after a complaint that has no case yet. Raises NotThere."""
    read_form()
    shop, message = workshop(), request.form.get("message", "")
    with shop.database.recording() as session:
        id_ = take_up(session, message, me_now().id, shop.now())
        _must_be_mine(get_case(session, id_))
    return see_other(url_for(".show", id_=id_))


@blueprint.get("/cases/<id_>")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """One case: its thread, what was promised in it, and what to do next. Raises NotThere."""
    return _page(_found(id_))


@blueprint.post("/cases/<id_>/<act>")
@only_for(*AT_THE_COUNTER)
def move(id_: str, act: str) -> Response:
    """Write, hand over, promise, settle or reopen. Raises NotThere."""
    case, form, shop = _found(id_), read_form(), workshop()
    words = read_words()
    if act not in ACTS:
        raise NotThere("case", id_)
    if not words and act in {"write", "settle"}:
        return _page(case, _("Please write down the words."), HTTPStatus.UNPROCESSABLE_ENTITY)
    content = {key: value for key, value in request.form.items() if key != "csrf_token"}
    asker = idempotency.Request(f"case {id_} {me_now().id}", form.key, content)
    try:
        with shop.database.recording() as session:
            if not idempotency.done_before(session, asker, shop.now()):
                seen = replace(get_case(session, id_), revision=form.revision)
                if act == "promise":
                    make_commitment(session, read_promise(seen, words))
                else:
                    save_case(session, *_step(seen, act, words))
    except (NotNow, StaleCase):
        said_ = _("Somebody else moved this on meanwhile. Please look; nothing was changed.")
        return _page(_found(id_), said_, HTTPStatus.CONFLICT, words)
    return see_other(url_for(".show", id_=id_))


@blueprint.post("/customers/<id_>/cases")
@only_for(*AT_THE_COUNTER)
def begin(id_: str) -> Response:
    """Open a case for a customer, with what he asks or what we saw. Raises NotThere."""
    shop, form, words, me = workshop(), read_form(), read_words(), me_now()
    customer = known_customer(id_)
    if not words:
        abort(HTTPStatus.BAD_REQUEST)
    is_his = request.form.get("origin", "") == Origin.REQUEST
    now, made = shop.now(), shop.new_link()
    origin = Origin.REQUEST if is_his else Origin.STAFF
    case = Case(made, customer.id, origin, now, owner=me.id, waiting_since=now if is_his else None)
    deed = Deed.FROM_CUSTOMER if is_his else Deed.INSIDE
    asker = idempotency.Request(f"customer {id_} case", form.key, {"words": words})
    with shop.database.recording() as session:
        if before := idempotency.replayed(session, asker):
            return see_other(url_for(".show", id_=before.document["id"]))
        open_case(session, case, Entry(shop.new_link(), deed, me.id, now, words))
        answer = idempotency.Answer(HTTPStatus.CREATED, {"id": made})
        idempotency.remember(session, asker, answer, now)
    return see_other(url_for(".show", id_=made))


def read_words() -> str:
    """The words of the form; what no form of ours sends is bad (400)."""
    words = request.form.get("words", "").strip()
    if len(words) > LONGEST_NOTE or "\0" in words:
        abort(HTTPStatus.BAD_REQUEST)
    return words


def _step(case: Case, act: str, words: str) -> tuple[Case, Entry]:
    """The case after the act, and what the thread says of it. Raises NotNow."""
    me, now, id_ = me_now(), workshop().now(), workshop().new_link()
    match act:
        case "write":
            entry = Entry(id_, _deed(), me.id, now, words)
            return said(case, entry), entry
        case "hand-over":
            owner, where = _owner(), _departments()
            told = Entry(id_, Deed.HANDED_OVER, me.id, now, words or owner.name)
            return handed_over(case, owner.id, where), told
        case "settle":
            return settled(case, me.id, now), Entry(id_, Deed.SETTLED, me.id, now, words)
        case _:
            return reopened(case, now), Entry(id_, Deed.REOPENED, me.id, now, words)


def _deed() -> Deed:
    named = request.form.get("deed", "")
    return Deed(named) if named in SAID else abort(HTTPStatus.BAD_REQUEST)


def _owner() -> Account:
    wanted = request.form.get("owner", "")
    found = (one for one in _owners() if one.id == wanted)
    return next(found, None) or abort(HTTPStatus.BAD_REQUEST)


def _owners() -> list[Account]:
    """Who can look after a case: whoever serves customers."""
    with workshop().database.reading() as session:
        known = list_accounts(session)
    return [one for one in known if one.role in AT_THE_COUNTER and one.disabled_at is None]


def _departments() -> list[Department]:
    named = request.form.getlist("department")
    if not set(named) <= set(Department):
        abort(HTTPStatus.BAD_REQUEST)
    return [Department(one) for one in named]


def _found(id_: str) -> Case:
    with workshop().database.reading() as session:
        case = get_case(session, id_)
    _must_be_mine(case)
    return case


def _must_be_mine(case: Case) -> None:
    """Raise NotThere for a case of a customer of another shop, or closed to who asks."""
    if not ours([case], _person) or is_closed_to_me(case.person):
        raise NotThere("case", case.id)


def _page(
    case: Case, trouble: str = "", status: HTTPStatus = HTTPStatus.OK, kept: str = ""
) -> Response:
    with workshop().database.reading() as session:
        customer = find_customer(session, leader_of(session, case.person))
        thread, promises = thread_of(session, case), commitments_about(session, case.id)
        names = {one.id: one.name for one in list_accounts(session)}
    page = "cases/case.html"
    return render(
        page,
        page,
        status=status,
        line=lines_of([case])[0],
        case=case,
        customer=customer,
        thread=[(one, names.get(one.by, "")) for one in thread],
        promises=promises,
        owners=_owners(),
        words=case_words,
        trouble=trouble,
        kept=kept,
        today=workshop().today(),
        new_key=workshop().new_link,
    )


def _person(case: Case) -> str:
    return case.person
