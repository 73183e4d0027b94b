"""The tables. Rows are private to storage: everybody else sees values of the domain.

Each row that changes has a `revision`, counted from 1. Keys that go round outside (links, ids) are
random text from the caller, never a running number.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from configurator.storage.columns import Instant
from configurator.storage.contact_seal import OrderDocument, SealedText


class Row(DeclarativeBase):
    """What all tables share: names for constraints, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, dict[str, Any]: JSON}


class CounterRow(Row):
    """The last number given out under a name."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class CustomerRow(Row):
    """A person we make for; his address and number lie sealed.

    Of who was erased the row stays where orders do that the law keeps, with a pseudonym.
    """

    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(SealedText, index=True)
    phone: Mapped[str] = mapped_column(SealedText)
    revision: Mapped[int]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class AccountRow(Row):
    """Somebody who may sign in; `email` is folded and sealed, the customer he is, if he is one."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(SealedText, unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    customer: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    revision: Mapped[int]


class DraftRow(Row):
    """A configuration in the making, with the body it is for."""

    __tablename__ = "draft"

    link: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    product: Mapped[str]
    edition: Mapped[str]
    configuration: Mapped[dict[str, Any]]
    step: Mapped[str]
    body: Mapped[dict[str, Any]]
    start: Mapped[dict[str, Any]]
    measured_at: Mapped[datetime | None]
    measured_by: Mapped[str]
    owner: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    customer: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)


class MeasurementRow(Row):
    """One measurement of a customer; never changed, only followed by newer ones."""

    __tablename__ = "measurement"
    __table_args__ = (Index(None, "customer", "key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    key: Mapped[str]
    amount: Mapped[int]
    text_typed: Mapped[str]
    unit_typed: Mapped[str]
    measured_by: Mapped[str]
    measured_at: Mapped[datetime]
    how: Mapped[str]


class MeasuringRow(Row):
    """One visit with the tape, of a customer or, until somebody orders, of a draft alone."""

    __tablename__ = "measuring"
    __table_args__ = (Index(None, "customer", "began_at"), Index(None, "draft", "began_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str | None] = mapped_column(ForeignKey("customer.id"))
    draft: Mapped[str | None] = mapped_column(ForeignKey("draft.link"))
    began_at: Mapped[datetime]
    began_by: Mapped[str]
    sex: Mapped[str]
    units: Mapped[str]
    revision: Mapped[int]


class ReadingRow(Row):
    """One reading of the tape; never changed. `number` counts the readings of a visit from 1."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("measuring", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measuring: Mapped[str] = mapped_column(ForeignKey("measuring.id"))
    number: Mapped[int]
    key: Mapped[str]
    amount: Mapped[int | None]
    side: Mapped[str]
    slot: Mapped[int]
    reason: Mapped[str]
    text_typed: Mapped[str]
    unit_typed: Mapped[str]
    level: Mapped[str]
    level_mm: Mapped[int | None]
    how: Mapped[str]
    taken_by: Mapped[str]
    taken_at: Mapped[datetime]


class OrderRow(Row):
    """A garment sold. All but its state, revision and customer is frozen; `id` orders the list."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("draft", "draft_revision"),
        Index(None, "customer", "id"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    draft: Mapped[str] = mapped_column(ForeignKey("draft.link"))
    draft_revision: Mapped[int]
    customer: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    product: Mapped[str]
    currency: Mapped[str]
    total_cents: Mapped[int]
    promised_on: Mapped[date]
    placed_at: Mapped[datetime]
    document: Mapped[dict[str, Any]] = mapped_column(OrderDocument)
    state: Mapped[str]
    revision: Mapped[int]


class ScanRow(Row):
    """One scan of an order in the workshop, or one word about it: never changed, only undone.

    `at` is the time the device tells, `received_at` ours. `undoes` is the scan it takes back.
    """

    __tablename__ = "scan"
    __table_args__ = (Index(None, "order_number", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(unique=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("orders.number"))
    station: Mapped[str]
    direction: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    who: Mapped[str]
    note: Mapped[str]
    undoes: Mapped[str]


class AnswerRow(Row):
    """What was answered to a request, by the key the request carried."""

    __tablename__ = "idempotency"

    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    status: Mapped[int]
    response: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime] = mapped_column(index=True)


class WebSessionRow(Row):
    """A browser's visit; `id` is the hash of the secret in its cookie."""

    __tablename__ = "web_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[dict[str, Any]]
    idle_seconds: Mapped[int]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttemptRow(Row):
    """One try to sign in; account and device are kept as hashes."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "account", "tried_at"), Index(None, "address", "tried_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    address: Mapped[str]
    device: Mapped[str]
    tried_at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool]


class JobRow(Row):
    """Something the worker makes. `lease_until`: when running, until then; else not before."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "version"),
        Index(None, "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    version: Mapped[int]
    state: Mapped[str]
    lease_until: Mapped[datetime]
    tries: Mapped[int]
    last_error: Mapped[str]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    revision: Mapped[int]


class AuditRow(Row):
    """One entry of the audit trail, chained to the one before by its hash."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    origin: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    before_hash: Mapped[str]
    after_hash: Mapped[str]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]


class StockRow(Row):
    """Units of a module on the shelf."""

    __tablename__ = "stock"

    sku: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[int]
    revision: Mapped[int]
