"""Three ways to the targets, as the trade has them: the body, a try-on, a garment.

Each ends in the same targets; every target keeps the way it came. A point whose length an option
gives (the leg opening) comes from the design in all of them, and a hem is never narrower than the
heel that must pass it: target = max(table, (heel + 10 mm) / (1 + stretch)).
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from catalog.sizing import Block, Point, Sizing
from customers.body.crotch import BACK, FRONT, shared
from customers.body.cutting import recut, shrinkage
from customers.body.fitting import FIT, Design, Fitting
from customers.body.limits import LIMITS, least_mm
from customers.body.measurement import BodyError
from customers.body.target import Target, Way

NOTHING: Mapping[str, int] = MappingProxyType({})
STEP_MM = 5
"""In such steps people say "tighter here, longer there"."""


class NotMeasured(BodyError):
    """The garment needs a measurement that was not taken."""

    def __init__(self, measurement: str) -> None:
        self.measurement = measurement
        super().__init__(f"{measurement} was not measured")


class NoStep(BodyError):
    """A try-on was to be changed by something else than steps of 5 mm."""

    def __init__(self, point: str, change_mm: int) -> None:
        self.point, self.change_mm = point, change_mm
        super().__init__(f"{point} cannot be changed by {change_mm} mm")


class UnknownBlock(BodyError):
    """There is no block by that key to be tried on."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"there is no block {key!r}")


class NoBody(BodyError):
    """The product is made for no body: there is nothing to measure."""

    def __init__(self, product: str) -> None:
        self.product = product
        super().__init__(f"{product} is made for no body")


def by_body(
    design: Design, body_mm: Mapping[str, int], learned_mm: Mapping[str, int] = NOTHING
) -> Fitting:
    """Targets of body and ease, in the maker's order; none for a product without a body.

    Ease is that of the fit, plus the attributes `<point>_ease_mm` of the other values taken, plus
    what was learned of the customer; rises are drawn lower or higher by `drop_mm`.

    Args:
        design: what is made.
        body_mm: measurements in mm by key.
        learned_mm: what the customer likes more than others, in mm by point of measure.

    Raises:
        NotMeasured: a point starts from a measurement that is not there.
        UnknownShrinkage: the shrinkage of this cloth in this wash was never entered.
    """
    sizing = design.product.sizing
    if sizing is None:
        return Fitting(design, body_mm, ())
    found = {}
    for point in sizing.points:
        ease, drawn = _ease_mm(design, sizing, point), _drawn_mm(design, point)
        learned = learned_mm.get(point.key, 0)
        if point.body:
            if point.body not in body_mm:
                raise NotMeasured(point.body)
            body = body_mm[point.body]
            target = body + ease + drawn + learned
            found[point.key] = Target(
                point, body, target - body, target, 0, 0, Way.BODY, drawn, learned
            )
        else:
            found[point.key] = _by_design(design, point, ease + learned, learned)
    if FRONT in found and BACK in found:
        found[FRONT], found[BACK] = shared(found[FRONT], found[BACK])
    return _held(design, body_mm, tuple(found.values()))


def by_try_on(
    design: Design,
    block: str,
    changes_mm: Mapping[str, int],
    body_mm: Mapping[str, int] = NOTHING,
) -> Fitting:
    """Targets of a block that was worn, made up in this rise, and changed in steps of 5 mm.

    Args:
        design: what is made.
        block: the key of the block that was worn.
        changes_mm: what is to be larger or smaller, by point of measure.
        body_mm: what is known of the body, for the limits nobody may go below.

    Raises:
        UnknownBlock: there is no such block.
        NoStep: a change is no multiple of 5 mm.
        UnknownShrinkage: as `by_body`.
    """
    sizing = _sizing(design)
    worn = _block(sizing, block)
    for key, change in changes_mm.items():
        if change % STEP_MM:
            raise NoStep(key, change)
    found = []
    for point in sizing.points:
        change = changes_mm.get(point.key, 0)
        if point.key in worn.measures_mm:
            drawn = _drawn_mm(design, point)
            target = worn.measures_mm[point.key] + drawn + change
            body = body_mm.get(point.body)
            ease = change if body is None else target - body
            found.append(Target(point, body, ease, target, 0, 0, Way.TRY_ON, drawn))
        else:
            found.append(_by_design(design, point, change, 0))
    return _held(design, body_mm, tuple(found))


def by_garment(
    design: Design, flat_mm: Mapping[str, int], body_mm: Mapping[str, int] = NOTHING
) -> Fitting:
    """Targets of a pair that fits well, measured flat: girths are doubled, lengths are not.

    Args:
        design: what is made; its rise does not move the waistband of the pair measured.
        flat_mm: what lay on the table, in mm by point of measure.
        body_mm: what is known of the body, for the limits nobody may go below.

    Raises:
        NotMeasured: a point with a body below it was not measured on the garment.
        UnknownShrinkage: as `by_body`.
    """
    found = []
    for point in _sizing(design).points:
        if point.key in flat_mm:
            target = flat_mm[point.key] * (1 if point.grain == "warp" else 2)
            body = body_mm.get(point.body)
            drawn = _drawn_mm(design, point)
            ease = 0 if body is None else target - body
            found.append(Target(point, body, ease, target, 0, 0, Way.GARMENT, drawn))
        elif point.body:
            raise NotMeasured(point.key)
        else:
            found.append(_by_design(design, point, 0, 0))
    return _held(design, body_mm, tuple(found))


def _held(design: Design, body_mm: Mapping[str, int], targets: tuple[Target, ...]) -> Fitting:
    """The fitting with hems wide enough for the heel, and with cut values."""
    fitting = Fitting(design, body_mm, targets)
    shrink = shrinkage(_sizing(design), design.values)
    held = [_widened(fitting, target) for target in targets]
    return replace(fitting, targets=recut(held, shrink))


def _widened(fitting: Fitting, target: Target) -> Target:
    """`target`, or what its limits ask at least where no body but an option gives the length."""
    if target.point.body:
        return target
    least = [least_mm(limit, fitting) for limit in LIMITS if limit.point == target.point.key]
    wider = max([target.target_mm, *(one for one in least if one is not None)]) - target.target_mm
    return replace(target, ease_mm=target.ease_mm + wider, target_mm=target.target_mm + wider)


def _by_design(design: Design, point: Point, ease: int, learned: int) -> Target:
    option = design.product.option(point.option)
    start = option.value(design.values[point.option]).attributes["mm"]
    return Target(point, None, ease, start + ease, 0, 0, Way.DESIGN, learned_mm=learned)


def _ease_mm(design: Design, sizing: Sizing, point: Point) -> int:
    by_fit = sizing.ease_mm.get(design.values.get(FIT, ""), {}).get(point.key, 0)
    return by_fit + design.attribute(f"{point.key}_ease_mm")


def _drawn_mm(design: Design, point: Point) -> int:
    """How far the design itself moves the end of a rise."""
    return design.attribute("drop_mm") if point.key.endswith("rise") else 0


def _block(sizing: Sizing, key: str) -> Block:
    for block in sizing.blocks:
        if block.key == key:
            return block
    raise UnknownBlock(key)


def _sizing(design: Design) -> Sizing:
    if design.product.sizing is None:
        raise NoBody(design.product.key)
    return design.product.sizing
