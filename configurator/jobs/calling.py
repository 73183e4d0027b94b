"""Telling another system by a signed call, as the Standard Webhooks specification has it.

The id of the call is the same at every try, so that who gets it twice does it once; the signature
binds id, time and content (HMAC-SHA256 over `id.timestamp.content`).
"""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from configurator.hook import Hook
from configurator.settings import Settings
from configurator.storage.carried import carried
from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from configurator.storage.hooks import get_call, note_call

PATIENCE_S = 20
GOOD = range(200, 300)


class NobodyCarries(Exception):
    """No such system is set, or it did not take the call; it is tried again later."""


def make_call(
    database: Database, settings: Settings, id_: str, now: Callable[[], datetime]
) -> None:
    """Make a call unless it was made. Raises NobodyCarries, which says: try again later."""
    try:
        with database.reading() as session:
            call = get_call(session, id_)
            content = {} if call.done_at else carried(session, settings, call)
    except NotThere:  # Who it was about was erased: there is nothing to tell any more.
        return
    if call.done_at:
        return
    error = _made(settings.hooks.get(call.target), id_, content, now())
    with database.recording() as session:
        note_call(session, id_, error, now())
    if error:
        raise NobodyCarries


def signed(key: str, id_: str, at: datetime, content: bytes) -> Mapping[str, str]:
    """The headers of a call: its id, when it was made, and what shows that it is ours."""
    stamp = str(int(at.timestamp()))
    mark = hmac.digest(key.encode(), f"{id_}.{stamp}.".encode() + content, "sha256")
    return {
        "Content-Type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


def _made(hook: Hook | None, id_: str, content: Mapping[str, Any], at: datetime) -> str:
    """What went wrong, empty for nothing: the status or the kind of failure, and nobody's data."""
    if hook is None:
        return "not set"
    body = json.dumps(content, ensure_ascii=False).encode()
    parts = urlsplit(hook.address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    # Not by urllib: it would follow to wherever an answer sends it, with what we know of people.
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE_S)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, body, dict(signed(hook.key, id_, at, body)))
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    return "" if status in GOOD else str(status)
