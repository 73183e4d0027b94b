"""The secret keys of an installation: a file of its own, which nobody else may read."""

import os
import secrets
import stat
from pathlib import Path

from configurator.bad_settings import UnsafeSecret

FEWEST_KEY_CHARACTERS = 32


def secret_keys(path: Path) -> list[str]:
    """The keys in the file at `path`, which is made if missing, readable by its owner alone.

    Raises UnsafeSecret.
    """
    if not path.exists():
        _make_secret(path)
    if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeSecret(path, "others may read the secret key")
    keys = path.read_text(encoding="utf-8").split()
    if not keys or min(map(len, keys)) < FEWEST_KEY_CHARACTERS:
        raise UnsafeSecret(path, f"a key has fewer than {FEWEST_KEY_CHARACTERS} characters")
    return keys


def _make_secret(path: Path) -> None:
    """Write a new key so that of two processes that start at once both end up with the same."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # Unlike a rename, this never replaces the other's key.
    except FileExistsError:
        pass
    finally:
        draft.unlink()
