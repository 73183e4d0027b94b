"""Recipients in batches: all that decides about messages to persons, read together just before.

What is read here is read in the transaction that decides, so that an objection is heeded at once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.storage.bulk import among
from configurator.storage.cases import complaining
from configurator.storage.opposition import opposed_among
from configurator.storage.reaching import Reachable, reachable
from configurator.storage.standings import Group, Stands, group_of, stands
from configurator.storage.tables_messages import ChannelAnswerRow, HabitRow, MessageRow
from configurator.storage.tables_programmes import AssignmentRow
from configurator.storage.tables_segments import SegmentRow
from configurator.storage.tables_value import CustomerValueRow, MembershipRow
from configurator.storage.value import Run, current_run
from configurator.storage.value_wanted import LIFETIME_VALUE
from customers.dialogue.arbiter import Recipient
from customers.dialogue.channel import Arm, Habit, Known, Part, Tried, odds, part_of
from customers.dialogue.message import Nature, Sent
from customers.dialogue.pressure import WEEK, Pressure
from customers.rights.consent import Refusal, Standing, may, refusal
from customers.rights.purpose import Channel
from customers.rights.register import register
from customers.value.manner import manner
from customers.value.policy import Policies
from customers.value.tier import name_of

SENT = "sent"
"""The state of a message that went."""

YEAR = timedelta(days=365)
MEANT: Mapping[str, frozenset[Channel]] = {
    "mail": frozenset({Channel.EMAIL, Channel.LETTER}),
    "phone": frozenset({Channel.PHONE}),
    "shop": frozenset({Channel.WEB}),
    "sms": frozenset({Channel.SMS}),
}
"""What the policies call channels, as channels of messages; our own pages are everybody's."""

OPPOSED = "opposition_list"


@dataclass(frozen=True, slots=True)
class Outlook:
    """By what recipients are looked at: the hour, the shop's clock, rules, a seed for chance."""

    now: datetime
    zone: ZoneInfo
    pressure: Pressure
    policies: Policies
    seed: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient, under whom he is known, and in which part of his day he is.

    `told` is what he was told within a year, as anybody he is: intents without the person.
    """

    person: str
    recipient: Recipient
    part: Part
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """All that was read of a batch, by leader."""

    group: Group
    stands: Mapping[str, Stands]
    reachable: Mapping[str, Reachable]
    sent: Mapping[str, Sequence[MessageRow]]
    habits: Mapping[tuple[str, str], Habit]
    answers: Mapping[str, Known]
    tiers: Mapping[str, str]
    treatments: Mapping[str, Collection[str]]
    held_back: Mapping[str, frozenset[str]]
    complaining: frozenset[str]
    opposed: frozenset[str]
    run: Run | None


def addressees(
    session: Session, persons: Collection[str], outlook: Outlook
) -> dict[str, Addressee]:
    """All of `persons` as recipients, merged ones together, by under whom they are known."""
    group = group_of(session, persons)
    run, now = current_run(session), outlook.now
    at_hand = reachable(session, group)
    found = _Found(
        group=group,
        stands=stands(session, group, now),
        reachable=at_hand,
        sent=_sent(session, group, now),
        habits=_habits(session, group),
        answers=answers_by_tier(session),
        tiers=_tiers(session, group, run),
        treatments=_treatments(session, group),
        held_back=_held_back(session, group),
        complaining=frozenset(group.leader[one] for one in complaining(session, group.ids)),
        opposed=opposed_among(session, {one: at.phones for one, at in at_hand.items()}),
        run=run,
    )
    return {one: _addressee(one, found, outlook) for one in group.leaders}


def answers_by_tier(session: Session) -> Mapping[str, Known]:
    """What people of each tier answered so far, by channel and part of the day."""
    found = defaultdict[str, dict[Arm, Tried]](dict)
    for row in session.scalars(select(ChannelAnswerRow)):
        arm = Arm(Channel(row.channel), Part(row.part))
        found[row.tier][arm] = Tried(row.sent, row.answered)
    return found


def _addressee(person: str, found: _Found, outlook: Outlook) -> Addressee:
    its, at_hand = found.stands[person], found.reachable[person]
    today, sent = outlook.now.date(), found.sent.get(person, ())
    may_know = may(its.standing, LIFETIME_VALUE, Channel.ANY, today)
    tier = found.tiers.get(person, "") if may_know else ""
    without = tier in found.held_back.get(person, ())
    policy = manner(outlook.policies, tier, is_control=without, may_know=may_know).policy
    country = its.standing.country.strip().upper()
    local = outlook.now.astimezone(outlook.pressure.zones.get(country, outlook.zone))
    part = part_of(local)
    habit = found.habits.get((person, part))
    year = sum(row.cost_cents for row in sent if row.nature != Nature.SERVICE)
    recipient = Recipient(
        local=local,
        country=country,
        reachable=at_hand.channels(has_street=its.has_street),
        refuses=_Refuses(its.standing, outlook.now, is_opposed=person in found.opposed),
        odds=_odds(found.answers.get(tier, {}), sent, part, Random(_seed(person, local, outlook))),  # noqa: S311 - no secret
        habit=habit.arm.channel if habit and habit.stands(outlook.now) else None,
        offered=_offered(policy.channels, found.treatments.get(person, ()), outlook.policies),
        sent=tuple(_went(row) for row in sent if _at(row) > outlook.now - WEEK),
        held_back=found.held_back.get(person, frozenset()),
        complains=person in found.complaining,
        is_costly=year >= policy.cost_to_serve_cents,
        is_restricted=its.standing.is_restricted,
        is_identified=at_hand.is_identified or its.standing.has_bought,
        is_differentiated=_is_differentiated(at_hand.since, found.run, may_know=may_know),
    )
    return Addressee(person, recipient, part, frozenset(map(matter_of, sent)))


def matter_of(row: MessageRow) -> str:
    """What a message tells, whoever is told."""
    return row.intent.removeprefix(f"{row.person} ")


@dataclass(frozen=True, slots=True)
class _Refuses:
    """What a person says to a purpose by a channel."""

    standing: Standing
    now: datetime
    is_opposed: bool

    def __call__(self, purpose: str, channel: Channel) -> str | None:
        its = register().purposes[purpose]
        said = refusal(self.standing, purpose, channel, self.now.date())
        if said is not None or not its.is_optional:
            return said
        # Nobody was ever asked about other ways; our own pages disturb nobody.
        if channel is not Channel.WEB and not {channel, Channel.ANY} & its.asked.keys():
            return Refusal.NOT_ASKED
        return OPPOSED if self.is_opposed and channel is Channel.PHONE else None


def _odds(
    tier: Known, sent: Sequence[MessageRow], part: Part, draw: Random
) -> dict[Channel, float]:
    """How likely each channel is answered in this part of his day, drawn once."""
    own = dict[Arm, Tried]()
    for row in sent:
        arm = Arm(Channel(row.channel), Part(row.part))
        before = own.get(arm, Tried())
        came = row.clicked_at is not None or row.reached_at is not None
        own[arm] = Tried(before.sent + 1, before.answered + came)
    arms = [Arm(channel, part) for channel in Channel if channel is not Channel.ANY]
    return {arm.channel: one for arm, one in odds(arms, tier, own, draw.betavariate).items()}


def _seed(person: str, local: datetime, outlook: Outlook) -> str:
    # The same all through a part of a day: asking again is no second chance.
    return f"{outlook.seed} {person} {local.date()} {part_of(local)}"


def _offered(
    channels: Collection[str], treatments: Collection[str], policies: Policies
) -> frozenset[Channel]:
    """By what he is written to beyond service: his tier's ways, and those his segments add."""
    named = set(channels)
    for one in treatments:
        if one in policies.treatments:
            named |= set(policies.treatments[one].channels)
    return frozenset({Channel.WEB}).union(*(MEANT.get(one, frozenset()) for one in named))


def _is_differentiated(since: datetime | None, run: Run | None, *, may_know: bool) -> bool:
    """Whether a night looked at everybody since he came, or he does not allow it."""
    return not may_know or (run is not None and since is not None and since < run.began_at)


def _sent(session: Session, group: Group, now: datetime) -> Mapping[str, list[MessageRow]]:
    """What went to each within a year."""
    mine = among(session, MessageRow.person, group.ids)
    rows = select(MessageRow).where(mine, MessageRow.sent_at > now - YEAR)
    found = defaultdict[str, list[MessageRow]](list)
    for row in session.scalars(rows.order_by(MessageRow.sent_at, MessageRow.id)):
        if row.state == SENT:
            found[group.leader[row.person]].append(row)
    return found


def _habits(session: Session, group: Group) -> Mapping[tuple[str, str], Habit]:
    rows = session.scalars(select(HabitRow).where(among(session, HabitRow.person, group.leaders)))
    return {
        (row.person, row.part): Habit(Arm(Channel(row.channel), Part(row.part)), row.since)
        for row in rows
    }


def _tiers(session: Session, group: Group, run: Run | None) -> Mapping[str, str]:
    if run is None:
        return {}
    row = CustomerValueRow
    mine = row.run == run.id, among(session, row.person, group.leaders)
    return {
        person: name_of(tier)
        for person, tier in session.execute(select(row.person, row.tier).where(*mine))
    }


def _treatments(session: Session, group: Group) -> Mapping[str, set[str]]:
    """What the segments each is in change of how he is served."""
    found = defaultdict[str, set[str]](set)
    its = (MembershipRow.segment == SegmentRow.id) & (SegmentRow.treatment != "")
    rows = select(MembershipRow.person, SegmentRow.treatment).join(SegmentRow, its)
    for person, treatment in session.execute(
        rows.where(among(session, MembershipRow.person, group.ids))
    ):
        found[group.leader[person]].add(treatment)
    return found


def _held_back(session: Session, group: Group) -> Mapping[str, frozenset[str]]:
    """The programmes each was drawn to go without, as any of those he is."""
    row, found = AssignmentRow, defaultdict[str, set[str]](set)
    drawn = select(row.person, row.programme).where(
        row.is_control, among(session, row.person, group.ids)
    )
    for person, programme in session.execute(drawn):
        found[group.leader[person]].add(programme)
    return {person: frozenset(programmes) for person, programmes in found.items()}


def _went(row: MessageRow) -> Sent:
    return Sent(_at(row), Channel(row.channel), Nature(row.nature))


def _at(row: MessageRow) -> datetime:
    assert row.sent_at is not None
    return row.sent_at
