"""What was learned from everybody: classes, which of them come with which need, and loyalty."""

from collections.abc import Mapping
from dataclasses import dataclass

from customers.taste.classes import Classes
from customers.taste.curve import AS_SAID, Curve
from customers.taste.loyalty import Loyalty
from rules.passes import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A product's tastes. `popular` shares of values by number; `segments` shares of classes.

    `sure` says how sure to be of what is likeliest for people who have ordered before, and
    `sure_of_new` for others.
    """

    classes: Classes
    popular: Floats
    segments: Mapping[str, Floats]
    loyalty: Loyalty
    sure: Curve = AS_SAID
    sure_of_new: Curve = AS_SAID

    def prior(self, segment: str) -> Floats:
        """The shares of classes among people of a segment; of everybody where it is not known."""
        return self.segments.get(segment, self.classes.shares)
