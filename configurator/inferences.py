"""Inferences: what was concluded of a person and he may reject, by whatever model.

A model plugs in with one line in `SOURCES` of `configurator/web/inferred.py`: a function that is
given the id of a person and gives what it concludes of him now, in the language of the request.
Before a model uses any, it asks `configurator.storage.rejections.rejected_by`: what was rejected is
as if never learned.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

BODY, EASE, TIER = "body", "ease", "tier"
"""Keys of what is concluded of everybody: lengths nobody measured, liking for ease, the tier."""


@dataclass(frozen=True, slots=True)
class Inference:
    """Something concluded of a person, as it is said to himself.

    `key` stays the same however often it is concluded (`tier`, `need gift`); a rejection is kept
    by it. `words` say what is concluded and `reason` how, in a sentence each; `evidence` is what it
    rests on, piece by piece. `since` is None for what is worked out anew each time, and
    `is_rejected` is filled in by the page.
    """

    key: str
    words: str
    reason: str
    evidence: tuple[str, ...] = ()
    since: datetime | None = None
    is_rejected: bool = False


Source = Callable[[str], Iterable[Inference]]
"""What one model concludes of the person with that id; what he rejected may be among it."""
