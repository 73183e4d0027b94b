"""Communities: customers with the same need, whoever joins and reads what is said in them.

Whoever reads leaves no trace: nothing of a look is kept.
"""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.communities import (
    NotForHim,
    Post,
    PostKind,
    join,
    leave,
    may_join,
    posts_in,
)
from configurator.storage.customers import customer_of
from configurator.storage.drafts import drafts_of
from configurator.storage.one_person import everybody_in
from configurator.storage.stock import stock_units
from configurator.web import sessions
from configurator.web.access import only_for
from configurator.web.community_cards import KINDS, cards, communities, get_community
from configurator.web.designs import Design, designs_of
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other

blueprint = Blueprint("communities", __name__, url_prefix="/communities")

MODERATORS = (Role.STAFF, Role.MANAGER, Role.MARKETER, Role.ADMIN)
READERS = (Role.CUSTOMER, *MODERATORS)
MOST_POSTS, MOST_DRAFTS = 50, 6
SPOKEN = (PostKind.QUESTION, PostKind.TIP, PostKind.IDEA)
"""What is said in words; a design is shown by a form of its own."""


@blueprint.get("")
@only_for(*READERS)
def index() -> Response:
    """All communities, one's own first."""
    page, own = "communities/index.html", own_here()
    found = communities(own or "")
    return render(page, page, communities=found, is_shop=own is None)


@blueprint.get("/<need>")
@only_for(*READERS)
def show(need: str) -> Response:
    """What those with a need say, for members and the shop; for others how to join.

    Raises NotThere.
    """
    return community_page(need)


@blueprint.post("/<need>/join")
@only_for(Role.CUSTOMER)
def enter(need: str) -> Response:
    """Join, which says that one has the need. Raises NotThere."""
    form, shop, me = read_form(), workshop(), me_now()
    get_community(need, me.customer or "")
    try:
        with shop.database.recording() as session:
            own = customer_of(session, me, shop.new_link(), shop.now())
            join(session, need, own.id, form.key, shop.now())
    except NotForHim:
        trouble = _("Communities are for adults whose data may be used.")
        return community_page(need, trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
    return see_other(url_for(".show", need=need))


@blueprint.post("/<need>/leave")
@only_for(Role.CUSTOMER)
def go(need: str) -> Response:
    """Leave, which takes back what joining said. Raises NotThere."""
    form, shop = read_form(), workshop()
    get_community(need, own_here() or "")
    with shop.database.recording() as session:
        leave(session, need, own_here() or "", form.key, shop.now())
    return see_other(url_for(".index"))


def own_here() -> str | None:
    """The customer who asks, empty for one who did nothing yet; None for the shop."""
    return None if sessions.of_the_shop() else me_now().customer or ""


def _own_designs() -> list[Design]:
    """What he may show: whole designs of his, those he worked on last."""
    me = me_now()
    with workshop().database.reading() as session:
        drafts = drafts_of(session, me.id, me.customer, limit=MOST_DRAFTS)
        stock = stock_units(session)
    return [one for one in designs_of(drafts, stock) if not one.open]


def community_page(need: str, trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    """The page of one, perhaps with what is wrong with a form. Raises NotThere."""
    page, own, now = "communities/page.html", own_here(), workshop().now()
    here = get_community(need, own or "")
    said: tuple[Post, ...] = ()
    with workshop().database.reading() as session:
        mine = frozenset(everybody_in(session, own)) if own else frozenset()
        may_enter = own == "" or (own is not None and may_join(session, own, now))
        if own is None or here.is_joined:
            said = posts_in(session, need, own, MOST_POSTS)
    return render(
        page,
        page,
        status=status,
        here=here,
        cards=cards(said, mine),
        is_shop=own is None,
        may_enter=may_enter,
        designs=_own_designs() if here.is_joined else [],
        kinds=[(one.value, str(KINDS[one])) for one in SPOKEN],
        trouble=trouble,
        typed={one: request.form.get(one, "") for one in ("kind", "words", "name")},
        new_key=lambda: uuid4().hex,
    )
