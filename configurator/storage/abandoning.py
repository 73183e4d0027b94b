"""Designs somebody left unfinished: told once for each time he left them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from configurator.storage.draft_lists import is_open
from configurator.storage.events import batched, tell
from configurator.storage.tables import AccountRow, DraftRow
from configurator.storage.tables_identity import EventRow
from customers.identity.event import Event, Kind, Medium

AT_ONCE = 200


def tell_abandoned(session: Session, now: datetime, after: timedelta) -> int:
    """Tell of designs of known customers that nobody touched for so long, nor ordered; how many.

    At most some hundred at once; ask again for the rest. Each lies as it was left at the link that
    the event names, so it can be reopened exactly so.
    """
    whose = func.coalesce(DraftRow.customer, AccountRow.customer)
    revision = cast(DraftRow.revision, String)
    id_ = literal(f"{Kind.ABANDONED} ") + DraftRow.link + literal(" ") + revision
    untold = ~exists().where(EventRow.event_id == id_)
    left = DraftRow.saved_at < now - after, whose.is_not(None), is_open(), untold
    query = select(DraftRow, whose, id_).outerjoin(AccountRow, AccountRow.id == DraftRow.owner)
    found = session.execute(query.where(*left).order_by(DraftRow.saved_at).limit(AT_ONCE)).all()
    for draft, person, event in found:
        at, medium = draft.saved_at + after, Medium.SHOP if draft.customer else Medium.WEB
        left_it = Event(event, person, Kind.ABANDONED, at, now, medium)
        tell(session, replace(left_it, line=draft.product, document=draft.link))
    return len(found)


def left_at(session: Session, links: Collection[str]) -> Mapping[str, str]:
    """At which step each of these drafts was left, by link; those that are not there are not."""
    found: dict[str, str] = {}
    for some in batched(sorted(links)):
        query = select(DraftRow.link, DraftRow.step).where(DraftRow.link.in_(some))
        found.update((link, step) for link, step in session.execute(query))
    return found
