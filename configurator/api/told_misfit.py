"""What other programs are told where a garment cannot be ordered yet, or not at all."""

from configurator.api.told import ProblemTold, Told


class MisfitTold(Told):
    """Why no pattern can be altered to a body in this fit and cloth.

    `measurements`, `fit` and `cloth` clash, and none of them can be left out; `points` are the
    points of measure concerned. `limits` are what the nearest garment would break, empty where no
    pattern reaches so far. In `fits`, the nearest first, the body gets a garment of this cloth.
    """

    measurements: list[str]
    fit: str | None
    cloth: str | None
    points: list[str]
    limits: list[str]
    fits: list[str]


class IncompleteTold(ProblemTold):
    """Options without a value, measurements without which nothing can be cut, or a misfit.

    `misfit` is null unless all is chosen and measured and still no pattern fits.
    """

    options: list[str]
    measurements: list[str]
    misfit: MisfitTold | None
