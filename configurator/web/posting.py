"""Letters as the pages write them: words from `templates/mail`, links from our public address."""

from datetime import timedelta

from flask import current_app, render_template, url_for
from flask_babel import gettext

from configurator.sealing import LETTERS, sealing_keys
from configurator.storage.jobs import LETTER, Work
from configurator.storage.outbox import Outgoing
from configurator.web.desk import language, workshop


def letter(
    kind: str, recipient: str, lasts: timedelta, account: str | None = None, **words: object
) -> Outgoing:
    """A letter of `kind`, the name of its template, in the language of the request.

    The template's first line is the subject.
    """
    shop, now = workshop(), workshop().now()
    # What the pages call `_` escapes for HTML; a letter is plain text.
    text = render_template(f"mail/{kind}.txt", _=gettext, **words)
    subject, _line, body = text.strip().partition("\n")
    return Outgoing(
        id=shop.new_link(),
        kind=kind,
        language=language(),
        recipient=recipient,
        subject=subject.strip(),
        body=body.strip() + "\n",
        created_at=now,
        worthless_at=now + lasts,
        account=account,
    )


def seal() -> str:
    """Under what letters to send are sealed."""
    return sealing_keys(workshop().settings, LETTERS)[0]


def hurry(written: Outgoing) -> None:
    """Wake the worker for a letter that was saved: somebody waits for it."""
    hints = current_app.extensions["queue"]
    if hints is not None and workshop().settings.smtp is not None:
        hints.put(Work(LETTER, written.id))


def public(endpoint: str, **values: str) -> str:
    """The address of a page as it stands in letters, whatever host a request came by."""
    return workshop().settings.public_address + url_for(endpoint, _external=False, **values)
