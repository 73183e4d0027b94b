"""Whose a draft is, as far as the asker may know it.

The link of a draft opens it for everybody who has it, so a customer's name and measurements are
told only to the counter and to the customer himself.
"""

from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, find_customer, get_customer
from configurator.storage.drafts import Draft
from configurator.storage.one_person import leader_of
from configurator.storage.ownership import customer_behind
from configurator.web import sessions
from configurator.web.desk import workshop
from configurator.web.restricting import is_closed_to_me

AT_THE_COUNTER = (Role.STAFF, Role.MANAGER, Role.ADMIN)
"""Who serves customers, and so may know them."""


def is_at_the_counter() -> bool:
    """Whether somebody asks who serves customers."""
    who = sessions.account()
    return who is not None and who.role in AT_THE_COUNTER


def customer_here(draft: Draft) -> Customer | None:
    """The customer `draft` is for, if there is one and the asker may know who it is."""
    who = sessions.account()
    if who is None or not (is_at_the_counter() or _is_own(draft, who.id, who.customer)):
        return None
    with workshop().database.reading() as session:
        known = customer_behind(session, draft) if is_at_the_counter() else who.customer
        if known and is_at_the_counter() and is_closed_to_me(known):
            return None
        return find_customer(session, known) if known else None


def own_customer() -> Customer | None:
    """The customer who asks, None for an account without one. Raises NotThere."""
    who = sessions.account()
    if who is None or who.customer is None:
        return None
    with workshop().database.reading() as session:
        return get_customer(session, who.customer)


def known_customer(id_: str) -> Customer:
    """The customer as whom somebody is known, merged ones together. Raises NotThere."""
    with workshop().database.reading() as session:
        return get_customer(session, leader_of(session, get_customer(session, id_).id))


def _is_own(draft: Draft, account: str, customer: str | None) -> bool:
    return draft.owner == account or (customer is not None and draft.customer == customer)
