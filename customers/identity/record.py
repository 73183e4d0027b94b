"""A record: what one source wrote down of a person, as it was written."""

from dataclasses import dataclass

FIELDS = (
    "given_name",
    "surname",
    "birth_date",
    "street",
    "postcode",
    "town",
    "phone",
    "email",
)
"""What a record may say beside its id, in the order of the command's columns."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a source; every field but the id may be empty.

    A birth date is year, month, day, or day, month, year, with or without marks between.
    """

    id: str
    given_name: str = ""
    surname: str = ""
    birth_date: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""
