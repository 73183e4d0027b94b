"""What storage refuses, each with the fact that explains it."""

from datetime import datetime


class StorageError(Exception):
    """Storage did not do what it was asked; nothing was changed."""


class Busy(StorageError):
    """Others were writing for too long. Repeat the request with the same key after a second.

    `passing` is true where the database refused at once or after a short wait, so that the same
    transaction will most probably be taken if begun anew.
    """

    retry_after_s = 1

    def __init__(self, *, passing: bool = False) -> None:
        self.passing = passing
        super().__init__()


class NotWal(StorageError):
    """The SQLite file does not keep a write-ahead log, so crash safety could not be promised."""

    def __init__(self, url: str, mode: str) -> None:
        self.url, self.mode = url, mode
        super().__init__(f"{url} keeps its journal as {mode!r}, not 'wal': use a local disk")


class UnknownDatabase(StorageError):
    """The address names a kind of database we do not keep our data in."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"no storage for {kind!r}; use sqlite or postgresql")


class BrokenReferences(StorageError):
    """Rows of `tables` point at rows that are not there."""

    def __init__(self, tables: list[str]) -> None:
        self.tables = tables
        super().__init__(f"rows point nowhere in {', '.join(tables)}")


class OpenedElsewhere(StorageError):
    """The database was opened before this process was forked; open it anew in each process."""


class NestedWrite(StorageError):
    """A thread that is writing began to write again; it would wait for itself."""


class NaiveInstant(StorageError):
    """An instant without a time zone means nothing here."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant
        super().__init__(f"{instant} has no time zone; instants are UTC-aware")


class NotThere(StorageError):
    """There is no `kind` (draft, order, ...) by that key."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind, self.key = kind, key
        super().__init__(f"no {kind} {key!r}")


class Stale(StorageError):
    """Somebody else saved in between; subclasses carry what is `current` and what was `ours`."""

    def __init__(self) -> None:
        super().__init__("somebody else saved in between")
