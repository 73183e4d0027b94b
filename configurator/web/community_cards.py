"""Communities and what is said in them, as pages show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.communities import (
    Post,
    PostKind,
    joined_by,
    members,
    taken_up,
    waiting_posts,
)
from configurator.storage.errors import NotThere
from configurator.storage.traits import support
from configurator.web import view
from configurator.web.beginning import choices_of
from configurator.web.desk import Desk, empty_desk, language, workshop
from configurator.web.form import read_way
from configurator.web.gallery_pictures import picture_of
from configurator.web.need_words import known
from customers.needs.criteria import shipped
from customers.needs.wants import is_of_community
from customers.value.hiding import FEWEST

KINDS: Mapping[PostKind, LazyString] = {
    PostKind.QUESTION: _l("Question"),
    PostKind.TIP: _l("Tip"),
    PostKind.IDEA: _l("Idea"),
    PostKind.DESIGN: _l("Design"),
}


@dataclass(frozen=True, slots=True)
class Community:
    """Those with one need; `many` is None while they are so few that one could tell them apart.

    `waiting` posts are to be read by the shop.
    """

    need: str
    asks: str
    says: str
    many: int | None
    is_joined: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Card:
    """A post as it stands; of a design with its picture and caption, where we still make it."""

    post: Post
    kind: str
    is_own: bool
    is_taken_up: bool
    picture: str = ""
    caption: str = ""


def communities(person: str) -> tuple[Community, ...]:
    """All there are, those he joined first; `person` is empty for the shop."""
    with workshop().database.reading() as session:
        here, waits, mine = members(session), waiting_posts(session), joined_by(session, person)
        shared = support(session)
    least = shipped().limits.community
    found = [
        Community(
            need,
            asks,
            says,
            many if (many := here.get(need, 0)) >= FEWEST else None,
            need in mine,
            waits.get(need, 0),
        )
        for need, asks, says in _needs()
        if is_of_community(need, shared, least) or need in here
    ]
    return tuple(sorted(found, key=lambda one: not one.is_joined))


def get_community(need: str, person: str) -> Community:
    """One of them. Raises NotThere."""
    for one in communities(person):
        if one.need == need:
            return one
    raise NotThere("community", need)


def cards(posts: Sequence[Post], mine: frozenset[str]) -> tuple[Card, ...]:
    """These posts; `mine` are ids of whoever reads and who is one with him."""
    with workshop().database.reading() as session:
        ours = taken_up(session, posts)
    return tuple(_card(one, one.person in mine, one.id in ours) for one in posts)


def desk_with(post: Post) -> Desk | None:
    """The desk as it is when somebody took the design of a post; None if it is made no more."""
    engine = workshop().engines.get(post.product)
    values = read_way(engine.product, post.way) if engine else {}
    if not values:
        return None
    at = empty_desk(post.product)
    return replace(at, situation=replace(at.situation, choices=choices_of(at, values)))


def _needs() -> Iterator[tuple[str, str, str]]:
    """Needs that change what is made, by whom we ask them: nobody meets about what he wrote."""
    for need in known().needs:
        for answer in need.answers:
            if answer.likes:
                words = need.asks.in_(language()), answer.says.in_(language())
                yield f"{need.key}={answer.key}", *words


def _card(post: Post, is_own: bool, is_taken_up: bool) -> Card:  # noqa: FBT001 - two facts of it
    card = Card(post, str(KINDS[post.kind]), is_own, is_taken_up)
    at = desk_with(post) if post.kind is PostKind.DESIGN else None
    if at is None:
        return card
    mark = picture_of(at, "front").mark
    address = url_for("community_posts.picture", need=post.need, id_=post.id, v=mark)
    caption = view.caption(at.product, view.decided(at.product, at.state), language())
    return replace(card, picture=address, caption=caption)
