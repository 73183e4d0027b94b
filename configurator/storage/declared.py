"""Whether all that is kept is in the register: every column, and every field an event can tell."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy.orm import DeclarativeBase

from configurator import storage
from customers.identity.fields import BLAMED, INFERENCE, SHELF_LIFE, TASTE
from customers.rights.register import register

TABLES = "tables"
"""Modules whose names begin so hold tables."""


def columns() -> Mapping[str, Iterable[str]]:
    """The names of the columns of each table, whatever database it lies in."""
    for module in iter_modules(storage.__path__):
        if module.name.startswith(TABLES):
            import_module(f"{storage.__name__}.{module.name}")
    tables = (
        one for base in DeclarativeBase.__subclasses__() for one in base.metadata.sorted_tables
    )
    return {table.name: table.columns.keys() for table in tables}


def must_be_declared() -> None:
    """See to it that nothing is kept without a purpose. Raises Undeclared, BadRegister."""
    register().must_declare(columns(), (*SHELF_LIFE, INFERENCE, TASTE, BLAMED))
