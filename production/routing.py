"""The routing: which operations a garment goes through, in the order of work."""

from collections.abc import Mapping
from operator import attrgetter

from production.order import RoutingStep
from rules.check import holds
from rules.rule import RuleBook


def routing(book: RuleBook, values: Mapping[str, str]) -> tuple[RoutingStep, ...]:
    """The operations whose condition holds for `values` (of every option), by number."""
    return tuple(
        RoutingStep(done.number, done.name, done.station, done.machine, done.minutes)
        for done in sorted(book.product.operations, key=attrgetter("number"))
        if done.number not in book.conditions
        or holds(book.conditions[done.number], book.product, values)
    )


def minutes(steps: tuple[RoutingStep, ...]) -> int:
    """The work of all `steps` together."""
    return sum(step.minutes for step in steps)
