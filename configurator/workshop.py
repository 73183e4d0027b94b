"""The workshop: all that answering a request needs, put together once per process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from configurator.settings import Settings
from configurator.states import States
from configurator.storage.database import Database
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
