"""Jobs of campaigns: people are drawn bit by bit, then their messages are decided on."""

from datetime import datetime

from configurator.jobs.messages import WRITING, desk_of
from configurator.settings import Settings
from configurator.storage.campaign_launch import draw_more
from configurator.storage.channels import enabled_channels
from configurator.storage.database import Database
from configurator.storage.jobs import want_anew


def draw_campaign(database: Database, settings: Settings, id_: str, now: datetime) -> bool:
    """Draw some more of its people; whether nobody is left. Raises BadPolicies."""
    outlook = desk_of(database, settings, now).outlook
    with database.recording() as session:
        is_more = draw_more(session, id_, outlook, enabled_channels(session))
        want_anew(session, WRITING, now)
    return not is_more
