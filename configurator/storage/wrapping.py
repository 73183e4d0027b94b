"""Keys of persons as they lie in their store: sealed under a key that lies in no database.

Whoever has copied both databases, that of the shop and that of the keys, opens nothing without the
file of secrets beside the data. Which secret sealed a key stands before it, so that all can be
sealed anew when there is another secret.
"""

import hashlib
from collections.abc import Sequence

from configurator.storage.errors import StorageError
from configurator.storage.seal import sealed, unsealed

MARK_DIGITS = 12
AFTER_MARK = "."


class LostSecret(StorageError):
    """A key of a person is sealed under a secret that is not among ours."""

    def __init__(self) -> None:
        super().__init__(
            "keys of persons are sealed under another secret: put the lines of the former file"
            " secret-key back behind the first one of this"
        )


def wrapped(key: str, secrets: Sequence[str], person: str) -> str:
    """The key of `person` sealed under the first of `secrets`; as it is where there is none."""
    if not secrets:
        return key
    return f"{mark_of(secrets[0])}{sealed(key, secrets[0], _belongs_to(person))}"


def unwrapped(closed: str, secrets: Sequence[str], person: str) -> str:
    """The key that `wrapped` closed. Raises LostSecret, BrokenSeal."""
    if AFTER_MARK not in closed:
        return closed
    for secret in secrets:
        if closed.startswith(mark := mark_of(secret)):
            return unsealed(closed.removeprefix(mark), secret, _belongs_to(person))
    raise LostSecret


def mark_of(secret: str) -> str:
    """What stands before keys sealed under `secret`; tells nothing of it."""
    return hashlib.sha256(f"mark {secret}".encode()).hexdigest()[:MARK_DIGITS] + AFTER_MARK


def _belongs_to(person: str) -> str:
    return f"key of {person}"
