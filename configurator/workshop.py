"""The workshop: all that answering a request needs, put together once per process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from configurator.settings import Settings
from configurator.states import States
from configurator.storage.database import Database
from configurator.studies import Studies
from configurator.tastes import Tastes
from rules.engine import Engine


@dataclass(frozen=True, slots=True)
class Workshop:
    """Engines by product key, the open database, and where time and unguessable links come from.

    `now` gives a UTC-aware instant; `new_link` random text of at least 128 bits.
    """

    database: Database
    engines: Mapping[str, Engine]
    settings: Settings
    now: Callable[[], datetime]
    new_link: Callable[[], str]
    states: States = field(default_factory=States, init=False, compare=False)
    studies: Studies = field(default_factory=Studies, init=False, compare=False)
    tastes: Tastes = field(default_factory=Tastes, init=False, compare=False)

    def here(self, instant: datetime) -> datetime:
        """`instant` by the clock of the shop, as people are told it."""
        return instant.astimezone(self.settings.time_zone)

    def today(self) -> date:
        """The day it is in the shop."""
        return self.here(self.now()).date()
