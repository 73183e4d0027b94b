"""What whoever asks wishes for: customers in the database, strangers in a signed cookie.

Of strangers nothing is kept with us. What they wished for on this browser joins the account of the
customer who signs in on it next, as their designs do.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from configurator.storage.accounts import Account, Role
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.storage.one_person import everybody_in
from configurator.storage.wishes import Subject, Wish, claim_wishes, give_up_wish, wishes_of
from configurator.web import own_drafts, sessions
from configurator.web.desk import workshop

COOKIE = "wishes"
MOST = 20
"""So many wishes one browser remembers, the newest; a cookie holds 4,096 bytes."""


def may_wish() -> bool:
    """Whether whoever asks wishes for himself: people of the shop do not."""
    return sessions.of_the_shop() is None


def own_wishes() -> frozenset[Subject]:
    """All that whoever asks wishes for."""
    who = sessions.account()
    if who is None:
        return frozenset(wish.subject for wish in remembered())
    if not may_wish() or who.customer is None:
        return frozenset()
    with workshop().database.reading() as session:
        found = wishes_of(session, everybody_in(session, who.customer))
    return frozenset(wish.subject for wish in found)


def wish_for(subject: Subject, key: str, *, wanted: bool) -> bool:
    """Have whoever asks wish for `subject`, or no longer; whether he does now.

    The form's `key` makes it happen once.
    """
    who, now = sessions.account(), workshop().now()
    if who is None:
        (_remember(subject, now) if wanted else _forget(subject))
        return wanted
    if not may_wish():
        return False
    about = f"{subject.product} {subject.design or subject.draft}"
    asker = Request(f"wish {who.id} {about} {'yes' if wanted else 'no'}", key, {})
    with workshop().database.recording() as session:
        if done_before(session, asker, now):
            return wanted
        if wanted:
            claim_wishes(session, [Wish(subject, now)], who, workshop().new_link(), now)
        elif who.customer is not None:
            give_up_wish(session, everybody_in(session, who.customer), subject)
    return wanted


def remembered() -> list[Wish]:
    """What was wished for on this browser, the newest last; nothing if the cookie is not ours."""
    try:
        kept: list[tuple[str, str, str, int]] = _signer().loads(sessions.read(COOKIE))
    except BadSignature:
        return []
    return [
        Wish(Subject(product, design, draft), datetime.fromtimestamp(at, UTC))
        for product, design, draft, at in kept
    ]


def forget_all() -> None:
    """Forget them, once they joined an account or the next person comes to the device."""
    if sessions.read(COOKIE):
        sessions.send(sessions.Cookie(COOKIE, ""))


def must_be_his(link: str, owner: str | None, customer: str | None) -> None:
    """Raise NotThere unless whoever asks made the draft at `link`, or it was made for him."""
    who = sessions.account()
    if who is None:
        known = link in own_drafts.remembered()
    else:
        known = owner == who.id or (customer is not None and customer in _everybody(who))
    if not known:
        raise NotThere("draft", link)


def _everybody(who: Account) -> Collection[str]:
    if who.role is not Role.CUSTOMER or who.customer is None:
        return ()
    with workshop().database.reading() as session:
        return everybody_in(session, who.customer)


def _remember(subject: Subject, now: datetime) -> None:
    others = [wish for wish in remembered() if wish.subject != subject]
    _send([*others, Wish(subject, now)][-MOST:])


def _forget(subject: Subject) -> None:
    _send([wish for wish in remembered() if wish.subject != subject])


def _send(wishes: list[Wish]) -> None:
    kept = [
        (one.subject.product, one.subject.design, one.subject.draft, int(one.wished_at.timestamp()))
        for one in wishes
    ]
    lasts = workshop().settings.limits.customer_session_minutes * 60
    secret = _signer().dumps(kept) if kept else ""
    sessions.send(sessions.Cookie(COOKIE, secret, lasts))


def _signer() -> URLSafeSerializer:
    settings = sessions.workshop_settings(current_app)
    # Verified with each, signed with the last.
    keys = [*settings.former_secret_keys, settings.secret_key]
    return URLSafeSerializer(keys, salt=COOKIE)
