"""Channels and their check-lists: none carries anything before each item of its list passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.errors import StorageError
from configurator.storage.hooks import What
from configurator.storage.outbox import Post
from configurator.storage.tables_channels import CallRow, ChannelCheckRow
from configurator.storage.tables_signing_in import OutgoingRow
from customers.rights.purpose import Channel

TEST_LETTER = "channel_test"
"""The kind of a letter in the outbox that tries the channel."""

CHANNELS = tuple(one for one in Channel if one is not Channel.ANY)


class Item(StrEnum):
    """What has to pass: a test came through, saying no was tried, and what to do when it fails."""

    TEST = "test"
    OPT_OUT = "opt_out"
    FALLBACK = "fallback"


class NoFallback(StorageError):
    """A channel cannot be replaced by itself, nor by none."""


@dataclass(frozen=True, slots=True)
class Passed:
    """An item that passed; `detail` says how: for FALLBACK the other channel."""

    channel: Channel
    item: Item
    detail: str
    at: datetime
    by: str


def enabled_channels(session: Session) -> frozenset[Channel]:
    """The channels whose check-list passed, every item of it."""
    passed = check_lists(session)
    return frozenset(one for one in CHANNELS if passed[one].keys() >= set(Item))


def check_lists(session: Session) -> Mapping[Channel, Mapping[Item, Passed]]:
    """What passed so far, by channel."""
    found: dict[Channel, dict[Item, Passed]] = {one: {} for one in CHANNELS}
    for row in session.scalars(select(ChannelCheckRow)):
        channel, item = Channel(row.channel), Item(row.item)
        found[channel][item] = Passed(channel, item, row.detail, row.passed_at, row.passed_by)
    return found


def note_passed(session: Session, passed: Passed) -> None:
    """Note that an item passed; the last time counts. Raises NoFallback."""
    if passed.item is Item.FALLBACK and passed.detail not in set(CHANNELS) - {passed.channel}:
        raise NoFallback
    row = session.get(ChannelCheckRow, (passed.channel.value, passed.item.value))
    if row is None:
        row = ChannelCheckRow(channel=passed.channel.value, item=passed.item.value)
        session.add(row)
    row.detail, row.passed_at, row.passed_by = passed.detail, passed.at, passed.by
    session.flush()
    after = {"item": passed.item, "detail": passed.detail}
    subject = f"channel {passed.channel}"
    audit.record(session, audit.Deed(passed.at, passed.by, "passed", subject, after=after))


def has_left(session: Session, channel: Channel, *, is_shown: bool) -> bool:
    """Whether the last test left: mail was taken by its server (or `is_shown`, in a demo).

    What is printed, said or shown leaves by itself.
    """
    if channel is Channel.EMAIL:
        row = OutgoingRow
        query = select(row.state).where(row.kind == TEST_LETTER).order_by(row.created_at.desc())
        state = session.scalars(query.limit(1)).first()
        return state == Post.SENT or (is_shown and state == Post.WAITING)
    if channel is Channel.SMS:
        call = CallRow
        tested = select(call.id).where(call.what == What.TEST, call.done_at.is_not(None))
        return session.scalars(tested.limit(1)).first() is not None
    return True


def close_channel(session: Session, channel: Channel, by: str, at: datetime) -> None:
    """Have the channel carry nothing until its list passed anew."""
    session.execute(delete(ChannelCheckRow).where(ChannelCheckRow.channel == channel.value))
    audit.record(session, audit.Deed(at, by, "closed", f"channel {channel}"))
