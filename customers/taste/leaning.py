"""What somebody wished for or looked at: weak evidence of what he likes."""

from collections.abc import Mapping

from customers.taste.person import Times

WISHED, VIEWED = "wished", "viewed"
LIKELIER: Mapping[str, float] = {WISHED: 1.6, VIEWED: 1.15}
"""So many times likelier each value of a design is; an order says several times as much."""


def leaning(about: str, design: Mapping[str, str]) -> Times:
    """What it says that somebody wished for, or looked at, a design of these values."""
    return dict.fromkeys(design.items(), LIKELIER[about])
