"""How a plan of the dialogue does: its objective, what tells it, since when, and how far it is."""

from dataclasses import dataclass
from datetime import datetime

from customers.dialogue.campaign_result import Arm, Between, share_of


@dataclass(frozen=True, slots=True)
class Progress:
    """A programme with its counts of messages; `reached` of those `sent` reached the objective.

    It goes on from `begins_at`, the first message, to `ends_at`, after which none of them goes.
    """

    programme: str
    objective: str
    measure: str
    begins_at: datetime
    ends_at: datetime
    planned: int
    sent: int
    waiting: int
    lapsed: int
    answered: int
    reached: int

    @property
    def share(self) -> Between:
        """The part of the sent that reached it, with limits of 95 of 100."""
        return share_of(Arm(self.sent, self.reached))
