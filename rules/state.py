"""What a customer sees after each click: the state of every value of every option."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalog.configuration import Choices


@dataclass(frozen=True, slots=True)
class Situation:
    """What an answer hangs on.

    `choices` taken so far, oldest first. `facts` are values of measured options, by option; an
    option that is not there is unknown and may be any. `stock` holds units by SKU. `today` is
    the day an order would be placed.
    """

    choices: Choices
    facts: Mapping[str, str]
    stock: Mapping[str, int]
    today: date


class Status(StrEnum):
    """How a value stands with the other choices."""

    CHOSEN = "chosen"
    FORCED = "forced"
    POSSIBLE = "possible"
    RULED_OUT = "ruled_out"


@dataclass(frozen=True, slots=True)
class ValueState:
    """One value, were it taken while the own choices of other options stand.

    `changes` is the fewest own choices of other options to give up; 0 when possible.
    `configurations` is the number of designs left with it. `price_delta_cents` is the cheapest
    total with it less the cheapest total now. Prices and date are None for a value ruled out.
    """

    status: Status
    changes: int
    configurations: int
    price_delta_cents: int | None
    cheapest_cents: int | None
    dearest_cents: int | None
    ready_on: date | None


@dataclass(frozen=True, slots=True)
class State:
    """Everything the page shows at once.

    `total_cents` is the base price plus chosen and forced values, and everything once complete.
    `complete` is true when each design option has exactly one value left and the body is known.
    `ready_on` is the earliest date still reachable.
    """

    configurations: int
    complete: bool
    total_cents: int
    cheapest_cents: int
    dearest_cents: int
    ready_on: date
    options: Mapping[str, Mapping[str, ValueState]]
