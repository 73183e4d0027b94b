"""The port of linking: what every matcher takes and gives, ours or a larger one behind it."""

from collections.abc import Sequence
from typing import Protocol

from customers.identity.matching import Link, Linking
from customers.identity.record import Record


class Linker(Protocol):
    """Anything that finds who is probably the same; `matching.links` is one."""

    def __call__(
        self, records: Sequence[Record], others: Sequence[Record] = (), how: Linking | None = None
    ) -> tuple[Link, ...]:
        """The probable pairs, most probable first: within `records`, or across to `others`."""
