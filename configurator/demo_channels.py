"""The channels of the demo: e-mail, own pages, letters and calls, tried before it began."""

import secrets
from datetime import datetime, timedelta

from configurator.demo_people import BY, PEOPLE
from configurator.sealing import LETTERS, sealing_keys
from configurator.settings import Settings
from configurator.stop_links import test_stop_address
from configurator.storage.accounts import Role
from configurator.storage.channels import (
    TEST_LETTER,
    Item,
    Passed,
    enabled_channels,
    has_left,
    note_passed,
)
from configurator.storage.database import Database
from configurator.storage.outbox import Outgoing, post
from customers.rights.purpose import Channel

STANDS_IN = {
    Channel.EMAIL: Channel.LETTER,
    Channel.WEB: Channel.EMAIL,
    Channel.LETTER: Channel.EMAIL,
    Channel.PHONE: Channel.EMAIL,
}
"""What each channel of the demo is replaced by if it fails."""

ID_BYTES = 18
LASTS = timedelta(days=7)


def fill_channels(settings: Settings, database: Database, now: datetime) -> None:
    """Try each channel that is not in use: the test of e-mail lies in the mailbox."""
    with database.recording() as session:
        closed = STANDS_IN.keys() - enabled_channels(session)
        if Channel.EMAIL in closed:
            key = sealing_keys(settings, LETTERS)[0]
            post(session, _test(settings, now), key, is_sent=settings.smtp is not None)
        for channel in sorted(closed):
            detail = {Item.FALLBACK: STANDS_IN[channel].value}
            if has_left(session, channel, is_shown=True):
                for item in Item:
                    note_passed(session, Passed(channel, item, detail.get(item, "demo"), now, BY))


def _test(settings: Settings, now: datetime) -> Outgoing:
    email, _ = PEOPLE[Role.MANAGER]
    body = f"{test_stop_address(settings, Channel.EMAIL)}\n"
    id_ = secrets.token_urlsafe(ID_BYTES)
    return Outgoing(id_, TEST_LETTER, "en", email, "A test", body, now, now + LASTS)
