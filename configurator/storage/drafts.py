"""Drafts: configurations in the making, found by an unguessable link on any device."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from catalog.configuration import Configuration
from configurator.storage.documents import (
    configuration_document,
    configuration_from,
    start_document,
    start_from,
)
from configurator.storage.errors import NotThere, Stale
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.storage.one_person import all_of
from configurator.storage.tables import AccountRow, DraftRow
from configurator.storage.telling import BY_HIMSELF, Done, day_of, tell_done
from customers.body.start import BODY, Start
from customers.identity.event import Kind

CREATED = 201

# At every click a row is read and written, for which objects would take twice the time; statements
# are built once.
_DRAFTS = cast("Table", DraftRow.__table__)
_AT_LINK = select(_DRAFTS).where(_DRAFTS.c.link == bindparam("link"))
_CREATE = insert(_DRAFTS)
_SAVE = (
    update(_DRAFTS)
    .where(_DRAFTS.c.link == bindparam("at_link"), _DRAFTS.c.revision == bindparam("read"))
    .returning(_DRAFTS.c.owner)
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A configuration with the body it is for, as saved last.

    `link` is random text of at least 128 bits. `revision` counts the savings from 1. `owner` is
    the account, `customer` the customer it belongs to, if any. `body_mm` as in an Order. `start`
    says from what it is tailored. `step` is where the last choice was taken: work goes on there.
    """

    link: str
    configuration: Configuration
    saved_at: datetime
    revision: int = 1
    body_mm: Mapping[str, int] = field(default_factory=dict)
    measured_at: datetime | None = None
    measured_by: str = ""
    owner: str | None = None
    customer: str | None = None
    start: Start = BODY
    step: str = ""


class StaleDraft(Stale):
    """Another device saved the draft since `ours` was read; nothing was overwritten."""

    def __init__(self, current: Draft, ours: Draft | None = None) -> None:
        self.current, self.ours = current, ours
        super().__init__()


def find_draft(session: Session, link: str) -> Draft | None:
    """The draft at `link`, or None."""
    row = session.execute(_AT_LINK, {"link": link}).first()
    return draft_from(row) if row else None


def get_draft(session: Session, link: str) -> Draft:
    """The draft at `link`. Raises NotThere."""
    draft = find_draft(session, link)
    if draft is None:
        raise NotThere("draft", link)
    return draft


def held_draft(session: Session, link: str) -> Draft:
    """The same, kept from other writers until the transaction ends. Raises NotThere."""
    return draft_from(draft_row(session, link))


def drafts_of(
    session: Session, owner: str, customer: str | None = None, limit: int = 50
) -> tuple[Draft, ...]:
    """The drafts of that account or made for that customer, the one saved last first."""
    whose = DraftRow.owner == owner
    if customer is not None:
        whose |= DraftRow.customer.in_(all_of(customer))
    newest_first = DraftRow.saved_at.desc(), DraftRow.link
    rows = select(DraftRow).where(whose).order_by(*newest_first).limit(limit)
    return tuple(map(draft_from, session.scalars(rows)))


def claim_drafts(session: Session, links: Collection[str], owner: str) -> None:
    """Give the drafts at `links` to that account, but those that are anybody's already."""
    free = DraftRow.link.in_(links), DraftRow.owner.is_(None), DraftRow.customer.is_(None)
    claimed = update(DraftRow).where(*free).values(owner=owner).returning(DraftRow.link)
    for link in session.scalars(claimed).all():
        _tell_configured(session, held_draft(session, link))


def create_draft(session: Session, draft: Draft, request: Request | None = None) -> Draft:
    """Save a new draft; asked again by the same `request`, give the draft it made at first.

    Raises KeyUsedOtherwise.
    """
    answer = replayed(session, request) if request else None
    if answer:
        return get_draft(session, answer.document["link"])
    row = {"link": draft.link, "created_at": draft.saved_at, "owner": draft.owner}
    session.execute(_CREATE, row | _columns(draft))
    _tell_configured(session, draft)
    if request:
        remember(session, request, Answer(CREATED, {"link": draft.link}), draft.saved_at)
    return draft


def save_draft(session: Session, draft: Draft, at: datetime) -> Draft:
    """Save `draft`, which was changed since it was read at its revision; its owner stays.

    Saving again what already stands (a repeated click) gives what stands.
    Raises StaleDraft, NotThere.
    """
    saved = replace(draft, revision=draft.revision + 1, saved_at=at)
    # Claiming makes no revision: pages that are open stay good, and must not undo it.
    whose = {"at_link": draft.link, "read": draft.revision}
    row = session.execute(_SAVE, whose | _columns(saved)).first()
    if row is None:
        current = held_draft(session, draft.link)
        if _content(current) == _content(draft):
            return current
        raise StaleDraft(current, draft)
    saved = replace(saved, owner=row.owner)
    if day_of(draft.saved_at) != day_of(at):
        _tell_configured(session, saved)
    return saved


def draft_row(session: Session, link: str) -> DraftRow:
    """For storage alone: the row of a draft, kept from other writers. Raises NotThere."""
    row = session.get(DraftRow, link, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotThere("draft", link)
    return row


def _tell_configured(session: Session, draft: Draft) -> None:
    """Tell once a day that somebody known works at the draft; a click is no news."""
    by = BY_HIMSELF if draft.customer is None else ""
    person = draft.customer
    if person is None and draft.owner:
        person = session.scalar(select(AccountRow.customer).where(AccountRow.id == draft.owner))
    if person:
        once, at = f"{draft.link} {day_of(draft.saved_at)}", draft.saved_at
        product = draft.configuration.product
        tell_done(session, Done(Kind.CONFIGURED, once, person, by, at, product, draft.link))


def _columns(draft: Draft) -> dict[str, Any]:
    """What every saving writes, by column: all but link and owner."""
    return {
        "revision": draft.revision,
        "product": draft.configuration.product,
        "edition": draft.configuration.edition,
        "configuration": configuration_document(draft.configuration),
        "step": draft.step,
        "body": dict(draft.body_mm),
        "start": start_document(draft.start),
        "measured_at": draft.measured_at,
        "measured_by": draft.measured_by,
        "customer": draft.customer,
        "saved_at": draft.saved_at,
    }


def draft_from(row: DraftRow | Row[Any]) -> Draft:
    """For storage alone: the draft in a row."""
    return Draft(
        link=row.link,
        configuration=configuration_from(row.product, row.edition, row.configuration),
        saved_at=row.saved_at,
        revision=row.revision,
        body_mm=row.body,
        measured_at=row.measured_at,
        measured_by=row.measured_by,
        owner=row.owner,
        customer=row.customer,
        start=start_from(row.start),
        step=row.step,
    )


def _content(draft: Draft) -> Draft:
    """The draft without what every saving changes, or none."""
    blank = datetime.min  # noqa: DTZ901 - no instant
    return replace(draft, revision=0, saved_at=blank, owner=None, step="")
