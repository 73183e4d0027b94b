"""How a customer is treated, and why: by the policy of his tier, unless he is to go without."""

from dataclasses import dataclass
from enum import StrEnum

from customers.value.policy import Policies, Policy
from customers.value.tier import Tier

USUAL = Tier.CCM
"""As whom those are treated of whom no tier is known."""


class Why(StrEnum):
    """Why somebody is treated so."""

    TIER = "tier"
    CONTROL = "control"
    UNKNOWN = "unknown"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Manner:
    """What a customer is given, and why. `less_percent` is what he pays less; usually nothing."""

    policy: Policy
    tier: str
    why: Why
    less_percent: int = 0

    @property
    def goes_first(self) -> bool:
        """Whether his pairs may go before others in the workshop."""
        return self.policy.workshop_slot == "first"


def manner(policies: Policies, tier: str, *, is_control: bool, may_know: bool) -> Manner:
    """How somebody of that tier (empty: not known) is treated.

    Who goes without, and who does not allow that we know, is treated as usual.
    """
    usual = policies.policies[USUAL]
    if not may_know:
        return Manner(usual, "", Why.NOT_ALLOWED)
    if not tier:
        return Manner(usual, "", Why.UNKNOWN)
    if is_control:
        return Manner(usual, tier, Why.CONTROL)
    less = policies.price_percent if tier == Tier.CPP else 0
    return Manner(policies.policies[Tier(tier)], tier, Why.TIER, less)
