"""Steps: what each value of each size option would cost in deviation, all others as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from catalog.product import Kind, Option, Value
from customers.body import crotch
from customers.body.fitting import Fitting
from customers.body.limits import LIMITS, least_mm
from customers.body.size_rules import SizeRules, size_rules
from customers.body.target import Tailoring, deviations, within_tolerance
from rules.rule import RuleBook

CROTCH = "rises_make_crotch"
"""Stands among limits: the rises must sum to the crotch length and share it as patterns do."""


@dataclass(frozen=True, slots=True)
class Step:
    """A value of a size option, and what the garment would become with it.

    `missed_mm` says by how much each point of measure would be larger than its target. A step that
    breaks no rule and keeps within all limits is allowed, within tolerance or not. `taken` is the
    one the garment has now.
    """

    option: str
    value: str
    taken: bool
    missed_mm: Mapping[str, int]
    within_tolerance: bool
    rules: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether the garment may be made so."""
        return not self.rules and not self.limits


def steps(book: RuleBook, fitting: Fitting, tailoring: Tailoring) -> tuple[Step, ...]:
    """Every value of every size option, in the author's order.

    To take one and have all others chosen anew around it, give it to `tailor` as `kept`.
    """
    if book.product.sizing is None:
        return ()
    rules = size_rules(book, fitting.design.values)
    return tuple(
        _step(rules, fitting, tailoring, option, value)
        for option in book.product.of_kind(Kind.SIZE)
        for value in option.values
    )


def _step(
    rules: SizeRules, fitting: Fitting, tailoring: Tailoring, option: Option, value: Value
) -> Step:
    changed = _changed(tailoring, option, value)
    return Step(
        option=option.key,
        value=value.key,
        taken=tailoring.sizes.get(option.key) == value.key,
        missed_mm=deviations(rules.product, changed),
        within_tolerance=within_tolerance(rules.product, changed),
        rules=tuple(_broken(rules, option, changed.sizes)),
        limits=limits_passed(fitting, changed),
    )


def _changed(tailoring: Tailoring, option: Option, value: Value) -> Tailoring:
    sizes = {**tailoring.sizes, option.key: value.key}
    if option.key not in tailoring.adjustments_mm:
        return replace(tailoring, block=value.key, sizes=sizes)
    moved = {**tailoring.adjustments_mm, option.key: value.attributes["mm"]}
    return replace(tailoring, sizes=sizes, adjustments_mm=moved)


def _broken(rules: SizeRules, option: Option, sizes: Mapping[str, str]) -> Iterator[str]:
    for joint in rules.joints:
        if option.key in joint.options and not rules.keeps(joint, sizes):
            yield joint.key
    yield from rules.refusing(option.key, sizes[option.key])


def limits_passed(fitting: Fitting, tailoring: Tailoring) -> tuple[str, ...]:
    """The keys of the limits that the garment would go below; () if it can be worn."""
    missed = deviations(fitting.design.product, tailoring)
    made = {
        target.point.key: target.target_mm + missed.get(target.point.key, 0)
        for target in tailoring.targets
    }
    least = [(one, least_mm(one, fitting)) for one in LIMITS if one.point in made]
    passed = [one.key for one, mm in least if mm is not None and made[one.point] < mm]
    worn = crotch.worn_mm(tailoring.targets)
    if worn and not crotch.stands(made[crotch.FRONT], made[crotch.BACK], worn):
        passed.append(CROTCH)
    return tuple(passed)
