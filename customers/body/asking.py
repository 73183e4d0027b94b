"""What garments ask of a block: which girths and rises it may have to serve them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.product import Kind, Product, Value
from catalog.sizing import Sizing
from customers.body.fitting import CLOTH, FIT, Design, Fitting
from customers.body.limits import LIMITS, STRETCH, least_mm
from customers.body.size_rules import SizeRules, size_rules
from customers.body.target import Target
from customers.body.ways import by_body
from rules.check import holds
from rules.rule import RuleBook
from rules.scope import options_of

Ints = NDArray[np.int32]
Apart = tuple[int, int, int, int]
"""Two points by place, and how far the first, and how far the second, may be moved beyond it."""

CUT_TO_LENGTH = "inseam"
"""No pattern is made for a length: legs are cut to it."""

RISE, WASH = "rise", "wash"


@dataclass(frozen=True, slots=True)
class Asked:
    """What garments may measure and how far blocks move, in mm by garment and point.

    `weight` says how many garments are alike; `apart` how far points move against each other.
    """

    least_mm: Ints
    most_mm: Ints
    down_mm: Ints
    up_mm: Ints
    weight: Ints
    apart: tuple[Apart, ...]

    def served(self, block_mm: Ints) -> NDArray[np.intp]:
        """The garments that `block_mm` serves once it is adjusted."""
        near = np.ones(len(self.weight), dtype=np.bool_)
        for point, length in enumerate(block_mm.tolist()):
            near &= self.least_mm[:, point] - self.up_mm[:, point] <= length
            near &= length <= self.most_mm[:, point] - self.down_mm[:, point]
        places = np.flatnonzero(near)
        low = np.maximum(self.least_mm[places] - block_mm, self.down_mm[places])
        high = np.minimum(self.most_mm[places] - block_mm, self.up_mm[places])
        for first, second, ahead, behind in self.apart:
            low[:, second] = np.maximum(low[:, second], low[:, first] - ahead)
            high[:, second] = np.minimum(high[:, second], high[:, first] + behind)
        found: NDArray[np.intp] = places[(low <= high).all(axis=1)]
        return found


def graded(product: Product) -> list[str]:
    """The points of measure that patterns are made for, in the maker's order."""
    assert product.sizing is not None
    points = product.sizing.points
    return [point.key for point in points if point.body and point.key != CUT_TO_LENGTH]


def makes(book: RuleBook) -> list[tuple[dict[str, str], int]]:
    """Fit and cloth wherever they go together; cloths that fit alike stand once, with how many."""
    product = book.product
    pair = [rule.claim for rule in book.rules if options_of(rule.claim) <= {FIT, CLOTH}]
    found: dict[tuple[str, tuple[int, ...]], tuple[dict[str, str], int]] = {}
    for fit in product.option(FIT).values:
        for cloth in product.option(CLOTH).values:
            values = {FIT: fit.key, CLOTH: cloth.key}
            if all(holds(claim, product, values) for claim in pair):
                alike = fit.key, _feel(product, cloth)
                first, many = found.get(alike, (values, 0))
                found[alike] = first, many + 1
    return list(found.values())


def _feel(product: Product, cloth: Value) -> tuple[int, ...]:
    names = [STRETCH, *(f"{point}_ease_mm" for point in graded(product))]
    return tuple(cloth.attributes.get(name, 0) for name in names)


def asked(book: RuleBook, bodies: Sequence[Mapping[str, int]], spare_mm: int = 0) -> Asked:
    """What all garments of these bodies ask of a block.

    With `spare_mm` each is asked for that much nearer than need be, since others than those who
    were measured will come.
    """
    rows: list[tuple[list[int], list[int], list[int], list[int], int]] = []
    apart: tuple[Apart, ...] = ()
    for values, many in makes(book):
        rules = size_rules(book, values)
        reach = _reach_mm(rules)
        # Rules that join two sizes are those of the sewing room, whatever fit and cloth.
        apart = apart or tuple(_apart(rules))
        for fitting in _fittings(book, values, bodies):
            ends = [_ends_mm(fitting, target, spare_mm) for target in _targets(fitting)]
            moved = [reach[target.point.adjustment] for target in _targets(fitting)]
            rows.append(
                (
                    [a for a, _ in ends],
                    [b for _, b in ends],
                    [a for a, _ in moved],
                    [b for _, b in moved],
                    many,
                )
            )
    least, most, down, up, weight = (
        np.array(column, dtype=np.int32) for column in zip(*rows, strict=True)
    )
    return Asked(least, most, down, up, weight, apart)


def _fittings(
    book: RuleBook, values: Mapping[str, str], bodies: Sequence[Mapping[str, int]]
) -> Iterator[Fitting]:
    """Every body in a garment of this fit and cloth: half in the second rise, half in each."""
    product = book.product
    sizing = _sizing(product)
    rises = [value.key for value in product.option(RISE).values]
    start = {
        point.option: product.option(point.option).values[0].key
        for point in sizing.points
        if point.option
    }
    wash = next(wash for cloth, wash in sizing.shrink_permille if cloth == values[CLOTH])
    for place, body in enumerate(bodies):
        rise = rises[place // 2 % len(rises)] if place % 2 else rises[1]
        design = Design(product, {**start, **values, RISE: rise, WASH: wash})
        yield by_body(design, body)


def _sizing(product: Product) -> Sizing:
    assert product.sizing is not None
    return product.sizing


def _targets(fitting: Fitting) -> list[Target]:
    names = graded(fitting.design.product)
    return [target for target in fitting.targets if target.point.key in names]


def _reach_mm(rules: SizeRules) -> dict[str, tuple[int, int]]:
    """How far each adjustment moves a block, down and up, by option."""
    reach = {}
    for option in rules.product.of_kind(Kind.SIZE):
        lengths = [
            value.attributes["mm"]
            for value in option.values
            if "mm" in value.attributes and value.key not in rules.refused[option.key]
        ]
        if lengths:
            reach[option.key] = min(lengths), max(lengths)
    return reach


def _apart(rules: SizeRules) -> Iterator[Apart]:
    """How far each two points may be moved against each other, where a rule joins them."""
    product = rules.product
    place = {
        point.adjustment: graded(product).index(point.key)
        for point in _sizing(product).points
        if point.key in graded(product)
    }
    for joint in rules.joints:
        first, second = (product.option(key) for key in joint.options)
        kept = [
            one.attributes["mm"] - other.attributes["mm"]
            for one in first.values
            for other in second.values
            if rules.keeps(joint, {first.key: one.key, second.key: other.key})
        ]
        yield place[first.key], place[second.key], max(kept), -min(kept)


def _ends_mm(fitting: Fitting, target: Target, spare_mm: int) -> tuple[int, int]:
    """The least and the most the point of `target` may measure, without what the design draws."""
    tolerance = target.point.tolerance_mm - spare_mm
    limits = (least_mm(one, fitting) for one in LIMITS if one.point == target.point.key)
    least = max([target.target_mm - tolerance, *(one for one in limits if one is not None)])
    return least - target.drawn_mm, target.target_mm + tolerance - target.drawn_mm
