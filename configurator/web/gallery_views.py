"""Which designs a customer looked at, remembered without making him wait, once he agreed to it.

Strangers are not remembered, and not asked. What a customer looks at is noted after the page has
left; the worker tells the log of it within seconds.
"""

from contextlib import suppress

from flask import Response, request

from configurator.storage.accounts import Role
from configurator.storage.consents import TRACKING, may_now, standing_of
from configurator.storage.errors import Busy
from configurator.storage.viewing import Look, note_look
from configurator.web import sessions
from configurator.web.consents import Question, question_of
from configurator.web.desk import workshop
from customers.rights.consent import Refusal, Standing, refusal
from customers.rights.purpose import Channel


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


def asking() -> Question | None:
    """The question whether we may remember, to a customer who never answered it."""
    who, shop = sessions.account(), workshop()
    if who is None or who.role is not Role.CUSTOMER or not shop.settings.keeps_views:
        return None
    standing = Standing()
    if who.customer:
        with shop.database.reading() as session:
            standing = standing_of(session, who.customer, shop.now())
    why_not = refusal(standing, TRACKING, Channel.WEB, shop.today())
    return question_of(TRACKING, Channel.WEB) if why_not is Refusal.NOT_ASKED else None


def _is_remembered() -> bool:
    """Whether it is a customer who agreed, who looks with his own eyes, and the shop remembers."""
    who, shop = sessions.account(), workshop()
    ahead = {request.headers.get("Purpose"), request.headers.get("Sec-Purpose", "")[:8]}
    is_look = request.method == "GET" and "prefetch" not in ahead
    if not (is_look and shop.settings.keeps_views):
        return False
    if who is None or who.role is not Role.CUSTOMER or who.customer is None:
        return False
    with shop.database.reading() as session:
        return may_now(session, who.customer, TRACKING, Channel.WEB, shop.now())
