"""How often pairs do not fit: by zone, block, cloth and by who measured."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from configurator.storage.fit import Worn
from customers.body.feedback import Felt
from customers.body.fitting import CLOTH
from production.order import Order


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `heard` answers (or pairs) `missed` were not right."""

    name: str
    missed: int
    heard: int

    @property
    def percent(self) -> int:
        """The share that was not right, to the nearest whole."""
        return round(100 * self.missed / self.heard)


def by_zone(pairs: Sequence[Worn]) -> tuple[Rate, ...]:
    """Of all that was said of a zone, how much was not "right"; worst first."""
    return _rates((zone.value, felt) for pair in pairs for zone, felt in pair.felt.items())


def by_block(pairs: Sequence[Worn]) -> tuple[Rate, ...]:
    """Of the pairs cut from a block, how many missed somewhere; worst first."""
    return _of_pairs(pairs, lambda order: order.tailoring.block)


def by_cloth(pairs: Sequence[Worn]) -> tuple[Rate, ...]:
    """The same by the key of the cloth."""
    return _of_pairs(pairs, lambda order: _value(order, CLOTH))


def by_measurer(pairs: Sequence[Worn]) -> tuple[Rate, ...]:
    """The same by who measured; empty stands for customers who measured themselves."""
    return _of_pairs(
        pairs, lambda order: "" if order.measured_by == order.person.name else order.measured_by
    )


def _of_pairs(pairs: Sequence[Worn], name: Callable[[Order], str]) -> tuple[Rate, ...]:
    return _rates((name(pair.stored.order), _worst(pair)) for pair in pairs)


def _worst(pair: Worn) -> Felt:
    return next((felt for felt in pair.felt.values() if felt is not Felt.RIGHT), Felt.RIGHT)


def _value(order: Order, option: str) -> str:
    return next((line.value for line in order.lines if line.option == option), "")


def _rates(said: Iterable[tuple[str, Felt]]) -> tuple[Rate, ...]:
    counts: dict[str, list[int]] = {}
    for name, felt in said:
        count = counts.setdefault(name, [0, 0])
        count[0] += felt is not Felt.RIGHT
        count[1] += 1
    rates = (Rate(name, missed, heard) for name, (missed, heard) in counts.items())
    return tuple(sorted(rates, key=lambda one: (-one.missed / one.heard, -one.heard, one.name)))
