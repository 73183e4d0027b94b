"""Jobs of value: everybody by night, and one customer right after what changed his value."""

from datetime import datetime
from pathlib import Path

from configurator.figures_night import find_out
from configurator.programmes_night import run_programmes
from configurator.settings import Settings
from configurator.steering_night import steer
from configurator.storage.database import Database
from configurator.storage.jobs import VALUE, Work, want_anew
from configurator.storage.portraits import keep_portraits
from configurator.storage.programmes import DRAWING
from configurator.storage.relation import find_uneven, keep_uneven
from configurator.storage.slots import grant_slots
from configurator.storage.value_anew import Today, rescore
from configurator.value_night import Thought, value_everybody
from configurator.value_online import policies_now
from customers.value.policy import FILE, read_policies

VALUING = Work(VALUE, VALUE)


def value_customers(
    database: Database, settings: Settings, now: datetime, policies: Path = FILE
) -> Thought:
    """Value everybody by the settings in the file `policies`, then have programmes follow.

    Raises BadPolicies.
    """
    keep_portraits(database, now)
    known = read_policies(policies)
    found = value_everybody(database, known, now, settings.time_zone)
    today = Today(now, now.astimezone(settings.time_zone).date())
    find_out(database, known.terms, today)
    steer(database, known.terms, today)
    with database.recording() as session:
        want_anew(session, DRAWING, now)
    return found


def value_one(database: Database, settings: Settings, person: str, now: datetime) -> None:
    """Value one customer anew, and give his orders the slot his tier has in the workshop."""
    policies, today = policies_now(), Today(now, now.astimezone(settings.time_zone).date())
    if policies is None:
        return
    with database.recording() as session:
        rescore(session, person, today, policies.terms)
        grant_slots(session, person, policies, now)


def follow_programmes(database: Database, settings: Settings, now: datetime) -> None:
    """Draw who came into a tier since, and say what programmes bring."""
    policies = policies_now()
    if policies:
        today = Today(now, now.astimezone(settings.time_zone).date())
        run_programmes(database, policies, today)
        with database.reading() as session:
            found = find_uneven(session, policies, today.day, settings.time_zone)
        with database.recording() as session:
            keep_uneven(session, found, today.day)
