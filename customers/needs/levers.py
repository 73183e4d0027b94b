"""What a segment is for: its description and its strategy, the six levers of the mix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Lever(StrEnum):
    """What can be set for a segment."""

    PRODUCT = "product"
    PRICE = "price"
    DISTRIBUTION = "distribution"
    COMMUNICATION = "communication"
    PROMOTION = "promotion"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Strategy:
    """A segment as it is described, and what each lever is set to; empty where nothing is."""

    description: str = ""
    levers: Mapping[Lever, str] = field(default_factory=dict)
    is_target: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What a target still lacks: `description`, and levers that are not set."""
        lacking = [lever.value for lever in Lever if not self.levers.get(lever, "").strip()]
        return tuple([] if self.description.strip() else ["description"]) + tuple(lacking)

    @property
    def is_usable(self) -> bool:
        """Whether a campaign may aim at the segment."""
        return self.is_target and not self.missing


class NotReady(Exception):
    """A campaign aims at a segment that is no target, or lacks what `missing` names."""

    def __init__(self, segment: str, missing: tuple[str, ...]) -> None:
        self.segment, self.missing = segment, missing
        super().__init__(f"{segment} cannot be aimed at: {', '.join(missing) or 'no target'}")


def aimed_at(segment: str, strategy: Strategy) -> Strategy:
    """The strategy of a segment a campaign may aim at. Raises NotReady."""
    if not strategy.is_usable:
        raise NotReady(segment, strategy.missing)
    return strategy
