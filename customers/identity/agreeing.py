"""What two records agree in, so that people are told why both may be one person."""

from customers.identity.columns import CLEANED
from customers.identity.record import FIELDS, Record
from customers.identity.spelling import sound

SPOKEN = ("given_name", "surname", "town")
"""Fields that agree when they sound the same."""


def agreeing(one: Record, other: Record) -> tuple[str, ...]:
    """The fields in which both say the same, however it is written."""
    return tuple(
        field for field in FIELDS if _agree(field, getattr(one, field), getattr(other, field))
    )


def _agree(field: str, one: str, other: str) -> bool:
    ours, theirs = CLEANED[field](one), CLEANED[field](other)
    if not ours or not theirs:
        return False
    return ours == theirs or (field in SPOKEN and sound(ours) == sound(theirs))
