"""What a customer has chosen so far: counted from his orders, nothing is guessed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from configurator.storage.orders import StoredOrder
from configurator.web.desk import language, workshop
from production.order import Order
from production.tracking import State

MOST_CHOICES = 4
HALF = 2
NOTHING = "none"
"""The key of the value that says no to an option, by custom of our products."""


@dataclass(frozen=True, slots=True)
class PastChoice:
    """A value ordered `times` in `of` pairs, and what it answers, in the reader's language."""

    value: str
    option: str
    times: int
    of: int


def past_choices(orders: Sequence[StoredOrder]) -> tuple[PastChoice, ...]:
    """The value ordered most for the first question of each step, where at least half had it.

    In the order of the steps. Cancelled orders do not count, nor does what was left out. Of equals
    the one ordered last.
    """
    made = [one.order for one in orders if State(one.state) is not State.CANCELLED]
    made.sort(key=lambda one: one.placed_at, reverse=True)
    found = [_favourite(option, made) for option in _asked_first(made)]
    kept = (one for one in found if one and one.times * HALF >= one.of)
    return tuple(islice(kept, MOST_CHOICES))


def _asked_first(orders: Sequence[Order]) -> list[str]:
    """The first option of each step of the products that were ordered."""
    engines = workshop().engines
    products = dict.fromkeys(one.product for one in orders if one.product in engines)
    steps = [step for key in products for step in engines[key].product.steps]
    seen = {line.option for one in orders for line in one.lines if not line.hidden}
    return [key for key in dict.fromkeys(step.options[0] for step in steps) if key in seen]


def _favourite(option: str, orders: Sequence[Order]) -> PastChoice | None:
    lines = [line for one in orders for line in one.lines if line.option == option]
    ((value, times),) = Counter(line.value for line in lines).most_common(1)
    if value == NOTHING:
        return None
    last = next(line for line in lines if line.value == value)
    spoken = language()
    return PastChoice(last.value_name.in_(spoken), last.option_name.in_(spoken), times, len(lines))
