"""What people of the shop call customers, to learn segments from."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage.tables_segments import LabelRow
from customers.needs.segmentation import Family


def label(  # noqa: PLR0913, PLR0917 - whom, as what, by whom and when
    session: Session, family: Family, person: str, text: str, by: str, at: datetime
) -> None:
    """Note what people of the shop call somebody; an empty text takes it back."""
    key = (family.value, person)
    if not text:
        session.execute(
            delete(LabelRow).where(LabelRow.family == key[0], LabelRow.person == key[1])
        )
        return
    session.merge(LabelRow(family=key[0], person=key[1], label=text, said_by=by, said_at=at))


def labels_of(session: Session, person: str) -> Mapping[str, str]:
    """What the shop calls a person, by family."""
    rows = select(LabelRow.family, LabelRow.label).where(LabelRow.person == person)
    return dict(session.execute(rows).all())


def label_counts(session: Session, family: Family) -> Mapping[str, int]:
    """How many people are called what."""
    rows = session.scalars(select(LabelRow.label).where(LabelRow.family == family))
    return Counter(rows)
