"""The job of the night that values everybody."""

from datetime import datetime
from pathlib import Path

from configurator.settings import Settings
from configurator.storage.database import Database
from configurator.storage.jobs import VALUE, Work
from configurator.value_night import Thought, value_everybody
from customers.value.policy import FILE, read_policies

VALUING = Work(VALUE, VALUE)


def value_customers(
    database: Database, settings: Settings, now: datetime, policies: Path = FILE
) -> Thought:
    """Value everybody by the settings in the file `policies`. Raises BadPolicies."""
    return value_everybody(database, read_policies(policies), now, settings.time_zone)
