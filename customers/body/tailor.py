"""Tailoring: from body and design to targets, block and adjustments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from catalog.product import Kind, Option, Product, Value
from catalog.sizing import Block, Point, Sizing
from customers.body.measurement import BodyError
from customers.body.target import Tailoring, Target

FIT, CLOTH, WASH = "fit", "cloth", "wash"
"""The options that ease.csv and shrinkage.csv are keyed by."""


class NotMeasured(BodyError):
    """The garment needs a measurement that was not taken."""

    def __init__(self, measurement: str) -> None:
        self.measurement = measurement
        super().__init__(f"{measurement} was not measured")


class UnknownShrinkage(BodyError):
    """Nobody entered how much this cloth shrinks in this wash, so it cannot be cut."""

    def __init__(self, cloth: str, wash: str) -> None:
        self.cloth, self.wash = cloth, wash
        super().__init__(f"the shrinkage of {cloth!r} washed {wash!r} is not known")


def targets(
    product: Product, values: Mapping[str, str], body_mm: Mapping[str, int]
) -> tuple[Target, ...]:
    """The target of each point of measure, in the maker's order; () for a product without a body.

    Ease is that of the fit, plus the attributes `<point>_ease_mm` of the other values taken (for
    rises `drop_mm` too). Lengths (grain warp) shrink by the warp, girths by the weft.

    Args:
        product: what is made.
        values: the value taken for each design and derived option.
        body_mm: measurements in mm by key.

    Raises:
        NotMeasured: a point starts from a measurement that is not there.
        UnknownShrinkage: the shrinkage of this cloth in this wash was never entered.
    """
    if product.sizing is None:
        return ()
    warp, weft = _shrink_permille(product.sizing, values)
    found = []
    for point in product.sizing.points:
        body, ease = _body_mm(point, body_mm), _ease_mm(product, product.sizing, point, values)
        start = _drawn_mm(product, point, values) if body is None else body
        shrink = warp if point.grain == "warp" else weft
        cut = cut_mm(start + ease, shrink)
        found.append(Target(point, body, ease, start + ease, shrink, cut))
    return tuple(found)


def cut_mm(target_mm: int, shrink_permille: int) -> int:
    """What to cut so that `target_mm` are left after the wash, rounded up to whole mm."""
    return -(-target_mm * 1000 // (1000 - shrink_permille))


def tailor(
    product: Product,
    values: Mapping[str, str],
    body_mm: Mapping[str, int],
    allows: Callable[[Mapping[str, str]], bool],
) -> Tailoring | None:
    """The block and adjustments that strain least, or None when `allows` refuses every block.

    A block's nearest adjustments are taken when they are allowed. Where they are not, the block is
    taken unaltered and adjusted one option after the other, the most needed first, as far as is
    allowed. The result may miss its targets: see `deviations`.

    Args:
        product: what is made.
        values: the value taken for each option that is no size.
        body_mm: measurements in mm by key.
        allows: whether the rules let `values` stand with a value for every size option.

    Raises:
        NotMeasured: as `targets`.
        UnknownShrinkage: as `targets`.
    """
    goals = targets(product, values, body_mm)
    if product.sizing is None:
        return Tailoring("", {}, {}, goals) if allows(values) else None
    bench = _Bench(product, product.sizing, goals)
    best: _Pattern | None = None
    for nearest in sorted((bench.nearest(block) for block in product.sizing.blocks), key=_strain):
        if best and best.strain <= nearest.strain:
            break
        found = bench.allowed(nearest, lambda sizes: allows({**values, **sizes}))
        if found and (best is None or found.strain < best.strain):
            best = found
    return bench.tailoring(best) if best else None


def deviations(product: Product, tailoring: Tailoring) -> dict[str, int]:
    """By how many mm each point of the adjusted block is larger than its target.

    Points the block does not have are drawn to their target and not listed.
    """
    if product.sizing is None:
        return {}
    (block,) = (one for one in product.sizing.blocks if one.key == tailoring.block)
    return {
        target.point.key: block.measures_mm[target.point.key]
        + tailoring.adjustments_mm.get(target.point.adjustment, 0)
        - target.target_mm
        for target in tailoring.targets
        if target.point.key in block.measures_mm
    }


def _shrink_permille(sizing: Sizing, values: Mapping[str, str]) -> tuple[int, int]:
    if not sizing.shrink_permille:
        return 0, 0
    cloth, wash = values[CLOTH], values[WASH]
    if (cloth, wash) not in sizing.shrink_permille:
        raise UnknownShrinkage(cloth, wash)
    return sizing.shrink_permille[cloth, wash]


def _body_mm(point: Point, body_mm: Mapping[str, int]) -> int | None:
    if not point.body:
        return None
    if point.body not in body_mm:
        raise NotMeasured(point.body)
    return body_mm[point.body]


def _drawn_mm(product: Product, point: Point, values: Mapping[str, str]) -> int:
    return product.option(point.option).value(values[point.option]).attributes["mm"]


def _ease_mm(product: Product, sizing: Sizing, point: Point, values: Mapping[str, str]) -> int:
    names = [f"{point.key}_ease_mm"] + ["drop_mm"] * point.key.endswith("rise")
    # What a fit says of its own ease is for rules to read: here it would count twice.
    taken = [
        option.value(values[option.key])
        for option in product.of_kind(Kind.DESIGN, Kind.DERIVED)
        if option.key != FIT and option.key in values
    ]
    added = sum(value.attributes.get(name, 0) for value in taken for name in names)
    return sizing.ease_mm.get(values.get(FIT, ""), {}).get(point.key, 0) + added


# Strain is the sum of squares of each deviation in tolerances, and of each adjustment in units of
# ADJUSTED_MM: of two blocks that both reach the body, the one that needs less altering is nearer.
ADJUSTED_MM = 200


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A block with a value for each adjustment, and how far it strains."""

    block: Block
    taken: Mapping[str, Value]
    strain: float


def _strain(pattern: _Pattern) -> float:
    return pattern.strain


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where blocks are held against the targets of one garment."""

    product: Product
    sizing: Sizing
    goals: tuple[Target, ...]

    def nearest(self, block: Block) -> _Pattern:
        """`block` with each adjustment at its best step."""
        return self._pattern(block, {a.key: self._steps(block, a)[0] for a in self._adjustments()})

    def allowed(
        self, nearest: _Pattern, allows: Callable[[Mapping[str, str]], bool]
    ) -> _Pattern | None:
        """`nearest`, else its block adjusted as far as allowed, else None."""
        if allows(self._sizes(nearest)):
            return nearest
        pattern = self._pattern(nearest.block, {a.key: _zero(a) for a in self._adjustments()})
        if not allows(self._sizes(pattern)):
            return None
        for adjustment in self._most_needed_first(nearest.block):
            steps = self._steps(nearest.block, adjustment)
            tried = (self._with(pattern, adjustment, step) for step in steps)
            # The step it has now is among them, and known to be allowed.
            pattern = next(
                one for one in tried if one.taken == pattern.taken or allows(self._sizes(one))
            )
        return pattern

    def tailoring(self, pattern: _Pattern) -> Tailoring:
        """`pattern` as callers get it."""
        adjustments = {key: value.attributes["mm"] for key, value in pattern.taken.items()}
        return Tailoring(pattern.block.key, self._sizes(pattern), adjustments, self.goals)

    def _sizes(self, pattern: _Pattern) -> dict[str, str]:
        taken = {key: value.key for key, value in pattern.taken.items()}
        return {self.sizing.block_option: pattern.block.key, **taken}

    def _adjustments(self) -> list[Option]:
        sizes = self.product.of_kind(Kind.SIZE)
        return [option for option in sizes if option.key != self.sizing.block_option]

    def _with(self, pattern: _Pattern, adjustment: Option, step: Value) -> _Pattern:
        return self._pattern(pattern.block, {**pattern.taken, adjustment.key: step})

    def _pattern(self, block: Block, taken: Mapping[str, Value]) -> _Pattern:
        unaltered = [goal for goal in self.goals if goal.point.adjustment not in taken]
        strain = sum(_strain_of(block, goal, 0) for goal in unaltered)
        strain += sum(self._step_strain(block, key, value) for key, value in taken.items())
        return _Pattern(block, taken, strain)

    def _step_strain(self, block: Block, adjustment: str, value: Value) -> float:
        return self._strains(block, adjustment)(value)

    def _strains(self, block: Block, adjustment: str) -> Callable[[Value], float]:
        """The strain of each step of `adjustment`, its points looked up once for all steps."""
        altered = [goal for goal in self.goals if goal.point.adjustment == adjustment]
        on_block = [goal for goal in altered if goal.point.key in block.measures_mm]
        missed = [
            (
                block.measures_mm[goal.point.key] - goal.target_mm,
                max(1, goal.point.tolerance_mm),
            )
            for goal in on_block
        ]

        def strain(value: Value) -> float:
            step = value.attributes["mm"]
            altering = (step / ADJUSTED_MM) ** 2
            return sum((((miss + step) / tolerance) ** 2 for miss, tolerance in missed), altering)

        return strain

    def _steps(self, block: Block, adjustment: Option) -> list[Value]:
        """The values of `adjustment`, the one that strains least first."""
        return sorted(adjustment.values, key=self._strains(block, adjustment.key))

    def _most_needed_first(self, block: Block) -> list[Option]:
        def saved(adjustment: Option) -> float:
            best, key = self._steps(block, adjustment)[0], adjustment.key
            idle = self._step_strain(block, key, _zero(adjustment))
            return idle - self._step_strain(block, key, best)

        return sorted(self._adjustments(), key=saved, reverse=True)


def _strain_of(block: Block, goal: Target, step_mm: int) -> float:
    made_mm = block.measures_mm.get(goal.point.key)
    if made_mm is None:  # Not on the block: drawn to its target.
        return 0.0
    return ((made_mm + step_mm - goal.target_mm) / max(1, goal.point.tolerance_mm)) ** 2


def _zero(adjustment: Option) -> Value:
    return min(adjustment.values, key=lambda value: abs(value.attributes["mm"]))
