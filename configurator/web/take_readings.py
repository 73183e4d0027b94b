"""Saving readings: each at once, then what they come to, as facts and in the draft."""

from collections.abc import Sequence
from dataclasses import replace

from configurator.storage.customers import latest_measurements, record_news
from configurator.storage.documents import fingerprint
from configurator.storage.drafts import held_draft, save_draft
from configurator.storage.idempotency import Request, done_before
from configurator.storage.readings import (
    ReadingTaken,
    find_measuring,
    get_measuring,
    going_on,
    hold_measuring,
    is_current,
    readings_of,
    take_readings,
)
from configurator.web import known_body, sessions
from configurator.web.desk import workshop
from configurator.web.measuring import LASTS, Tape, keep

TRIES = 3
"""So often the outcome is worked out anew because another tablet was faster."""


def save(tape: Tape, taken: Sequence[ReadingTaken], seen: int, key: str) -> Tape:
    """The visit with readings added, once for each key however often the form arrives.

    Raises StaleReading, KeyUsedOtherwise.
    """
    now, content = workshop().now(), {"read": [_content(one) for one in taken]}
    # Who may not see what others read for a draft of nobody begins a visit of his own.
    may_join = tape.customer is not None or sessions.of_the_shop() is not None
    with workshop().database.recording() as session:
        hold_measuring(session, tape.whose)
        measuring = going_on(session, tape.measuring, now - LASTS) if may_join else tape.measuring
        # Sent again after something else was typed, a form has the key it was drawn with.
        asker = Request(f"measuring {tape.whose} {fingerprint(content)}", key, content)
        if done_before(session, asker, now):
            measuring = find_measuring(session, measuring.id) or measuring
        else:
            measuring = take_readings(session, measuring, taken, seen)
        found = readings_of(session, measuring.id)
    now_read = replace(tape, measuring=measuring, taken=found)
    keep(now_read)
    return _settled(now_read)


def _settled(tape: Tape) -> Tape:
    """`tape` once what it comes to is on record; what is not yet sure stays a reading."""
    for _ in range(TRIES):
        facts = tape.facts(tape.settled)  # Worked out before anybody has to wait for it.
        with workshop().database.recording() as session:
            if is_current(session, tape.measuring):
                known = {one.key: one for one in facts}
                if tape.customer:
                    record_news(session, facts)
                    known = dict(latest_measurements(session, tape.customer.id))
                if tape.draft is None:
                    return tape
                draft = held_draft(session, tape.draft.link)
                body = known_body.measured(draft, tape.product, known)
                if body.body_mm != draft.body_mm:
                    draft = save_draft(session, body, workshop().now())
                return replace(tape, draft=draft)
            measuring = get_measuring(session, tape.measuring.id)
            taken = readings_of(session, measuring.id)
        tape = replace(tape, measuring=measuring, taken=taken)
    return tape  # Who was faster every time has done it.


def _content(one: ReadingTaken) -> list[object]:
    reading = one.reading
    place = [reading.key, reading.side.value, reading.slot, reading.amount, reading.reason]
    return [*place, one.text_typed, one.unit_typed, one.level, one.level_mm, one.how.value]
