"""Whose a draft is: the shop made it for a customer, or it belongs to a customer's account."""

from sqlalchemy.orm import Session

from configurator.storage.accounts import Account, Role, find_account
from configurator.storage.customers import Customer, create_customer, customer_of
from configurator.storage.drafts import Draft


def customer_behind(session: Session, draft: Draft) -> str | None:
    """The customer the shop made `draft` for, else the one whose account it belongs to."""
    if draft.customer or not draft.owner:
        return draft.customer
    owner = find_account(session, draft.owner)
    return owner.customer if owner else None


def customer_ordering(session: Session, draft: Draft, asker: Account | None, new: Customer) -> str:
    """The customer an order of `draft` is for, by id: who signed in, else whose the draft is.

    Where that is nobody yet, `new` is saved and taken.
    """
    if asker and asker.role is Role.CUSTOMER:
        return customer_of(session, asker, new.id, new.created_at).id
    if known := customer_behind(session, draft):
        return known
    if draft.owner and (owner := find_account(session, draft.owner)):
        return customer_of(session, owner, new.id, new.created_at).id
    return create_customer(session, new, asker.id if asker else "customer").id
