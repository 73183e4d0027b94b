"""Launching a campaign: its people are drawn, some to go without, and the messages planned.

A batch is one transaction, and goes on where the last one ended; ids and codes follow from the
secret of the campaign, so that a batch that was lost is drawn again in the same way.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from configurator.storage.bulk import insert_missing
from configurator.storage.campaign_people import known_of, members_after
from configurator.storage.campaigns import Campaign, State, campaign_from
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.recipients import Addressee, Outlook, addressees
from configurator.storage.standings import group_of
from configurator.storage.tables_campaigns import CampaignRow, PersonalCodeRow
from configurator.storage.tables_programmes import AssignmentRow
from customers.dialogue.arbiter import decide
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_offer import offer_code
from customers.dialogue.campaign_text import LANGUAGES, Known, says_something
from customers.dialogue.message import Fate, Intent, Nature, Verdict
from customers.rights.purpose import Channel
from customers.value.control import is_control

AT_ONCE = 500
"""So many people are drawn in one transaction."""

NOTHING_TO_SAY = "nothing_to_say"
"""Why somebody is not written to of whom nothing is known that the texts speak of."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What the arbiter would say now, by why a message would not go; empty where it would.

    `reached` are the first of those it would let go, in the order of their ids.
    """

    people: int
    because: Mapping[str, int]
    reached: tuple[str, ...]


def draw_more(
    session: Session, id_: str, outlook: Outlook, enabled: Collection[Channel], limit: int = AT_ONCE
) -> bool:
    """Draw some more of a campaign's people and plan their messages; whether any are left.

    Whoever cannot be written to at all is counted and neither served nor compared.
    """
    row = session.get(CampaignRow, id_, with_for_update=True)
    if row is None or row.state != State.RUNNING or row.drawn_at is not None:
        return False
    campaign = campaign_from(row)
    persons = members_after(session, campaign.plan.segments, row.drawn_to, limit)
    if not persons:
        row.drawn_at = outlook.now
        return False
    left_out = Counter(row.left_out)
    drawn = list[str]()
    for person, (verdict, known) in _looked_at(session, campaign, persons, outlook, enabled):
        if verdict.fate is Fate.LAPSES:
            left_out[str(verdict.because)] += 1
        elif not _has_more_to_say(campaign.plan, known):
            left_out[NOTHING_TO_SAY] += 1
        else:
            drawn.append(person)
    _keep(session, campaign, drawn, outlook)
    row.drawn_to, row.left_out = persons[-1], dict(left_out)
    return True


def tried(
    session: Session,
    campaign: Campaign,
    outlook: Outlook,
    enabled: Collection[Channel],
    limit: int = AT_ONCE,
) -> Tried:
    """What the arbiter would say to the first people of a campaign now; nothing is kept."""
    persons = members_after(session, campaign.plan.segments, "", limit)
    because, reached = Counter[str](), list[str]()
    for person, (verdict, known) in _looked_at(session, campaign, persons, outlook, enabled):
        if not _has_more_to_say(campaign.plan, known) and verdict.fate is not Fate.LAPSES:
            because[NOTHING_TO_SAY] += 1
            continue
        because[str(verdict.because or "")] += 1
        if verdict.fate is not Fate.LAPSES:
            reached.append(person)
    return Tried(sum(because.values()), because, tuple(reached))


def intent_of(campaign: Campaign, zone: ZoneInfo, now: datetime) -> Intent:
    """The message of a campaign, as the arbiter weighs it: from its first day, or now, to its last.

    Days begin and end by the clock of the shop. The plan must be without flaws.
    """
    plan = campaign.plan
    assert plan.begins_on is not None
    assert plan.ends_on is not None
    begins = datetime.combine(plan.begins_on, time(), zone)
    ends = datetime.combine(plan.ends_on + timedelta(days=1), time(), zone)
    return Intent(
        id=campaign.programme,
        nature=Nature.SELLING,
        purpose=plan.purpose,
        objective=plan.objective,
        measure=f"orders within {plan.within_days} days",
        begins_at=max(begins.astimezone(now.tzinfo), now),
        ends_at=ends.astimezone(now.tzinfo),
        channels=plan.channels,
        worth_cents=plan.worth_cents,
        programme=campaign.programme,
    )


Looked = tuple[str, tuple[Verdict, Known]]


def _looked_at(
    session: Session,
    campaign: Campaign,
    persons: Collection[str],
    outlook: Outlook,
    enabled: Collection[Channel],
) -> list[Looked]:
    """What the arbiter says of each person now, and what may be said to him."""
    whom = addressees(session, persons, outlook)
    refuses = {one: its.recipient.refuses for one, its in whom.items()}
    known = known_of(session, group_of(session, persons), refuses, LANGUAGES[0])
    intent = replace(intent_of(campaign, outlook.zone, outlook.now), begins_at=outlook.now)
    return [
        (one, (_verdict(intent, its, outlook, enabled), known[one]))
        for one, its in sorted(whom.items())
    ]


def _verdict(
    intent: Intent, whom: Addressee, outlook: Outlook, enabled: Collection[Channel]
) -> Verdict:
    return decide([intent], whom.recipient, outlook.pressure, enabled)[0]


def _has_more_to_say(plan: Plan, known: Known) -> bool:
    """Whether in every language he would read more than his name."""
    return all(says_something(plan.words(language), known) for language in LANGUAGES)


def _keep(session: Session, campaign: Campaign, persons: list[str], outlook: Outlook) -> None:
    """Draw who of them goes without; the others have a code and a message that waits."""
    plan, programme = campaign.plan, campaign.programme
    without = {one for one in persons if is_control(campaign.secret, one, plan.held_percent)}
    served = [one for one in persons if one not in without]
    day = outlook.now.astimezone(outlook.zone).toordinal()
    drawn = {"programme": programme, "day": day}
    rows = [drawn | {"person": one, "is_control": one in without} for one in persons]
    insert_missing(session, AssignmentRow, rows)
    if plan.offer:
        unused = dict[str, object](campaign=campaign.id, order_number="", used_at=None)
        codes = {one: offer_code(campaign.secret, one) for one in served}
        its = [unused | {"person": one, "code": code} for one, code in codes.items()]
        insert_missing(session, PersonalCodeRow, its)
    intent = intent_of(campaign, outlook.zone, outlook.now)
    planned = (Planned(_id(campaign, one), one, intent, programme, campaign.id) for one in served)
    plan_messages(session, planned, outlook.now)


def _id(campaign: Campaign, person: str) -> str:
    """Random to whoever does not know the secret, and the same whenever it is drawn."""
    return blake2b(f"{campaign.secret} {person}".encode(), digest_size=16).hexdigest()
