"""Cards: numbers that open the page of a customer, issued, revoked and tried.

A card stays with whom it was issued to. After a merge the cards of both open the one customer,
after an unmerge each its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.attempts import Attempt, SignInLimits, admit_attempt, note_success
from configurator.storage.customers import get_customer
from configurator.storage.dialect import hold
from configurator.storage.errors import NotThere
from configurator.storage.one_person import all_of, is_same_person, leader_of
from configurator.storage.pairs import keep_contact
from configurator.storage.tables_cards import CardRow
from configurator.storage.tables_identity import PersonRow
from customers.identity.card import card_number, is_sound

ISSUED, REVOKED, REFUSED = "card issued", "card revoked", "card refused"
"""What the audit trail says of cards."""

NOBODYS = "card of nobody"
"""The subject of a refusal where no customer is behind the number."""


class Why(StrEnum):
    """Why a card was revoked."""

    LOST = "lost"
    WORN = "worn"
    ENDED = "ended"


class Refusal(StrEnum):
    """Why a number opens nothing: two digits that do not check, nobody's, or no longer in force."""

    MISTYPED = "mistyped"
    UNKNOWN = "unknown"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Card:
    """A card of `customer`, who may be known under another since a merge; in force if not revoked.

    `issued_by` and `revoked_by` are accounts or a part of the system.
    """

    number: str
    customer: str
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None = None
    revoked_by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A number that was scanned or typed: by which account, when, from which network address.

    `used_at` is when it was held out, where that is told later: a till may send its day at once.
    """

    number: str
    by: str
    at: datetime
    origin: str = ""
    used_at: datetime | None = None


def issue_card(session: Session, customer: str, seed: str, by: str, at: datetime) -> Card:
    """A new card for `customer`, its number from `seed`, random text; or the one in force.

    Raises NotThere.
    """
    hold(session, f"card {customer}")
    get_customer(session, customer)
    own = CardRow.customer == customer, CardRow.revoked_at.is_(None)
    if before := session.scalars(select(CardRow).where(*own)).first():
        return _card(before)
    row = CardRow(
        number=_unused(session, seed),
        customer=customer,
        issued_at=at,
        issued_by=by,
        revoked_at=None,
        revoked_by="",
        why="",
        revision=1,
    )
    session.add(row)
    session.flush()
    # It is his because we gave it to him: whoever else tells this number is proposed to be him.
    keep_contact(session, customer, "card", row.number, at, is_proved=True)
    _tell(session, ISSUED, row, by, at)
    return _card(row)


def revoke_card(session: Session, number: str, why: Why, by: str, at: datetime) -> Card:
    """Have the card open nothing any more; revoked before, it stays as it was. Raises NotThere."""
    card = get_card(session, number)
    hold(session, f"card {card.customer}")
    row = session.get(CardRow, number, with_for_update=True, populate_existing=True)
    assert row is not None  # Cards are never removed.
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by, row.why = at, by, why
        row.revision += 1
        session.flush()
        _tell(session, REVOKED, row, by, at)
    return _card(row)


def reissue_card(  # noqa: PLR0913 - which, why, the new one's seed, by whom and when
    session: Session, number: str, why: Why, *, seed: str, by: str, at: datetime
) -> Card:
    """Revoke the card and give its customer a new one, or the one he has since.

    Raises NotThere.
    """
    return issue_card(session, revoke_card(session, number, why, by, at).customer, seed, by, at)


def get_card(session: Session, number: str) -> Card:
    """The card with that number, in force or not. Raises NotThere."""
    row = session.get(CardRow, number)
    if row is None:
        raise NotThere("card", number)
    return _card(row)


def card_of(session: Session, person: str, number: str) -> Card:
    """The same, if it was issued to the person or whoever it is merged with. Raises NotThere."""
    card = get_card(session, number)
    if not is_same_person(session, card.customer, person):
        raise NotThere("card", number)
    return card


def cards_of(session: Session, person: str) -> tuple[Card, ...]:
    """All cards of the person, of whoever it is merged with too, the newest first."""
    his = select(CardRow).where(CardRow.customer.in_(all_of(person)))
    newest_first = CardRow.issued_at.desc(), CardRow.number
    return tuple(map(_card, session.scalars(his.order_by(*newest_first))))


def try_card(session: Session, shown: Shown, limits: SignInLimits) -> Card | Refusal:
    """The card that was shown if it is in force; else why not, told to the audit trail.

    Raises TooManyAttempts after too many that were refused, whatever is shown then.
    """
    # Counted apart from signing in: the tablets of a shop share one address.
    asker = f"card {shown.by}"
    number = admit_attempt(session, Attempt(asker, asker), shown.at, limits)
    row = session.get(CardRow, shown.number)
    refusal = _refusal(session, shown, row)
    if row is not None and refusal is None:
        note_success(session, number, "")
        return _card(row)
    subject = f"customer {row.customer}" if row else NOBODYS
    after = {"card": shown.number, "because": refusal}
    deed = audit.Deed(shown.at, shown.by, REFUSED, subject, after=after, origin=shown.origin)
    audit.record(session, deed)
    return refusal or Refusal.UNKNOWN


def opened_by(session: Session, card: Card) -> str:
    """The id of the customer whose page the card opens, as he is known today."""
    return leader_of(session, card.customer)


def _refusal(session: Session, shown: Shown, row: CardRow | None) -> Refusal | None:
    if row is None:
        return Refusal.UNKNOWN if is_sound(shown.number) else Refusal.MISTYPED
    person = session.get(PersonRow, row.customer)
    is_erased = person is not None and person.erased_at is not None
    is_over = row.revoked_at is not None and row.revoked_at <= (shown.used_at or shown.at)
    return Refusal.REVOKED if is_over or is_erased else None


def _unused(session: Session, seed: str) -> str:
    """The first number from `seed` that no card has; of a million cards one in a million is."""
    number = card_number(seed)
    while session.get(CardRow, number) is not None:
        seed = f"{seed}+"
        number = card_number(seed)
    return number


def _tell(session: Session, what: str, row: CardRow, by: str, at: datetime) -> None:
    after = {"card": row.number, "why": row.why}
    deed = audit.Deed(at, by, what, f"customer {row.customer}", after=after)
    audit.record(session, deed)


def _card(row: CardRow) -> Card:
    return Card(
        row.number,
        row.customer,
        row.issued_at,
        row.issued_by,
        row.revoked_at,
        row.revoked_by,
        row.why,
    )
