"""Wishes: starting designs and drafts that somebody wants and has not bought.

A row says that the wish stands; the event, that it was made once, and stays when it is given up.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from configurator.storage.accounts import Account
from configurator.storage.customers import customer_of
from configurator.storage.dialect import hold
from configurator.storage.drafts import Draft, draft_from
from configurator.storage.tables import DraftRow, OrderRow
from configurator.storage.tables_wishes import WishRow
from configurator.storage.telling import BY_HIMSELF, Done, tell_done
from customers.identity.event import Kind


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be wished for: the starting design called `design`, else the draft at `draft`."""

    product: str
    design: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something a customer wishes for; `draft` is the draft as it stands now, if it is one."""

    subject: Subject
    wished_at: datetime
    draft: Draft | None = None


def wishes_of(session: Session, persons: Collection[str]) -> tuple[Wish, ...]:
    """What these customers (who are one person) wish for, the newest first, each thing once.

    A wish is for a starting design (`subject.design` is its key; an author may have taken it out
    of `Product.designs` since) or for a draft, which is given whole. Drafts that were ordered, in
    whatever state, are no wishes any more. For a person with all who were merged into him ask with
    `one_person.everybody_in(session, id_)`.
    """
    query = (
        select(WishRow, DraftRow)
        .outerjoin(DraftRow, DraftRow.link == WishRow.draft)
        .where(WishRow.customer.in_(persons))
        .where(~exists().where(OrderRow.draft == WishRow.draft))
        .order_by(WishRow.wished_at.desc(), WishRow.product, WishRow.design, WishRow.draft)
    )
    found: dict[Subject, Wish] = {}
    for row, draft in session.execute(query):
        subject = Subject(row.product, row.design, row.draft)
        its = draft_from(draft) if draft else None
        found.setdefault(subject, Wish(subject, row.wished_at, its))
    return tuple(found.values())


def make_wish(session: Session, person: str, wish: Wish, by: str = BY_HIMSELF) -> bool:
    """Keep what that customer wishes for and tell of it; whether he did not wish for it before.

    `by` is the account that wrote it down, `wish.wished_at` when it was wished.
    """
    subject = wish.subject
    key = person, subject.product, subject.design, subject.draft
    hold(session, f"wish {person}")
    if session.get(WishRow, key):
        return False
    product, design, draft = key[1:]
    at = wish.wished_at
    row = WishRow(customer=person, product=product, design=design, draft=draft, wished_at=at)
    session.add(row)
    session.flush()
    # Given up and wished for again it is another wish.
    document = design or draft
    once = f"{person} {product} {document} {at.isoformat()}"
    tell_done(session, Done(Kind.WISHED, once, person, by, at, product, document))
    return True


def claim_wishes(
    session: Session, wishes: Collection[Wish], who: Account, id_: str, now: datetime
) -> None:
    """Make `wishes` those of the customer that `who` is, told as his own.

    He is made as `id_` if there is none yet. A clock that was set back dates no wish into the
    future.
    """
    if wishes:
        person = customer_of(session, who, id_, now).id
        for wish in wishes:
            make_wish(session, person, replace(wish, wished_at=min(wish.wished_at, now)), who.id)


def give_up_wish(session: Session, persons: Iterable[str], subject: Subject) -> None:
    """Drop the wish, whoever of these customers (who are one person) made it."""
    product, design, draft = subject.product, subject.design, subject.draft
    is_it = WishRow.product == product, WishRow.design == design, WishRow.draft == draft
    session.execute(delete(WishRow).where(WishRow.customer.in_(persons), *is_it))
