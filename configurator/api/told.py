"""What other programs are sent; the OpenAPI document is made from these."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from configurator.api.asked import Id, Key

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{4,9}$")]
"""An order's number, as people read it to each other."""
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]
"""A whole number that may be too large for a number of JSON."""


class Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid")


class Token(Told):
    """A bearer token: send it as `Authorization: Bearer TOKEN`. It ends as visits of pages do."""

    token: str


class ProductLine(Told):
    """A product; `configurations` counts its designs."""

    key: Key
    name: str
    edition: str
    configurations: Digits


class ValueTold(Told):
    """A value, were it taken while the own choices of other options stand.

    `changes` is the fewest own choices that must be given up: 0 when possible, null when even
    giving up all would not help. Prices, date and configurations are those still reachable with
    it; price and date are null for a value ruled out. `price_delta_cents` compares the cheapest
    total with it and now. `by` says who set it: a value set by default or taste is only suggested
    and yields to any choice. `recommended` adds up what recommendations weigh, 0 where there are
    none. `reasons` are why it is recommended, suggested, or the only one left.
    """

    status: Literal["chosen", "forced", "possible", "ruled_out", "unknown"]
    changes: int | None
    configurations: Digits | None
    price_delta_cents: int | None
    cheapest_cents: int | None
    dearest_cents: int | None
    ready_on: date | None
    by: Literal["customer", "staff", "rule", "default", "taste"] | None
    recommended: int
    reasons: list[str]


class NumbersTold(Told):
    """The values of an option that are numbers: whole, from the least to the greatest, by steps.

    Of those, `least` and `most` are the ends of what stands with the other choices; null when
    nothing does, or while that is not known. `written_out` ones are all among the
    values; else these ends and the one taken are, and whether another stands is told who takes it.
    """

    from_: Annotated[int, Field(alias="from")]
    to: int
    step: int
    unit: str
    least: int | None
    most: int | None
    written_out: bool


class OptionTold(Told):
    """All values of an option by key; of very many numbers, as `numbers` says, only a few.

    `hidden` is the reason why there is no need to show the option; null where there is one.
    """

    values: dict[str, ValueTold]
    hidden: str | None
    numbers: NumbersTold | None


class CompletionTold(Told):
    """One value for each design option, with what it comes to.

    `unlikelihood` adds up, in millionths, the logarithms of how much likelier the likeliest value
    of each open option is: 0 where each value is the likeliest.
    """

    values: dict[Key, Key]
    total_cents: int
    ready_on: date
    unlikelihood: int


class Completions(Told):
    """Completions to weigh; none while choices clash.

    Where not `exact`, only those are there that some weighing of price against likelihood makes
    the best of their day.
    """

    exact: bool
    currency: str
    completions: list[CompletionTold]


class RuleTold(Told):
    """A rule to blame or that warns, and why it stands."""

    key: str
    reason: str


class State(Told):
    """A configuration with all that can still become of it.

    `choices` are those people took. `total_cents` is the base price with chosen and forced values.
    The other prices and the date are null while choices clash, as a new measurement may cause.
    `warnings` are worth knowing and forbid nothing.

    Where the `engine` is a solver, `configurations` are null; what was not found out in time is
    null and its status unknown: ask again with `?about=option`.
    """

    id: Id
    revision: int
    product: Key
    edition: str
    choices: dict[str, str]
    engine: Literal["diagram", "solver"]
    configurations: Digits | None
    complete: bool
    total_cents: int
    cheapest_cents: int | None
    dearest_cents: int | None
    ready_on: date | None
    currency: str
    options: dict[str, OptionTold]
    warnings: list[RuleTold]


class ProposalTold(Told):
    """A whole design for the customer of a configuration, and why.

    `because` are the facts it rests on, none unless it `is_personal`. `asks` are the options and
    needs worth asking about, the most telling for its time first. `offers` come beside the garment
    by the policies of the shop, and never change a price.
    """

    id: Id
    is_personal: bool
    values: dict[Key, Key]
    total_cents: int
    ready_on: date | None
    because: list[str]
    asks: list[str]
    offers: list[str]
    offers_because: str


class CustomerMade(Told):
    """The id of a new customer."""

    id: Id


class CustomerTold(Told):
    """A customer, with the newest measurement of each name."""

    id: Id
    name: str
    email: str
    phone: str
    revision: int
    created_at: datetime
    measurements: dict[str, int]


class Measured(Told):
    """What was kept, and what of all measured so far a garment is cut from, in mm and hg."""

    customer: Id
    measured_at: datetime
    values: dict[str, int]
    tailoring: dict[str, int]


class OwnChoice(Told):
    """A value taken."""

    option: str
    value: str


class ChangeTold(Told):
    """An earlier choice that gives way."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    option: str
    before: Annotated[str, Field(alias="from")]
    to: str


class RepairTold(Told):
    """A change that makes room, with the total and the date it leads to.

    To take it, send its changes together with the choices that were refused.
    """

    changes: list[ChangeTold]
    total_cents: int
    ready_on: date


class OtherConflictTold(Told):
    """Other own choices that do not stand together, none of which can be left out, and why."""

    choices: list[OwnChoice]
    rules: list[RuleTold]


class FieldError(Told):
    """A field that cannot be taken, by its place in the body, and why."""

    field: str
    message: str


class ProblemTold(BaseModel):
    """A problem (RFC 9457). Some kinds have more members."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class InvalidTold(ProblemTold):
    """Fields that cannot be taken."""

    errors: list[FieldError]


class ConflictTold(ProblemTold):
    """Choices that do not stand together.

    `conflict` holds the earlier own choices that rule the wishes out, or the wishes themselves
    where these clash; then `repair` is null, and so it is where the body forbids the wish.
    `repair` is the smallest change that makes room, `repairs` are up to four further ones, the
    next best first. `conflicts` are further ones beside `conflict` and its `rules`, as many as
    `?conflicts` asks for; each repair settles them all.
    """

    conflict: list[OwnChoice]
    rules: list[RuleTold]
    conflicts: list[OtherConflictTold]
    repair: RepairTold | None
    repairs: list[RepairTold]


class StaleTold(ProblemTold):
    """The revision and the choices that stand now."""

    revision: int
    choices: dict[str, str]
