"""Several wishes taken at once: what they clash with, and what would make room for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.configuration import By, Choice, Choices, taking, without
from catalog.names import no_value, unknown
from catalog.product import Kind, Product
from configurator.api.problem import InvalidFields
from configurator.web.desk import Desk, language
from rules.alternatives import alternatives
from rules.explain import Conflict, conflict
from rules.repair import Repair
from rules.state import Situation, state


@dataclass(frozen=True, slots=True)
class Clash:
    """Why wishes cannot be taken, and what would make room for all: the smallest change first."""

    conflict: Conflict
    repairs: tuple[Repair, ...]

    @property
    def repair(self) -> Repair | None:
        """The smallest change that makes room, if any does."""
        return self.repairs[0] if self.repairs else None

    @property
    def rules(self) -> list[dict[str, str]]:
        """The rules to blame, with their reasons in the language of the request."""
        rules, spoken = self.conflict.rules, language()
        return [{"key": rule.key, "reason": rule.reason.in_(spoken)} for rule in rules]

    def members(self) -> dict[str, object]:
        """What a program is told."""
        return {
            "conflict": [{"option": c.option, "value": c.value} for c in self.conflict.choices],
            "rules": self.rules,
            "repair": _told(self.repair) if self.repair else None,
            "repairs": [
                {**_told(one), "ready_on": one.ready_on.isoformat()} for one in self.repairs[1:]
            ],
        }


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


def take(at: Desk, wishes: Choices, opened: Sequence[str] = ()) -> Choices | Clash:
    """All choices once `wishes` are taken and `opened` are open, or why they cannot be.

    Opening alone is never refused: of choices that clash already it lets go one after the other.
    """
    before = without(at.situation.choices, opened)
    after = taking(before, *wishes)
    if not wishes or not at.state_with(after).clash:
        return after
    return _clash(at, replace(at.situation, choices=before), wishes)


def _why_not(product: Product, option: str, value: str | None) -> str:
    """Why nobody can choose that, empty if one can."""
    design = {one.key: one for one in product.of_kind(Kind.DESIGN)}
    if option not in design:
        return unknown("option", option, design)
    if value is None or design[option].has(value):
        return ""
    return no_value(option, value, (one.key for one in design[option].values))


def mended(at: Desk, choices: Choices) -> Clash | None:
    """What makes `choices` stand together again that clash by themselves; None when they do not."""
    situation = replace(at.situation, choices=choices)
    found = conflict(at.engine, situation)
    return Clash(found, alternatives(at.engine, situation)) if found else None


def _clash(at: Desk, before: Situation, wishes: Choices) -> Clash:
    among = conflict(at.engine, replace(before, choices=wishes))
    if among:
        return Clash(among, ())
    *others, last = wishes
    room = _room_for(before, others)
    found = conflict(at.engine, room, last)
    assert found is not None
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
    }
