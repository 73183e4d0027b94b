"""When and how often each field we ask people for was read: counted in memory, written in passing.

A field is used where a page shows it or a job decides by it; handing out a copy to its owner is no
use. Once a day and process a field is noted, in a transaction that was going to be saved anyway:
nobody waits for it. What was read after that is noted the day after, so that counts come late and
never too high.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session

from configurator.storage.dialect import inserting
from configurator.storage.tables_inbox import FigureRow
from configurator.storage.tables_requests import FieldUseRow

USES = "fields in use"
BEGAN = ""
"""The row without a field says since when uses are noted at all."""

KEPT = "field"
"""Figures that begin so count of how many people a field is known."""

UNUSED_FOR = timedelta(days=365)


class FieldUses:
    """Fields read in this process that are not written down yet, and when each was read last."""

    def __init__(self) -> None:
        self._noted: dict[str, date] = {}
        self._waiting: dict[str, date] = {}
        self._reads = Counter[str]()

    def note(self, fields: Collection[str], on: date) -> None:
        """Keep in mind that these were read, each once more."""
        self._reads.update(fields)
        for one in fields:
            if self._noted.get(one) != on:
                self._noted[one] = self._waiting[one] = on

    def taken(self) -> Mapping[str, tuple[date, int]]:
        """What is to be written down: the day and how many reads; it is given once."""
        waiting, self._waiting = self._waiting, {}
        return {one: (on, self._reads.pop(one, 0)) for one, on in waiting.items()}


@dataclass(frozen=True, slots=True)
class Use:
    """A field was read on `days` days, at last on `last_on`; None if never.

    It was read `reads` times in all, and is `kept` of so many people; None before that was counted.
    """

    field: str
    last_on: date | None
    days: int
    is_unused: bool
    reads: int = 0
    kept: int | None = None

    @property
    def ratio(self) -> float | None:
        """How often it was read for each value that is kept."""
        return self.reads / self.kept if self.kept else None


def note_use(session: Session, fields: Collection[str], on: date) -> None:
    """Note that these fields of somebody were read."""
    uses: FieldUses = session.info[USES]
    uses.note(fields, on)


def write_uses(session: Session) -> None:
    """For the database alone: write down what was read, as the last thing in a transaction."""
    uses: FieldUses = session.info[USES]
    waiting = uses.taken()
    if not waiting:
        return
    told = {BEGAN: (min(on for on, _ in waiting.values()), 0), **waiting}
    for field, (on, reads) in sorted(told.items()):  # In one order: nobody waits crosswise.
        row = {"field": field, "last_on": on, "days": 1, "reads": reads}
        added = inserting(session, FieldUseRow).values(**row)
        if field == BEGAN:
            session.execute(added.on_conflict_do_nothing(index_elements=["field"]))
        else:
            is_later = FieldUseRow.last_on < on
            anew = {
                "last_on": case((is_later, on), else_=FieldUseRow.last_on),
                "days": FieldUseRow.days + case((is_later, 1), else_=0),
                "reads": FieldUseRow.reads + reads,
            }
            its = added.on_conflict_do_update(index_elements=["field"], set_=anew)
            session.execute(its)


def uses_of(session: Session, fields: Collection[str], today: date) -> tuple[Use, ...]:
    """How each of these fields is used, in their order.

    One that was not read for a year is unused, once uses were noted for that long.
    """
    rows = {row.field: row for row in session.scalars(select(FieldUseRow))}
    kept = _kept(session)
    since = rows[BEGAN].last_on if BEGAN in rows else today
    found = []
    for one in fields:
        row = rows.get(one)
        last = row.last_on if row else None
        is_unused = today - (last or since) > UNUSED_FOR
        days, reads = (row.days, row.reads) if row else (0, 0)
        found.append(Use(one, last, days, is_unused, reads, kept.get(one)))
    return tuple(found)


def keep_kept(session: Session, kept: Mapping[str, int], of: int, at: datetime) -> None:
    """Keep of how many people, of so many looked at, each field is known."""
    session.execute(delete(FigureRow).where(FigureRow.key.startswith(f"{KEPT} ")))
    session.add_all(
        FigureRow(key=f"{KEPT} {field}", part=many, whole=of, at=at) for field, many in kept.items()
    )


def _kept(session: Session) -> Mapping[str, int]:
    rows = select(FigureRow.key, FigureRow.part).where(FigureRow.key.startswith(f"{KEPT} "))
    return {key.removeprefix(f"{KEPT} "): many for key, many in session.execute(rows)}
