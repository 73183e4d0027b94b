"""Whom an order is for, as typed into the order form."""

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from production.order import Person

LONGEST_NAME = 100
LONGEST_EMAIL = 254
"""The longest address that mail can be sent to (RFC 5321)."""
LONGEST_PHONE = 30
FEWEST_DIGITS, MOST_DIGITS = 6, 15  # ITU-T E.164 allows fifteen.

# On purpose no more than this: only a letter that arrives proves an address.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9 ().\-/]+")


def read_person(form: Mapping[str, str]) -> Person:
    """The person as typed, without spaces around and in a row."""
    name, email, phone = (" ".join(form.get(key, "").split()) for key in ("name", "email", "phone"))
    return Person(name, email, phone)


def mistakes(person: Person) -> dict[str, str]:
    """What is wrong with each field, in words that say what to do; empty when all is well."""
    found = {
        "name": _wrong_name(person.name),
        "email": _wrong_email(person.email),
        "phone": _wrong_phone(person.phone),
    }
    if not person.email and not person.phone:
        found["email"] = _("Please give an e-mail address or a phone number, so we can reach you.")
    return {key: wrong for key, wrong in found.items() if wrong}


def _wrong_name(name: str) -> str:
    if not any(letter.isalpha() for letter in name):
        return str(_("Please give a name; the workshop reads only its initials."))
    if len(name) > LONGEST_NAME or not name.isprintable():
        return str(_("Please write the name in at most %(most)s plain letters.", most=LONGEST_NAME))
    return ""


def _wrong_email(email: str) -> str:
    good = len(email) <= LONGEST_EMAIL and email.isprintable() and _EMAIL.fullmatch(email)
    if email and not good:
        return str(_("Please write the address in full, such as name@example.com."))
    return ""


def _wrong_phone(phone: str) -> str:
    digits = sum(letter.isdigit() for letter in phone)
    plain = len(phone) <= LONGEST_PHONE and _PHONE.fullmatch(phone)
    if phone and not (plain and FEWEST_DIGITS <= digits <= MOST_DIGITS):
        return str(_("Please write the number in digits, such as +33 6 12 34 56 78."))
    return ""
