"""Where a smooth loss is least: the one door to what finds it, which takes a second to load."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]
"""Gives the loss and its slopes."""

CLOSELY = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7}


def lowest(loss: Loss, start: Floats, bounds: Sequence[Sequence[float]] | None = None) -> Floats:
    """The place from `start` downhill, between `bounds` (low and high of each), by L-BFGS-B."""
    # Only the night fits anything; who answers clicks begins a second sooner without it.
    from scipy.optimize import minimize  # noqa: PLC0415 - as said

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=CLOSELY)
    place: Floats = found.x
    return place
