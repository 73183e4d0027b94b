"""What a scanner types, read as the number of an order."""

import re

AZERTY = str.maketrans("&é\"'(-è_çà)", "1234567890-")
"""Scanners press keys as on an American keyboard; these are the signs French ones then write."""

NUMBER = re.compile(r"\d{2,4}-\d{1,9}")
RUNNING = re.compile(r"\d{3,9}")


def scanned_number(text: str) -> str | None:
    """The number in `text` (`26-1047`, or `1047` alone), None if there is none.

    Spaces around it and a hyphen of another kind do not matter, nor does a French keyboard:
    `éè-` and the like are read as the keys that were meant.
    """
    plain = text.strip().replace("\N{EN DASH}", "-").replace("\N{HYPHEN}", "-")
    for read in (plain, plain.translate(AZERTY)):
        if read.isascii() and (NUMBER.fullmatch(read) or RUNNING.fullmatch(read)):
            return read
    return None
