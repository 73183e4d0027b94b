"""Which accessories to offer: those from which most is expected, and never many."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_OFFERED = 2
BELIEVED = 20.0
"""So many offers are believed of each accessory before any is known."""

USUAL = 0.1
"""Of a hundred so many are believed to take one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How often something was offered, and how often it was taken then."""

    offered: int = 0
    taken: int = 0

    @property
    def chance(self) -> float:
        """How likely somebody takes it who is offered it (mean of a Beta distribution)."""
        return (self.taken + BELIEVED * USUAL) / (self.offered + BELIEVED)


NEVER = Seen()


def gain_cents(margin_cents: int, seen: Seen) -> float:
    """What an offer is expected to bring."""
    return margin_cents * seen.chance


def worth_offering(margins: Mapping[str, int], seen: Mapping[str, Seen]) -> tuple[str, ...]:
    """Of accessories with these margins in cents the few from which most is expected, first."""
    gain = {key: gain_cents(cents, seen.get(key, NEVER)) for key, cents in margins.items()}
    return tuple(sorted(gain, key=lambda key: -gain[key])[:MOST_OFFERED])
