"""Addresses in letters that say no for good, signed: also letters of the night carry them."""

from itsdangerous import URLSafeSerializer

from configurator.settings import Settings
from customers.rights.purpose import Channel

STOP, TEST_STOP = "consent stop", "channel stop"


def signer(settings: Settings, what_for: str) -> URLSafeSerializer:
    """What signs tokens that are for one thing: verified with each key, signed with the last."""
    keys = [*settings.former_secret_keys, settings.secret_key]
    return URLSafeSerializer(keys, salt=what_for)


def stop_address(settings: Settings, person: str, purpose: str, channel: Channel) -> str:
    """Where `person` says no to `purpose` by `channel`, without signing in."""
    token = signer(settings, STOP).dumps([person, purpose, channel.value])
    return f"{settings.public_address}/consent/stop/{token}"


def test_stop_address(settings: Settings, channel: Channel) -> str:
    """Where who tries a channel says no as a customer would: nobody's consent hangs on it."""
    token = signer(settings, TEST_STOP).dumps(channel.value)
    return f"{settings.public_address}/channels/stop/{token}"
