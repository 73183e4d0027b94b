"""What came of a send: how many followed its link, and how many ordered, with limits."""

from dataclasses import dataclass

from customers.dialogue.campaign_result import Arm, Between, share_of


@dataclass(frozen=True, slots=True)
class Send:
    """Messages of one programme by one channel: so many went, came back, were followed, sold.

    `cost_cents` is what all of them cost.
    """

    programme: str
    channel: str
    sent: int
    bounced: int
    clicked: int
    ordered: int
    cost_cents: int

    @property
    def arrived(self) -> int:
        """Those that did not come back: what shares are shares of."""
        return self.sent - self.bounced

    @property
    def clicks(self) -> Between:
        """The share of those that arrived whose link a person followed, 95 of 100 sure."""
        return share_of(Arm(self.arrived, min(self.clicked, self.arrived)))

    @property
    def orders(self) -> Between:
        """The share of those that arrived after which somebody ordered."""
        return share_of(Arm(self.arrived, min(self.ordered, self.arrived)))
