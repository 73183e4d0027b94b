"""What a customer wants to hear of, and the news of it: nothing else is told him unasked."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from configurator.storage.accounts import Role
from configurator.storage.customers import customer_of
from configurator.storage.topics import Topic, follow, news_of, topics_of
from configurator.web.access import only_for
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.own_account import me_now
from configurator.web.render import render, see_other

blueprint = Blueprint("topics", __name__, url_prefix="/me/topics")

TOPICS: Mapping[Topic, LazyString] = {
    Topic.PRODUCTS: _l("New products"),
    Topic.CLOTHS: _l("How cloths wear"),
    Topic.COMPANY: _l("How the shop is doing"),
    Topic.CARE: _l("Washing and care"),
}
MOST_NEWS = 20


@blueprint.get("")
@only_for(Role.CUSTOMER)
def show() -> Response:
    """The topics, which of them he follows, and their news, the newest first."""
    own, page = me_now().customer or "", "communities/topics.html"
    with workshop().database.reading() as session:
        followed = topics_of(session, own)
        news = news_of(session, followed, MOST_NEWS)
    return render(
        page,
        page,
        topics=[(one.value, str(words), one in followed) for one, words in TOPICS.items()],
        news=[(one, str(TOPICS[one.topic]), *one.told(language())) for one in news],
        new_key=workshop().new_link,
    )


@blueprint.post("")
@only_for(Role.CUSTOMER)
def answer() -> Response:
    """Follow a topic or no longer; the same again changes nothing."""
    read_form()
    shop, topic = workshop(), request.form.get("topic", "")
    if topic not in set(Topic):
        abort(HTTPStatus.BAD_REQUEST)
    with shop.database.recording() as session:
        own = customer_of(session, me_now(), shop.new_link(), shop.now())
        others = topics_of(session, own.id) - {Topic(topic)}
        wanted = {Topic(topic)} if request.form.get("wanted") == "yes" else set()
        follow(session, own.id, others | wanted, shop.now())
    return see_other(url_for(".show"))
