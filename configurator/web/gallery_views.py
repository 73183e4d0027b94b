"""Which designs a customer looked at, remembered without making him wait.

Strangers are not remembered. What a customer looks at is noted after the page has left; the worker
tells the log of it within seconds.
"""

from contextlib import suppress

from flask import Response, request

from configurator.storage.accounts import Role
from configurator.storage.errors import Busy
from configurator.storage.viewing import Look, note_look
from configurator.web import sessions
from configurator.web.desk import workshop


def viewed(answer: Response, product: str, design: str) -> Response:
    """`answer`, after which it is noted that whoever asked looked at that design."""
    if not _is_remembered():
        return answer
    person = sessions.account()
    assert person is not None and person.customer is not None  # noqa: PT018 - one thing: see above
    database = workshop().database
    look = Look(person.customer, product, design, workshop().now())

    @answer.call_on_close
    def note() -> None:
        # Here nobody waits any more; a database that stays busy costs one line of a timeline.
        with suppress(Busy), database.writing() as session:
            note_look(session, look)

    return answer


def _is_remembered() -> bool:
    """Whether it is a known customer who looks, with his own eyes, and the shop remembers that."""
    who = sessions.account()
    is_known = who is not None and who.role is Role.CUSTOMER and who.customer is not None
    ahead = {request.headers.get("Purpose"), request.headers.get("Sec-Purpose", "")[:8]}
    is_look = request.method == "GET" and "prefetch" not in ahead
    return is_known and is_look and workshop().settings.keeps_views
