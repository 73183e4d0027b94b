"""Readings of the tape, kept by the visit they were taken at; never changed, only followed.

Two tablets may measure one customer at once: they share the visit, and whoever types into a slot
that the other filled meanwhile is shown both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.customers import MeasurementTaken, record_news
from configurator.storage.dialect import hold
from configurator.storage.drafts import Draft
from configurator.storage.errors import NotThere, Stale
from configurator.storage.one_person import all_of
from configurator.storage.tables import MeasuringRow, ReadingRow
from customers.body.reading import How, Reading, Side, said


@dataclass(frozen=True, slots=True)
class Measuring:
    """One visit with the tape, of `customer` or, until that is known, for `draft` alone.

    `sex` is "f", "m" or empty where it was not stated; `units` is `cm` or `in`. `revision` counts
    the readings; 0 is a visit nothing was read at yet, which is nowhere kept.
    """

    id: str
    customer: str | None
    draft: str | None
    began_at: datetime
    began_by: str
    sex: str = ""
    units: str = "cm"
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ReadingTaken:
    """A reading with exactly what was typed, the level of the tape, who, when and how.

    `level` as in `customers.body.reading.Level`, empty where none was told; `level_mm` is the
    height above the floor. `number` is its place among the readings of the visit.
    """

    reading: Reading
    text_typed: str
    unit_typed: str
    taken_by: str
    taken_at: datetime
    how: How = How.TAPE
    level: str = ""
    level_mm: int | None = None
    number: int = 0

    def says_the_same(self, other: "ReadingTaken") -> bool:
        """Whether nothing differs but who typed it and when."""
        blank = replace(other, taken_by=self.taken_by, taken_at=self.taken_at, number=self.number)
        return self == blank


class StaleReading(Stale):
    """Another device filled the same slot since `ours` was begun; nothing was overwritten."""

    def __init__(self, current: ReadingTaken, ours: ReadingTaken) -> None:
        self.current, self.ours = current, ours
        super().__init__()


def find_measuring(session: Session, id_: str) -> Measuring | None:
    """The visit with that id, or None."""
    row = session.get(MeasuringRow, id_)
    return _measuring(row) if row else None


def measuring_of_customer(session: Session, customer: str) -> Measuring | None:
    """The customer's newest visit, or None."""
    return _newest(session, MeasuringRow.customer.in_(all_of(customer)))


def measuring_of_draft(session: Session, link: str) -> Measuring | None:
    """The newest visit for that draft, or None."""
    return _newest(session, MeasuringRow.draft == link)


def readings_of(session: Session, measuring: str) -> tuple[ReadingTaken, ...]:
    """All readings of a visit, in the order taken."""
    rows = select(ReadingRow).where(ReadingRow.measuring == measuring).order_by(ReadingRow.number)
    return tuple(map(_taken, session.scalars(rows)))


def hold_measuring(session: Session, whose: str) -> None:
    """Have others who measure `whose` (a customer or draft) wait until this transaction ends."""
    hold(session, f"measuring {whose}")


def take_readings(
    session: Session, measuring: Measuring, taken: Sequence[ReadingTaken], seen: int
) -> Measuring:
    """Add readings to a visit, which begins with the first of them; sex and units as they are now.

    What a slot holds already is not added again.

    Args:
        session: one that records.
        measuring: the visit as found, or to be begun.
        taken: their numbers do not matter.
        seen: the revision the form was drawn from.

    Raises StaleReading, with nothing added.
    """
    row = session.get(MeasuringRow, measuring.id, with_for_update=True, populate_existing=True)
    if row is None:
        row = _begun(session, measuring)
    before = {_place(one): one for one in readings_of(session, row.id)}
    for one in taken:
        stands = before.get(_place(one))
        if stands and stands.says_the_same(one):
            continue
        if stands and stands.number > seen:
            raise StaleReading(stands, one)
        _add(session, row, one)
    row.sex, row.units = measuring.sex, measuring.units
    session.flush()
    return _measuring(row)


def is_current(session: Session, measuring: Measuring) -> bool:
    """Whether nothing was read since `measuring`; until the transaction ends, nothing will be."""
    row = session.get(MeasuringRow, measuring.id, with_for_update=True, populate_existing=True)
    return row is not None and row.revision == measuring.revision


def going_on(session: Session, ours: Measuring, since: datetime) -> Measuring:
    """The visit to add to: another tablet may have begun one, not before `since`, as ours began.

    It keeps the units of ours and, where ours states one, the sex. Call `hold_measuring` before.
    """
    if ours.revision:
        return ours
    newest = None
    if ours.customer:
        newest = measuring_of_customer(session, ours.customer)
    elif ours.draft:
        newest = measuring_of_draft(session, ours.draft)
    if newest is None or newest.began_at <= since:
        return ours
    return replace(newest, sex=ours.sex or newest.sex, units=ours.units)


def join_customer(session: Session, draft: Draft, customer: str) -> tuple[Measuring, ...]:
    """Make what was read for `draft` alone its customer's, now that it is known who that is.

    What the draft holds becomes facts of the customer, of the day and in the way it was read.
    """
    free = MeasuringRow.draft == draft.link, MeasuringRow.customer.is_(None)
    rows = session.scalars(select(MeasuringRow).where(*free).order_by(MeasuringRow.began_at)).all()
    for row in rows:
        row.customer = customer
    session.flush()
    joined = tuple(map(_measuring, rows))
    for one in joined:
        record_news(session, _held(session, draft, one))
    return joined


def fact(one: ReadingTaken, amount: int, customer: str, at: datetime) -> MeasurementTaken:
    """What a reading says of `customer`, as a fact of the instant the visit began at."""
    return MeasurementTaken(
        customer=customer,
        key=one.reading.key,
        amount=amount,
        text_typed=one.text_typed,
        unit_typed=one.unit_typed,
        measured_by=one.taken_by,
        measured_at=at,
        how=one.how.value,
    )


def get_measuring(session: Session, id_: str) -> Measuring:
    """The visit with that id. Raises NotThere."""
    found = find_measuring(session, id_)
    if found is None:
        raise NotThere("measuring", id_)
    return found


def _held(session: Session, draft: Draft, one: Measuring) -> list[MeasurementTaken]:
    """What `draft` holds of a visit, as facts of its customer."""
    taken = readings_of(session, one.id)
    latest = {read.reading.key: read for read in taken}
    amounts = said(read.reading for read in taken)
    return [
        fact(latest[key], amount, one.customer or "", one.began_at)
        for key, amount in draft.body_mm.items()
        if key in amounts and amounts[key].amount == amount
    ]


def _begun(session: Session, one: Measuring) -> MeasuringRow:
    row = MeasuringRow(
        id=one.id,
        customer=one.customer,
        draft=one.draft,
        began_at=one.began_at,
        began_by=one.began_by,
        sex=one.sex,
        units=one.units,
        revision=0,
    )
    session.add(row)
    session.flush()
    return row


def _add(session: Session, row: MeasuringRow, one: ReadingTaken) -> None:
    row.revision += 1
    session.add(
        ReadingRow(
            measuring=row.id,
            number=row.revision,
            key=one.reading.key,
            amount=one.reading.amount,
            side=one.reading.side.value,
            slot=one.reading.slot,
            reason=one.reading.reason,
            text_typed=one.text_typed,
            unit_typed=one.unit_typed,
            level=one.level,
            level_mm=one.level_mm,
            how=one.how.value,
            taken_by=one.taken_by,
            taken_at=one.taken_at,
        )
    )
    after = {one.reading.key: one.reading.amount, "number": row.revision}
    subject = f"measuring {row.id}"
    audit.record(session, audit.Deed(one.taken_at, one.taken_by, "read", subject, after=after))


def _newest(session: Session, *which: object) -> Measuring | None:
    rows = select(MeasuringRow).where(*which)  # type: ignore[arg-type]  # conditions of ours
    row = session.scalars(rows.order_by(MeasuringRow.began_at.desc()).limit(1)).first()
    return _measuring(row) if row else None


def _place(one: ReadingTaken) -> tuple[str, Side, int]:
    return one.reading.key, one.reading.side, one.reading.slot


def _measuring(row: MeasuringRow) -> Measuring:
    return Measuring(
        id=row.id,
        customer=row.customer,
        draft=row.draft,
        began_at=row.began_at,
        began_by=row.began_by,
        sex=row.sex,
        units=row.units,
        revision=row.revision,
    )


def _taken(row: ReadingRow) -> ReadingTaken:
    return ReadingTaken(
        reading=Reading(row.key, row.amount, Side(row.side), row.slot, row.reason),
        text_typed=row.text_typed,
        unit_typed=row.unit_typed,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        how=How(row.how),
        level=row.level,
        level_mm=row.level_mm,
        number=row.number,
    )
