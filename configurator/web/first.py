"""The first screen: a whole design to take or to criticise, or three that differ to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from flask import Blueprint, Response, abort, request, url_for

from catalog.configuration import OWN, By, Choice, Choices, taking
from catalog.product import Kind
from configurator.storage.customers import find_customer, latest_measurements
from configurator.storage.drafts import Draft, StaleDraft, create_draft, save_draft
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.web import own_drafts, view
from configurator.web.access import for_everybody
from configurator.web.beginning import choices_of, here_of, plain, proposed, three
from configurator.web.beside import beside
from configurator.web.desk import Desk, desk, desk_with, empty_desk, has, language, workshop
from configurator.web.form import read_form, read_way
from configurator.web.garment import drawn
from configurator.web.known_body import measured
from configurator.web.render import render, see_other
from configurator.web.sheet import ChangeLine
from configurator.web.taste_words import critiques, facts_words
from configurator.web.tasted import Tasted, person_of, tasted
from configurator.web.whose import is_at_the_counter
from customers.taste.critique import CHEAPER, SOONER, criticised
from customers.taste.proposal import proposal

blueprint = Blueprint("first", __name__, url_prefix="/configure")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a critique changed: each line with both values, and what it costs and takes more.

    `wish` are its words; without `lines` nothing valid answers it.
    """

    wish: str
    lines: tuple[ChangeLine, ...]
    cents: int
    days: int
    back: str


@blueprint.get("/<product_key>/first")
@for_everybody
def start(product_key: str) -> Response:
    """What somebody who is known is proposed; for others three designs that differ."""
    return _first(_begun(product_key))


@blueprint.get("/<product_key>/<link>/first")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The same for a draft. Raises NotThere."""
    return _first(desk(product_key, link))


@blueprint.post("/<product_key>/first/take")
@for_everybody
def take_first(product_key: str) -> Response:
    """Begin a draft with the design shown, or with what is suggested of it."""
    return _taken(_begun(product_key))


@blueprint.post("/<product_key>/<link>/first/take")
@for_everybody
def take(product_key: str, link: str) -> Response:
    """Take the design shown, or go on with what is suggested of it. Raises NotThere."""
    return _taken(desk(product_key, link))


def is_known(at: Desk) -> bool:
    """Whether who asks may be proposed a design of his own."""
    if not person_of(at.draft):
        return False
    found = tasted(at)
    return found is not None and found.is_personal


def _begun(product_key: str) -> Desk:
    """The desk of a blank draft, for the body of the customer who asks, if that is known."""
    at = empty_desk(product_key)
    person = person_of(at.draft)
    if not person:
        return at
    with workshop().database.reading() as session:
        known = latest_measurements(session, person)
    return desk_with(at.engine, measured(at.draft, at.product, known))


def _first(at: Desk) -> Response:
    of = tasted(at)
    if of is None or at.state.clash:
        return see_other(plain(at))
    shown = _asked_for(of) or of.proposal
    if not of.is_personal and "way" not in request.args:
        return _three(at, of)
    assert shown is not None  # Choices do not clash.
    compared, shown = _criticised(of, shown, request.args.get("want", ""))
    one = proposed(at, shown)
    whom = of.person if is_at_the_counter() else ""
    with workshop().database.reading() as session:
        customer = find_customer(session, of.person) if of.person else None
    return render(
        "taste/page.html",
        "taste/_proposal.html",
        one=one,
        name=at.product.name.in_(language()),
        drawings=drawn(
            one.at, view.decided(at.product, one.at.state), at.product.name.in_(language())
        ),
        compared=compared,
        reasons=facts_words(of, of.why(shown)),
        wishes=[(key, words, _address(at, one.way, key)) for key, words in critiques(of)],
        beside=beside(of.person, at.product.currency) if of.person else None,
        customer=customer,
        is_counter=bool(whom),
        currency=at.product.currency,
        revision=at.draft.revision,
        take=here_of(at).to("first/take"),
        ask=here_of(at).to("ask"),
        nothing=plain(at),
        is_sure=not compared and of.is_personal,
        new_key=lambda: uuid4().hex,
    )


def _three(at: Desk, of: Tasted) -> Response:
    page = "taste/three.html"
    return render(
        page,
        page,
        name=at.product.name.in_(language()),
        designs=three(at),
        is_cold=of.taught.is_cold,
        is_off=of.is_off,
        is_counter=is_at_the_counter(),
        currency=at.product.currency,
        revision=at.draft.revision,
        take=here_of(at).to("first/take"),
        ask=here_of(at).to("ask"),
        nothing=plain(at),
        new_key=lambda: uuid4().hex,
    )


def _asked_for(of: Tasted) -> Values | None:
    """The design that the address names; None if it names none that can be."""
    way = read_way(of.at.product, request.args.get("way", ""))
    fixed = {**way, **of.at.situation.facts}
    return proposal(of.diagram, fixed, of.likely.each) if way else None


def _criticised(of: Tasted, shown: Values, wish: str) -> tuple[Compared | None, Values]:
    """What answers the critique of that key, and what to show: the same, if nothing does."""
    words = dict(critiques(of)).get(wish)
    if words is None:
        return None, shown
    at, authored = of.at, {one.key: one for one in of.taught.critiques}
    found = criticised(
        at.engine, at.situation, shown, wish if wish in {CHEAPER, SOONER} else authored[wish]
    )
    back = _address(at, proposed(at, shown).way, "")
    if found is None:
        return Compared(words, (), 0, 0, back), shown
    product, spoken = at.product, language()
    lines = tuple(
        ChangeLine(
            product.option(one.option).name.in_(spoken),
            product.option(one.option).value(one.before).name.in_(spoken),
            product.option(one.option).value(one.after).name.in_(spoken),
            (),
        )
        for one in found.changes
    )
    return Compared(words, lines, found.cents, found.days, back), found.values


def _taken(at: Desk) -> Response:
    """Save the design of the form as choices, or only what is suggested of it."""
    way, of = read_way(at.product, request.form.get("way", "")), tasted(at)
    if of is None or not way:
        abort(HTTPStatus.BAD_REQUEST)
    values = proposal(of.diagram, {**way, **at.situation.facts}, of.likely.each)
    if values is None:
        return see_other(plain(at))
    before = at.draft.configuration
    answers = tuple(one for one in before.choices if not has(at.product, one))
    own = tuple(one for one in at.situation.choices if one.by in OWN)
    if "suggest" in request.form:
        made = before.moved_to((*answers, *taking(of.prefilled(), *own)))
    else:
        suggested = _suggested(of, own)
        offered = before.moved_to((*answers, *taking(suggested, *own))) if suggested else before
        made = offered.moved_to((*answers, *choices_of(at, values)))
    draft = _saved(at, replace(at.draft, configuration=made), request.form["way"])
    if draft is None:
        return see_other(plain(at))
    there = at.holding(draft)
    return see_other(_next(there) if "suggest" not in request.form else plain(there))


def _suggested(of: Tasted, own: Choices) -> Choices:
    """What was proposed at first, so that it can be told later how much of it was taken."""
    values = of.proposal if of.is_personal else None
    taken = {one.option for one in own}
    return tuple(
        Choice(option.key, values[option.key], By.TASTE)
        for option in of.at.product.of_kind(Kind.DESIGN)
        if values and option.key not in taken
    )


def _saved(at: Desk, draft: Draft, way: str) -> Draft | None:
    """The draft as saved; None when another device was faster."""
    form, shop = read_form(), workshop()
    now = shop.now()
    if not draft.link:
        person = person_of(draft)
        owner = own_drafts.owner()
        new = replace(draft, link=shop.new_link(), saved_at=now, owner=owner)
        asker = Request(f"draft {at.product.key} proposed {person}", form.key, {"way": way})
        with shop.database.writing() as session:
            new = create_draft(session, new, asker)
        own_drafts.remember(new.link)
        return new
    asker = Request(f"draft {draft.link} proposed", form.key, {"way": way})
    try:
        with shop.database.writing() as session:
            if replayed(session, asker):
                return draft
            saved = save_draft(session, replace(draft, revision=form.revision), now)
            remember(session, asker, Answer(200, {"revision": saved.revision}), now)
            return saved
    except StaleDraft:
        return None


def _next(at: Desk) -> str:
    """Where one goes with a whole design: to the order, or first to the tape."""
    endpoint = "order.show" if at.draft.measured_at else "measure.show"
    return url_for(endpoint, product_key=at.product.key, link=at.draft.link)


def _address(at: Desk, way: str, wish: str) -> str:
    asked = {"way": way} | ({"want": wish} if wish else {})
    return f"{here_of(at).to('first')}?{urlencode(asked)}"
