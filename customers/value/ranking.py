"""How good an order of customers is: the share of later money that those in front brought."""

import numpy as np

from customers.value.history import Floats

TOP = 0.2
"""Tools are compared by the first fifth."""


def share_in_top(score: Floats, later: Floats, top: float = TOP) -> float:
    """What of all `later` money came from the first `top` by `score`; 0 where there was none.

    Of equal scores those listed first come first.
    """
    order = np.argsort(-score, kind="stable")[: round(len(score) * top)]
    whole = float(later.sum())
    return float(later[order].sum()) / whole if whole else 0.0
