"""Reports of mail servers: what came back for good (RFC 3464), and who complained (RFC 5965)."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr

FAILED, FOR_GOOD = "failed", "5."
DELIVERY, FEEDBACK = "message/delivery-status", "message/feedback-report"
INSIDE = ("message/rfc822", "text/rfc822-headers")
"""How a report holds the letter it is about, or its headers."""


@dataclass(frozen=True, slots=True)
class Report:
    """About the letter with `message_id` to `address`: it came back, or its reader complained.

    `status` is as RFC 3463 has it, empty for a complaint.
    """

    message_id: str
    address: str
    status: str
    is_complaint: bool = False


def reports_in(content: bytes) -> tuple[Report, ...]:
    """What a mail tells, nothing for one that is no report. Delays are no failures."""
    mail = message_from_bytes(content, policy=default)
    parts = list(mail.walk())
    kinds = {part.get_content_type() for part in parts}
    id_ = next((found for part in parts if (found := _id_in(part))), "")
    if not id_:
        return ()
    if FEEDBACK in kinds:
        address = next((found for part in parts if (found := _reader(part))), "")
        return (Report(id_, address, "", is_complaint=True),)
    return tuple(_failures(parts, id_))


def _failures(parts: list[EmailMessage], id_: str) -> Iterator[Report]:
    for part in parts:
        if part.get_content_type() != DELIVERY:
            continue
        # One block for the whole letter, then one for each recipient.
        for block in _blocks(part):
            status = str(block.get("Status", "")).strip()
            has_failed = str(block.get("Action", "")).strip().lower() == FAILED
            if has_failed and status.startswith(FOR_GOOD):
                yield Report(id_, _plain(block), status.split()[0])


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _plain(block: Message) -> str:
    """The address of a recipient: `rfc822; anna@example.org`."""
    said = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return parseaddr(said.partition(";")[2].strip())[1]


def _id_in(part: EmailMessage) -> str:
    """What stands before the @ of the Message-ID of the letter that came back."""
    kind = part.get_content_type()
    if kind not in INSIDE:
        return ""
    if kind == "message/rfc822":
        said = _header(part, "Message-ID")
    else:
        headers = message_from_string(str(part.get_payload()), policy=default)
        said = str(headers.get("Message-ID", ""))
    return said.strip().strip("<>").partition("@")[0]


def _reader(part: EmailMessage) -> str:
    """Who complained, as the letter names him."""
    if part.get_content_type() != "message/rfc822":
        return ""
    return parseaddr(_header(part, "To"))[1]


def _header(part: EmailMessage, name: str) -> str:
    """A header of the letter that a part holds."""
    return next((str(inner.get(name, "")) for inner in _blocks(part)), "")
