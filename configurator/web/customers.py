"""The conversation in which staff find a customer, or make a new one, and begin with him."""

from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for

from catalog.configuration import Configuration
from configurator.asked_lately import AskedTooOften
from configurator.storage.cards import Refusal, cards_of
from configurator.storage.customer_search import newest_customers, search_customers
from configurator.storage.customers import (
    FIELDS,
    Customer,
    create_customer,
    get_customer,
    latest_measurements,
    measurement_history,
    twins_of,
)
from configurator.storage.draft_lists import open_drafts_of
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.field_uses import note_use
from configurator.storage.idempotency import Answer, Request, remember, replayed
from configurator.storage.identity import history_of
from configurator.storage.one_person import everybody_in, leader_of
from configurator.storage.orders import orders_of_customer
from configurator.storage.pairs import count_proposals
from configurator.storage.side_by_side import about
from configurator.storage.stock import stock_units
from configurator.storage.wishes import wishes_of
from configurator.web import case_words, clerk, known_body, sessions
from configurator.web.access import only_for
from configurator.web.add_ons import add_on_to_say
from configurator.web.best_now import said_now
from configurator.web.boundaries import is_bound, let_in, let_in_who_is_named, ours
from configurator.web.card_scanned import REFUSED, scanned_card, tried
from configurator.web.case_card import standing_with
from configurator.web.clerk_card import cards_in_force
from configurator.web.contact import LONGEST_EMAIL, mistakes, read_person
from configurator.web.customer_wishes import wished
from configurator.web.designs import designs_of
from configurator.web.desk import desk_with, engine_of, language, workshop
from configurator.web.first import is_known
from configurator.web.form import read_form
from configurator.web.happened import media, notes
from configurator.web.knowing import wait
from configurator.web.lookups import admit_lookup
from configurator.web.next_steps import to_do
from configurator.web.order import NEW
from configurator.web.past_choices import past_choices
from configurator.web.placing import NOBODY
from configurator.web.render import asked_by_htmx, render, see_other
from configurator.web.restricting import veiled, veiled_customers
from configurator.web.taste_inferred import asked_now
from configurator.web.treated import GESTURES, gesture_words, treated
from configurator.web.wants import belongs_to, needs_of
from configurator.web.whose import AT_THE_COUNTER
from production.order import Person

blueprint = Blueprint("customers", __name__, url_prefix="/customers")

MOST_FOUND = 20
ALSO = 5
"""So many times as many are looked through where a shop sees its own customers only."""
MOST_ORDERS = 12
"""So many orders stand on the clerk's screen, the newest."""
CREATED = 201


@dataclass(frozen=True, slots=True)
class Filled:
    """The form of a new customer: what was typed, what is wrong, who is known by the same."""

    person: Person = NOBODY
    wrong: dict[str, str] = field(default_factory=dict)
    twins: tuple[Customer, ...] = ()


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def index() -> Response:
    """Whoever fits what was typed so far; with nothing typed, who came last.

    A whole number of a card, with Enter, opens its customer.
    """
    text = request.args.get("q", "")[:LONGEST_EMAIL].strip()
    if (number := scanned_card(text)) and not asked_by_htmx():
        opened = tried(number)
        if isinstance(opened, Refusal):
            return _found("", str(REFUSED[opened]))
        let_in(opened)
        return _sent(opened)
    try:
        if text:
            admit_lookup()
    except AskedTooOften as error:
        return _found("", wait(error), status=HTTPStatus.TOO_MANY_REQUESTS)
    return _found(text, is_card=bool(number))


def _found(
    text: str,
    refused: str = "",
    *,
    is_card: bool = False,
    status: HTTPStatus = HTTPStatus.NOT_FOUND,
) -> Response:
    # Where some are left out there must be more to choose from.
    most = MOST_FOUND * (ALSO if is_bound() else 1)
    with workshop().database.reading() as session:
        found = (
            search_customers(session, text, most + 1) if text else newest_customers(session, most)
        )
        pairs = count_proposals(session)
    let_in_who_is_named([one.customer for one in found], text)
    all_found, found = found, ours(found, lambda one: one.customer.id)
    return render(
        "customers/list.html",
        "customers/_found.html",
        status=status if refused else HTTPStatus.OK,
        text=text,
        refused=refused,
        is_card=is_card,
        found=veiled(found[:MOST_FOUND]),
        more=len(found) > MOST_FOUND,
        is_bound=is_bound(),
        others=len(all_found) > len(found),
        pairs=pairs,
    )


@blueprint.get("/new")
@only_for(*AT_THE_COUNTER)
def new() -> Response:
    """The form for somebody new, with what was searched in its place."""
    return _form(Filled(_meant(request.args.get("q", "")[:LONGEST_EMAIL])))


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def create() -> Response:
    """Save somebody new, unless known by the same e-mail or phone: then ask first."""
    person, form, who = read_person(request.form), read_form(), sessions.account()
    assert who is not None  # only_for saw to it
    if wrong := mistakes(person):
        return _form(Filled(person, wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
    now, link = workshop().now(), workshop().new_link()
    typed = {"name": person.name, "email": person.email, "phone": person.phone}
    asker = Request(f"customer new {who.id}", form.key, typed)
    with workshop().database.recording() as session:
        if before := replayed(session, asker):
            return _sent(before.document["id"])
        twins = twins_of(session, person.email, person.phone, held=True)
        if not twins or request.form.get("customer") == NEW:
            customer = Customer(link, person.name, person.email, person.phone, now)
            create_customer(session, customer, who.id)
            remember(session, asker, Answer(CREATED, {"id": link}), now)
            return _sent(link)
    for said in (person.email, person.phone):
        let_in_who_is_named(twins, said)
    return _form(Filled(person, twins=veiled_customers(twins)), HTTPStatus.CONFLICT)


@blueprint.get("/<id_>")
@only_for(*AT_THE_COUNTER)
def show(id_: str) -> Response:
    """The clerk's screen: who it is, what to do now, sizes, drafts, orders, what happened."""
    now = workshop().now()
    with workshop().database.reading() as session:
        customer, leader = get_customer(session, id_), leader_of(session, id_)
        history, told = measurement_history(session, id_), history_of(session, id_)
        one_person = about(session, id_)
        drafts, stock = open_drafts_of(session, id_), stock_units(session)
        orders, cards = orders_of_customer(session, id_, MOST_ORDERS), cards_of(session, id_)
        note_use(session, FIELDS, now.date())
        wishes = wishes_of(session, everybody_in(session, id_))
    if leader != id_:
        return _sent(leader)
    known = clerk.Known(customer, history, designs_of(drafts, stock), orders, cards)
    timeline, medium = clerk.timeline(known, told), request.args.get("medium", "")
    served = treated(id_)
    said = said_now(known, served, asked_now(id_), add_on_to_say(known.designs, stock))
    products = [engine.product for engine in workshop().engines.values()]
    return render(
        "customers/page.html",
        "customers/page.html",
        known=known,
        sizes=clerk.sizes(known, now),
        pairs=clerk.pairs(known, workshop().today()),
        to_do=to_do(known, told, now),
        treated=served,
        best=said.best,
        needs=needs_of(id_, told),
        belongs=belongs_to(id_),
        gestures=GESTURES,
        gesture_words=lambda one: gesture_words(one, workshop().today()),
        timeline=[one for one in timeline if medium in {"", one.medium}][: clerk.MOST_EVENTS],
        media=media(timeline),
        medium=medium,
        one_person=one_person,
        cards=cards_in_force(cards),
        choices=past_choices(orders),
        ask_now=said.ask_now,
        add_on=said.add_on,
        wishes=wished(wishes, stock, customer.id),
        notes=notes(told),
        standing=standing_with(id_),
        case_words=case_words,
        again=clerk.to_order_again(known),
        has_more=len(orders) == MOST_ORDERS,
        fresher=clerk.fresher(known),
        products=[(product.key, product.name.in_(language())) for product in products],
        new_key=lambda: uuid4().hex,
    )


@blueprint.post("/<id_>/configure/<product_key>")
@only_for(*AT_THE_COUNTER)
def configure(id_: str, product_key: str) -> Response:
    """Begin a design for the customer, with what is known of the body and the day of it."""
    product, form, now = engine_of(product_key).product, read_form(), workshop().now()
    with workshop().database.reading() as session:
        customer, known = get_customer(session, id_), latest_measurements(session, id_)
    blank = Configuration(product=product.key, edition=product.edition)
    draft = Draft(workshop().new_link(), blank, saved_at=now, customer=customer.id)
    asker = Request(f"customer {id_} configure {product_key}", form.key, {})
    with workshop().database.writing() as session:
        draft = create_draft(session, known_body.measured(draft, product, known), asker)
    endpoint = (
        "first.show" if is_known(desk_with(engine_of(product_key), draft)) else "configure.show"
    )
    place = url_for(endpoint, product_key=product.key, link=draft.link)
    return see_other(place)


def _meant(text: str) -> Person:
    """What was searched, in the field where it belongs."""
    typed = " ".join(text.split())
    if "@" in typed:
        return Person("", typed, "")
    is_number = any(letter.isdigit() for letter in typed)
    return Person("", "", typed) if is_number else Person(typed, "", "")


def _form(filled: Filled, status: int = HTTPStatus.OK) -> Response:
    return render(
        "customers/new.html", "customers/new.html", status=status, filled=filled, key=uuid4().hex
    )


def _sent(id_: str) -> Response:
    return see_other(url_for("customers.show", id_=id_))
