"""The seal: text only readable with a person's key. Without the key it is noise for good.

AES-256-GCM (NIST SP 800-38D) from the library `cryptography`, a new random nonce for each text. The
seal is bound to what it belongs to, so one cannot be moved to another event.
"""

import base64
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from configurator.storage.errors import StorageError

KEY_BITS = 256
NONCE_BYTES = 12


class BrokenSeal(StorageError):
    """The sealed text was altered, or moved from where it belongs."""

    def __init__(self, belongs_to: str) -> None:
        self.belongs_to = belongs_to
        super().__init__(f"the seal of {belongs_to!r} is broken")


def new_key() -> str:
    """A new random key, as text."""
    return base64.b64encode(AESGCM.generate_key(KEY_BITS)).decode("ascii")


def sealed(text: str, key: str, belongs_to: str) -> str:
    """`text` under `key`, bound to the id it belongs to."""
    return base64.b64encode(sealed_file(text.encode(), key, belongs_to)).decode("ascii")


def unsealed(closed: str, key: str, belongs_to: str) -> str:
    """The text that `sealed` closed. Raises BrokenSeal."""
    return opened_file(base64.b64decode(closed), key, belongs_to).decode()


def unsealed_by(closed: str, keys: Sequence[str], belongs_to: str) -> str:
    """The text that was closed under one of `keys`, the likeliest first. Raises BrokenSeal."""
    for key in keys:
        try:
            return unsealed(closed, key, belongs_to)
        except BrokenSeal:
            continue  # It was sealed before the key was changed.
    raise BrokenSeal(belongs_to)


def sealed_file(content: bytes, key: str, belongs_to: str) -> bytes:
    """The same for a file."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, content, belongs_to.encode())


def opened_file(closed: bytes, key: str, belongs_to: str) -> bytes:
    """The file that `sealed_file` closed. Raises BrokenSeal."""
    nonce, rest = closed[:NONCE_BYTES], closed[NONCE_BYTES:]
    try:
        return _cipher(key).decrypt(nonce, rest, belongs_to.encode())
    except InvalidTag as error:
        raise BrokenSeal(belongs_to) from error


def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))
