"""Which PINs are taken, and how they are kept: hashed like passwords, after a secret of ours.

A PIN of four digits has ten thousand forms, which whoever stole the database could all try; so the
hash is made of the PIN under a key that is not in the database.
"""

import hashlib
import re
from collections.abc import Sequence

from configurator.passwords import is_password, password_hash

FEWEST, MOST = 4, 8
FEWEST_DIFFERENT = 3
YEAR = re.compile(r"19\d\d|20[0-3]\d")
RUN = "0123456789" * 2
DRAWN = {"2580", "0852", "1379", "1397", "1793", "3197", "7931", "9713", "147258", "258369"}
DRAWN |= {"159753", "357159", "147369", "14725836", "15935728"}
"""Lines and crosses over the keys, which fingers find first."""


def is_pin(typed: str) -> bool:
    """Whether it is a PIN at all: four to eight digits."""
    return typed.isascii() and typed.isdigit() and FEWEST <= len(typed) <= MOST


def is_weak(pin: str) -> bool:
    """Whether it is among those that others would try first."""
    half = len(pin) // 2
    return (
        len(set(pin)) < FEWEST_DIFFERENT
        or pin in RUN
        or pin[::-1] in RUN
        or pin[:half] == pin[half:]
        or YEAR.fullmatch(pin) is not None
        or pin in DRAWN
    )


def pin_hash(pin: str, account: str, key: str) -> str:
    """The Argon2id hash of an account's PIN under `key`."""
    return password_hash(_keyed(pin, account, key))


def is_own_pin(typed: str, hashed: str | None, account: str, keys: Sequence[str]) -> bool:
    """Whether `hashed` was made of this PIN of the account, under one of `keys`."""
    return any(is_password(_keyed(typed, account, key), hashed) for key in keys)


def _keyed(pin: str, account: str, key: str) -> str:
    text = f"{account} {pin}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=key.encode(), digest_size=32).hexdigest()
