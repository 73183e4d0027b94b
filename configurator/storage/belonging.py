"""Everything that is kept of a person, table by table, as the register says whose a row is.

The register is the one declaration: the program does not start while it says of a personal table
neither whose its rows are nor why nobody is handed them.
"""

import base64
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, cast, literal, or_, select
from sqlalchemy.orm import Session

from configurator.storage.accounts import folded_email
from configurator.storage.declared import columns
from configurator.storage.documents import secret_fingerprint
from configurator.storage.erasing import recognised_by
from configurator.storage.erasing_rows import Lying, lying
from configurator.storage.events import keys_of
from configurator.storage.one_person import everybody_in
from configurator.storage.seal import BrokenSeal, opened_file, unsealed
from configurator.storage.tables import AuditRow, MeasuringRow, Row, SignInAttemptRow
from customers.rights.register import Table as Declared
from customers.rights.register import register

SUBJECTS = (
    *("account", "appointment", "card", "case", "commitment", "cost", "customer", "draft"),
    *("measuring", "order", "points", "referral", "request", "suggestion"),
)
"""The kinds of things the audit trail names by an id of theirs, where they are one person's."""

KEPT_SECRET, BROKEN = "(kept secret)", "(the seal is broken)"

Held = Mapping[str, Any]
"""A row as JSON, by column; what was sealed is opened in it."""


@dataclass(frozen=True, slots=True)
class His:
    """By what rows lead to a person: ids of all who are one, and of what is theirs.

    `rows` are the keys of what was found of him so far.
    """

    persons: tuple[str, ...]
    lying: Lying
    measurings: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[str, ...] = ()

    @property
    def subjects(self) -> list[str]:
        """What the audit trail may be about where it is about him."""
        his = self.lying
        things = (*his.accounts, *his.orders, *his.cards, *his.drafts, *self.measurings, *self.rows)
        return [f"{kind} {one}" for kind in SUBJECTS for one in {*self.persons, *things}]


def belongings(session: Session, person: str) -> dict[str, list[Held]]:
    """Every row about the person and who is one with him, by table, in the register's order.

    Tables without any are left out; the trail comes last. Instants and days are ISO 8601.
    """
    his, there = _his(session, everybody_in(session, person)), columns()
    found: dict[str, list[Held]] = {}
    keys: set[str] = set()
    # What the trail is about is known once everything else was found.
    for name in sorted(register().tables, key=lambda name: name == AuditRow.__tablename__):
        declared = register().tables[name]
        if declared.whose and name in there:
            table = Row.metadata.tables[name]
            rows = _rows(session, table, declared, replace(his, rows=tuple(keys)))
            found |= {name: rows} if rows else {}
            if len(table.primary_key) == 1:
                (own,) = table.primary_key
                keys |= {row[own.name] for row in rows if isinstance(row[own.name], str)}
    return found


def kept_apart() -> dict[str, str]:
    """The personal tables of which nobody is handed rows, and why."""
    return {name: one.apart for name, one in register().tables.items() if one.apart}


def _his(session: Session, persons: Sequence[str]) -> His:
    what = lying(session, persons)
    visits = or_(MeasuringRow.customer.in_(persons), MeasuringRow.draft.in_(what.drafts))
    emails = {said for kind, said in recognised_by(session, persons) if kind == "email"}
    marks = sorted(secret_fingerprint(folded_email(one)) for one in emails)
    measurings = tuple(session.scalars(select(MeasuringRow.id).where(visits)))
    return His(tuple(persons), what, measurings, tuple(marks))


def _rows(session: Session, table: Table, declared: Declared, his: His) -> list[Held]:
    wanted = or_(*(_leads(table.c[name], his) for name in declared.whose))
    rows = session.execute(select(table).where(wanted).order_by(*table.primary_key)).mappings()
    keys = keys_of(session, his.persons)
    return [_held(dict(row), declared, keys) for row in rows]


def _leads(column: Column[Any], his: His) -> ColumnElement[bool]:
    """Whether a column leads to him."""
    known: dict[str, Collection[str]] = {
        "account": his.lying.accounts,
        "owner": his.lying.accounts,
        "who": his.lying.accounts,
        "order_number": his.lying.orders,
        "draft": his.lying.drafts,
        "link": his.lying.drafts,
        "measuring": his.measurings,
        "email_hash": his.marks,
        "subject": his.subjects,
    }
    if column.name == "scope":
        return _answered(column, his)
    if column.table is SignInAttemptRow.__table__:
        return column.in_(his.marks)  # Tries to sign in know the address by its mark alone.
    return column.in_(known.get(column.name, his.persons))


def _answered(scope: Column[Any], his: His) -> ColumnElement[bool]:
    """Whether a request names him or what is his, as a word of its own: no number is cut short."""
    theirs = (*his.persons, *his.lying.accounts, *his.lying.orders, *his.lying.drafts)
    words, said = literal(" ") + scope + literal(" "), cast(scope.table.c.response, String)
    asked = (words.contains(f" {one} ", autoescape=True) for one in theirs)
    return or_(*asked, *(said.contains(f'"{one}"', autoescape=True) for one in theirs))


def _held(row: dict[str, Any], declared: Declared, keys: Mapping[str, str]) -> Held:
    row |= dict.fromkeys(declared.secret, KEPT_SECRET)
    if "sealed" in row and "sealed" not in declared.secret:
        row["sealed"] = _opened(row, keys.get(row["person"]))
    return {name: _as_json(value) for name, value in row.items()}


def _opened(row: Mapping[str, Any], key: str | None) -> object:
    """What was sealed in a row under the key of its person; nothing of another's.

    One broken seal withholds no other row.
    """
    belongs_to = row.get("event_id") or row["id"]
    if key is None or not row["sealed"]:
        return ""
    try:
        if isinstance(row["sealed"], bytes):
            return opened_file(row["sealed"], key, belongs_to)
        text = unsealed(row["sealed"], key, belongs_to)
    except (BrokenSeal, ValueError):
        return BROKEN
    return json.loads(text) if text.startswith("{") else text


def _as_json(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    written: dict[type, Callable[[Any], str]] = {
        datetime: datetime.isoformat,
        date: date.isoformat,
        bytes: lambda content: base64.b64encode(content).decode("ascii"),
    }
    return written[type(value)](value) if type(value) in written else value
