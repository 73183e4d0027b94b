"""Which passwords are taken: eight characters or more that are not among the first to be tried.

Length and refusal of what is common are all there is (NIST SP 800-63B, OWASP ASVS 6.2): no demand
for digits or signs, no greatest length, nothing cut off. Fifteen characters and more are advised.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path

FEWEST = 8
ADVISED = 15
FEWEST_OF_ITS_OWN = 6
"""So many letters and digits must remain beside words that anybody would try."""
SHORTEST_WORD = 3
SHOP_WORDS = ("surmesure", "sur mesure", "jeans", "jean", "denim")
"""Words that everybody tries first in this shop."""

_COMMON = Path(__file__).with_name("common_passwords.txt")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "azertyuiopqsdfghjklmwxcvbn")


class Weakness(Enum):
    """Why a password is not taken."""

    SHORT = "it has fewer than eight characters"
    COMMON = "it is among the passwords tried first, or a plain pattern"
    ABOUT = "it is hardly more than the name of the person, the address or the shop"


def weakness(password: str, about: Iterable[str] = ()) -> Weakness | None:
    """Why `password` is not taken, or None; `about`: name and e-mail of whose it will be."""
    if len(password) < FEWEST:
        return Weakness.SHORT
    folded = _folded(password)
    if _is_pattern(folded) or _is_common(folded):
        return Weakness.COMMON
    words = {word for text in (*about, *SHOP_WORDS) for word in _words(text)}
    return Weakness.ABOUT if _is_only(folded, words) else None


def _is_common(folded: str) -> bool:
    """Whether it is a common password, perhaps with digits or signs put around."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    bare = bool(core) and len(folded) - len(core) < FEWEST_OF_ITS_OWN
    return folded in _common() or (bare and core in _common())


def _is_pattern(folded: str) -> bool:
    """Whether it is a short piece again and again, or a piece of the alphabet or keyboard."""
    doubled = (folded + folded).find(folded, 1)
    return doubled <= min(4, len(folded) // 2) or any(
        folded in run or folded[::-1] in run for run in _RUNS
    )


def _is_only(folded: str, words: Iterable[str]) -> bool:
    """Whether hardly anything remains of it without these words."""
    rest = folded
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len(re.sub(r"[\W_]", "", rest)) < FEWEST_OF_ITS_OWN


def _words(text: str) -> list[str]:
    found = re.findall(r"\w+", _folded(text))
    return [word for word in found if len(word) >= SHORTEST_WORD]


def _folded(text: str) -> str:
    """`text` without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text("utf-8").split())
