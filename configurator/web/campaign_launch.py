"""Before a campaign is launched: what is left to mend, its size and cost, and who is held back."""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, current_app, url_for

from configurator.storage.campaign_launch import AT_ONCE, Tried, tried
from configurator.storage.campaign_people import count_members
from configurator.storage.campaigns import (
    OPEN,
    Campaign,
    NotReady,
    StaleCampaign,
    aims_of,
    get_campaign,
    launch,
)
from configurator.storage.channels import enabled_channels
from configurator.storage.idempotency import Request, done_before
from configurator.storage.jobs import CAMPAIGN, Work
from configurator.storage.scans import count_open
from configurator.storage.workload import workload
from configurator.value_online import policies_now
from configurator.web.access import only_for
from configurator.web.amount import currency
from configurator.web.campaign_people import names_of_segments, outlook_now
from configurator.web.campaign_words import STEPS, because_words, flaw_words
from configurator.web.campaigns import MARKETERS
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.format import short_money
from configurator.web.needs import asker
from configurator.web.render import render, see_other
from customers.dialogue.campaign import flaws
from customers.dialogue.campaign_capacity import Capacity, capacity
from customers.value.offer import Sizing, sizing
from production.tracking import STATIONS, State

blueprint = Blueprint("campaign_launch", __name__, url_prefix="/campaigns/<id_>/launch")


@blueprint.get("")
@only_for(*MARKETERS)
def show(id_: str) -> Response:
    """What launching it would mean. Raises NotThere."""
    return _page(id_)


@blueprint.post("")
@only_for(*MARKETERS)
def go(id_: str) -> Response:
    """Launch it as it was looked at. Raises NotThere, StaleCampaign."""
    form, who, shop = read_form(), asker(), workshop()
    try:
        with shop.database.recording() as session:
            if not done_before(
                session, Request(f"campaign {id_} launch", form.key, {}), shop.now()
            ):
                seen = get_campaign(session, id_)
                launch(session, _as_seen(seen, form.revision), shop.today(), who.id, shop.now())
    except NotReady:
        return _page(id_, HTTPStatus.UNPROCESSABLE_ENTITY)
    queue = current_app.extensions["queue"]
    if queue is not None:
        queue.put(Work(CAMPAIGN, id_))
    return see_other(url_for("campaigns.show", id_=id_))


def _as_seen(campaign: Campaign, revision: int) -> Campaign:
    """The campaign, if it is what was looked at. Raises StaleCampaign."""
    if campaign.revision != revision:
        raise StaleCampaign
    return campaign


def _page(id_: str, status: int = HTTPStatus.OK) -> Response:
    shop, names = workshop(), names_of_segments()
    with shop.database.reading() as session:
        campaign = get_campaign(session, id_)
        if campaign.state not in OPEN:
            return see_other(url_for("campaigns.show", id_=id_))
        found = flaws(campaign.plan, aims_of(session, campaign.plan.segments), shop.today())
        people = count_members(session, campaign.plan.segments)
        told = None if found else tried(session, campaign, outlook_now(), enabled_channels(session))
    page = "campaigns/launch.html"
    return render(
        page,
        page,
        status=status,
        campaign=campaign,
        plan=campaign.plan,
        step="launch",
        steps=STEPS,
        mended=frozenset(STEPS) - {one.step for one in found},
        flaws=[(one.step, flaw_words(one, names)) for one in found],
        segments=[names.get(one, one) for one in campaign.plan.segments],
        people=people,
        tried=told,
        because=because_words(told.because) if told else [],
        is_part=people > AT_ONCE,
        size=_size(campaign, people, told) if told else None,
        room=_room(campaign, _size(campaign, people, told)) if told else None,
        amount=lambda cents: short_money(cents, currency(), language()),
        key=uuid4().hex,
    )


def _size(campaign: Campaign, people: int, told: Tried) -> Sizing:
    """Its size, from the share of those looked at who would be written to sooner or later."""
    plan, policies = campaign.plan, policies_now()
    can = people * len(told.reached) // max(told.people, 1)
    with workshop().database.reading() as session:
        work = workload(session, policies.care.station_minutes if policies else 1)
    return sizing(can, plan.held_percent, plan.cost_cents, plan.take_percent, work)


def _room(campaign: Campaign, size: Sizing) -> Capacity:
    """What it asks of the workshop, whose orders come until they no longer count."""
    today, policies = workshop().today(), policies_now()
    with workshop().database.reading() as session:
        work = workload(session, policies.care.station_minutes if policies else 1)
        loads = count_open(session, today)
    waiting = sum(loads[one].count for one in (State.QUEUED, *STATIONS))
    begins = campaign.plan.begins_on or today
    last = max(campaign.plan.ends_on or begins, begins)
    return capacity(size, waiting, work, begins, last)
