"""What went wrong with messages, found by the truth and by rules written down a second time.

Nothing here is shared with the arbiter: who changes a rule there changes it here by hand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from configurator.bench_sessions import Figures
from configurator.storage.bench_messages_people import Truth
from configurator.storage.tables_channels import HandedRow
from configurator.storage.tables_messages import MessageRow
from customers.rights.consent import Said

ZONES = {"FR": "Europe/Paris", "MA": "Africa/Casablanca", "SN": "Africa/Dakar"}
ZONES |= {"GB": "Europe/London", "": "Europe/Paris"}
A_DAY = {"": 2, "email": 1, "sms": 1, "phone": 1, "letter": 1}
A_WEEK = {"": 4, "email": 3, "sms": 1, "phone": 1, "letter": 1}
SELLING_A_DAY = 1
CALLS = {"FR": (range(5), ((10, 13), (14, 20)))}
CALLS_ELSEWHERE = (range(5), ((9, 19),))
TEXTS = {"FR": (range(6), ((8, 20),))}
TEXTS_ELSEWHERE = (range(6), ((9, 20),))
OPTIONAL = {"marketing", "similar"}


def violations(session: Session, truth: Truth) -> Figures:
    """How often each rule was broken, over all messages there are."""
    rows = session.scalars(select(MessageRow)).all()
    sent = [row for row in rows if row.state == "sent"]
    people = defaultdict[str, list[MessageRow]](list)
    for row in sent:
        people[truth.leader.get(row.person, row.person)].append(row)
    members = defaultdict[str, list[str]](list)
    for one in truth.country:
        members[truth.leader.get(one, one)].append(one)
    found = Counter[str]()
    for leader, its in people.items():
        zone = ZoneInfo(_country(truth, members[leader])[1])
        found.update(_too_many(its, zone))
        for row in its:
            found.update(_against(row, members[leader], truth))
    found.update(_twice(sent, truth))
    found.update(_not_handed(session, sent))
    unexplained = [row for row in rows if row.state != "sent" and not row.because]
    begun = [row for row in unexplained if row.state != "waits" or row.due_at > row.begins_at]
    found["without a reason"] += len(begun)
    return {name: found[name] for name in NAMES}


NAMES = (
    *("caps", "selling twice a day", "quiet hours", "consent", "suspension", "held back"),
    *("restricted", "opposition list", "out of its time", "sent twice", "not handed over once"),
    "without a reason",
)


def _country(truth: Truth, members: Sequence[str]) -> tuple[str, str]:
    """Of merged ones that of the leader, who came first, unless only another told one."""
    told = [truth.country[one] for one in members if truth.country[one]]
    country = told[0] if told else ""
    return country, ZONES[country]


def _too_many(rows: Sequence[MessageRow], zone: tzinfo) -> Iterator[str]:
    disturbing = sorted((row for row in rows if row.nature != "service"), key=_at)
    selling = Counter(_at(row).astimezone(zone).date() for row in rows if row.nature == "selling")
    yield from ["selling twice a day"] * sum(many > SELLING_A_DAY for many in selling.values())
    for channel, most in A_DAY.items():
        its = [row for row in disturbing if channel in {"", row.channel}]
        days = Counter(_at(row).astimezone(zone).date() for row in its)
        yield from ["caps"] * sum(many > most for many in days.values())
        for place, row in enumerate(its):
            week = [one for one in its[: place + 1] if _at(one) > _at(row) - timedelta(7)]
            if len(week) > A_WEEK[channel]:
                yield "caps"


def _against(row: MessageRow, members: Sequence[str], truth: Truth) -> Iterator[str]:
    """The rules that one message broke."""
    at, country = _at(row), _country(truth, members)
    local = at.astimezone(ZoneInfo(country[1]))
    hours = {
        "phone": CALLS.get(country[0], CALLS_ELSEWHERE),
        "sms": TEXTS.get(country[0], TEXTS_ELSEWHERE),
    }.get(row.channel)
    if hours and not (
        local.weekday() in hours[0]
        and any(begins <= local.hour < ends for begins, ends in hours[1])
    ):
        yield "quiet hours"
    if row.nature != "service" and any((one, row.programme) in truth.without for one in members):
        yield "held back"
    if row.nature == "selling" and any(_complained(truth, one, at) for one in members):
        yield "suspension"
    if _last(truth, members, at, "everything", {"any"}) is Said.WITHDRAWN:
        yield "restricted"
    if row.purpose in OPTIONAL and not _agreed(row, members, truth, at):
        yield "consent"
    is_call = row.channel == "phone" and row.purpose in OPTIONAL
    if is_call and any(one in truth.opposed for one in members):
        yield "opposition list"
    if not row.begins_at <= at < row.ends_at:
        yield "out of its time"


def _agreed(row: MessageRow, members: Sequence[str], truth: Truth, at: datetime) -> bool:
    """What they said since they are one counts as said by one: the last word."""
    if (
        _last(truth, members, at, "marketing", {"any"}) is Said.WITHDRAWN
        and row.purpose == "similar"
    ):
        return False
    word = _last(truth, members, at, row.purpose, {"any", row.channel})
    if row.purpose == "similar":
        bought = any(one in truth.has_bought for one in members)
        return word is not Said.WITHDRAWN and row.channel in {"email", "web"} and bought
    return word is Said.GIVEN


def _last(
    truth: Truth, members: Sequence[str], at: datetime, about: str, channels: set[str]
) -> Said | None:
    said = [
        (then, word)
        for one in members
        for then, purpose, channel, word in truth.said[one]
        if then <= at and purpose == about and channel.value in channels
    ]
    return max(said)[1] if said else None


def _complained(truth: Truth, one: str, at: datetime) -> bool:
    return any(case[0] <= at and (len(case) == 1 or at < case[1]) for case in truth.complains[one])


def _twice(sent: Sequence[MessageRow], truth: Truth) -> Iterator[str]:
    """One matter of one follow-up or campaign reaches a person once, whoever he is known as."""
    matters = Counter(
        (
            truth.leader.get(row.person, row.person),
            row.intent.removeprefix(f"{row.person} "),
        )
        for row in sent
    )
    yield from ["sent twice"] * sum(many > 1 for many in matters.values())


def _not_handed(session: Session, sent: Sequence[MessageRow]) -> Iterator[str]:
    """What went is handed over exactly once, and nothing else is."""
    handed = set(session.scalars(select(HandedRow.id)))
    yield from ["not handed over once"] * len(handed ^ {row.id for row in sent})


def _at(row: MessageRow) -> datetime:
    return (row.sent_at or row.planned_at).astimezone(UTC)
