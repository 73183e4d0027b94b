"""The second factor at the sign-in: a code from one's telephone, for roles with more rights.

Who gave the right password is not signed in yet: his visit keeps who he may be, for a few minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import segno
from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.sealing import sealing_keys
from configurator.second_factor import (
    address,
    matching_step,
    new_recovery_codes,
    new_secret,
    plain,
)
from configurator.storage.accounts import Account, Role, find_account
from configurator.storage.attempts import TooManyAttempts
from configurator.storage.seal import sealed, unsealed_by
from configurator.storage.second_factors import (
    SecondFactor,
    enrol,
    find_second_factor,
    use_recovery_code,
    use_step,
)
from configurator.web import sessions
from configurator.web.access import for_everybody
from configurator.web.desk import workshop
from configurator.web.knowing import admitted, wait
from configurator.web.local import local
from configurator.web.lock import way_on
from configurator.web.render import render, see_other

blueprint = Blueprint("second", __name__, url_prefix="/sign-in/code")

ROLES = frozenset({Role.MANAGER, Role.MARKETER, Role.AUTHOR, Role.ADMIN})
"""Who needs a second factor."""

HALF_IN = "half in"
"""Under this name a visit keeps who gave the right password, and a secret to enrol."""

PATIENCE = timedelta(minutes=10)
SECRETS = "second factors"
TRYING = "second"


@dataclass(frozen=True, slots=True)
class HalfIn:
    """Who gave the right password on this browser, and his second factor, if he has one."""

    account: Account
    factor: SecondFactor | None


def must_show_code(account: Account) -> bool:
    """Whether `account` is not let in by its password alone."""
    with workshop().database.reading() as session:
        is_enrolled = find_second_factor(session, account.id) is not None
    asks = workshop().settings.asks_second_factor
    return is_enrolled or (asks and account.role in ROLES)


def begin(account: Account) -> None:
    """Remember on this browser, under a new secret, who gave the right password."""
    secret = _sealed(new_secret(), account.id)
    until = workshop().now() + PATIENCE
    kept = {"account": account.id, "until": until.isoformat(), "secret": secret}
    sessions.begin_anew({HALF_IN: kept})


@blueprint.get("")
@for_everybody
def show() -> Response:
    """The form for a code; before the first, how to have the telephone make them."""
    half = half_in()
    return _form(half, "") if half else _sent("sign_in.show")


@blueprint.post("")
@for_everybody
def submit() -> Response:
    """Sign in by a code, each once; the first one enrols and shows the recovery codes."""
    half = half_in()
    if half is None:
        return _sent("sign_in.show")
    try:
        admitted(f"{TRYING} {half.account.id}")
    except TooManyAttempts as error:
        answer = _form(half, wait(error), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(error.retry_after_s)
        return answer
    typed = request.form.get("code", "")
    if half.factor is None:
        return _enrolled(half, typed)
    if not _is_right(half.factor, typed):
        return _wrong(half)
    return _in(half.account)


def is_shown(account: Account, code: str) -> bool:
    """Whether a code of the account came with its password, within the limits.

    Never where it has no second factor yet. Raises TooManyAttempts.
    """
    admitted(f"{TRYING} {account.id}")
    with workshop().database.reading() as session:
        factor = find_second_factor(session, account.id)
    return factor is not None and _is_right(factor, code)


def half_in() -> HalfIn | None:
    """Who gave the right password on this browser lately, if anybody."""
    kept, shop = sessions.kept(HALF_IN), workshop()
    if not kept or datetime.fromisoformat(kept["until"]) <= shop.now():
        return None
    with shop.database.reading() as session:
        account = find_account(session, kept["account"])
        factor = find_second_factor(session, kept["account"])
    if account is None or account.disabled_at is not None:
        return None
    return HalfIn(account, factor)


def _is_right(factor: SecondFactor, typed: str) -> bool:
    """Whether it is a code of now, or a recovery code; both are used up."""
    shop = workshop()
    step = matching_step(_opened(factor.sealed, factor.account), typed, shop.now())
    with shop.database.recording() as session:
        if step is not None:
            return use_step(session, factor.account, step)
        return use_recovery_code(session, factor.account, plain(typed), shop.now())


def _enrolled(half: HalfIn, typed: str) -> Response:
    """Take the first code of a new secret as proof that a telephone makes them."""
    shop, closed = workshop(), sessions.kept(HALF_IN)["secret"]
    step = matching_step(_opened(closed, half.account.id), typed, shop.now())
    if step is None:
        return _wrong(half)
    codes = new_recovery_codes()
    factor = SecondFactor(half.account.id, closed, step, shop.now())
    with shop.database.recording() as session:
        if find_second_factor(session, half.account.id) is not None:
            return _wrong(half)  # Another browser was faster; only its secret stands.
        enrol(session, factor, [plain(code) for code in codes])
    sessions.sign_in(half.account)
    page = "sign_in/recovery.html"
    return render(page, page, codes=codes, wanted=_wanted())


def _in(account: Account) -> Response:
    sessions.sign_in(account)
    return see_other(way_on(_wanted()))


def _wrong(half: HalfIn) -> Response:
    said = _("This code does not stand, or was used before. Please wait for the next one.")
    return _form(half, said, HTTPStatus.UNPROCESSABLE_ENTITY)


def _form(half: HalfIn, wrong: str, status: int = HTTPStatus.OK) -> Response:
    page, secret, picture = "sign_in/code.html", "", ""
    if half.factor is None:
        secret = _opened(sessions.kept(HALF_IN)["secret"], half.account.id)
        # Never a Micro QR, which telephones do not read.
        drawn = segno.make_qr(address(secret, half.account.email))
        picture = drawn.svg_data_uri(scale=5, light="#fff")
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    action = url_for("second.submit", next=_wanted())
    shown = {"secret": spaced, "picture": picture, "action": action}
    return render(page, page, status=status, wrong=wrong, **shown)


def _wanted() -> str:
    return local(request.args.get("next", ""))


def _sealed(secret: str, account: str) -> str:
    return sealed(secret, sealing_keys(workshop().settings, SECRETS)[0], account)


def _opened(closed: str, account: str) -> str:
    return unsealed_by(closed, sealing_keys(workshop().settings, SECRETS), account)


def _sent(endpoint: str) -> Response:
    return see_other(url_for(endpoint))
