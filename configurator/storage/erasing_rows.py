"""What of a person stands in which table, and how it is dropped there.

Whatever points at a customer, a person or an account is dropped unless KEPT says why not, so that a
new table is never forgotten.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, String, Table, cast, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from catalog.configuration import Configuration
from configurator.storage.accounts import Role, folded_email
from configurator.storage.customers import customer_from
from configurator.storage.documents import (
    configuration_document,
    fingerprint,
    secret_fingerprint,
)
from configurator.storage.hooks import tell_of_erasure
from configurator.storage.search_index import Change, keep_findable
from configurator.storage.tables import (
    AccountRow,
    AnswerRow,
    CustomerRow,
    DraftRow,
    JobRow,
    MeasuringRow,
    OrderRow,
    ReadingRow,
    Row,
    ScanRow,
    SignInAttemptRow,
)
from configurator.storage.tables_cards import CardRow
from configurator.storage.tables_erasing import ErasingRow
from configurator.storage.tables_fit import FitFeedbackRow, RemakeRow
from configurator.storage.tables_identity import LikelyPairRow
from configurator.storage.tables_signing_in import OutgoingRow, SignInLinkRow
from configurator.storage.tables_taste import AddOnOfferRow, EffortRow
from configurator.storage.tables_wishes import WishRow
from customers.identity.finding import Findable, findable

KEPT = {
    "event": "bare facts; what was sealed went with the key",
    "person": "ids alone, and that it was erased",
    "consent": "what we were allowed, in our words, by an id that leads nowhere",
    "erasure": "who asked for it and when",
    "request": "that he asked and was answered, by an id that leads nowhere; words go with the key",
    "imported": "amounts of the accounts by a keyed mark, which refuses to take them in again",
    "orders": "the law keeps them: under a pseudonym",
    "account": "of who works in the shop too; others are dropped here",
    "draft": "where an order was made from it, nothing but its link; others are dropped here",
    "measuring": "dropped here with its readings",
}
"""Tables that point at persons and are not simply emptied of them, and why."""

ELSEWHERE = {
    *("account", "customer", "draft", "fit_feedback", "idempotency", "job", "likely_pair"),
    *("measuring", "orders", "person", "reading", "remake", "scan", "search_gram", "search_word"),
    *("effort", "add_on_offer"),
}
"""Tables in which rows are dropped or changed in words of their own."""

POINTS_AT = ("account", "customer", "person", "referred", "referrer")
"""Columns so named, or that are foreign keys to tables so named, say whose a row is."""

PSEUDONYM_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies outside the tables, or only leads on: numbers, links and ids in them."""

    orders: tuple[str, ...]
    cards: tuple[str, ...]
    drafts: tuple[str, ...]
    accounts: tuple[str, ...]


def lying(session: Session, persons: Collection[str]) -> Lying:
    """What belongs to these persons; a draft is his who owns it or for whom it was made."""
    orders = select(OrderRow.number).where(OrderRow.customer.in_(persons))
    cards = select(CardRow.number).where(CardRow.customer.in_(persons))
    accounts = _accounts(session, persons)
    his = or_(DraftRow.customer.in_(persons), DraftRow.owner.in_(accounts))
    ordered = select(OrderRow.draft).where(OrderRow.customer.in_(persons))
    drafts = select(DraftRow.link).where(or_(his, DraftRow.link.in_(ordered)))
    numbers, printed, links = (tuple(session.scalars(one)) for one in (orders, cards, drafts))
    return Lying(numbers, printed, links, accounts)


def answers_about(session: Session, persons: Collection[str]) -> list[tuple[str, str]]:
    """Keys of what was answered to requests of and about these persons: read in full, so before."""
    mine = (*persons, *_accounts(session, persons))
    said = [AnswerRow.scope.contains(one, autoescape=True) for one in mine]
    named = [cast(AnswerRow.response, String).contains(one, autoescape=True) for one in mine]
    keys = select(AnswerRow.scope, AnswerRow.key).where(or_(*said, *named))
    return [(scope, key) for scope, key in session.execute(keys)]


def drop_rows(session: Session, id_: str, persons: Sequence[str], at: datetime) -> None:
    """Drop all of these persons within the erasure `id_`, in this one transaction."""
    session.execute(insert(ErasingRow).values(id=id_))
    his = lying(session, persons)
    tell_of_erasure(session, persons, at)
    _drop_work(session, persons, his)
    _drop_drafts(session, persons, his)
    _hide_in_orders(session, persons)
    _drop_from_search(session, persons)
    _drop_tries(session, his.accounts)
    pair = or_(LikelyPairRow.one.in_(persons), LikelyPairRow.other.in_(persons))
    session.execute(delete(LikelyPairRow).where(pair))
    for table, column in pointing():
        whose = his.accounts if _at(column) == "account" else persons
        session.execute(delete(table).where(column.in_(whose)))
    _drop_customers(session, persons, his.accounts, at)
    session.execute(delete(ErasingRow).where(ErasingRow.id == id_))


def drop_answers(session: Session, keys: Sequence[tuple[str, str]]) -> None:
    """Drop what was answered."""
    for scope, key in keys:
        its = AnswerRow.scope == scope, AnswerRow.key == key
        session.execute(delete(AnswerRow).where(*its))


def pointing() -> Iterator[tuple[Table, Column[str]]]:
    """Tables from which rows are simply dropped, by the column that says whose, children first."""
    for table in reversed(Row.metadata.sorted_tables):
        if table.name not in KEPT:
            for column in table.columns:
                if _at(column):
                    yield table, column


def touched() -> set[str]:
    """The tables in which an erasure drops or changes anything."""
    return {table.name for table, _ in pointing()} | ELSEWHERE


def pseudonym(customer: str) -> str:
    """What stands for the name of a customer who was erased."""
    return f"E-{fingerprint(['pseudonym', customer])[:PSEUDONYM_DIGITS]}"


def _at(column: Column[str]) -> str:
    """At what a column points: by its foreign key, or by its name where the row outlives that."""
    keys = [one.column.table.name for one in column.foreign_keys]
    return next((one for one in (*keys, column.name) if one in POINTS_AT), "")


def _accounts(session: Session, persons: Collection[str]) -> tuple[str, ...]:
    """Accounts that end with these persons: who works in the shop goes on working there."""
    own = AccountRow.customer.in_(persons), AccountRow.role == Role.CUSTOMER
    return tuple(session.scalars(select(AccountRow.id).where(*own)))


def _drop_work(session: Session, persons: Sequence[str], his: Lying) -> None:
    """Jobs named by a card, a letter or the like; those of orders stay, as orders do."""
    to_him = or_(OutgoingRow.account.in_(his.accounts), OutgoingRow.person.in_(persons))
    letters = select(OutgoingRow.id).where(to_him)
    subjects = (*persons, *his.cards, *session.scalars(letters))
    session.execute(delete(JobRow).where(JobRow.subject.in_(subjects)))


def _drop_drafts(session: Session, persons: Sequence[str], his: Lying) -> None:
    taken = or_(MeasuringRow.customer.in_(persons), MeasuringRow.draft.in_(his.drafts))
    visits = select(MeasuringRow.id).where(taken).scalar_subquery()
    session.execute(delete(ReadingRow).where(ReadingRow.measuring.in_(visits)))
    session.execute(delete(MeasuringRow).where(taken))
    session.execute(delete(WishRow).where(WishRow.draft.in_(his.drafts)))
    mine = DraftRow.link.in_(his.drafts)
    ordered = exists().where(OrderRow.draft == DraftRow.link)
    left = select(DraftRow.link).where(mine, ~ordered).scalar_subquery()
    session.execute(delete(RemakeRow).where(RemakeRow.draft.in_(left)))
    session.execute(delete(DraftRow).where(mine, ~ordered))
    for row in session.scalars(select(DraftRow).where(mine)):
        blank = Configuration(product=row.product, edition=row.edition)
        row.configuration, row.body, row.start = configuration_document(blank), {}, {}
        row.owner, row.customer, row.measured_by, row.measured_at = None, None, "", None
        row.revision += 1
    session.flush()


def _hide_in_orders(session: Session, persons: Sequence[str]) -> None:
    """Leave amounts, dates and the garment; nothing of whom it was for, nor of his body."""
    numbers = []
    for row in session.scalars(select(OrderRow).where(OrderRow.customer.in_(persons))):
        numbers.append(row.number)
        tailoring = row.document.get("tailoring", {})
        targets = [one | {"body_mm": None} for one in tailoring.get("targets", ())]
        row.document = row.document | {
            "person": {"name": pseudonym(row.customer), "email": "", "phone": ""},
            "body_mm": {},
            "estimated": [],
            "tailoring": tailoring | {"targets": targets},
        }
        row.revision += 1
    session.flush()
    for told in (FitFeedbackRow, EffortRow, AddOnOfferRow):
        session.execute(delete(told).where(told.order_number.in_(numbers)))
    noted = ScanRow.order_number.in_(numbers), ScanRow.note != ""
    session.execute(update(ScanRow).where(*noted).values(note=""))


def _drop_from_search(session: Session, persons: Sequence[str]) -> None:
    rows = session.scalars(select(CustomerRow).where(CustomerRow.id.in_(persons)))
    known = [customer_from(row) for row in rows if not row.erased_at]
    before = [(one.id, findable(one.name, one.email, one.phone)) for one in known]
    keep_findable(session, [Change(id_, said, Findable()) for id_, said in before])


def _drop_tries(session: Session, accounts: Sequence[str]) -> None:
    """Tries to sign in and links that were asked for, by the hash of the address."""
    emails = session.scalars(select(AccountRow.email).where(AccountRow.id.in_(accounts)))
    marks = [secret_fingerprint(folded_email(one)) for one in emails]
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.account.in_(marks)))
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.email_hash.in_(marks)))


def _drop_customers(
    session: Session, persons: Sequence[str], accounts: Sequence[str], at: datetime
) -> None:
    session.execute(delete(AccountRow).where(AccountRow.id.in_(accounts)))
    staff = update(AccountRow).where(AccountRow.customer.in_(persons))
    session.execute(staff.values(customer=None))
    mine = CustomerRow.id.in_(persons)
    ordered = exists().where(OrderRow.customer == CustomerRow.id)
    session.execute(delete(CustomerRow).where(mine, ~ordered))
    for row in session.scalars(select(CustomerRow).where(mine)):
        row.name, row.email, row.phone = pseudonym(row.id), "", ""
        row.erased_at, row.revision = row.erased_at or at, row.revision + 1
    session.flush()
