"""Letters to post: printed in one go for window envelopes, and marked as posted once."""

from collections.abc import Sequence

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from configurator.stop_links import test_stop_address
from configurator.storage.idempotency import Request, done_before
from configurator.storage.posting import Unposted, note_posted_letters, unposted
from configurator.web.access import only_for
from configurator.web.boundaries import ours
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other
from configurator.web.restricting import readable
from configurator.web.whose import AT_THE_COUNTER
from customers.dialogue.texts import words
from customers.rights.purpose import Channel
from production.format import day_of_year
from production.letter import STYLESHEET, PrintedLetter, letters_html
from production.pdf import pdf

blueprint = Blueprint("post", __name__, url_prefix="/post")

SHOP = "Surmesure"


@blueprint.get("")
@only_for(*AT_THE_COUNTER)
def show() -> Response:
    """What is to be printed and posted."""
    page = "post/page.html"
    return render(page, page, letters=_mine(), new_key=workshop().new_link)


@blueprint.get("/letters.pdf")
@only_for(*AT_THE_COUNTER)
def print_all() -> Response:
    """The letters that have an address, each on a sheet of its own."""
    letters = [printed(one, workshop().settings.shop or SHOP) for one in _mine() if one.to]
    return _as_pdf(letters)


@blueprint.post("")
@only_for(*AT_THE_COUNTER)
def posted() -> Response:
    """Note that letters went; of another shop's customers none."""
    form, ids, me, shop = read_form(), set(request.form.getlist("letter")), me_now(), workshop()
    mine = sorted(one.id for one in _mine() if one.id in ids)
    asker = Request(f"post {me.id}", form.key, {"letters": sorted(ids)})
    with shop.database.recording() as session:
        if not done_before(session, asker, shop.now()):
            note_posted_letters(session, mine, me.id, shop.now())
    return see_other(url_for(".show"))


@blueprint.get("/test.pdf")
@only_for(*AT_THE_COUNTER)
def sample() -> Response:
    """A letter to nobody, to be folded and put into an envelope with a window."""
    shop = workshop()
    frame = words().frame[language()]
    letter = PrintedLetter(
        language=language(),
        shop=shop.settings.shop or SHOP,
        day=day_of_year(shop.today(), language()),
        to=(SHOP, "1, rue de l'Exemple", "75001 Paris", "France"),
        subject=_("A test of Surmesure"),
        body=((_("This letter tries whether messages to customers arrive. It concerns nobody."),),),
        before_stop=frame.stop,
        stop=test_stop_address(shop.settings, Channel.LETTER),
    )
    return _as_pdf([letter])


def printed(one: Unposted, shop: str) -> PrintedLetter:
    """A letter as it is printed, from that shop."""
    texts, frame = one.texts, words().frame[one.texts.language]
    wording = words().texts.get(one.words, {}).get(texts.language)
    return PrintedLetter(
        language=texts.language,
        shop=shop,
        day=day_of_year(workshop().here(one.at).date(), texts.language),
        to=one.to.lines if one.to else (),
        subject=texts.subject,
        body=tuple(tuple(part.splitlines()) for part in texts.body.split("\n\n")),
        act=wording.act if wording else "",
        link=one.link,
        before_stop=frame.service if one.is_service else frame.stop,
        stop=one.stop,
    )


def _mine() -> tuple[Unposted, ...]:
    with workshop().database.reading() as session:
        found = unposted(session, workshop().settings)
    return readable(ours(found, lambda one: one.person), lambda one: one.person)


def _as_pdf(letters: Sequence[PrintedLetter]) -> Response:
    made = Response(pdf(letters_html(letters), STYLESHEET), mimetype="application/pdf")
    made.headers["Content-Disposition"] = 'inline; filename="letters.pdf"'
    made.cache_control.no_store = True
    return made
