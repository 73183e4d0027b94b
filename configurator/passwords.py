"""Passwords: Argon2id hashes. Slow by design, so never call this inside a transaction."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

# The least that OWASP's password storage advice and ASVS 5.0 (11.4.2) ask of Argon2id: 19 MiB,
# two passes, one lane. About 26 ms on one core; 200 tries at once stay within 4 GB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


def password_hash(password: str) -> str:
    """The Argon2id hash of `password` with a fresh salt, as text that names its own parameters."""
    return _HASHER.hash(_bytes(password))


def is_password(password: str, hashed: str | None) -> bool:
    """Whether `hashed` was made from `password`; with None (no such account) always False.

    Takes the same time in both cases, so that nobody learns from it which accounts exist.
    """
    try:
        return _HASHER.verify(hashed or _nobody(), _bytes(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hashed: str) -> bool:
    """Whether `hashed` was made with other parameters than today's and should be renewed."""
    return _HASHER.check_needs_rehash(hashed)


@cache
def _nobody() -> str:
    """A hash no account has; made once per process."""
    return password_hash("the password of nobody")


def _bytes(password: str) -> bytes:
    # JSON can carry lone surrogates, which plain UTF-8 refuses.
    return password.encode("utf-8", "surrogatepass")
