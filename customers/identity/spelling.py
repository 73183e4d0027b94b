"""How a name sounds, roughly: the same for its Arabic, French and English spellings.

Only consonants are kept, and those written in several ways become one letter: Youssef, Yusuf and
the Arabic spelling are all `ysf`. Coarse on purpose: it says who is worth comparing.
"""

import re
from functools import lru_cache

from customers.identity.folding import folded

FEWEST_LETTERS = 2
"""A name with fewer consonants is known by its letters."""

# ruff: noqa: RUF001 - these are Arabic letters, and meant.
_ARABIC = str.maketrans(
    dict(zip("بتثجدذرزسشصضطظفقكلمنوي", "bttjddrzsssdtdfkklmnwy", strict=True))
    | dict.fromkeys("اأإآىةئؤء", "a")
    | {"ع": "a", "غ": "g", "خ": "k", "ح": "h", "ه": "h", "گ": "g", "پ": "p", "ڤ": "f", "چ": "s"}
)
_ARTICLE = re.compile(r"\b(?:el|al|l)[ '-]+|\bال(?=\w{3})")
_WAYS = (
    (re.compile(r"(?<![aeiou])ou(?=[aeiou])|\bou(?=[aeiou])"), "w"),
    (re.compile("sch|tch|sh|ch"), "s"),
    (re.compile("kh|gh"), lambda found: found[0][0]),
    (re.compile("th|dh"), lambda found: found[0][0]),
    (re.compile("ph|v"), "f"),
    (re.compile("dj|g(?=[eiy])"), "j"),
    (re.compile("c(?=[eiy])|ç"), "s"),
    (re.compile("[cq]"), "k"),
    (re.compile("x"), "ks"),
    (re.compile(r"(\w)\1+"), r"\1"),
)
"""What is written in several ways, and how we write it; in this order."""

_LEADING = re.compile(r"^(?:h[aeiou]*|[aeiou]+)")
_SILENT = re.compile("(?<=.)[aeiouyhw]")


@lru_cache(maxsize=1 << 16)
def latin(name: str) -> str:
    """`name` folded, without an article before it, Arabic letters as the nearest of ours."""
    return _ARTICLE.sub("", folded(name)).translate(_ARABIC)


@lru_cache(maxsize=1 << 16)
def sound(name: str) -> str:
    """The consonants of `name`, words run together; its letters if there are hardly any."""
    letters = "".join(letter if letter.isalnum() else " " for letter in latin(name))
    heard = "".join(map(_consonants, letters.split()))
    return heard if len(heard) >= FEWEST_LETTERS else "".join(letters.split()) or name


def _consonants(word: str) -> str:
    for way, ours in _WAYS:
        word = way.sub(ours, word)
    return _SILENT.sub("", _LEADING.sub("a", word))
