"""Communities: who joined those with the same need, and what they say to each other.

Joining is a word of the person himself: it tells his need, and leaving takes that word back.
Nothing stands before others until somebody of the shop has shown it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from configurator.storage import audit
from configurator.storage.bulk import insert_missing
from configurator.storage.consents import is_restricted, standing_of
from configurator.storage.errors import NotThere, StorageError
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.storage.one_person import all_of
from configurator.storage.suggestions import suggested
from configurator.storage.tables_communities import CommunityMemberRow, CommunityPostRow
from configurator.storage.tables_value import AcceptedSuggestionRow
from configurator.storage.telling import SURE
from configurator.storage.value_wanted import want_rescored
from customers.dialogue.answered import word_of
from customers.dialogue.question import asked_of
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import TASTE
from customers.rights.consent import is_minor
from customers.rights.register import register

JOINED = "community "
"""How the ids of events begin by which somebody joined or left."""


class PostKind(StrEnum):
    """What a member says: he asks, advises, suggests something to us, or shows a design."""

    QUESTION = "question"
    TIP = "tip"
    IDEA = "idea"
    DESIGN = "design"


class Shown(StrEnum):
    """Who sees a post: who wrote it and the shop while it waits or is hidden, then all members."""

    WAITS = "waits"
    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Post:
    """What a member said; under `name`, if he gave one. A design is a product and a way."""

    id: str
    need: str
    person: str
    kind: PostKind
    name: str
    words: str
    written_at: datetime
    product: str = ""
    way: str = ""
    state: Shown = Shown.WAITS
    answer: str = ""
    answered_at: datetime | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody of the shop decides on a post as of `revision`, perhaps with an answer."""

    post: str
    state: Shown
    answer: str
    by: str
    at: datetime
    revision: int


class NotForHim(StorageError):
    """A minor, or somebody of whom nothing may be done but keeping what is known."""


class StalePost(StorageError):
    """Somebody else decided on the post meanwhile."""


def members(session: Session) -> Mapping[str, int]:
    """How many joined, by need."""
    row = CommunityMemberRow
    rows = session.execute(select(row.need, func.count()).group_by(row.need))
    return {need: int(many) for need, many in rows}


def joined_by(session: Session, person: str) -> frozenset[str]:
    """The needs whose communities the person is in."""
    mine = CommunityMemberRow.person.in_(all_of(person))
    return frozenset(session.scalars(select(CommunityMemberRow.need).where(mine)))


def may_join(session: Session, person: str, at: datetime) -> bool:
    """Whether he is no minor, and what is known of him may be used at all."""
    if is_restricted(session, person):
        return False
    return not is_minor(standing_of(session, person, at), at.date(), register())


def join(session: Session, need: str, person: str, key: str, at: datetime) -> None:
    """Have the person join, and note that he has this need; once. Raises NotForHim."""
    if not may_join(session, person, at):
        raise NotForHim(need)
    if need in joined_by(session, person):
        return
    insert_missing(session, CommunityMemberRow, [{"need": need, "person": person, "joined_at": at}])
    _say(session, person, need, f"{JOINED}{person} {need} {key}", at)
    audit.record(session, audit.Deed(at, "customer", "joined", f"customer {person}"))


def leave(session: Session, need: str, person: str, key: str, at: datetime) -> None:
    """Have him leave; that he has the need is taken back, where joining was how he said it."""
    row = CommunityMemberRow
    mine = row.need == need, row.person.in_(all_of(person))
    if need not in joined_by(session, person):
        return
    session.execute(delete(row).where(*mine))
    question = need.partition("=")[0]
    last = _last_said(history_of(session, person), question)
    if last and last.id.startswith(JOINED):
        _say(session, person, f"{question}=", f"{JOINED}{person} {need} left {key}", at)
    audit.record(session, audit.Deed(at, "customer", "left", f"customer {person}"))


def write_post(session: Session, post: Post) -> None:
    """Keep what a member said until the shop has read it. Raises NotThere for who did not join.

    An idea stands in the inbox as well, where it may be taken up.
    """
    if post.need not in joined_by(session, post.person):
        raise NotThere("community", post.need)
    nothing = {"judged_by": "", "judged_at": None, "answered_by": ""}
    insert_missing(session, CommunityPostRow, [asdict(post) | nothing])
    if post.kind is PostKind.IDEA:
        told = suggested(post.person, post.id, post.words, Medium.WEB, by="", at=post.written_at)
        tell(session, told)


def take_back(session: Session, post: str, person: str) -> None:
    """Have a post of the person's own vanish. Raises NotThere."""
    row = CommunityPostRow
    mine = row.id == post, row.person.in_(all_of(person))
    if not session.execute(delete(row).where(*mine).returning(row.id)).all():
        raise NotThere("post", post)


def judge(session: Session, what: Judged) -> None:
    """Show or hide a post, and answer it. Raises NotThere, StalePost."""
    row = session.get(CommunityPostRow, what.post, with_for_update=True)
    if row is None:
        raise NotThere("post", what.post)
    if row.revision != what.revision:
        raise StalePost(what.post)
    if what.answer != row.answer:
        row.answer, row.answered_by, row.answered_at = what.answer, what.by, what.at
    row.state, row.judged_by, row.judged_at = what.state, what.by, what.at
    row.revision += 1
    session.flush()
    deed = audit.Deed(what.at, what.by, f"post {what.state}", f"customer {row.person}")
    audit.record(session, deed)


def posts_in(session: Session, need: str, person: str | None, limit: int) -> tuple[Post, ...]:
    """What members read, the newest first; of `person` also what waits or was hidden.

    For the shop, which is no person, all of it.
    """
    row = CommunityPostRow
    where = [row.need == need]
    if person is not None:
        where.append(or_(row.state == Shown.SHOWN, row.person.in_(all_of(person))))
    return _posts(session, limit, *where)


def waiting_posts(session: Session) -> Mapping[str, int]:
    """How many wait for the shop, by need."""
    row = CommunityPostRow
    waits = select(row.need, func.count()).where(row.state == Shown.WAITS).group_by(row.need)
    return {need: int(many) for need, many in session.execute(waits)}


def get_post(session: Session, id_: str) -> Post:
    """The post of that id. Raises NotThere."""
    row = session.get(CommunityPostRow, id_)
    if row is None:
        raise NotThere("post", id_)
    return _post(row)


def taken_up(session: Session, posts: Sequence[Post]) -> frozenset[str]:
    """Ids of ideas among them that the shop took up."""
    events = {f"{Kind.SUGGESTED} {one.person} {one.id}": one.id for one in posts}
    row = AcceptedSuggestionRow
    found = session.scalars(select(row.event).where(row.event.in_(events)))
    return frozenset(events[one] for one in found)


def _posts(session: Session, limit: int, *where: ColumnElement[bool]) -> tuple[Post, ...]:
    row = CommunityPostRow
    newest = select(row).where(*where).order_by(row.written_at.desc(), row.id).limit(limit)
    return tuple(map(_post, session.scalars(newest)))


def _post(row: CommunityPostRow) -> Post:
    return Post(
        id=row.id,
        need=row.need,
        person=row.person,
        kind=PostKind(row.kind),
        name=row.name,
        words=row.words,
        written_at=row.written_at,
        product=row.product,
        way=row.way,
        state=Shown(row.state),
        answer=row.answer,
        answered_at=row.answered_at,
        revision=row.revision,
    )


def _say(session: Session, person: str, word: str, id_: str, at: datetime) -> None:
    """Tell the log what need he has; with no answer, that he has none any more."""
    question, _, answer = word.partition("=")
    said = Telling(TASTE, word_of(asked_of(question), answer), Source.PERSON, SURE[Source.PERSON])
    event = Event(id_, person, Kind.ANSWERED, at, at, Medium.WEB, tellings=(said,))
    tell(session, event)
    want_rescored(session, person, at)


def _last_said(events: Sequence[Event], question: str) -> Event | None:
    """The event of the last answer to that question."""
    asked = word_of(asked_of(question), "")
    said = (
        event
        for event in events
        if any(one.key == TASTE and one.value.startswith(asked) for one in event.tellings)
    )
    return max(said, key=lambda one: (one.at, one.number), default=None)
