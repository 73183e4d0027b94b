"""What other programs are told of persons and of what happened with them."""

from datetime import datetime
from typing import Literal

from configurator.api.asked import Id
from configurator.api.told import Told


class EventsTold(Told):
    """How many of the events sent are new in the log, and how many were there before."""

    told: int
    known: int


class FieldTold(Told):
    """One value of a field, who told it, how sure it is (100: proved), and when it was so."""

    value: str
    source: Literal["person", "staff", "document", "import", "guess"]
    confidence: int
    at: datetime
    told_at: datetime


class FieldKnown(FieldTold):
    """The value chosen, by which rule, whether it should be asked again, and the others told."""

    because: Literal["only", "fresher", "surer", "newer", "told_later"]
    is_stale: bool
    others: list[FieldTold]


class ClassifiedTold(Told):
    """When a contact first did something, and what kind of event it was."""

    at: datetime
    by: str


class ProfileTold(Told):
    """What the log says of a customer, of whoever he is merged with too, as of an instant.

    `customers` are the ids of all who are one person with him today; `events` and what they are
    counted by, as far as they were known then.
    """

    customer: Id
    customers: list[Id]
    as_of: datetime
    who: Literal["private", "organisation"]
    stage: Literal["identified", "classified"]
    classified: ClassifiedTold | None
    is_prospect: bool
    fields: dict[str, FieldKnown]
    events: int
    by_medium: dict[str, int]
    by_shop: dict[str, int]
    by_division: dict[str, int]
    by_line: dict[str, int]
    by_kind: dict[str, int]
