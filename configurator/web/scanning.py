"""A scan as a form sends it, recorded in the name of who is signed in."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import abort, request

from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.storage.scans import Recorded, open_order_ending, record_scan
from configurator.web.desk import workshop
from configurator.web.scanned import scanned_number
from configurator.web.sessions import account
from production.tracking import Direction, Scan

WORKERS = (Role.PRODUCTION, Role.STAFF, Role.MANAGER, Role.ADMIN)
"""Who works with orders in the workshop."""

LONGEST_ID = 64
LONGEST_NOTE = 500


def record(
    number: str, direction: Direction, station: str = "", other: Mapping[str, str] | None = None
) -> Recorded:
    """Record what this request says of the order with that number.

    The form carries `scan_id`, made by the page, and perhaps a `note`; `other` are more fields of
    the scan. A form that is not ours ends the request as bad (400). Raises as `record_scan`.
    """
    shop, who, scan_id = workshop(), account(), request.form.get("scan_id", "")
    whole = 0 < len(scan_id) <= LONGEST_ID and scan_id.isascii() and scan_id.isprintable()
    if who is None or not whole:
        abort(HTTPStatus.BAD_REQUEST)
    now = shop.now()
    scan = Scan(
        scan_id=scan_id,
        direction=direction,
        station=station,
        at=now,
        received_at=now,
        who=who.id,
        note=note(),
        **(other or {}),
    )
    with shop.database.recording() as session:
        return record_scan(session, number, scan)


def note() -> str:
    """What was written with this request, on one line."""
    written = "".join(sign if sign.isprintable() else " " for sign in request.form.get("note", ""))
    return " ".join(written.split())[:LONGEST_NOTE]


def number_meant(typed: str) -> str:
    """The number of the order that was scanned or typed, perhaps without its year.

    Raises NotThere for what is no number, or a running number of no open order or of several.
    """
    number = scanned_number(typed)
    if number and "-" not in number:
        with workshop().database.reading() as session:
            number = open_order_ending(session, number)
    if number is None:
        raise NotThere("order", typed)
    return number
