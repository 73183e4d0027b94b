"""Codes by which a customer tells others of us: short, read aloud, and nothing of him in them."""

import re
from hashlib import blake2b

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters nobody takes for each other."""

LENGTH, HALF = 8, 4
_CODE = re.compile(f"[{SIGNS}]{{{LENGTH}}}")


def code_from(chance: str) -> str:
    """A code out of unguessable text; another text gives another code."""
    number = int.from_bytes(blake2b(chance.encode(), digest_size=16).digest())
    return "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(LENGTH))


def read_code(typed: str) -> str:
    """The code somebody typed, however he wrote it; empty if it is none."""
    plain = "".join(typed.upper().split()).replace("-", "")
    return plain if _CODE.fullmatch(plain) else ""


def written(code: str) -> str:
    """A code as people read it: `K7PM-3XQD`."""
    return f"{code[:HALF]}-{code[HALF:]}"
