"""Writing a campaign step by step, with the texts as people of its segments would read them."""

from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, Response, request, url_for

from configurator.storage.campaigns import (
    OPEN,
    Campaign,
    StaleCampaign,
    aims_of,
    get_campaign,
    save_plan,
)
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import Request, done_before
from configurator.web.access import only_for
from configurator.web.campaign_form import ADD_ON, CENTS, NONE, PERCENT, add_ons, read_step
from configurator.web.campaign_people import Reader, aims, as_read, names_of_segments, readers
from configurator.web.campaign_words import CHANNELS, GAPS, SPOKEN, STEPS, flaw_words
from configurator.web.campaigns import MARKETERS
from configurator.web.desk import language, workshop
from configurator.web.form import read_form
from configurator.web.needs import asker
from configurator.web.render import render, see_other
from customers.dialogue.campaign import PURPOSES, Found, Plan, flaws, to_document
from customers.dialogue.campaign_text import LANGUAGES
from customers.dialogue.texts import Texts
from customers.rights.register import register

blueprint = Blueprint("campaign_edit", __name__, url_prefix="/campaigns/<id_>")


@blueprint.get("/edit/<step>")
@only_for(*MARKETERS)
def show(id_: str, step: str) -> Response:
    """A step of a campaign that was not launched yet. Raises NotThere."""
    return _page(_open(id_, step), step)


@blueprint.post("/edit/<step>")
@only_for(*MARKETERS)
def save(id_: str, step: str) -> Response:
    """Keep a step; then comes the next, and after the last what is left to mend.

    Raises NotThere, StaleCampaign.
    """
    form, who, shop = read_form(), asker(), workshop()
    campaign = _open(id_, step)
    wanted = replace(campaign, plan=read_step(step, campaign.plan), revision=form.revision)
    request_ = Request(f"campaign {id_} {step}", form.key, to_document(wanted.plan))
    with shop.database.recording() as session:
        if not done_before(session, request_, shop.now()):
            save_plan(session, wanted, shop.today(), who.id, shop.now())
    return see_other(_next(id_, step))


@blueprint.post("/preview")
@only_for(*MARKETERS)
def preview(id_: str) -> Response:
    """The texts that are being typed, as one person would read them; nothing is kept.

    Raises NotThere.
    """
    read_form()
    campaign = _open(id_, "texts")
    typed = replace(campaign, plan=read_step("texts", campaign.plan))
    return _page(typed, "texts", part="campaigns/_preview.html")


def _open(id_: str, step: str) -> Campaign:
    """A campaign that may still be changed. Raises NotThere, StaleCampaign."""
    if step not in STEPS:
        raise NotThere("step", step)
    with workshop().database.reading() as session:
        campaign = get_campaign(session, id_)
    if campaign.state not in OPEN:
        raise StaleCampaign
    return campaign


def _next(id_: str, step: str) -> str:
    later = list(STEPS)[list(STEPS).index(step) + 1 :]
    if later:
        return url_for(".show", id_=id_, step=later[0])
    return url_for("campaign_launch.show", id_=id_)


def _page(campaign: Campaign, step: str, part: str = "") -> Response:
    plan, names = campaign.plan, names_of_segments()
    with workshop().database.reading() as session:
        found = flaws(plan, aims_of(session, plan.segments), workshop().today())
    told = [flaw_words(one, names) for one in found if one.step == step]
    page = f"campaigns/{step}.html"
    return render(
        page,
        part or page,
        status=HTTPStatus.OK,
        campaign=campaign,
        plan=plan,
        step=step,
        steps=STEPS,
        mended=_mended(found),
        flaws=told if "check" in request.args or part else [],
        key=uuid4().hex,
        **_for_step(campaign, step),
    )


def _mended(found: tuple[Found, ...]) -> frozenset[str]:
    """The steps in which nothing is left to mend."""
    return frozenset(STEPS) - {one.step for one in found}


def _for_step(campaign: Campaign, step: str) -> dict[str, object]:
    """What a step needs besides the plan."""
    match step:
        case "segment":
            return {"families": aims()}
        case "texts":
            return _for_texts(campaign)
        case "offer":
            return {"kind": _kind(campaign.plan), "add_ons": _named()}
        case "sending":
            purposes = register().purposes
            named = [(one, purposes[one].name.in_(language())) for one in PURPOSES]
            return {"channels": CHANNELS, "purposes": named}
        case _:
            return {}


def _for_texts(campaign: Campaign) -> dict[str, object]:
    people = readers(campaign.plan)
    person = request.form.get("person", people[0].person if people else "")
    spoken = request.form.get("language", language())
    spoken = spoken if spoken in LANGUAGES else LANGUAGES[0]
    return {
        "languages": SPOKEN,
        "gaps": GAPS,
        "readers": people,
        "person": person,
        "spoken": spoken,
        "shown": _shown(campaign, people, person, spoken),
    }


def _shown(campaign: Campaign, people: list[Reader], person: str, spoken: str) -> Texts | None:
    """The text as that person reads it; None while there is none, or nobody to read it."""
    is_there = person in {one.person for one in people}
    if not is_there or not campaign.plan.words(spoken).is_whole:
        return None
    return as_read(campaign.plan, campaign.secret, person, spoken)


def _kind(plan: Plan) -> str:
    """What the offer of a plan takes off."""
    offer = plan.offer
    if offer is None:
        return NONE
    return ADD_ON if offer.add_on else CENTS if offer.cents else PERCENT


def _named() -> list[tuple[str, str]]:
    spoken = language()
    return [(key, names.get(spoken) or names["en"]) for key, names in add_ons().items()]
