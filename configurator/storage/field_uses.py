"""When each field we ask people for was read last: counted in memory, written with what is written.

A field is used where a page shows it or a job decides by it; handing out a copy to its owner is no
use. Once a day and process a field is noted, in a transaction that was going to be saved anyway:
nobody waits for it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.dialect import inserting
from configurator.storage.tables_requests import FieldUseRow

USES = "fields in use"
BEGAN = ""
"""The row without a field says since when uses are noted at all."""

UNUSED_FOR = timedelta(days=365)


class FieldUses:
    """Fields read in this process that are not written down yet, and when each was read last."""

    def __init__(self) -> None:
        self._noted: dict[str, date] = {}
        self._waiting: dict[str, date] = {}

    def note(self, fields: Collection[str], on: date) -> None:
        """Keep in mind that these were read."""
        for one in fields:
            if self._noted.get(one) != on:
                self._noted[one] = self._waiting[one] = on

    def taken(self) -> Mapping[str, date]:
        """What is to be written down; it is given once."""
        waiting, self._waiting = self._waiting, {}
        return waiting


@dataclass(frozen=True, slots=True)
class Use:
    """A field was read on `days` days, at last on `last_on`; None if never."""

    field: str
    last_on: date | None
    days: int
    is_unused: bool


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
    told = {BEGAN: min(waiting.values()), **waiting}
    for field, on in sorted(told.items()):  # In one order, so that nobody waits crosswise.
        row = {"field": field, "last_on": on, "days": 1}
        added = inserting(session, FieldUseRow).values(**row)
        if field == BEGAN:
            session.execute(added.on_conflict_do_nothing(index_elements=["field"]))
        else:
            anew = {"last_on": on, "days": FieldUseRow.days + 1}
            is_later = FieldUseRow.last_on < on
            its = added.on_conflict_do_update(index_elements=["field"], set_=anew, where=is_later)
            session.execute(its)


def uses_of(session: Session, fields: Collection[str], today: date) -> tuple[Use, ...]:
    """How each of these fields is used, in their order.

    One that was not read for a year is unused, once uses were noted for that long.
    """
    rows = {row.field: row for row in session.scalars(select(FieldUseRow))}
    since = rows[BEGAN].last_on if BEGAN in rows else today
    found = []
    for one in fields:
        row = rows.get(one)
        last = row.last_on if row else None
        is_unused = today - (last or since) > UNUSED_FOR
        found.append(Use(one, last, row.days if row else 0, is_unused))
    return tuple(found)
