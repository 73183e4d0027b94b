"""The gallery: designs to begin with, to look at, to wish for and to start from."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, Response, request, url_for

from configurator.storage.customers import get_customer, latest_measurements
from configurator.storage.drafts import create_draft, get_draft
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request
from configurator.storage.wishes import Subject
from configurator.web import gallery_wishes, own_drafts, sessions
from configurator.web.access import for_everybody
from configurator.web.desk import engine_of, language, who, workshop
from configurator.web.form import read_form
from configurator.web.gallery_cards import (
    begun,
    desk_with_design,
    find_design,
    left_open,
    parts,
    shown,
)
from configurator.web.gallery_cards import gallery as all_shown
from configurator.web.gallery_pictures import picture_of, sent
from configurator.web.gallery_taste import in_order
from configurator.web.gallery_views import asking, viewed
from configurator.web.known_body import measured
from configurator.web.local import local
from configurator.web.render import asked_by_htmx, render, see_other
from configurator.web.whose import is_at_the_counter
from production.format import in_a_row

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/designs/<product_key>")
@for_everybody
def index(product_key: str) -> Response:
    """All designs of a product to begin with. Raises NotThere, also where there are none."""
    product, wished = engine_of(product_key).product, gallery_wishes.own_wishes()
    if not product.designs:
        raise NotThere("designs", product_key)
    return render(
        "gallery/page.html",
        "gallery/page.html",
        product=product.key,
        product_name=product.name.in_(language()),
        designs=in_order(product_key, all_shown(product_key, wished)),
        kept_here=len(wished) if sessions.account() is None else 0,
        may_wish=gallery_wishes.may_wish(),
        asking=asking(),
        new_key=_new_key,
    )


@blueprint.get("/designs/<product_key>/<design>")
@for_everybody
def show(product_key: str, design: str) -> Response:
    """One design, both sides, and what it is made of. Raises NotThere."""
    product = engine_of(product_key).product
    its = find_design(product, design)
    at = desk_with_design(product_key, its)
    before, after = _neighbours([one.key for one in product.designs], design)
    page = render(
        "gallery/design.html",
        "gallery/design.html",
        product=product.key,
        product_name=product.name.in_(language()),
        design=shown(at, its, gallery_wishes.own_wishes()),
        parts=list(parts(at)),
        open=in_a_row(left_open(at), language()),
        before=find_design(product, before),
        after=find_design(product, after),
        customer=request.args.get("customer", "") if is_at_the_counter() else "",
        may_wish=gallery_wishes.may_wish(),
        asking=asking(),
        new_key=_new_key,
    )
    return viewed(page, product_key, design)


@blueprint.get("/designs/<product_key>/<design>/<side>.svg")
@for_everybody
def picture(product_key: str, design: str, side: str) -> Response:
    """The `front` or `back` of a design, to be kept by browsers. Raises NotThere."""
    its = find_design(engine_of(product_key).product, design)
    return sent(picture_of(desk_with_design(product_key, its), side))


@blueprint.post("/designs/<product_key>/<design>/start")
@for_everybody
def start(product_key: str, design: str) -> Response:
    """Begin a draft with all that the design chooses, at the counter for a customer.

    Raises NotThere.
    """
    product, form, shop = engine_of(product_key).product, read_form(), workshop()
    its = find_design(product, design)
    draft = replace(begun(product, its, who()), link=shop.new_link(), owner=own_drafts.owner())
    customer = request.form.get("customer", "") if is_at_the_counter() else ""
    if customer:
        with shop.database.reading() as session:
            known = latest_measurements(session, get_customer(session, customer).id)
        draft = measured(replace(draft, customer=customer), product, known)
    asker = Request(f"draft {product_key} from {design} {customer}", form.key, {})
    with shop.database.writing() as session:
        draft = create_draft(session, draft, asker)
    own_drafts.remember(draft.link)
    place = url_for("configure.show", product_key=product_key, link=draft.link)
    return see_other(place)


@blueprint.post("/designs/<product_key>/<design>/wish")
@for_everybody
def wish(product_key: str, design: str) -> Response:
    """Wish for a design, or no longer. Raises NotThere."""
    its = find_design(engine_of(product_key).product, design)
    is_wished = _wished(Subject(product_key, design=design))
    if not asked_by_htmx():
        there = url_for("gallery.show", product_key=product_key, design=design)
        return _back(there)
    card = shown(desk_with_design(product_key, its), its, ())
    part = "gallery/_wish.html"
    return render(part, part, one=replace(card, is_wished=is_wished), new_key=_new_key)


@blueprint.post("/configure/<product_key>/<link>/wish")
@for_everybody
def wish_draft(product_key: str, link: str) -> Response:
    """Wish for a draft of one's own, or no longer. Raises NotThere, also for another's."""
    with workshop().database.reading() as session:
        draft = get_draft(session, link)
    gallery_wishes.must_be_his(link, draft.owner, draft.customer)
    if draft.configuration.product != product_key:
        raise NotThere("draft", link)
    _wished(Subject(product_key, draft=link))
    return _back(url_for("configure.show", product_key=product_key, link=link))


def _wished(subject: Subject) -> bool:
    """Do what the form asks: wish for it or no longer; whether it is wished for now."""
    wanted = request.form.get("wanted") != "no"
    return gallery_wishes.wish_for(subject, read_form().key, wanted=wanted)


def _back(there: str) -> Response:
    """To the page the form stood on, or `there`."""
    asked = request.form.get("next", "")
    return see_other(local(asked) if asked else there)


def _new_key() -> str:
    return uuid4().hex


def _neighbours(keys: Sequence[str], key: str) -> tuple[str, str]:
    """The design before and the one after, round and round."""
    here = keys.index(key)
    return keys[here - 1], keys[(here + 1) % len(keys)]
