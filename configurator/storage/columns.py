"""Types of columns that databases do not agree on."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from configurator.storage.errors import NaiveInstant


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. SQLite keeps no time zones, so UTC is written and UTC is read.

    Raises NaiveInstant for one without a time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - given by the base class
        """The instant as the database is given it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveInstant(value)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - given by the base class
        """The instant as we are given it."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)
