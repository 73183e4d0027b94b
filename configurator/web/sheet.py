"""The sheet over the choices: what a change would cost, or what finishing would give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.configuration import Choices
from catalog.product import Kind, Option, Product
from configurator.web.view import decided
from rules.complete import Goal
from rules.explain import values_of
from rules.repair import Change, Repair
from rules.state import State


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One choice that gives way: `before` becomes `after`, because of `reasons`."""

    option: str
    before: str
    after: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeSheet:
    """What taking a value changes, and the total and date it leads to.

    Without a value (`option` and `name` empty): what makes clashing choices stand together.
    `way` names what changes, and nothing else does: `fit.slim hem.cuff`. `difference_cents` and
    `days` compare with the present ones; a clash has no present date.
    """

    option: str
    value: str
    name: str
    way: str
    lines: tuple[ChangeLine, ...]
    total_cents: int
    difference_cents: int
    ready_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to have everything open decided, with the total and date it gives.

    `decides` counts the options it decides; `special` names the values only this offer has.
    `alone` is true when every goal leads to this same design. `warnings` are what soft rules would
    then warn of.
    """

    goal: Goal
    alone: bool
    decides: int
    special: tuple[str, ...]
    total_cents: int
    ready_on: date | None
    warnings: tuple[str, ...] = ()


def change_sheet(product: Product, now: State, repair: Repair, language: str) -> ChangeSheet:
    """The sheet for `repair`, told in `language`."""
    wish = repair.wish
    return ChangeSheet(
        option=wish.option if wish else "",
        value=wish.value if wish else "",
        name=product.option(wish.option).value(wish.value).name.in_(language) if wish else "",
        way=way_of(repair),
        lines=tuple(_line(product, change, language) for change in repair.changes),
        total_cents=repair.total_cents,
        difference_cents=repair.total_cents - now.total_cents,
        ready_on=repair.ready_on,
        days=(repair.ready_on - now.ready_on).days if now.ready_on else 0,
    )


def way_of(repair: Repair) -> str:
    """The values that `repair` changes choices to, as addresses and forms name them."""
    return " ".join(f"{change.option}.{change.after}" for change in repair.changes)


def _line(product: Product, change: Change, language: str) -> ChangeLine:
    option = product.option(change.option)
    return ChangeLine(
        option=option.name.in_(language),
        before=option.value(change.before).name.in_(language),
        after=option.value(change.after).name.in_(language),
        # Two rules may give one reason.
        reasons=tuple(dict.fromkeys(rule.reason.in_(language) for rule in change.rules)),
    )


def offers_of(
    product: Product,
    now: State,
    then: Mapping[Goal, State],
    warned: Mapping[Goal, tuple[str, ...]],
    language: str,
) -> tuple[Offer, ...]:
    """What each goal would decide (`then`) of what is still open (`now`), each design once."""
    before = decided(product, now)
    after = {goal: decided(product, state) for goal, state in then.items()}
    designs = list(after.values())
    alone = len(designs) > 1 and all(design == designs[0] for design in designs)
    return tuple(
        Offer(
            goal=goal,
            alone=alone,
            decides=len(values) - len(before),
            special=tuple(
                product.option(option).value(value).name.in_(language)
                for option, value in values.items()
                if any(other.get(option) != value for other in after.values())
            ),
            total_cents=then[goal].total_cents,
            ready_on=then[goal].ready_on,
            warnings=warned[goal],
        )
        for goal, values in list(after.items())[: 1 if alone else None]
    )


def differences(
    product: Product, theirs: Choices, ours: Choices, language: str
) -> tuple[ChangeLine, ...]:
    """Where two states of a draft differ: what stands now (`before`), what was wanted (`after`).

    An empty name means that the option is open.
    """
    there, here = values_of(theirs), values_of(ours)
    return tuple(
        ChangeLine(
            option=option.name.in_(language),
            before=_name(option, there.get(option.key), language),
            after=_name(option, here.get(option.key), language),
            reasons=(),
        )
        for option in product.of_kind(Kind.DESIGN)
        if there.get(option.key) != here.get(option.key)
    )


def _name(option: Option, value: str | None, language: str) -> str:
    return option.value(value).name.in_(language) if value else ""
