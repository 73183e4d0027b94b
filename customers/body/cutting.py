"""Cut values: what must be cut so that the target is left after the wash.

cut = target / (1 - shrinkage): by the warp for lengths and rises, by the weft for girths.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from catalog.sizing import Point, Sizing
from customers.body.measurement import BodyError
from customers.body.target import Target

CLOTH, WASH = "cloth", "wash"
"""The options that shrinkage.csv is keyed by."""


class UnknownShrinkage(BodyError):
    """Nobody entered how much this cloth shrinks in this wash, so it cannot be cut."""

    def __init__(self, cloth: str, wash: str) -> None:
        self.cloth, self.wash = cloth, wash
        super().__init__(f"the shrinkage of {cloth!r} washed {wash!r} is not known")


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How far cloth shrinks in the wash, in thousandths: of a kind of cloth, or of one roll."""

    warp_permille: int
    weft_permille: int

    def along(self, point: Point) -> int:
        """The shrinkage of `point`, in thousandths."""
        return self.warp_permille if point.grain == "warp" else self.weft_permille


UNSHRUNK = Shrinkage(0, 0)


def shrinkage(sizing: Sizing, values: Mapping[str, str]) -> Shrinkage:
    """How far the cloth of `values` shrinks in their wash, as the maker's table has it.

    Raises UnknownShrinkage. Products without a table of shrinkages do not shrink.
    """
    if not sizing.shrink_permille:
        return UNSHRUNK
    cloth, wash = values[CLOTH], values[WASH]
    if (cloth, wash) not in sizing.shrink_permille:
        raise UnknownShrinkage(cloth, wash)
    return Shrinkage(*sizing.shrink_permille[cloth, wash])


def recut(targets: Iterable[Target], shrink: Shrinkage) -> tuple[Target, ...]:
    """`targets` cut for cloth that shrinks so: of a kind of cloth, or of the roll on the table."""
    return tuple(
        replace(
            target,
            shrink_permille=shrink.along(target.point),
            cut_mm=cut_mm(target.target_mm, shrink.along(target.point)),
        )
        for target in targets
    )


def cut_mm(target_mm: int, shrink_permille: int) -> int:
    """What to cut so that `target_mm` are left after the wash, rounded up to whole mm."""
    return -(-target_mm * 1000 // (1000 - shrink_permille))
