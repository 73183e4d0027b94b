"""What the marketer of the demo finds: a segment to aim at, and a campaign to look at."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from configurator.demo_people import BY, derived
from configurator.settings import Settings
from configurator.storage.campaigns import (
    create_campaign,
    get_campaign,
    list_campaigns,
    save_plan,
)
from configurator.storage.database import Database
from configurator.storage.segments import describe, in_force, segments_in
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_offer import Offer
from customers.dialogue.campaign_text import Words
from customers.needs.levers import Lever, Strategy
from customers.needs.segmentation import Family
from customers.rights.purpose import Channel

CAMPAIGNS = {"winter": "Warm and close", "spring": "Light and close"}
"""Ids and names: one to be launched, and one to go on writing."""

TARGET = "Close to the body"
STRATEGY = Strategy(
    "They like what follows the leg, and notice where it pulls.",
    {
        Lever.PRODUCT: "Skinny and slim fits, stretch cloths",
        Lever.PRICE: "As everybody; a choice for free rather than percent",
        Lever.DISTRIBUTION: "The pages first, the shop for the tape",
        Lever.COMMUNICATION: "What the garment does when one sits and climbs",
        Lever.PROMOTION: "Before the cold season, once",
        Lever.RELATION: "Asked how it wears after a month",
    },
    is_target=True,
)
TEXTS = {
    "en": Words(
        "Your {garment|jeans} for cold mornings",
        "You wear the {fit|cut you chose} in {wash|the wash you chose}. For winter we have cloths"
        " that are as easy to move in and warmer.\n\nYour measurements are on record since"
        " {measured|your visit}: there is nothing to take anew.\n\nFor you alone: {offer} with the"
        " code {code}, until {until}.",
    ),
    "fr": Words(
        "Votre {garment|jean} pour les matins froids",
        "Vous portez la coupe {fit|de votre choix}, délavage {wash|de votre choix}. Pour l'hiver,"
        " nous avons des toiles aussi souples et plus chaudes.\n\nVos mesures datent du"
        " {measured|jour de votre visite} : rien n'est à reprendre.\n\nPour vous seul : {offer}"
        " avec le code {code}, jusqu'au {until}.",
    ),
    "ar": Words(
        "{garment|سروالك} لصباحات البرد",
        "ترتدي قصة {fit|اخترتها} بغسلة {wash|اخترتها}. لدينا للشتاء أثواب تمنح حرية الحركة نفسها"
        " وأكثر دفئًا.\n\n"
        "قياساتك محفوظة منذ {measured|زيارتك}: لا حاجة إلى أخذها من جديد.\n\n"
        "لك وحدك: {offer} بالرمز {code} إلى غاية {until}.",
    ),
}


def fill_campaigns(settings: Settings, database: Database, now: datetime) -> None:
    """Put the target and the campaign there, unless they are."""
    today = now.astimezone(settings.time_zone).date()
    with database.recording() as session:
        if list_campaigns(session, 1):
            return
        made = in_force(session).get(Family.NEED)
        found = segments_in(session, made.id) if made else ()
        target = next((one for one in found if one.name == TARGET), None)
        if target is None:
            return
        describe(session, replace(target, strategy=STRATEGY), BY, now)
        for id_, name in CAMPAIGNS.items():
            create_campaign(session, id_, derived(settings.secret_key, f"campaign {id_}"), BY, now)
            plan = replace(_plan(target.id, today), name=name)
            wanted = replace(get_campaign(session, id_), plan=plan)
            save_plan(session, wanted, today, BY, now)


def _plan(segment: str, today: date) -> Plan:
    last = today + timedelta(days=21)
    return Plan(
        segments=(segment,),
        objective="Who likes it close orders one pair more.",
        within_days=30,
        take_percent=5,
        worth_cents=6_000,
        texts=TEXTS,
        offer=Offer(today, last + timedelta(days=14), percent=10),
        purpose="similar",
        channels=(Channel.EMAIL, Channel.WEB),
        begins_on=today,
        ends_on=last,
        cost_cents=2,
        held_percent=20,
    )
