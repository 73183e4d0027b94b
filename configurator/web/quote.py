"""The quote of a design as PDF, for whoever has its link."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from math import ceil

from flask import Blueprint, Response, request, url_for

from catalog.product import Kind, Value
from configurator.asked_lately import AskedTooOften, AskLimits, admit
from configurator.jobs.quotes import ASKED, is_kept, keep_quote
from configurator.storage.campaign_codes import Personal
from configurator.storage.commitments import end_of, is_promised, make_commitment, price_id
from configurator.storage.documents import secret_fingerprint
from configurator.web import view
from configurator.web.access import for_everybody
from configurator.web.add_ons import asked_for
from configurator.web.campaign_offer import offered_here
from configurator.web.desk import Desk, desk, language, workshop
from configurator.web.paper import RETRY_AFTER_S, made
from configurator.web.placing import frozen
from configurator.web.referral import kept_code
from configurator.web.render import render, see_other
from configurator.web.selling import selling
from configurator.web.sessions import account
from configurator.web.whose import customer_here, is_at_the_counter
from customers.dialogue.commitment import Commitment
from customers.dialogue.commitment import Kind as Promised
from production.freeze import CannotBeMade
from production.quote import Quote, QuoteLine, quote_language, reference
from production.quote_words import WORDS
from rules.complete import Goal, complete

blueprint = Blueprint("quote", __name__, url_prefix="/configure")

NOTHING = "none"
A_MINUTE_S = 60


@blueprint.get("/<product_key>/<link>/quote.pdf")
@for_everybody
def show(product_key: str, link: str) -> Response:
    """The PDF; while a design is open, the page that offers to decide the rest."""
    at = desk(product_key, link)
    quote = quote_of(at)
    if quote is None:
        rest = url_for("configure.show", product_key=product_key, link=link, finish="ask")
        return see_other(rest)
    folder = workshop().settings.data_folder
    if not is_kept(quote, folder):
        try:
            _admit()
        except AskedTooOften as error:
            return _too_many(at, error)
    content = made(*keep_quote(quote, folder))
    if content is None:
        return _being_printed(at)
    _promise(at, quote)
    answer = Response(content, mimetype="application/pdf")
    name = f"{product_key}-{quote.reference.replace(' ', '').replace('/', '-')}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def quote_of(at: Desk) -> Quote | None:
    """What the design would cost if ordered today, measured or not; None while it is open."""
    shop, state, product, spoken = workshop(), at.state, at.product, quote_language(language())
    designed = view.decided(product, state)
    values = complete(at.engine, at.situation, Goal.CHEAPEST)
    is_open = any(option.key not in designed for option in product.of_kind(Kind.DESIGN))
    if is_open or values is None or state.ready_on is None:
        return None
    here = url_for("configure.show", product_key=product.key, link=at.draft.link)
    today, chosen = at.situation.today, _lines(at, values, spoken)
    offer = offered_here(at, kept_code())
    until = today + timedelta(days=shop.settings.limits.quote_days)
    return Quote(
        reference=reference(secret_fingerprint(at.draft.link), at.draft.revision),
        language=spoken,
        product=product.name.in_(spoken),
        caption=view.caption(product, designed, spoken),
        person=_person(at),
        currency=product.currency,
        tax_percent=product.tax_percent,
        base_price_cents=product.base_price_cents,
        lines=(*chosen, *_beside(at, spoken), *_off(at, values, chosen, spoken, offer)),
        issued_on=today,
        valid_until=min(until, offer.offer.ends_on) if offer else until,
        ready_on=state.ready_on,
        address=f"{shop.settings.public_address}{here}",
        warnings=view.warnings(at.advice, spoken),
        look={key: dict(one.look) for key, one in _made(at, values).items() if one.look},
    )


def _made(at: Desk, values: dict[str, str]) -> dict[str, Value]:
    """The values that do not hang on a body, by option, in the order of the steps."""
    options = {option.key: option for option in at.product.of_kind(Kind.DESIGN, Kind.DERIVED)}
    told = [key for step in at.product.steps for key in step.options]
    ordered = [
        *(key for key in told if key in options),
        *(key for key in options if key not in told),
    ]
    return {key: options[key].value(values[key]) for key in ordered}


def _lines(at: Desk, values: dict[str, str], spoken: str) -> tuple[QuoteLine, ...]:
    """What was chosen; of what was left out or follows from it only what adds to the price."""
    return tuple(
        QuoteLine(option.name.in_(spoken), value.name.in_(spoken), value.price_cents)
        for key, value in _made(at, values).items()
        for option in [at.product.option(key)]
        if value.price_cents or (option.kind is Kind.DESIGN and value.key != NOTHING)
    )


def _beside(at: Desk, spoken: str) -> Iterator[QuoteLine]:
    """What the asker wants to order with it, as far as it goes with it."""
    if not asked_for():
        return
    with suppress(CannotBeMade):
        sold = selling(at, frozen(at)).taken(asked_for())
        for one in (going.add_on for going in sold):
            if one:
                yield QuoteLine(one.name.in_(spoken), one.piece.in_(spoken), one.price_cents)


def _off(
    at: Desk,
    values: dict[str, str],
    chosen: tuple[QuoteLine, ...],
    spoken: str,
    offer: Personal | None,
) -> tuple[QuoteLine, ...]:
    """What an offer to him alone takes off the garment; nothing where there is none."""
    if offer is None:
        return ()
    full = at.product.base_price_cents + sum(line.price_cents for line in chosen)
    added = {f"{key}={one.key}": one.price_cents for key, one in _made(at, values).items()}
    off = offer.offer.off_cents(full, added)
    return (QuoteLine(WORDS[spoken]["offer"], offer.name, -off),) if off else ()


def _person(at: Desk) -> str:
    """The name to put on it: only the counter knows for whom a design is."""
    customer = customer_here(at.draft) if is_at_the_counter() else None
    return customer.name if customer else ""


def _promise(at: Desk, quote: Quote) -> None:
    """Keep the price as a promise to whom the design is for, once; of strangers there is none."""
    customer, shop = customer_here(at.draft), workshop()
    if customer is None:
        return
    id_ = price_id(at.draft.link, at.draft.revision)
    with shop.database.reading() as session:
        if is_promised(session, id_):
            return
    who = account()
    promise = Commitment(
        id=id_,
        person=customer.id,
        kind=Promised.PRICE,
        about=quote.reference,
        made_by=who.id if who else "",
        made_at=shop.now(),
        due_at=end_of(quote.valid_until, shop.settings.time_zone),
        cents=quote.total_cents,
    )
    with shop.database.recording() as session:
        make_commitment(session, promise)


def _admit() -> None:
    """Count a quote that was never asked for before. Raises AskedTooOften."""
    shop, who = workshop(), account()
    limits = shop.settings.limits
    # The people of the shop share an address; strangers have nothing else.
    asker = f"account {who.id}" if who else f"address {request.remote_addr}"
    allowed = AskLimits(limits.quotes, limits.quotes_overall, limits.quote_window)
    admit(shop.settings.data_folder / ASKED, asker, shop.now(), allowed)


def _too_many(at: Desk, error: AskedTooOften) -> Response:
    minutes = ceil(error.retry_after_s / A_MINUTE_S)
    return _instead(at, "too_many", HTTPStatus.TOO_MANY_REQUESTS, error.retry_after_s, minutes)


def _being_printed(at: Desk) -> Response:
    return _instead(at, "printing", HTTPStatus.SERVICE_UNAVAILABLE, RETRY_AFTER_S)


def _instead(
    at: Desk, name: str, status: HTTPStatus, retry_after_s: int, minutes: int = 0
) -> Response:
    """A page in place of the PDF, which says when to ask again."""
    page, key, link = f"quote/{name}.html", at.product.key, at.draft.link
    answer = render(page, page, status=status, product_key=key, link=link, minutes=minutes)
    answer.headers["Retry-After"] = str(retry_after_s)
    return answer
