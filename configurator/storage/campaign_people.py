"""The people of a campaign: who is in its segments, and what may be said to each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_currency, format_percent
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.text import Text
from configurator.segments_night import authored
from configurator.storage.bulk import among
from configurator.storage.rejections import rejected_by_many
from configurator.storage.standings import Group, group_of, stands
from configurator.storage.tables import CustomerRow, MeasurementRow, OrderRow
from configurator.storage.tables_segments import TraitsRow
from configurator.storage.tables_value import MembershipRow
from configurator.storage.telling import SHOP
from customers.dialogue.campaign import Plan
from customers.dialogue.campaign_offer import PERCENT, offer_code_written
from customers.dialogue.campaign_text import GAPS, Known
from customers.rights.consent import refusal
from customers.rights.purpose import Channel
from production.format import day_of_year, locale_of

OURS = "Surmesure"
"""What the shop is called where it has no name of its own."""

OFF = {"en": "{what} off", "fr": "{what} de réduction", "ar": "تخفيض {what}"}
FREE = {"en": "{what} for free", "fr": "{what} offert", "ar": "{what} مجانًا"}
OF_ORDERS = ("fit", "cloth", "wash")
"""Gaps that are options, filled with the value of the last order."""

Refuses = Callable[[str, Channel], str | None]
"""Gives the refusal of a purpose by a channel, None if it may be."""


def members_after(
    session: Session, segments: Sequence[str], after: str, limit: int
) -> tuple[str, ...]:
    """Ids of people in any of these segments, each once, from after that id on."""
    row = MembershipRow
    query = select(row.person).where(row.segment.in_(segments), row.person > after)
    return tuple(session.scalars(query.distinct().order_by(row.person).limit(limit)))


def is_member(session: Session, segments: Sequence[str], person: str) -> bool:
    """Whether a person is in any of these segments."""
    row = MembershipRow
    query = select(row.person).where(row.segment.in_(segments), row.person == person).limit(1)
    return session.scalar(query) is not None


def count_members(session: Session, segments: Sequence[str]) -> int:
    """How many people are in any of these segments, each once."""
    row = MembershipRow
    counted = select(func.count(row.person.distinct())).where(row.segment.in_(segments))
    return session.scalar(counted) or 0


def known_of(
    session: Session, group: Group, refuses: Mapping[str, Refuses], language: str
) -> dict[str, Known]:
    """What may be said to each in a language, by leader; what he refuses to is not known."""
    found: dict[str, dict[str, str]] = {one: {} for one in group.leaders}
    for fill in (_names, _last_orders, _needs, _measured):
        for person, key, words in fill(session, group, language):
            if words:
                found[person][key] = words
    return {
        person: {
            key: words
            for key, words in known.items()
            if not GAPS[key].purpose or refuses[person](GAPS[key].purpose, Channel.ANY) is None
        }
        for person, known in found.items()
    }


def known_of_one(session: Session, person: str, language: str, now: datetime) -> Known:
    """The same for one person."""
    group = group_of(session, [person])
    leader = group.leader[person]
    standing = stands(session, group, now)[leader].standing

    def refuses(purpose: str, channel: Channel) -> str | None:
        return refusal(standing, purpose, channel, now.date())

    return known_of(session, group, {leader: refuses}, language)[leader]


def of_campaign(session: Session, plan: Plan, code: str, language: str) -> dict[str, str]:
    """What a message says that is the same for all, and the code."""
    known = {"shop": session.info.get(SHOP, "") or OURS}
    if plan.offer:
        known["offer"] = offer_words(plan, language)
        known["until"] = day_of_year(plan.offer.ends_on, language)
        known["code"] = offer_code_written(code)
    return known


def offer_words(plan: Plan, language: str) -> str:
    """What the offer of a plan takes off, as people read it; empty where there is none."""
    offer = plan.offer
    if offer is None:
        return ""
    if offer.add_on:
        name = plan.add_on_names.get(language) or plan.add_on_names.get("en") or offer.add_on
        return FREE[language].format(what=name)
    locale, cents = locale_of(language), Decimal(offer.cents) / PERCENT
    what = format_percent(Decimal(offer.percent) / PERCENT, locale=locale)
    if offer.cents:
        what = format_currency(cents, plan.currency, locale=locale)
    return OFF[language].format(what=what)


Fill = Iterable[tuple[str, str, str]]
"""Persons (leaders), gaps and words."""


def _names(session: Session, group: Group, _language: str) -> Fill:
    """First names: more is not needed to speak to somebody."""
    rows = select(CustomerRow.id, CustomerRow.name)
    rows = rows.where(among(session, CustomerRow.id, group.leaders))
    for person, name in session.execute(rows):
        yield person, "name", next(iter(name.split()), "")


def _last_orders(session: Session, group: Group, language: str) -> Fill:
    """Of the last garment of each: what it is, and its fit, cloth and wash."""
    theirs = among(session, OrderRow.customer, group.ids)
    newest = select(func.max(OrderRow.id)).where(theirs).group_by(OrderRow.customer)
    rows = select(OrderRow.customer, OrderRow.document).where(OrderRow.id.in_(newest))
    for customer, document in session.execute(rows.order_by(OrderRow.id)):
        leader = group.leader[customer]
        yield leader, "garment", Text(document["product_name"]).in_(language)
        for line in document["lines"]:
            if line["option"] in OF_ORDERS:
                yield leader, line["option"], Text(line["value_name"]).in_(language)


def _needs(session: Session, group: Group, language: str) -> Fill:
    """The first need of each that is known and that he did not reject, in its answer's words."""
    rejected = rejected_by_many(session, group.leaders)
    rows = select(TraitsRow.person, TraitsRow.told)
    rows = rows.where(among(session, TraitsRow.person, group.leaders))
    for person, told in session.execute(rows):
        for need in reversed(authored()[1]):
            answer = need.answer(told.get(need.key, ""))
            if answer and f"need {need.key}={answer.key}" not in rejected.get(person, ()):
                yield person, "need", answer.says.in_(language)


def _measured(session: Session, group: Group, language: str) -> Fill:
    """The day on which each was measured last; nothing of what was measured."""
    row = MeasurementRow
    rows = select(row.customer, func.max(row.measured_at)).group_by(row.customer)
    for customer, at in session.execute(rows.where(among(session, row.customer, group.ids))):
        yield group.leader[customer], "measured", day_of_year(at.date(), language)
