"""Codes of single persons: who may have an offer, and taking it once."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.campaigns import get_campaign
from configurator.storage.errors import StorageError
from configurator.storage.one_person import all_of, is_same_person
from configurator.storage.tables import OrderRow
from configurator.storage.tables_campaigns import PersonalCodeRow
from customers.dialogue.campaign_offer import Offer
from production.tracking import State


class Why(StrEnum):
    """Why a code of a single person is not taken."""

    UNKNOWN = "unknown"
    OTHERS = "others"
    USED = "used"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


class OfferRefused(StorageError):
    """The code cannot be taken, and why."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(f"the offer is refused: {why}")


@dataclass(frozen=True, slots=True)
class Personal:
    """The offer of a campaign, by its name, to one person; `order_number` is which took it."""

    code: str
    campaign: str
    name: str
    person: str
    offer: Offer
    order_number: str


@dataclass(frozen=True, slots=True)
class Taking:
    """Which order of whom is to have which offer, on a day of the shop."""

    code: str
    person: str
    order_number: str
    today: date
    at: datetime


def find_offer(session: Session, code: str) -> Personal | None:
    """The offer behind a code; None for nobody's."""
    row = _row(session, code) if code else None
    return _personal(session, row) if row else None


def code_for(session: Session, campaign: str, person: str) -> str:
    """The code of a person in a campaign; empty if it offers him nothing."""
    row = PersonalCodeRow
    his = row.campaign == campaign, row.person.in_(all_of(person))
    return session.scalars(select(row.code).where(*his).order_by(row.code).limit(1)).first() or ""


def usable_offer(session: Session, code: str, person: str, today: date) -> Personal:
    """The offer that a person may have by a code that day. Raises OfferRefused."""
    found = find_offer(session, code)
    if found is None:
        raise OfferRefused(Why.UNKNOWN)
    if not is_same_person(session, found.person, person):
        raise OfferRefused(Why.OTHERS)
    if not _is_free(session, found.order_number):
        raise OfferRefused(Why.USED)
    if not found.offer.holds(today):
        is_early = today < found.offer.begins_on
        raise OfferRefused(Why.TOO_EARLY if is_early else Why.TOO_LATE)
    return found


def take_offer(session: Session, taking: Taking) -> None:
    """Have the order take the offer, so that no other does. Raises OfferRefused.

    An order that was cancelled, which is before it is cut, gives it back.
    """
    its = PersonalCodeRow.code == taking.code
    # Whoever takes it at the same time waits here, and then finds it taken.
    held = select(PersonalCodeRow).where(its).with_for_update()
    row = session.scalars(held.execution_options(populate_existing=True)).first()
    usable_offer(session, taking.code, taking.person, taking.today)
    assert row is not None
    row.order_number, row.used_at = taking.order_number, taking.at
    session.flush()


def _row(session: Session, code: str) -> PersonalCodeRow | None:
    return session.scalars(select(PersonalCodeRow).where(PersonalCodeRow.code == code)).first()


def _personal(session: Session, row: PersonalCodeRow) -> Personal | None:
    plan = get_campaign(session, row.campaign).plan
    if plan.offer is None:
        return None
    return Personal(row.code, row.campaign, plan.name, row.person, plan.offer, row.order_number)


def _is_free(session: Session, order_number: str) -> bool:
    if not order_number:
        return True
    state = select(OrderRow.state).where(OrderRow.number == order_number)
    return session.scalar(state) == State.CANCELLED
