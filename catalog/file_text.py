"""The text of one file, refused when it is too big, not UTF-8 or holds invisible characters."""

import re
from pathlib import Path

from catalog.problems import Place, Problem

MOST_BYTES = 1_000_000
# Line breaks other than \n and \r count here too: editors and YAML disagree about them.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def read_text(path: Path) -> str | Problem:
    """The text of the file at `path` without its byte order mark, or why it was refused."""
    file = str(path)
    try:
        if not path.is_file():
            # Also keeps away from pipes and devices, which would never end.
            return Problem(Place(file), "there is no such file")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be"
        return Problem(Place(file), f"the file cannot be read: {reason}")
    return decoded(content, file)


def decoded(content: bytes, file: str) -> str | Problem:
    """The text that `content` of `file` is, or why it was refused."""
    if len(content) > MOST_BYTES:
        return Problem(Place(file), f"the file is larger than {MOST_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        return Problem(place_at(before, len(before), file), "this is not UTF-8 text")
    if found := INVISIBLE.search(text):
        name = f"U+{ord(found.group()):04X}"
        place = place_at(text, found.start(), file)
        return Problem(place, f"the invisible character {name} stands here; delete it")
    return text


def place_at(text: str, index: int, file: str) -> Place:
    """The place of the character `index` of `text`."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
