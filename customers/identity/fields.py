"""The fields we may know of a person, and for how long what was told is good."""

from datetime import timedelta
from enum import StrEnum

YEAR = timedelta(days=365)

SHELF_LIFE: dict[str, timedelta | None] = {
    "name": None,
    "given_name": None,
    "surname": None,
    "birth_date": None,
    "organisation_name": None,
    "email": 2 * YEAR,
    "phone": 2 * YEAR,
    "street": 2 * YEAR,
    "postcode": 2 * YEAR,
    "town": 2 * YEAR,
    "country": 5 * YEAR,
    "language": 5 * YEAR,
    "occupation": 2 * YEAR,
    "card": None,
    "kind": None,
    "motivation": 2 * YEAR,
    "brake": 2 * YEAR,
}
"""By field: after so long it must be asked again; None never grows old.

People move about every ten years and change a number or address of mail more often: two years
leave about four in five right. What is not listed here cannot be told.
"""


class Procedure(StrEnum):
    """How a field is kept right."""

    READ_OUT = "read_out"
    ASKED = "asked"
    SAID = "said"
    REVOKED = "revoked"


PROCEDURES: dict[str, Procedure] = {
    key: Procedure.ASKED if life else Procedure.SAID for key, life in SHELF_LIFE.items()
} | {
    "email": Procedure.READ_OUT,
    "phone": Procedure.READ_OUT,
    "card": Procedure.REVOKED,
}
"""By field: read out to the customer once its shelf life is over, asked anew then, changed when
he says so, or good until it is revoked."""

TASTE = "taste"
"""What an answer about taste tells: question and answer. No field of a profile either."""

BLAMED = "blamed"
"""What a complaint or a return tells: the option it was about. The same."""

INFERENCE = "inference"
"""What a rejection tells: the key of what was concluded. It is no field of a profile."""

CONTACT = ("email", "phone", "card")
"""Fields by which a person can be recognised, when they are proved."""


class Who(StrEnum):
    """What kind of person it is, told as the field `kind`; nothing told is a private person."""

    PRIVATE = "private"
    ORGANISATION = "organisation"
