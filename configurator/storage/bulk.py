"""Many rows at once: named in one parameter, and written straight through the driver."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, column, func, select, type_coerce
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

_VALUE = column("value", String)


def among(
    session: Session, where: InstrumentedAttribute[str], texts: Sequence[str]
) -> ColumnElement[bool]:
    """That `where` is one of `texts`: one parameter, and the same words however many they are."""
    dialect = session.connection().dialect
    stored = where.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
    values, plain = [stored(one) for one in texts], type_coerce(where, String)
    if dialect.name == "postgresql":
        return plain == func.any(cast(values, postgresql.ARRAY(String)))
    rows = func.json_each(json.dumps(values)).table_valued(_VALUE)
    return plain.in_(select(rows.c.value))


def insert_all(
    session: Session,
    row: type[DeclarativeBase],
    rows: Sequence[Mapping[str, Any]],
    unless_there: str = "",
) -> None:
    """Add `rows`, all of the same columns, to the table of `row`.

    Straight to the driver, since an import adds two million: as statements of SQLAlchemy they
    would take twice as long, as objects eight times. `unless_there` as in `insert_missing`.
    """
    if not rows:
        return
    connection = session.connection()
    dialect, names = connection.dialect, list(rows[0])
    types = [row.__table__.c[name].type.dialect_impl(dialect) for name in names]
    kept = [
        (name, one.bind_processor(dialect) or _as_it_is)
        for name, one in zip(names, types, strict=True)
    ]
    place = "%s" if dialect.name == "postgresql" else "?"
    named, places = ", ".join(names), ", ".join([place] * len(names))
    insert = f"INSERT INTO {row.__tablename__} ({named}) VALUES ({places})"  # noqa: S608 - names of ours
    values = [tuple(stored(one[name]) for name, stored in kept) for one in rows]
    connection.exec_driver_sql(f"{insert} {unless_there}", values)


def insert_missing(
    session: Session, row: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]
) -> None:
    """The same, but those whose key is there already."""
    insert_all(session, row, rows, "ON CONFLICT DO NOTHING")


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return value


def insert_sorted(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Add very many `rows` as fast as the database takes them.

    Sorted they hit neighbouring pages of the key; PostgreSQL is sent one stream.
    """
    ordered, cursor, named = sorted(rows), connection.connection.cursor(), ", ".join(columns)
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as stream:
            for one in ordered:
                stream.write_row(one)
        return
    places = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {table} ({named}) VALUES ({places})"  # noqa: S608 - names of ours
    cursor.executemany(insert, ordered)
