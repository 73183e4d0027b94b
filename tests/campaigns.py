"""A segment of people who bought, and a campaign that aims at it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from catalog.configuration import Configuration
from catalog.text import Text
from configurator.storage.campaigns import create_campaign
from configurator.storage.channels import Item, Passed, note_passed
from configurator.storage.consents import note_consent
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.idempotency import Request
from configurator.storage.orders import StoredOrder, place_order
from configurator.storage.tables_segments import SegmentationRow, SegmentRow
from configurator.storage.tables_value import MembershipRow
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_offer import Offer
from customers.dialogue.campaign_text import LANGUAGES, Words
from customers.needs.levers import Lever
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from production.order import Line, Person
from tests.shop import NOON, ORDER

TODAY, DAY = NOON.date(), timedelta(days=1)
PEOPLE = [f"p{number:02}" for number in range(24)]
REFUSES, NO_TASTE = "p00", "p01"
WORDS = Words("{name}, your {garment|pair}", "In {wash|any wash}: {offer}, {code}, {until}.")
PLAN = Plan(
    name="Winter",
    segments=("cyclists",),
    objective="One order more",
    texts=dict.fromkeys(LANGUAGES, WORDS),
    offer=Offer(TODAY, TODAY + 14 * DAY, percent=10),
    purpose="similar",
    channels=(Channel.EMAIL,),
    begins_on=TODAY,
    ends_on=TODAY + 14 * DAY,
    held_percent=25,
)
ASKED = {"written": [], "criteria": [], "number": 0, "seed": 1}
RAW = Line("wash", Text(en="Wash"), "raw", Text(en="Raw"), 0, hidden=False)


def order_of(session: Session, person: str, number: int, at: datetime) -> StoredOrder:
    """An order of a person, placed then."""
    link = f"draft {person} {number}"
    create_draft(session, Draft(link, Configuration("jeans", "2026-11"), saved_at=at))
    whole = Person(f"{person} Ek", f"{person}@example.org", "")
    order = replace(ORDER, configuration=link, person=whole, placed_at=at, lines=(RAW,))
    return place_order(session, order, person, Request("order", link, {}), "test").stored


def refused(person: str, purpose: str, channel: Channel) -> Consent:
    """A word of no."""
    return Consent(
        f"no {person}",
        person,
        purpose,
        channel,
        Said.WITHDRAWN,
        NOON,
        Source.SHOP,
        "No.",
        1,
        "en",
        "aloud",
    )


def fill(database: Database) -> None:
    """A segment of people who bought: one says no to such letters, one no to taste."""
    levers = {lever.value: "as said" for lever in Lever}
    passed = [Passed(Channel.EMAIL, item, "letter", NOON, "sam") for item in Item]
    with database.recording() as session:
        made = {"id": "made", "family": "need", "way": "rules", "state": "in_force", "revision": 1}
        asked = {"asked": ASKED, "found": {}, "asked_by": "sam", "asked_at": NOON, "made_at": NOON}
        session.add(SegmentationRow(**made, **asked))
        session.add(
            SegmentRow(
                id="cyclists",
                segmentation="made",
                place=0,
                name="Cyclists",
                description="They cycle",
                levers=levers,
                is_target=True,
                treatment="",
                revision=1,
            )
        )
        for item in passed:
            note_passed(session, item)
        for one in PEOPLE:
            mail = f"{one}@example.org"
            create_customer(session, Customer(one, f"{one} Ek", mail, "", NOON - 30 * DAY), "test")
            order_of(session, one, 0, NOON - 30 * DAY)
            session.add(MembershipRow(family="need", person=one, segment="cyclists"))
        note_consent(session, refused(REFUSES, "similar", Channel.EMAIL))
        note_consent(session, refused(NO_TASTE, "taste", Channel.ANY))
        # Whose value may not be known is differentiated without a night's run.
        for one in PEOPLE:
            note_consent(
                session, replace(refused(one, "lifetime_value", Channel.ANY), id=f"v {one}")
            )
        create_campaign(session, "winter", "a secret", "lina", NOON)
