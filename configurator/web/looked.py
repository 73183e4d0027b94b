"""Who looked at what is known of a customer, as he may know it: the role, the day and the deed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.accounts import Role, find_account
from configurator.storage.audit import Entry, entries_of
from configurator.storage.one_person import everybody_in
from configurator.storage.orders import orders_of_customer
from configurator.web.desk import workshop
from configurator.web.role_words import ROLES
from configurator.web.seen import HANDED_OUT, SAW, STRANGER

DEEDS: dict[str, LazyString] = {
    SAW: _l("looked at the measurements"),
    HANDED_OUT: _l("took data along, on paper or as a file"),
    "read letter": _l("read a letter"),
    "opened customer of another shop": _l("opened the file from another shop"),
}
"""What is said of the deeds that are looks."""

MOST_ORDERS = 200


@dataclass(frozen=True, slots=True)
class Look:
    """So many `times` on a day somebody did something; `who` is a role and no name."""

    on: date
    who: str
    what: str
    times: int


def looks_at(person: str) -> list[Look]:
    """All looks of others at who is known as `person`, the newest day first."""
    with workshop().database.reading() as session:
        persons = everybody_in(session, person)
        orders = orders_of_customer(session, person, MOST_ORDERS)
        subjects = [f"customer {one}" for one in persons]
        subjects += [f"order {one.order.number}" for one in orders]
        entries = [entry for subject in subjects for entry in entries_of(session, subject)]
        looks = [entry for entry in entries if entry.what in DEEDS]
        accounts = {one: find_account(session, one) for one in {entry.who for entry in looks}}
    roles = {who: account.role for who, account in accounts.items() if account is not None}
    own = {who for who, it in accounts.items() if it is not None and it.customer in persons}
    counted = Counter(_told([entry for entry in looks if entry.who not in own], roles))
    found = [Look(*look, times) for look, times in counted.items()]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _told(entries: Iterable[Entry], roles: dict[str, Role]) -> Iterator[tuple[date, str, str]]:
    for entry in entries:
        day = workshop().here(entry.at).date()
        yield day, _who(entry.who, roles), str(DEEDS[entry.what])


def _who(who: str, roles: dict[str, Role]) -> str:
    """The role, and the shop where the program knows which it is."""
    if who == STRANGER:
        return str(_("Somebody with the link of your design"))
    role = str(ROLES[roles[who]]) if who in roles else str(_("Somebody who worked here"))
    shop = workshop().settings.shop
    return f"{role}, {shop}" if shop else role
