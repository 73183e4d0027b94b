"""Codes by which customers tell others of us, and taking one when somebody orders."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from configurator.storage.errors import StorageError
from configurator.storage.one_person import all_of, is_same_person, leader_of
from configurator.storage.tables import OrderRow
from configurator.storage.tables_programmes import ReferralCodeRow
from configurator.storage.tables_value import EarningRow
from configurator.storage.value_intake import AlreadyReferred, note_referral, referred_by
from configurator.storage.value_wanted import want_rescored
from customers.value.lifetime import Referral
from customers.value.referral import code_from


class Why(StrEnum):
    """Why a code is not taken."""

    UNKNOWN = "unknown"
    OWN = "own"
    REFERRED = "referred"
    NOT_NEW = "not_new"


class CodeRefused(StorageError):
    """The code cannot be taken, and why."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(f"the code is refused: {why}")


@dataclass(frozen=True, slots=True)
class CodeTaken:
    """That a person gave somebody's code on a day; `by` wrote it down."""

    code: str
    person: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of telling others: how many came, how many of them bought."""

    came: int
    bought: int


def code_of(session: Session, person: str, chance: str, at: datetime) -> str:
    """The code of a person, made on being asked for the first time of unguessable text."""
    if known := find_code(session, person):
        return known
    who, code = leader_of(session, person), code_from(chance)
    session.add(ReferralCodeRow(person=who, code=code, made_at=at))
    session.flush()
    return code


def find_code(session: Session, person: str) -> str | None:
    """The code of a person, the oldest of his; None if he never asked for one."""
    row = ReferralCodeRow
    mine = select(row.code).where(row.person.in_(all_of(person))).order_by(row.made_at, row.code)
    return session.scalars(mine).first()


def is_code(session: Session, code: str) -> bool:
    """Whether that is somebody's code."""
    return _whose(session, code) is not None


def take_code(session: Session, taken: CodeTaken) -> None:
    """Note that a person came because somebody told him, by that code; again changes nothing.

    Raises CodeRefused: nobody's, his own, somebody else told him before, or he bought before.
    """
    referrer, person = _whose(session, taken.code), taken.person
    if referrer is None:
        raise CodeRefused(Why.UNKNOWN)
    if is_same_person(session, referrer, person):
        raise CodeRefused(Why.OWN)
    if _bought_before(session, person, taken.on):
        raise CodeRefused(Why.NOT_NEW)
    try:
        note_referral(session, Referral(referrer, person, taken.on, taken.code), taken.by, taken.at)
    except AlreadyReferred as error:
        raise CodeRefused(Why.REFERRED) from error
    want_rescored(session, person, taken.at)


def outcome_of(session: Session, person: str) -> Outcome:
    """What came of it that a person told others of us; nobody is named."""
    came = session.scalars(referred_by(person)).all()
    bought = select(func.count(EarningRow.person.distinct())).where(EarningRow.person.in_(came))
    return Outcome(len(came), session.scalar(bought) or 0)


def _whose(session: Session, code: str) -> str | None:
    row = ReferralCodeRow
    return session.scalars(select(row.person).where(row.code == code)).first() if code else None


def _bought_before(session: Session, person: str, on: date) -> bool:
    """Whether he bought on an earlier day, here or as files told."""
    theirs = EarningRow.person.in_(all_of(person))
    earlier = select(EarningRow.mark).where(theirs, EarningRow.day < on.toordinal()).limit(1)
    if session.scalars(earlier).first() is not None:
        return True
    orders = select(func.count()).select_from(OrderRow).where(OrderRow.customer.in_(all_of(person)))
    return (session.scalar(orders) or 0) > 1
