"""Campaigns: the list, one that is begun, what became of one that was launched, and stopping it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, make_response, url_for
from flask_babel import gettext as _

from configurator.charts import COLOURS, Chart, Form, Mark, drawn
from configurator.storage.accounts import Role
from configurator.storage.campaign_figures import Outcome, outcome_of
from configurator.storage.campaigns import (
    OPEN,
    Campaign,
    State,
    create_campaign,
    get_campaign,
    list_campaigns,
    stop,
)
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.web.access import only_for
from configurator.web.amount import currency
from configurator.web.campaign_people import names_of_segments
from configurator.web.campaign_words import (
    CHANNELS,
    STATES,
    STEPS,
    TONES,
    because_words,
    effect_words,
    points,
)
from configurator.web.desk import language, workshop
from configurator.web.figure_page import decimal
from configurator.web.form import read_form
from configurator.web.format import money_change, short_money
from configurator.web.needs import asker
from configurator.web.render import render, see_other
from customers.dialogue.campaign_result import Arm, share_of
from customers.rights.purpose import Channel

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")

MARKETERS = (Role.MARKETER, Role.MANAGER)
"""Who plans, launches and stops campaigns."""

MOST_LISTED = 50
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: `address` leads to what is to be done with it next."""

    campaign: Campaign
    address: str
    segments: tuple[str, ...]
    outcome: Outcome


@blueprint.get("")
@only_for(*MARKETERS)
def index() -> Response:
    """All campaigns, the newest first, each with how far it is and what came of it."""
    shop, names = workshop(), names_of_segments()
    with shop.database.reading() as session:
        found = [one.on(shop.today()) for one in list_campaigns(session, MOST_LISTED)]
        listed = [
            Listed(
                one,
                address_of(one),
                tuple(names.get(id_, id_) for id_ in one.plan.segments),
                outcome_of(session, one, shop.settings.time_zone),
            )
            for one in found
        ]
    page = "campaigns/list.html"
    return render(
        page,
        page,
        listed=listed,
        states=STATES,
        tones=TONES,
        effect=lambda one: points(one.effect) if one.effect else None,
        key=uuid4().hex,
    )


@blueprint.post("")
@only_for(*MARKETERS)
def begin() -> Response:
    """Begin one that says nothing yet; its first step comes next."""
    form, who, shop = read_form(), asker(), workshop()
    id_, now = shop.new_link(), shop.now()
    with shop.database.recording() as session:
        if done_before(session, Request(f"campaign {who.id}", form.key, {}), now):
            return see_other(url_for(".index"))
        create_campaign(session, id_, shop.new_link(), who.id, now)
    return see_other(url_for("campaign_edit.show", id_=id_, step=next(iter(STEPS))))


@blueprint.get("/<id_>")
@only_for(*MARKETERS)
def show(id_: str) -> Response:
    """What became of it; where it is not launched, what is to be done next. Raises NotThere."""
    shop = workshop()
    with shop.database.reading() as session:
        campaign = get_campaign(session, id_).on(shop.today())
        outcome = outcome_of(session, campaign, shop.settings.time_zone)
    if campaign.state in OPEN:
        return see_other(address_of(campaign))
    return _result(campaign, outcome)


@blueprint.get("/<id_>/<theme>.svg")
@only_for(*MARKETERS)
def chart(id_: str, theme: str) -> Response:
    """The shares that ordered, with their limits, light or dark. Raises NotThere."""
    shop = workshop()
    with shop.database.reading() as session:
        campaign = get_campaign(session, id_)
        outcome = outcome_of(session, campaign, shop.settings.time_zone)
    if theme not in COLOURS or not outcome.served.people:
        raise NotThere("chart", id_)
    answer = make_response(drawn(_chart(outcome), theme))
    answer.mimetype = "image/svg+xml"
    return answer


@blueprint.post("/<id_>/stop")
@only_for(*MARKETERS)
def stop_it(id_: str) -> Response:
    """Send nothing more of it from now on. Raises NotThere, StaleCampaign."""
    form, who, shop = read_form(), asker(), workshop()
    with shop.database.recording() as session:
        if not done_before(session, Request(f"campaign {id_} stop", form.key, {}), shop.now()):
            stop(session, id_, who.id, shop.now())
    return see_other(url_for(".show", id_=id_))


def address_of(campaign: Campaign) -> str:
    """Where what is to be done with it next is done."""
    if campaign.state is State.DRAFTED:
        first = next(iter(STEPS))
        return url_for("campaign_edit.show", id_=campaign.id, step=first)
    if campaign.state is State.CHECKED:
        return url_for("campaign_launch.show", id_=campaign.id)
    return url_for("campaigns.show", id_=campaign.id)


def _result(campaign: Campaign, outcome: Outcome) -> Response:
    names = names_of_segments()
    effect, ordered = outcome.effect, outcome.served.ordered + outcome.without.ordered
    page = "campaigns/result.html"
    return render(
        page,
        page,
        status=HTTPStatus.OK,
        campaign=campaign,
        outcome=outcome,
        state=STATES[campaign.state],
        tone=TONES[campaign.state],
        message=effect_words(effect, ordered),
        segments=[names.get(one, one) for one in campaign.plan.segments],
        arms=[
            (_("Written to"), outcome.served, _limits(outcome.served)),
            (_("Go without"), outcome.without, _limits(outcome.without)),
        ],
        effect=points(effect) if effect else None,
        sent=[(CHANNELS[Channel(one)], many) for one, many in sorted(outcome.sent.items())],
        lapsed=because_words(outcome.lapsed),
        left_out=because_words(campaign.left_out),
        amount=lambda cents: short_money(cents, currency(), language()),
        change=lambda cents: money_change(cents, currency(), language()),
        picture=_pictures(campaign) if outcome.served.people and outcome.without.people else {},
        key=uuid4().hex,
    )


def _pictures(campaign: Campaign) -> Mapping[str, str]:
    return {theme: url_for(".chart", id_=campaign.id, theme=theme) for theme in COLOURS}


def _chart(outcome: Outcome) -> Chart:
    told = str(_("Of 100 people so many ordered"))
    arms = ((_("Written to"), outcome.served), (_("Go without"), outcome.without))
    marks = tuple(_mark(str(words), arm) for words, arm in arms)
    return Chart(
        Form.RANGES, told, str(_("A point for each group, and limits of 95 of 100.")), marks
    )


def _mark(words: str, arm: Arm) -> Mark:
    its = share_of(arm)
    low, high = its.low * PERCENT, its.high * PERCENT
    text = _limits(arm)[0]
    return Mark(words, its.share * PERCENT, text, low=low, high=high)


def _limits(arm: Arm) -> tuple[str, str, str]:
    """The share of an arm with its limits, in percent."""
    its = share_of(arm)
    return _percent(its.share), _percent(its.low), _percent(its.high)


def _percent(share: float) -> str:
    return f"{decimal(share * PERCENT)}\N{NO-BREAK SPACE}%"
