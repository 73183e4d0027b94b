"""What members of a community say to each other, and what the shop shows of it."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from catalog.configuration import Configuration
from catalog.product import Kind
from configurator.storage.accounts import Role
from configurator.storage.communities import (
    Judged,
    Post,
    PostKind,
    Shown,
    StalePost,
    get_post,
    judge,
    take_back,
    write_post,
)
from configurator.storage.drafts import Draft, create_draft, get_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.storage.one_person import everybody_in
from configurator.storage.stock import stock_units
from configurator.web import own_drafts, view
from configurator.web.access import only_for
from configurator.web.communities import MODERATORS, READERS, community_page, own_here
from configurator.web.community_cards import desk_with, get_community
from configurator.web.desk import desk_for, engine_of, workshop
from configurator.web.form import read_form
from configurator.web.gallery_pictures import picture_of, sent
from configurator.web.gallery_wishes import must_be_his
from configurator.web.happened import LONGEST_NOTE
from configurator.web.own_account import me_now
from configurator.web.render import see_other
from customers.rights.sensitive import told_by

blueprint = Blueprint("community_posts", __name__, url_prefix="/communities/<need>/posts")

LONGEST_NAME = 40


@blueprint.post("")
@only_for(Role.CUSTOMER)
def write(need: str) -> Response:
    """Say something, or show a design of one's own; the form's key has it said once.

    Raises NotThere, also for the draft of another.
    """
    form, shop = read_form(), workshop()
    words, name = (request.form.get(one, "").strip() for one in ("words", "name"))
    kind = request.form.get("kind", "")
    is_long = len(words) > LONGEST_NOTE or len(name) > LONGEST_NAME
    if kind not in set(PostKind) or is_long or "\0" in words + name:
        abort(HTTPStatus.BAD_REQUEST)
    if trouble := _trouble(kind, words, name):
        return community_page(need, trouble, HTTPStatus.UNPROCESSABLE_ENTITY)
    product, way = _shown_design() if kind == PostKind.DESIGN else ("", "")
    id_, at, own = shop.new_link(), shop.now(), own_here() or ""
    post = Post(id_, need, own, PostKind(kind), name, words, at, product, way)
    asker = Request(f"community {me_now().id} {need}", form.key, {"words": words, "way": way})
    with shop.database.recording() as session:
        if not done_before(session, asker, at):
            write_post(session, post)
    return see_other(url_for("communities.show", need=need, _anchor="posts"))


@blueprint.post("/<id_>/back")
@only_for(Role.CUSTOMER)
def withdraw(need: str, id_: str) -> Response:
    """Have one's own post vanish. Raises NotThere."""
    form, shop = read_form(), workshop()
    asker = Request(f"post {id_} back {me_now().id}", form.key, {})
    with shop.database.recording() as session:
        if not done_before(session, asker, shop.now()):
            take_back(session, id_, own_here() or "")
    return see_other(url_for("communities.show", need=need, _anchor="posts"))


@blueprint.post("/<id_>")
@only_for(*MODERATORS)
def decide(need: str, id_: str) -> Response:
    """Show a post to the members or hide it, with or without an answer. Raises NotThere."""
    form, shop, said = read_form(), workshop(), request.form.get("answer", "").strip()
    state = request.form.get("state", "")
    if state not in {Shown.SHOWN, Shown.HIDDEN} or len(said) > LONGEST_NOTE or "\0" in said:
        abort(HTTPStatus.BAD_REQUEST)
    what = Judged(id_, Shown(state), said, me_now().id, shop.now(), form.revision)
    asker = Request(f"post {id_} {what.by}", form.key, {"state": state, "answer": said})
    try:
        with shop.database.recording() as session:
            if not done_before(session, asker, shop.now()):
                judge(session, what)
    except StalePost:
        told = _("Somebody else decided on this meanwhile. Please look again.")
        return community_page(need, told, HTTPStatus.CONFLICT)
    return see_other(url_for("communities.show", need=need, _anchor="posts"))


@blueprint.get("/<id_>.svg")
@only_for(*READERS)
def picture(need: str, id_: str) -> Response:
    """The front of a design that is shown. Raises NotThere."""
    at = desk_with(_post_here(need, id_))
    if at is None:
        raise NotThere("picture", id_)
    return sent(picture_of(at, "front"))


@blueprint.post("/<id_>/start")
@only_for(Role.CUSTOMER)
def start(need: str, id_: str) -> Response:
    """Begin a draft of one's own with a design that is shown. Raises NotThere."""
    form, shop, post = read_form(), workshop(), _post_here(need, id_)
    at = desk_with(post)
    if at is None:
        raise NotThere("design", id_)
    product = at.product
    blank = Configuration(product=product.key, edition=product.edition)
    made = blank.moved_to(at.situation.choices)
    draft = Draft(shop.new_link(), made, saved_at=shop.now(), owner=own_drafts.owner())
    asker = Request(f"draft {product.key} from post {id_} {me_now().id}", form.key, {})
    with shop.database.writing() as session:
        draft = create_draft(session, draft, asker)
    own_drafts.remember(draft.link)
    return see_other(url_for("configure.show", product_key=product.key, link=draft.link))


def _post_here(need: str, id_: str) -> Post:
    """A post that whoever asks may read. Raises NotThere."""
    own = own_here()
    with workshop().database.reading() as session:
        post = get_post(session, id_)
        mine = everybody_in(session, own) if own else ()
    is_member = own is None or get_community(need, own).is_joined
    is_open = own is None or post.state is Shown.SHOWN or post.person in mine
    if post.need != need or not (is_member and is_open):
        raise NotThere("post", id_)
    return post


def _trouble(kind: str, words: str, name: str) -> str:
    """What is wrong with what was written, in words."""
    if not words and kind != PostKind.DESIGN:
        return str(_("Please write something first."))
    if told_by(f"{words} {name}"):
        return str(
            _("This tells of health, belief or the like. Others would read it: leave it out.")
        )
    return ""


def _shown_design() -> tuple[str, str]:
    """Product and way of the draft of the form. Raises NotThere for one that is not his."""
    with workshop().database.reading() as session:
        draft, stock = get_draft(session, request.form.get("draft", "")), stock_units(session)
    must_be_his(draft.link, draft.owner, draft.customer)
    at = desk_for(engine_of(draft.configuration.product), draft, stock)
    values = view.decided(at.product, at.state)
    designs = [option.key for option in at.product.of_kind(Kind.DESIGN)]
    return at.product.key, " ".join(f"{key}.{values[key]}" for key in designs if key in values)
