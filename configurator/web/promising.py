"""What staff promise in a case, as the form says it."""

from datetime import date, datetime, time
from http import HTTPStatus

from flask import abort, request

from configurator.storage.commitments import end_of
from configurator.web.desk import workshop
from configurator.web.own_account import me_now
from customers.dialogue.case import Case
from customers.dialogue.commitment import BY_HAND, Commitment, Kind


def read_promise(case: Case, words: str) -> Commitment:
    """The promise of the form: what, and until when. One that no form sends is bad (400)."""
    shop, kind = workshop(), request.form.get("kind", "")
    due = _due()
    if kind not in BY_HAND or due is None or due <= shop.now():
        abort(HTTPStatus.BAD_REQUEST)
    return Commitment(
        id=shop.new_link(),
        person=case.person,
        kind=Kind(kind),
        about=case.id,
        made_by=me_now().id,
        made_at=shop.now(),
        due_at=due,
        words=words,
    )


def _due() -> datetime | None:
    """The instant that was typed, by the clock of the shop; a day without an hour is its end."""
    zone = workshop().settings.time_zone
    try:
        day = date.fromisoformat(request.form.get("day", ""))
        hour = request.form.get("hour", "")
        at = datetime.combine(day, time.fromisoformat(hour), zone) if hour else end_of(day, zone)
    except (ValueError, OverflowError):
        return None
    return at
