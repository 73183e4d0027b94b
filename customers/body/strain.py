"""Strain: how badly a block with adjustments meets its targets, as whole numbers to add up.

A point that misses its target by one tolerance strains by 1000, by half of one 250; beyond its
tolerance ten times as much, and beyond `MOST_TOLERANCES` it is no garment made to measure. Each
adjustment strains a little by itself, so that few are made rather than many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.product import Kind, Option
from catalog.sizing import Block, Point
from customers.body.crotch import BACK, FRONT
from customers.body.fitting import Fitting
from customers.body.limits import Limit, least_mm
from customers.body.target import Target

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = 1 << 40
"""Above every sum of strains: a limit forbids it, or somebody chose otherwise."""

ONE_TOLERANCE = 1000
BEYOND = 10
MOST_TOLERANCES = 5
# Worth a miss of a third of a tolerance; of two that are altered, the one altered less.
ALTERED, ALTERED_PER_MM = 100, 2


@dataclass(frozen=True)
class Strains:
    """What each step of each adjustment strains on each block.

    `steps[i][b, s]` is the strain of step `s` of option `options[i]` on block `b`, of all points
    it alters; `unaltered[b]` that of the points that nothing alters.
    """

    blocks: tuple[Block, ...]
    options: tuple[Option, ...]
    unaltered: Ints
    steps: tuple[Ints, ...]
    rises: "Rises | None"

    @cached_property
    def least(self) -> Ints:
        """For every block, what no choice of steps can go below."""
        return sum((one.min(axis=1) for one in self.steps), self.unaltered)

    def best(self, block: int) -> tuple[int, ...]:
        """The step of each option that strains `block` least, taken by itself."""
        return tuple(int(one[block].argmin()) for one in self.steps)


@dataclass(frozen=True, slots=True)
class Rises:
    """What front and back rise measure by block and step, and the options that alter them."""

    front: int
    back: int
    front_mm: Ints
    back_mm: Ints


def strains(
    fitting: Fitting,
    kept: Mapping[str, str],
    refused: Mapping[str, frozenset[str]],
    limits: Sequence[Limit],
) -> Strains:
    """The strains of all blocks and steps.

    Args:
        fitting: the targets and the body. Its product has sizing.
        kept: values of size options that people chose.
        refused: values of size options that a rule refuses whatever else is taken.
        limits: what no point may go below.
    """
    product = fitting.design.product
    sizing = product.sizing
    assert sizing is not None
    options = tuple(one for one in product.of_kind(Kind.SIZE) if one.key != sizing.block_option)
    bench = _Bench(fitting, sizing.blocks, limits)
    altered = {option.key for option in options}
    rest = [target for target in bench.targets if target.point.adjustment not in altered]
    unaltered = bench.strain(rest, np.zeros(1, dtype=np.int64))[:, 0]
    allowed = _allowed([block.key for block in sizing.blocks], sizing.block_option, kept, refused)
    steps = tuple(_of_option(bench, option, kept, refused) for option in options)
    return Strains(
        sizing.blocks, options, np.where(allowed, unaltered, NEVER), steps, _rises(bench, options)
    )


def _of_option(
    bench: "_Bench",
    option: Option,
    kept: Mapping[str, str],
    refused: Mapping[str, frozenset[str]],
) -> Ints:
    targets = [target for target in bench.targets if target.point.adjustment == option.key]
    steps_mm = lengths_mm(option)
    strain = bench.strain(targets, steps_mm)
    strain += np.where(steps_mm, ALTERED + ALTERED_PER_MM * np.abs(steps_mm), 0)
    allowed = _allowed([value.key for value in option.values], option.key, kept, refused)
    return np.where(allowed, strain, NEVER)


def lengths_mm(option: Option) -> Ints:
    """By how many mm each value of an adjustment moves the pattern."""
    return np.array([value.attributes["mm"] for value in option.values], dtype=np.int64)


def _allowed(
    keys: Sequence[str],
    option: str,
    kept: Mapping[str, str],
    refused: Mapping[str, frozenset[str]],
) -> Flags:
    never = refused.get(option, frozenset())
    return np.array([kept.get(option, key) == key and key not in never for key in keys])


def _rises(bench: "_Bench", options: Sequence[Option]) -> Rises | None:
    """Where front and back rise are altered each by an option of its own."""
    places = {option.key: place for place, option in enumerate(options)}
    found = {target.point.key: target for target in bench.targets}
    if FRONT not in found or BACK not in found:
        return None
    by = [found[key].point.adjustment for key in (FRONT, BACK)]
    if by[0] == by[1] or not set(by) <= places.keys():
        return None
    front, back = places[by[0]], places[by[1]]
    return Rises(
        front,
        back,
        bench.made_mm(found[FRONT], lengths_mm(options[front])),
        bench.made_mm(found[BACK], lengths_mm(options[back])),
    )


@dataclass(frozen=True)
class _Bench:
    """Where blocks are held against the targets of one garment."""

    fitting: Fitting
    blocks: tuple[Block, ...]
    limits: Sequence[Limit]

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The targets at points the blocks have; all others are drawn to their target."""
        points = self.blocks[0].measures_mm if self.blocks else {}
        return tuple(one for one in self.fitting.targets if one.point.key in points)

    def strain(self, targets: Sequence[Target], steps_mm: Ints) -> Ints:
        """By block and step, the strain of `targets` together."""
        whole = np.zeros((len(self.blocks), len(steps_mm)), dtype=np.int64)
        for target in targets:
            whole += self._strain(target, self.made_mm(target, steps_mm))
        return np.minimum(whole, NEVER)

    def made_mm(self, target: Target, steps_mm: Ints) -> Ints:
        """By block and step, what the point of `target` measures."""
        on_block = [block.measures_mm[target.point.key] for block in self.blocks]
        drawn = np.array(on_block, dtype=np.int64) + target.drawn_mm
        return drawn[:, None] + steps_mm[None, :]

    def _strain(self, target: Target, made_mm: Ints) -> Ints:
        tolerance = max(1, target.point.tolerance_mm)
        missed = np.abs(made_mm - target.target_mm)
        strain = missed * missed * ONE_TOLERANCE // tolerance**2
        strain = np.where(missed > tolerance, strain * BEYOND, strain)
        never = (missed > MOST_TOLERANCES * tolerance) | (made_mm < self._least_mm(target.point))
        return np.where(never, NEVER, strain)

    def _least_mm(self, point: Point) -> int:
        least = (least_mm(one, self.fitting) for one in self.limits if one.point == point.key)
        return max((one for one in least if one is not None), default=0)
