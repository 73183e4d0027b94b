"""Whether somebody knows a password, within the limits; and what is said where he does not."""

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.asked_lately import AskedTooOften
from configurator.password_rules import ADVISED, FEWEST, Weakness, weakness
from configurator.passwords import is_outdated, is_password, password_hash
from configurator.storage.accounts import Account, Credentials, find_credentials, renew_hash
from configurator.storage.attempts import (
    Attempt,
    SignInLimits,
    TooManyAttempts,
    admit_attempt,
    note_success,
)
from configurator.web import sessions
from configurator.web.contact import mistakes
from configurator.web.desk import workshop
from production.order import Person

A_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Admitted:
    """A try that was within the limits, by its number, and whom it may be."""

    number: int
    found: Credentials | None


def admitted(email: str) -> Admitted:
    """Count a try with `email`, before any hashing. Raises TooManyAttempts."""
    shop = workshop()
    attempt = Attempt(email, request.remote_addr or "", sessions.device())
    with shop.database.writing() as session:
        number = admit_attempt(session, attempt, shop.now(), try_limits())
        return Admitted(number, find_credentials(session, email))


def try_limits() -> SignInLimits:
    """How many passwords may be wrong, and cards refused, for one account."""
    limits = workshop().settings.limits
    return SignInLimits(limits.sign_in_tries, limits.sign_in_tries_overall, limits.sign_in_window)


def known(email: str, password: str) -> Credentials | None:
    """The account these belong to, or None after the same time. Raises TooManyAttempts."""
    tried = admitted(email)
    found = tried.found
    if not is_password(password, found.password_hash if found else None) or found is None:
        return None
    if found.once_until and found.once_until <= workshop().now():
        return None
    _note(tried.number)
    if found.once_until is None and is_outdated(found.password_hash):
        return _renewed(found, password)
    return found


def mistake(password: str, *about: str) -> str:
    """What is wrong with a new password, in words that say what to do; empty if nothing."""
    match weakness(password, about):
        case None:
            return ""
        case Weakness.SHORT:
            return str(_("Please take at least %(fewest)s characters.", fewest=FEWEST))
        case Weakness.COMMON:
            return str(_("This is one of the first that others would try. Please take another."))
        case Weakness.ABOUT:
            return str(_("Please take more than names, the address or words of the shop."))


def mistakes_to_join(person: Person, password: str) -> dict[str, str]:
    """What is wrong with somebody who wants an account, in words by field."""
    wrong = mistakes(person)
    if not person.email:
        wrong["email"] = _("Please write the address in full, such as name@example.com.")
    if weak := mistake(password, person.name, person.email):
        wrong["password"] = weak
    return wrong


def advice() -> str:
    """What makes a good password."""
    said: str = _(
        "At least %(fewest)s characters, better %(advised)s: a few words that only you put"
        " together. Spaces and every sign are welcome.",
        fewest=FEWEST,
        advised=ADVISED,
    )
    return said


def wait(error: TooManyAttempts | AskedTooOften) -> str:
    """How long to wait after too many tries."""
    minutes = -(-error.retry_after_s // A_MINUTE_S)
    said: str = ngettext(
        "Too many tries. Please wait %(num)s minute and try again.",
        "Too many tries. Please wait %(num)s minutes and try again.",
        minutes,
    )
    return said


def must_know(account: Account, password: str) -> Credentials | None:
    """The credentials of who is signed in, if this is the password. Raises TooManyAttempts."""
    found = known(account.email, password)
    return found if found and found.account.id == account.id else None


def _note(number: int) -> None:
    """Remember that this device is the account's own, so strangers cannot lock it out."""
    shop = workshop()
    device = sessions.device() or shop.new_link()
    with shop.database.writing() as session:
        note_success(session, number, device)
    sessions.send(sessions.Cookie(sessions.DEVICE, device, sessions.A_YEAR_S))


def _renewed(found: Credentials, password: str) -> Credentials:
    renewed = password_hash(password)
    with workshop().database.recording() as session:
        renew_hash(session, found.account.id, found.password_hash, renewed)
    return Credentials(found.account, renewed)
