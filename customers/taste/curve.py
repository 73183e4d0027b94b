"""How sure to be of the likeliest value: how likely it is said to be, set right by experience.

Classes do not know all that ties values together, so what they hold very likely is right a little
less often than they say. A curve through how often it was right (Platt, "Probabilistic Outputs for
Support Vector Machines", 1999) corrects that; probabilities themselves stay as they are.
"""

from dataclasses import dataclass

import numpy as np

from rules.passes import Floats

BELIEVED = 40.0
"""So many defaults would have to be wrong to doubt what is said half as much as they do."""

ROUNDS = 25
CLOSEST = 1e-6

SURE = 1 - 1e-9
"""What is at least so likely is settled by rules."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The odds of being right: e to the power of `shift` times those said to that of `slope`."""

    shift: float = 0.0
    slope: float = 1.0

    def of(self, said: Floats) -> Floats:
        """How often what is said to be so likely is right; what rules settle stays certain."""
        right = 1 / (1 + np.exp(-self.shift - self.slope * _odds(said)))
        return np.where(said >= SURE, said, right)


AS_SAID = Curve()
"""Nothing is known against what is said."""


def curve(said: Floats, right: Floats) -> Curve:
    """The curve through what was said and whether it was `right` (1 or 0).

    By Newton's method, with a belief that what is said is so.
    """
    terms = np.stack([np.ones(len(said)), _odds(said)])
    usual = np.array([0.0, 1.0])
    found = usual
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-found @ terms))
        slope = terms @ (right - likely) - BELIEVED * (found - usual)
        bend = (terms * likely * (1 - likely)) @ terms.T + BELIEVED * np.eye(2)
        found = found + np.linalg.solve(bend, slope)
    return Curve(*found.tolist())


def _odds(said: Floats) -> Floats:
    """The logarithm of the odds."""
    kept = np.clip(said, CLOSEST, 1 - CLOSEST)
    return np.asarray(np.log(kept / (1 - kept)))
