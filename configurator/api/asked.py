"""What other programs send; the OpenAPI document is made from these."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from customers.body.survey import KNOWN
from customers.identity.event import CONSENTS, MERGES, REJECTIONS, Kind, Medium
from customers.identity.fields import SHELF_LIFE


def _one_of(words: Iterable[str]) -> str:
    return f"^({'|'.join(sorted(words))})$"


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
"""A key of the catalog: product, option, value."""
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=254)]

EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
"""Books of older shops are imported too."""
Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/ -]{0,64}$")]
"""A short word of ours or another program's, nobody's name."""
CardNumber = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]{12,18}[0-9]$")]
"""The number of a customer's card, in groups or not."""
Happening = Annotated[
    str,
    StringConstraints(
        pattern=_one_of(set(Kind) - MERGES - CONSENTS - REJECTIONS - {Kind.COMMENTED})
    ),
]
Via = Annotated[str, StringConstraints(pattern=_one_of(Medium))]
FieldKey = Annotated[str, StringConstraints(pattern=_one_of(SHELF_LIFE))]
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
"""No clock of ours ever showed an earlier time."""


def _example(example: dict[str, JsonValue]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [example]})


class Asked(BaseModel):
    """A body: no other fields, and no type taken for another."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Credentials(Asked):
    """Who wants a token; `code` of the second factor, where the account has one."""

    model_config = _example({"email": "clerk@example.com", "password": "a long enough password"})

    email: Words
    password: Annotated[str, StringConstraints(max_length=1024)]
    code: Annotated[str, StringConstraints(max_length=40)] = ""


class NewConfiguration(Asked):
    """A configuration to begin; `customer` is whom it is for, `choices` what is chosen already."""

    model_config = _example({"product": "jeans", "choices": {"fit": "slim"}})

    product: Key
    customer: Id | None = None
    choices: dict[Key, Key] = Field(default_factory=dict, max_length=100)


class Step(Asked):
    """Choices to take; null opens an option.

    With `repair`, earlier choices that stand in the way give way.
    """

    model_config = _example({"choices": {"fit": "skinny", "hem": None}, "repair": True})

    choices: dict[Key, Key | None] = Field(max_length=100)
    repair: bool = False


class Completion(Asked):
    """What a completion shall be: the cheapest, the soonest ready, the likeliest or the nearest.

    The likeliest has the largest product of the weights that `taste` gives values by option, 1
    where it gives none; without `taste`, what the shop advises. The nearest differs in as few
    options as can be from the values in `to`, by option. Of equal ones the cheapest is taken.
    """

    model_config = _example({"goal": "nearest", "to": {"fit": "slim", "hem": "cuff"}})

    goal: Literal["cheapest", "soonest", "likeliest", "nearest"]
    taste: dict[Key, dict[Key, Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]]] = (
        Field(default_factory=dict, max_length=100)
    )
    to: dict[Key, Key] = Field(default_factory=dict, max_length=100)


class NewCustomer(Asked):
    """A person we make for."""

    model_config = _example(
        {"name": "Nadia El Amrani", "email": "nadia@example.com", "phone": "+33 6 12 34 56 78"}
    )

    name: Words
    email: Words = ""
    phone: Words = ""


class Measurements(Asked):
    """What was measured of a customer, by name, in the unit at the end of the name.

    A tailor takes waist_mm from waist_iliac_mm or else waist_navel_mm, knee_mm from knee_proxy_mm,
    back_rise_mm from crotch_back_mm and front_rise_mm from what is left of crotch_length_mm, where
    they were not measured themselves, or earlier. What is missing then is estimated where a garment
    may be cut from that: knee and heel from the rest of the body, both rises from crotch_length_mm.
    """

    model_config = _example(
        {
            "values": {
                "height_mm": 1720,
                "weight_hg": 680,
                "waist_navel_mm": 830,
                "hip_mm": 1020,
                "inseam_mm": 790,
                "thigh_mm": 584,
                "knee_proxy_mm": 395,
                "heel_mm": 330,
                "crotch_length_mm": 640,
                "crotch_back_mm": 375,
            }
        }
    )

    values: dict[Key, int] = Field(
        min_length=1,
        max_length=50,
        description="; ".join(f"{name} {least}-{most}" for name, (least, most) in KNOWN.items()),
    )


class NewOrder(Asked):
    """An order of a configuration as it stands at `revision`.

    `add_ons` are accessories by key, of those that GET /configurations/{id}/add-ons names.
    `code` is that of an offer to this customer alone, or of who told him of us.
    """

    model_config = _example({"configuration": "tLbB1vY4n7s2", "revision": 3, "add_ons": ["belt"]})

    configuration: Id
    revision: Annotated[int, Field(ge=1, le=999_999_999)]
    add_ons: list[Key] = Field(default_factory=list, max_length=10)
    code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] = ""


class FieldSaid(Asked):
    """What an event tells of one field: who said it, and how sure it is (100: proved)."""

    value: Annotated[Words, StringConstraints(min_length=1)]
    source: Literal["person", "staff", "document", "import"]
    confidence: Annotated[int, Field(ge=0, le=100)]


class NewEvent(Asked):
    """Something that happened with a customer, at `at` by the clock of who tells it.

    Instead of the id of the `customer`, `card` may say the number of the card that was held out.
    `id` is made by who tells, once per event. `line` is a product, `document` the number of the
    order, invoice or letter it is known from, `organisation` the customer on whose behalf he acted,
    `other` whom he referred. Personal words belong into `fields` and `note` and nowhere else.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
    customer: Id | None = None
    card: CardNumber | None = None
    kind: Happening
    at: Annotated[AwareDatetime, Field(ge=EARLIEST)]
    medium: Via = "other"
    shop: Label = ""
    division: Label = ""
    line: Label = ""
    document: Label = ""
    organisation: Id | None = None
    other: Id | None = None
    fields: dict[FieldKey, FieldSaid] = Field(default_factory=dict)
    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=2000)] = ""


class NewEvents(Asked):
    """Events to add to the log, in any order."""

    model_config = _example(
        {
            "events": [
                {
                    "id": "till-7-0001",
                    "customer": "tLbB1vY4n7s2",
                    "kind": "bought",
                    "at": "2026-11-20T09:30:00Z",
                    "medium": "till",
                    "document": "T-4711",
                    "fields": {"town": {"value": "Rabat", "source": "person", "confidence": 70}},
                }
            ]
        }
    )

    events: list[NewEvent] = Field(min_length=1, max_length=200)


class NewScan(Asked):
    """A garment that came to a station, or left it (`out`), or was sent back there (`back`).

    `at` is the scanner's clock, by default the time now.
    """

    model_config = _example(
        {"station": "cutting", "scan_id": "s-0001", "at": "2026-11-21T09:30:00Z"}
    )

    station: Key
    scan_id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
    at: Annotated[AwareDatetime, Field(ge=FIRST)] | None = None
    direction: Literal["in", "out", "back"] = "in"
