"""Who may sign in: the admin invites the people of the shop and ends what must end.

A new account gets a password that is shown once and opens nothing but the choice of one's own.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from configurator.passwords import password_hash
from configurator.storage import audit
from configurator.storage.accounts import (
    Account,
    EmailTaken,
    Role,
    StaleAccount,
    create_account,
    get_credentials,
    list_accounts,
    once,
    replace_password,
    save_account,
    search_accounts,
)
from configurator.storage.idempotency import Request, done_before
from configurator.storage.second_factors import drop_second_factor
from configurator.storage.web_sessions import end_sessions_of
from configurator.web import second
from configurator.web.access import SHOP, delicate, only_for
from configurator.web.contact import mistakes, read_person
from configurator.web.desk import workshop
from configurator.web.form import Form, read_form
from configurator.web.own_account import me_now
from configurator.web.placing import NOBODY
from configurator.web.render import render, see_other
from configurator.web.role_words import ROLES
from production.order import Person

blueprint = Blueprint("people", __name__, url_prefix="/people")

GOOD_FOR = timedelta(days=3)
"""How long a password given by the admin stands."""


@dataclass(frozen=True, slots=True)
class Given:
    """A password made for somebody, to be shown this once."""

    account: Account
    password: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the page tells besides the list, and the form for a new account as it came."""

    notice: str = ""
    given: Given | None = None
    person: Person = NOBODY
    role: Role = Role.STAFF
    wrong: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("")
@only_for(Role.ADMIN)
def show() -> Response:
    """The people of the shop, or whoever is looked for, customers too."""
    return _page(Said())


@blueprint.post("")
@only_for(Role.ADMIN)
@delicate("people.show")
def invite() -> Response:
    """Make an account for somebody of the shop, with a password shown once."""
    form, person, role = read_form(), read_person(request.form), _role()
    said = Said(person=person, role=role)
    wrong = mistakes(person)
    if wrong or not person.email:
        asked = {"email": _("Please write the address in full, such as name@example.com.")}
        return _page(replace(said, wrong=asked | wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
    shop, now, password = workshop(), workshop().now(), _made_up()
    account = Account(shop.new_link(), person.email, person.name, role, now)
    hashed = once(password_hash(password), now + GOOD_FOR)
    try:
        with shop.database.recording() as session:
            if done_before(session, _asker(form, "new"), now):
                return _page(Said(notice=_already()), HTTPStatus.OK)
            made = create_account(session, account, hashed, me_now().id)
    except EmailTaken:
        taken = {"email": _("Somebody signs in with this address already.")}
        return _page(replace(said, wrong=taken), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(Said(given=Given(made, password)), HTTPStatus.CREATED)


@blueprint.post("/<id_>/password")
@only_for(Role.ADMIN)
@delicate("people.show")
def give_password(id_: str) -> Response:
    """Give somebody a new password, shown once; all his visits end."""
    form, shop = read_form(), workshop()
    now, password = shop.now(), _made_up()
    hashed = once(password_hash(password), now + GOOD_FOR)
    try:
        with shop.database.recording() as session:
            if done_before(session, _asker(form, f"password {id_}"), now):
                return _page(Said(notice=_already()))
            known = get_credentials(session, id_)
            seen = replace(known, account=replace(known.account, revision=form.revision))
            replace_password(session, seen, hashed, me_now().id, now)
    except StaleAccount as conflict:
        return _stale(conflict)
    return _page(Said(given=Given(known.account, password)), HTTPStatus.CREATED)


@blueprint.post("/<id_>/disable")
@only_for(Role.ADMIN)
@delicate("people.show")
def disable(id_: str) -> Response:
    """Take from somebody the right to sign in, and end his visits everywhere."""
    at = workshop().now()
    return _changed(id_, lambda account: replace(account, disabled_at=at))


@blueprint.post("/<id_>/enable")
@only_for(Role.ADMIN)
@delicate("people.show")
def enable(id_: str) -> Response:
    """Give it back."""
    return _changed(id_, lambda account: replace(account, disabled_at=None))


@blueprint.post("/<id_>/role")
@only_for(Role.ADMIN)
@delicate("people.show")
def change_role(id_: str) -> Response:
    """Give somebody of the shop another task; his visits end, so that the old one ends too."""
    role = _role()

    def changed(account: Account) -> Account:
        if account.role is Role.CUSTOMER:
            abort(HTTPStatus.BAD_REQUEST)
        return replace(account, role=role)

    return _changed(id_, changed)


@blueprint.post("/<id_>/end")
@only_for(Role.ADMIN)
def end(id_: str) -> Response:
    """End all visits of somebody, on every device."""
    form, now = read_form(), workshop().now()
    with workshop().database.recording() as session:
        get_credentials(session, id_)
        if not done_before(session, _asker(form, f"end {id_}"), now):
            end_sessions_of(session, id_)
            audit.record(session, audit.Deed(now, me_now().id, "ended visits", f"account {id_}"))
    return _listed()


@blueprint.post("/<id_>/second")
@only_for(Role.ADMIN)
@delicate("people.show")
def drop_second(id_: str) -> Response:
    """Take from somebody a second factor that is lost; the next sign-in makes another."""
    form, now, me = read_form(), workshop().now(), me_now()
    with workshop().database.recording() as session:
        get_credentials(session, id_)
        if not done_before(session, _asker(form, f"second {id_}"), now):
            drop_second_factor(session, id_, me.id, now)
            end_sessions_of(session, id_)
    return _listed()


def _changed(id_: str, change: Callable[[Account], Account]) -> Response:
    """The list after `change` of an account as the admin saw it, or as it stands by now."""
    form, now, me = read_form(), workshop().now(), me_now()
    if id_ == me.id:
        told = _("You cannot take your own rights away; another admin can.")
        return _page(Said(notice=told), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with workshop().database.recording() as session:
            account = get_credentials(session, id_).account
            if not done_before(session, _asker(form, f"{request.endpoint} {id_}"), now):
                wanted = replace(change(account), revision=form.revision)
                save_account(session, wanted, me.id, now)
    except StaleAccount as conflict:
        return _stale(conflict)
    return _listed()


def _asker(form: Form, what: str) -> Request:
    return Request(f"people {what}", form.key, {"revision": form.revision})


def _role() -> Role:
    """The role in the form; a customer's is nobody's to give (400)."""
    wanted = request.form.get("role", "")
    if wanted not in SHOP:
        abort(HTTPStatus.BAD_REQUEST)
    return Role(wanted)


def _made_up() -> str:
    """A password to be read out and typed once: four groups of letters nobody mixes up."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    drawn = [secrets.choice(letters) for _letter in range(16)]
    return "-".join("".join(drawn[start : start + 4]) for start in range(0, 16, 4))


def _already() -> str:
    said: str = _(
        "This was done already, and its password was shown then. If it is lost, give a new one."
    )
    return said


def _stale(conflict: StaleAccount) -> Response:
    told = _(
        "%(name)s was changed by somebody else meanwhile, so nothing was done. This is how it"
        " stands now.",
        name=conflict.current.name,
    )
    return _page(Said(notice=told), HTTPStatus.CONFLICT)


def _listed() -> Response:
    return see_other(url_for("people.show", q=request.args.get("q") or None))


def _page(said: Said, status: int = HTTPStatus.OK) -> Response:
    sought = request.args.get("q", "").strip()
    with workshop().database.reading() as session:
        found = search_accounts(session, sought) if sought else list_accounts(session)
    return render(
        "people/page.html",
        "people/page.html",
        status=status,
        accounts=found,
        sought=sought,
        me=me_now(),
        said=said,
        roles=ROLES,
        shop_roles=SHOP,
        second_roles=second.ROLES,
        good_for_days=GOOD_FOR.days,
        new_key=lambda: uuid4().hex,
    )
