"""Whom to value anew right after this transaction, and taking away what must not be known."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.jobs import RESCORE, Work, want_anew
from configurator.storage.one_person import all_of
from configurator.storage.tables_figures import AlikeRow, PortraitRow, ValueBeforeRow
from configurator.storage.tables_programmes import AssignmentRow, GestureRow, ProgrammeRow, SlotRow
from configurator.storage.tables_value import CustomerValueRow

LIFETIME_VALUE = "lifetime_value"
"""The purpose for which customers are valued."""


def want_rescored(session: Session, person: str, at: datetime) -> None:
    """Have the worker value a person anew: whoever changes a value does not wait for that."""
    want_anew(session, Work(RESCORE, person), at)


def take_value_away(session: Session, person: str) -> None:
    """Drop what was made of a person's value and given for it; his points stay his."""
    theirs = tuple(session.scalars(all_of(person)))
    of_figures = (ValueBeforeRow, PortraitRow, AlikeRow)
    for row in (CustomerValueRow, GestureRow, SlotRow, *of_figures):
        session.execute(delete(row).where(row.person.in_(theirs)))
    # Drawn by chance to go without a campaign, he goes without it whatever he says of values.
    of_tiers = AssignmentRow.programme.in_(select(ProgrammeRow.key))
    session.execute(delete(AssignmentRow).where(AssignmentRow.person.in_(theirs), of_tiers))
