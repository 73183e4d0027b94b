"""Channels and their check-lists, tried one by one; and systems that were told of people."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature

from configurator.stop_links import TEST_STOP, signer, test_stop_address
from configurator.storage.accounts import Role
from configurator.storage.channels import (
    CHANNELS,
    TEST_LETTER,
    Item,
    NoFallback,
    Passed,
    check_lists,
    close_channel,
    enabled_channels,
    has_left,
    note_passed,
)
from configurator.storage.errors import NotThere
from configurator.storage.hooks import (
    SMS,
    call_to_test,
    count_calls,
    failing_calls,
    try_again,
)
from configurator.storage.outbox import post
from configurator.web import channel_words
from configurator.web.access import for_everybody, only_for
from configurator.web.desk import workshop
from configurator.web.form import read_form
from configurator.web.headers import TELLS_NOBODY
from configurator.web.own_account import me_now
from configurator.web.posting import hurry, letter, seal
from configurator.web.render import render, see_other
from customers.rights.purpose import Channel

blueprint = Blueprint("channels", __name__, url_prefix="/channels")

KEEPERS = (Role.MANAGER, Role.ADMIN)
BY_LINK = "link"
LASTS = timedelta(days=7)


@blueprint.get("")
@only_for(*KEEPERS)
def show() -> Response:
    """Each channel with its check-list."""
    return _page()


@blueprint.get("/<channel>/test")
@only_for(*KEEPERS)
def sample(channel: str) -> Response:
    """What a customer would be shown, told or handed, with the way to say no. Raises NotThere."""
    its, page = _channel(channel), "channels/sample.html"
    stop = test_stop_address(workshop().settings, its)
    return render(page, page, channel=its, stop=stop, words=channel_words, key=workshop().new_link)


@blueprint.post("/<channel>/test")
@only_for(*KEEPERS)
def send(channel: str) -> Response:
    """Send a test to who asks, or to the system that carries; shown where none is sent."""
    form, its, shop = read_form(), _channel(channel), workshop()
    settings = shop.settings
    if its is Channel.EMAIL:
        if not settings.has_post:
            return _page(_("No mail server is set."), HTTPStatus.UNPROCESSABLE_ENTITY)
        stop = test_stop_address(settings, its)
        made = letter(TEST_LETTER, me_now().email, LASTS, stop=stop)
        with shop.database.recording() as session:
            post(session, made, seal(), is_sent=settings.smtp is not None)
        hurry(made)
    elif its is Channel.SMS:
        if settings.sms is None:
            return _page(_("No carrier of text messages is set."), HTTPStatus.UNPROCESSABLE_ENTITY)
        with shop.database.recording() as session:
            call_to_test(session, form.key, SMS, shop.now())
    return see_other(url_for(".sample", channel=its.value))


@blueprint.post("/<channel>/arrived")
@only_for(*KEEPERS)
def arrived(channel: str) -> Response:
    """Note that the test is in the hands of who tried it, once it left."""
    read_form()
    its, shop = _channel(channel), workshop()
    with shop.database.recording() as session:
        if left := has_left(session, its, is_shown=shop.settings.is_demo):
            note_passed(session, Passed(its, Item.TEST, "seen", shop.now(), me_now().id))
    if not left:
        return _page(_("The test has not left yet."), HTTPStatus.CONFLICT)
    return see_other(url_for(".show"))


@blueprint.post("/<channel>/fallback")
@only_for(*KEEPERS)
def fallback(channel: str) -> Response:
    """Name the channel that stands in for this one."""
    read_form()
    its, other, shop = _channel(channel), request.form.get("other", ""), workshop()
    try:
        with shop.database.recording() as session:
            note_passed(session, Passed(its, Item.FALLBACK, other, shop.now(), me_now().id))
    except NoFallback:
        abort(HTTPStatus.BAD_REQUEST)
    return see_other(url_for(".show"))


@blueprint.post("/<channel>/close")
@only_for(*KEEPERS)
def close(channel: str) -> Response:
    """Have it carry nothing until its list passed anew."""
    read_form()
    its, shop = _channel(channel), workshop()
    with shop.database.recording() as session:
        close_channel(session, its, me_now().id, shop.now())
    return see_other(url_for(".show"))


@blueprint.get("/stop/<token>")
@for_everybody
def stopping(token: str) -> Response:
    """The button of a test, as a customer finds it. Raises NotThere."""
    return _stop_page(token, _tried(token), is_done=False)


@blueprint.post("/stop/<token>")
@for_everybody
def stop(token: str) -> Response:
    """Note that saying no works by this channel. Raises NotThere."""
    its, shop = _tried(token), workshop()
    with shop.database.recording() as session:
        note_passed(session, Passed(its, Item.OPT_OUT, BY_LINK, shop.now(), BY_LINK))
    return _stop_page(token, its, is_done=True)


@blueprint.get("/recipients")
@only_for(*KEEPERS)
def recipients() -> Response:
    """What other systems were told, and what they did not take yet."""
    shop, page = workshop(), "channels/recipients.html"
    with shop.database.reading() as session:
        failing, (done, waiting) = failing_calls(session), count_calls(session)
    hooks = shop.settings.hooks
    counts = {"done": done, "waiting": waiting}
    told = channel_words.TOLD
    key = shop.new_link
    return render(page, page, failing=failing, hooks=hooks, told=told, new_key=key, **counts)


@blueprint.post("/recipients")
@only_for(*KEEPERS)
def again() -> Response:
    """Have a call tried anew that was given up. Raises NotThere."""
    read_form()
    with workshop().database.recording() as session:
        try_again(session, request.form.get("call", ""), workshop().now())
    return see_other(url_for(".recipients"))


def _page(trouble: str = "", status: int = HTTPStatus.OK) -> Response:
    page = "channels/page.html"
    with workshop().database.reading() as session:
        passed, open_ = check_lists(session), enabled_channels(session)
    return render(
        page,
        page,
        status=status,
        trouble=trouble,
        passed=passed,
        enabled=open_,
        items=list(Item),
        words=channel_words,
        new_key=workshop().new_link,
    )


def _stop_page(token: str, its: Channel, *, is_done: bool) -> Response:
    page = "channels/stop.html"
    answer = render(page, page, token=token, channel=channel_words.CHANNELS[its], is_done=is_done)
    answer.headers["Referrer-Policy"] = TELLS_NOBODY
    return answer


def _channel(said: str) -> Channel:
    if said not in set(CHANNELS):
        raise NotThere("channel", said)
    return Channel(said)


def _tried(token: str) -> Channel:
    try:
        return _channel(str(signer(workshop().settings, TEST_STOP).loads(token)))
    except BadSignature:
        raise NotThere("letter", "") from None
