"""The keys letters and second factors are sealed under: from the secret key, not the database."""

import base64
import hashlib

from configurator.settings import Settings

LETTERS = "letters"
"""What the key of letters to send is for."""


def sealing_keys(settings: Settings, purpose: str) -> tuple[str, ...]:
    """The keys for `purpose`: today's, by which is sealed, then former ones, which still open."""
    secrets = (settings.secret_key, *settings.former_secret_keys)
    return tuple(_key(secret, purpose) for secret in secrets)


def _key(secret: str, purpose: str) -> str:
    # A long random secret needs no slow derivation; BLAKE2b takes keys of up to 64 bytes.
    keyed = hashlib.sha512(secret.encode()).digest()
    digest = hashlib.blake2b(purpose.encode(), key=keyed, digest_size=32).digest()
    return base64.b64encode(digest).decode("ascii")
