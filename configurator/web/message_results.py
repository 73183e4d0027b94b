"""What came of messages, and what they say: for those who answer for it."""

from flask import Blueprint, Response, request

from configurator.mail_page import mail_page
from configurator.storage.accounts import Role
from configurator.storage.errors import NotThere
from configurator.storage.sends import sends
from configurator.web.access import only_for
from configurator.web.channel_words import CHANNELS
from configurator.web.desk import language, workshop
from configurator.web.format import money
from configurator.web.message_why import plan_name
from configurator.web.render import render
from customers.dialogue.follow_up import follow_ups
from customers.dialogue.texts import Facts, Texts, words, written
from production.format import day_in_words, day_of_year, direction_of, kept_ltr

blueprint = Blueprint("message_results", __name__, url_prefix="/messages")

READERS = (Role.MARKETER, Role.MANAGER)
SAMPLE = "26-1047"
A_PRICE = 18_900


@blueprint.get("/results")
@only_for(*READERS)
def show() -> Response:
    """By programme and channel: sent, arrived, followed, ordered, with how sure that is."""
    page = "messages/results.html"
    with workshop().database.reading() as session:
        found = sends(session)
    named = {channel.value: CHANNELS[channel] for channel in CHANNELS}
    return render(page, page, sends=found, channels=named, name=plan_name)


@blueprint.get("/texts")
@only_for(*READERS)
def texts() -> Response:
    """What each follow-up says, in the language that is asked for, with made-up facts."""
    spoken, frames, page = _spoken(), words().frame, "messages/texts.html"
    plans = {key: plan.nature for key, plan in follow_ups().items()}
    shown = {key: _sample(key, spoken) for key in words().texts}
    way = direction_of(spoken)
    return render(page, page, texts=shown, natures=plans, spoken=spoken, ways=list(frames), way=way)


@blueprint.get("/texts/<key>/mail")
@only_for(*READERS)
def as_mail(key: str) -> Response:
    """A follow-up as mail programs show it. Raises NotThere."""
    if key not in words().texts:
        raise NotThere("text", key)
    texts = _sample(key, _spoken())
    frame = words().frame[texts.language]
    address = workshop().settings.public_address
    page = mail_page(texts, f"{address}/me", frame.stop, f"{address}/me/consents")
    return Response(page, mimetype="text/html")


def _spoken() -> str:
    """The language that is asked for, else that of the page."""
    asked = request.args.get("in", "")
    return asked if asked in words().frame else language()


def _sample(key: str, spoken: str) -> Texts:
    its = words().texts[key]
    return written(its[spoken], spoken, _facts(spoken))


def _facts(spoken: str) -> Facts:
    today = workshop().today()
    when = dict.fromkeys(("saved", "day", "told"), day_in_words(today, spoken))
    years = dict.fromkeys(("bought", "measured", "since"), day_of_year(today, spoken))
    product = {"en": "Jeans", "fr": "Jean", "ar": "جينز"}[spoken]
    price = money(A_PRICE, "EUR", spoken)
    known = {"name": "N. Example", "shop": workshop().settings.shop or "Surmesure"}
    order = {
        "number": kept_ltr(SAMPLE, spoken),
        "garment": product,
        "product": product,
        "choices": "7",
        "price": price,
    }
    return {**known, **when, **years, **order}
