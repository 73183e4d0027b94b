"""News as the shop tells them: a topic, title and words by language, a day and a source."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from itertools import repeat

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.storage.accounts import Role
from configurator.storage.idempotency import Request, done_before
from configurator.storage.topics import News, Topic, followers, news_of, publish
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.happened import LONGEST_NOTE
from configurator.web.language import LANGUAGES
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.topics import TOPICS

blueprint = Blueprint("news", __name__, url_prefix="/news")

MOST_NEWS, LONGEST_LINE = 30, 120


@dataclass(frozen=True, slots=True)
class Written:
    """What was typed: words as they are; `trouble` says what is missing, empty if nothing is."""

    topic: str
    texts: dict[str, tuple[str, str]]
    source: str
    day: str
    trouble: str = ""


@blueprint.get("")
@only_for(Role.MANAGER, Role.MARKETER)
def show() -> Response:
    """What was told, the newest first, and a form to tell more."""
    return _page(Written("", {}, "", workshop().today().isoformat()))


@blueprint.post("")
@only_for(Role.MANAGER, Role.MARKETER)
def tell() -> Response:
    """Publish, once for each form: it stands with its followers at once."""
    form, shop, me = read_form(), workshop(), me_now()
    written = _written()
    if written.trouble:
        return _page(written, HTTPStatus.UNPROCESSABLE_ENTITY)
    news = News(
        shop.new_link(),
        Topic(written.topic),
        {key: text for key, text in written.texts.items() if all(text)},
        written.source,
        date.fromisoformat(written.day),
        shop.now(),
    )
    asker = Request(f"news {me.id}", form.key, {"topic": written.topic, "source": news.source})
    with shop.database.recording() as session:
        if not done_before(session, asker, shop.now()):
            publish(session, news, me.id, (link() for link in repeat(shop.new_link)))
    return see_other(url_for(".show"))


def _written() -> Written:
    typed = {name: request.form.get(name, "").strip() for name in ("topic", "source", "day")}
    texts = {
        key: tuple(request.form.get(f"{part}_{key}", "").strip() for part in ("title", "words"))
        for key in LANGUAGES
    }
    said = [*typed.values(), *(one for text in texts.values() for one in text)]
    is_short = all(len(one) <= LONGEST_NOTE and "\0" not in one for one in said)
    trouble = ""
    if not any(all(text) for text in texts.values()) or not is_short:
        trouble = str(_("A title and words are needed in one language at least."))
    elif typed["topic"] not in set(Topic) or not 0 < len(typed["source"]) <= LONGEST_LINE:
        trouble = str(_("Please say of what topic it is, and who says so."))
    elif not _is_day(typed["day"]):
        trouble = str(_("Please write the day it is of as 2026-01-31."))
    return Written(typed["topic"], texts, typed["source"], typed["day"], trouble)  # type: ignore[arg-type]  # two parts each


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text) <= workshop().today()
    except ValueError:
        return False


def _page(written: Written, status: int = HTTPStatus.OK) -> Response:
    page = "communities/news.html"
    with workshop().database.reading() as session:
        told = news_of(session, tuple(Topic), MOST_NEWS)
        counts = {one: len(followers(session, one)) for one in Topic}
    return render(
        page,
        page,
        status=status,
        topics=[(one.value, str(words), counts[one]) for one, words in TOPICS.items()],
        news=[(one, str(TOPICS[one.topic]), *one.told(language())) for one in told],
        typed=written,
        new_key=workshop().new_link,
    )
