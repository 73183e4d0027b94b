"""Codes that change every half minute (TOTP, RFC 6238), and codes for who lost what makes them."""

import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp

STEP_S = 30
AROUND = (0, -1, 1)
"""Clocks of telephones go wrong: one step before and one after are taken too."""

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _IN_GROUP = 4, 4


def new_secret() -> str:
    """A new random secret of 160 bits (RFC 4226, R6) in base 32."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """What a telephone reads from the picture: `otpauth://totp/...`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Surmesure")


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The half minute, counted from 1970, whose code this is; None if it is none of now."""
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    for step in (now + offset for offset in AROUND):
        if compare_digest(totp.generate_otp(step).encode(), typed.encode("utf-8", "replace")):
            return step
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Codes of 79 random bits each, for one use, in groups to be copied by hand."""
    return tuple(_recovery_code() for _number in range(RECOVERY_CODES))


def plain(code: str) -> str:
    """A recovery code however it was typed."""
    return "".join(letter for letter in code.casefold() if letter in _LETTERS)


def _recovery_code() -> str:
    drawn = "".join(secrets.choice(_LETTERS) for _letter in range(_GROUPS * _IN_GROUP))
    starts = range(0, len(drawn), _IN_GROUP)
    return "-".join(drawn[start : start + _IN_GROUP] for start in starts)
