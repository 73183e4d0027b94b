"""By what persons can be reached: by what they proved, or gave us when they bought."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from configurator.storage.bounces import out_of_reach
from configurator.storage.bulk import among
from configurator.storage.standings import Group
from configurator.storage.tables import AccountRow, CustomerRow, OrderRow
from configurator.storage.tables_cards import CardRow
from configurator.storage.tables_identity import ContactRow
from customers.rights.purpose import Channel


@dataclass(slots=True)
class Reachable:
    """How somebody can be reached; `since` when he came to us (None: he never did).

    `is_identified` once a contact was proved to be his, or he has a card.
    """

    has_email: bool = False
    phones: set[str] = field(default_factory=set)
    has_account: bool = False
    is_identified: bool = False
    since: datetime | None = None

    def channels(self, *, has_street: bool) -> frozenset[Channel]:
        """The ways that lead to him."""
        ways = {
            Channel.EMAIL: self.has_email,
            Channel.SMS: bool(self.phones),
            Channel.PHONE: bool(self.phones),
            Channel.LETTER: has_street and self.since is not None,
            Channel.WEB: self.has_account,
        }
        return frozenset(way for way, leads in ways.items() if leads)


def reachable(session: Session, group: Group) -> Mapping[str, Reachable]:
    """How each can be reached, by leader: of who never bought only what was proved counts."""
    ids, found = group.ids, defaultdict[str, Reachable](Reachable)
    bounced = out_of_reach(session, ids)
    for one in group.leaders:
        found[one] = Reachable()
    bought = exists().where(OrderRow.customer == CustomerRow.id)
    known = select(CustomerRow, bought).where(
        among(session, CustomerRow.id, ids), CustomerRow.erased_at.is_(None)
    )
    for row, has_bought in session.execute(known):
        its = found[group.leader[row.id]]
        its.since = min(its.since or row.created_at, row.created_at)
        if has_bought:
            its.has_email |= bool(row.email) and row.id not in bounced
            its.phones |= {row.phone} - {""}
    proved = select(ContactRow).where(
        among(session, ContactRow.person, ids), ContactRow.proved_at.is_not(None)
    )
    for contact in session.scalars(proved):
        its = found[group.leader[contact.person]]
        its.is_identified = True
        its.has_email |= contact.kind == "email" and contact.person not in bounced
        its.phones |= {contact.value} if contact.kind == "phone" else set()
    for account in session.scalars(
        select(AccountRow).where(AccountRow.customer.in_(ids), AccountRow.disabled_at.is_(None))
    ):
        found[group.leader[account.customer or ""]].has_account = True
    for person in session.scalars(
        select(CardRow.customer).where(among(session, CardRow.customer, ids))
    ):
        found[group.leader[person]].is_identified = True
    return found
