"""Several wishes taken at once: what they clash with, and what would make room for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request

from catalog.configuration import By, Choice, Choices, taking, without
from catalog.names import unknown
from catalog.product import Kind, Product
from configurator.api.problem import InvalidFields
from configurator.web.desk import Desk, language
from rules.alternatives import alternatives
from rules.explain import Conflict, conflicts
from rules.repair import Repair
from rules.state import Situation, state

MOST_CONFLICTS = 5
"""More than so many nobody compares."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Why wishes cannot be taken, and what would make room for all: the smallest change first.

    Of several `conflicts` the one that keeps the newest wishes comes first.
    """

    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]

    @property
    def repair(self) -> Repair | None:
        """The smallest change that makes room, if any does."""
        return self.repairs[0] if self.repairs else None

    @property
    def rules(self) -> list[dict[str, str]]:
        """The rules to blame first, with their reasons in the language of the request."""
        return _rules(self.conflicts[0])

    def members(self) -> dict[str, object]:
        """What a program is told."""
        return {
            "conflict": _choices(self.conflicts[0]),
            "rules": self.rules,
            "conflicts": [
                {"choices": _choices(one), "rules": _rules(one)} for one in self.conflicts[1:]
            ],
            "repair": _told(self.repair) if self.repair else None,
            "repairs": [_told(one) for one in self.repairs[1:]],
        }


def conflicts_wanted() -> int:
    """How many conflicts the address asks a refusal to tell. Raises InvalidFields."""
    asked = request.args.get("conflicts", "1")
    if asked not in map(str, range(1, MOST_CONFLICTS + 1)):
        raise InvalidFields({"conflicts": f"A whole number from 1 to {MOST_CONFLICTS}."})
    return int(asked)


def wishes_of(at: Desk, choices: Mapping[str, str | None], by: By) -> tuple[Choices, list[str]]:
    """The values to take and the options to open. Raises InvalidFields."""
    wrong = {
        f"choices.{option}": why
        for option, value in choices.items()
        if (why := _why_not(at.product, option, value))
    }
    if wrong:
        raise InvalidFields(wrong)
    taken = tuple(Choice(option, value, by) for option, value in choices.items() if value)
    return taken, [option for option, value in choices.items() if value is None]


def take(at: Desk, wishes: Choices, opened: Sequence[str] = (), most: int = 1) -> Choices | Clash:
    """All choices once `wishes` are taken and `opened` are open, or up to `most` times why not.

    Opening alone is never refused: of choices that clash already it lets go one after the other.
    """
    before = without(at.situation.choices, opened)
    after = taking(before, *wishes)
    if not wishes or not at.state_with(after).clash:
        return after
    return _clash(at, replace(at.situation, choices=before), wishes, most)


def _why_not(product: Product, option: str, value: str | None) -> str:
    """Why nobody can choose that, empty if one can."""
    design = {one.key: one for one in product.of_kind(Kind.DESIGN)}
    if option not in design:
        return unknown("option", option, design)
    if value is None or design[option].has(value):
        return ""
    return design[option].why_no(value)


def mended(at: Desk, choices: Choices, most: int = 1) -> Clash | None:
    """What makes `choices` stand together again that clash by themselves; None when they do not."""
    situation = replace(at.situation, choices=choices)
    found = conflicts(at.engine, situation, most=most)
    return Clash(found, alternatives(at.engine, situation)) if found else None


def _clash(at: Desk, before: Situation, wishes: Choices, most: int) -> Clash:
    among = conflicts(at.engine, replace(before, choices=wishes), most=most)
    if among:
        return Clash(among, ())
    *others, last = wishes
    room = _room_for(before, others)
    found = conflicts(at.engine, room, last, most)
    assert found
    mends = alternatives(at.engine, room, last)
    return Clash(found, tuple(_with(at, mend, before, wishes) for mend in mends))


def _room_for(before: Situation, wishes: list[Choice]) -> Situation:
    """The situation in which `wishes` are as unshakable as the body is."""
    options = [wish.option for wish in wishes]
    facts = {**before.facts, **{wish.option: wish.value for wish in wishes}}
    return replace(before, choices=without(before.choices, options), facts=facts)


def _with(at: Desk, mend: Repair, before: Situation, wishes: Choices) -> Repair:
    """The repair that made room for the last wish, with all of them taken as choices."""
    choices = taking(mend.choices, *wishes)
    then = state(at.engine, replace(before, choices=choices))
    ready_on = then.ready_on or mend.ready_on
    return replace(mend, choices=choices, total_cents=then.total_cents, ready_on=ready_on)


def _told(mend: Repair) -> dict[str, object]:
    return {
        "changes": [
            {"option": one.option, "from": one.before, "to": one.after} for one in mend.changes
        ],
        "total_cents": mend.total_cents,
        "ready_on": mend.ready_on.isoformat(),
    }


def _choices(clash: Conflict) -> list[dict[str, str]]:
    return [{"option": one.option, "value": one.value} for one in clash.choices]


def _rules(clash: Conflict) -> list[dict[str, str]]:
    spoken = language()
    return [{"key": rule.key, "reason": rule.reason.in_(spoken)} for rule in clash.rules]
