"""Anchors: where both chains ended at an hour, noted outside the database under a key of ours.

A chain by itself cannot tell that its end was cut off, nor that somebody made all of it anew. An
anchor does: the entry it names must be there with the hash it names. The worker notes one an hour
in the data folder; copied elsewhere, they also tell of who had the whole server.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from configurator.sealing import sealing_keys
from configurator.settings import Settings
from configurator.storage.chains import End, ends
from configurator.storage.database import Database

SECRETS = "anchors"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where each chain ended at an instant."""

    at: str
    ends: Mapping[str, End]


def anchors_file(settings: Settings) -> Path:
    """Where anchors are noted."""
    return settings.data_folder / "audit-anchors"


def note_anchor(database: Database, settings: Settings, at: datetime) -> str:
    """Add a line to the file, unless nothing happened since the last; give the line."""
    with database.reading() as session:
        anchor = Anchor(at.isoformat(), ends(session))
    said = asdict(anchor)
    line = json.dumps({**said, "mac": _mac(said, sealing_keys(settings, SECRETS)[0])})
    path = anchors_file(settings)
    last = read_anchors(_lines(path)[-1:], settings)
    if not last or last[0] is None or last[0].ends != anchor.ends:
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    return line


def noted_anchors(settings: Settings) -> Sequence[Anchor | None]:
    """All anchors in the file, None for a line that is not ours."""
    return read_anchors(_lines(anchors_file(settings)), settings)


def read_anchors(lines: Iterable[str], settings: Settings) -> Sequence[Anchor | None]:
    """The anchors in `lines`, None for a line that is not ours."""
    keys = sealing_keys(settings, SECRETS)
    return [_read(line, keys) for line in lines]


def _read(line: str, keys: Sequence[str]) -> Anchor | None:
    try:
        said = json.loads(line)
        mac = said.pop("mac")
        if not any(hmac.compare_digest(_mac(said, key), mac) for key in keys):
            return None
        return Anchor(said["at"], {chain: End(**end) for chain, end in said["ends"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _mac(said: Mapping[str, object], key: str) -> str:
    text = json.dumps(said, sort_keys=True)
    return hmac.digest(key.encode(), text.encode(), "sha256").hex()


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
