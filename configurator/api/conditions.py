"""What the headers of a request demand: that it is done once, and only on the revision seen."""

from collections.abc import Mapping
from typing import Any

from flask import request

from configurator.api.problem import Kind, Problem
from configurator.storage.drafts import Draft, StaleDraft
from configurator.storage.idempotency import Answer, Request, replayed
from configurator.web.desk import workshop
from configurator.web.sessions import account

LONGEST_KEY = 255


def key() -> str:
    """The Idempotency-Key of this request, empty if it has none. Raises Problem."""
    sent = request.headers.get("Idempotency-Key", "")
    # The draft standard writes it as a string in quotes; most programs leave them out.
    bare = sent[1:-1] if len(sent) > 1 and sent[0] == sent[-1] == '"' else sent
    if sent and not (bare.isascii() and bare.isprintable() and 0 < len(bare) <= LONGEST_KEY):
        raise Problem(Kind.NoKey, f"It is at most {LONGEST_KEY} printable ASCII characters.")
    return bare


def once(content: Mapping[str, Any]) -> Request | None:
    """This request as one to be done once, or None if it has no key. Raises Problem.

    Keys belong to an account and to an address; `content` is the body with what else matters.
    """
    who, sent = account(), key()
    if not sent or who is None:
        return None
    return Request(f"api {who.id} {request.method} {request.path}", sent, content)


def earlier(asker: Request | None) -> Answer | None:
    """What `asker` was answered before, or None. Raises KeyUsedOtherwise."""
    if asker is None:
        return None
    with workshop().database.reading() as session:
        return replayed(session, asker)


def etag(revision: int) -> str:
    """The ETag of a revision."""
    return f'"{revision}"'


def must_be_wanted(draft: Draft) -> None:
    """Refuse a change of `draft` when If-Match names other revisions. Raises StaleDraft."""
    wanted = request.if_match
    if request.headers.get("If-Match") and str(draft.revision) not in wanted:
        raise StaleDraft(draft)


def must_name_revision() -> None:
    """Refuse a change that does not say which revision it was made for. Raises Problem."""
    if not request.headers.get("If-Match"):
        raise Problem(Kind.NoRevision, "Send the ETag of the configuration you saw.")
