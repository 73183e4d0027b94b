"""`surmesure bench --messages`: a month of messages to made-up people, and what went wrong.

Everything happens that a message may follow, three campaigns run at once, and who plans and sends
is killed at random, in the middle of what he does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from configurator.bench_sessions import SEED, Figures
from configurator.jobs.messages import Desk, decide_due, desk_of, plan_by_night, plan_news
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.bench_messages_check import violations
from configurator.storage.bench_messages_done import click_some, counted, handing_plainly
from configurator.storage.bench_messages_people import CAMPAIGNS, Crowd
from configurator.storage.bench_messages_rows import BEGINS
from configurator.storage.channels import CHANNELS, Item, Passed, note_passed
from configurator.storage.database import Database, open_database
from configurator.storage.dialect import PATIENCE_OF_JOBS_S
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.value_anew import Today
from configurator.value_night import show, think
from customers.dialogue.message import Intent, Nature
from customers.rights.purpose import Channel
from customers.value.policy import read_policies

TICKS: tuple[time, ...] = (
    *(time(0, 40), time(6, 10), time(8, 5), time(9, 20), time(11, 30), time(14, 10)),
    *(time(16, 45), time(18, 20), time(20, 15), time(22, 30)),
)
"""When it is decided on a day, UTC; in truth every minute."""

OFTEN, RARELY = 20, 25
"""He is killed once in so many steps, or once in one step for so many people."""
CAMPAIGNS_ON, NEW_PRODUCT_ON = 5, 9


class Killed(BaseException):
    """The process was killed: nothing catches this, and the transaction is gone."""


@dataclass(slots=True)
class Killer:
    """Kills now and then, before or after what it is asked about."""

    chance: Random
    every: int
    kills: int = 0

    def may_strike(self) -> None:
        """Raises Killed at random."""
        if self.chance.randrange(self.every) == 0:
            self.kills += 1
            raise Killed


def message_figures(count: int, days: int, address: str | None) -> dict[str, Figures]:
    """So many people for so many days; `address` names an empty database, else a new SQLite."""
    with TemporaryDirectory(prefix="surmesure-messages-") as folder:
        where = {"SURMESURE_DATA": folder, "DATABASE_URL": address or ""}
        settings = Settings.from_environment(where)
        settings = replace(settings, secret_key="the same each time")  # noqa: S106 - of made-up people
        database = open_database(settings, PATIENCE_OF_JOBS_S)
        try:
            upgrade(database)
            return simulated(database, settings, count, days)
        finally:
            database.close()


def simulated(database: Database, settings: Settings, count: int, days: int) -> dict[str, Figures]:
    """A month in the life of a shop, and what is wrong with it."""
    begin, worked = perf_counter(), process_time()
    crowd, chance = Crowd(database, count, SEED), Random(SEED)  # noqa: S311 - no secret
    killer = Killer(chance, max(OFTEN, count // RARELY))
    _open(database)
    crowd.settle()
    _value(database)
    for day in range(days):
        crowd.live(day)
        if day == CAMPAIGNS_ON % days:
            _begin_campaigns(database, crowd.ids, BEGINS + timedelta(day))
        for tick in TICKS:
            now = datetime.combine(BEGINS.date() + timedelta(day), tick, BEGINS.tzinfo)
            desk = _desk(database, settings, now, killer)
            if tick is TICKS[0]:
                new = ("belt",) if day >= NEW_PRODUCT_ON % days else ()
                _persist(partial(plan_by_night, desk, ("jeans", *new)))
            _persist(partial(plan_news, desk))
            _persist(partial(_decide, desk))
        click_some(database, chance, BEGINS + timedelta(day))
    with database.reading() as session:
        return {
            "run": {
                "people": count,
                "days": days,
                "kills": killer.kills,
                "seconds": round(perf_counter() - begin, 1),
                "processor_seconds": round(process_time() - worked, 1),
            },
            "messages": counted(session, "state"),
            "sent by follow-up": counted(session, "programme", "sent"),
            "sent by channel": counted(session, "channel", "sent"),
            "not sent because": counted(session, "because", "lapses", "waits"),
            "violations": violations(session, crowd.truth),
        }


def _open(database: Database) -> None:
    with database.recording() as session:
        for channel in CHANNELS:
            other = Channel.EMAIL if channel is not Channel.EMAIL else Channel.WEB
            for item in Item:
                note_passed(session, Passed(channel, item, other.value, BEGINS, ""))


def _value(database: Database) -> None:
    """A night that looks at everybody, so that tiers and chances are there."""
    policies, before = read_policies(), BEGINS - timedelta(days=1)
    show(database, think(database, policies, Today(before, before.date())), policies.terms)


def _begin_campaigns(database: Database, ids: list[str], at: datetime) -> None:
    for number, name in enumerate(CAMPAIGNS):
        intent = Intent(
            id=name,
            nature=Nature.SELLING,
            purpose="marketing",
            objective="an order within the month",
            measure="bought within 14 days",
            begins_at=at,
            ends_at=at + timedelta(days=14),
            channels=(Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.LETTER),
            worth_cents=2000 + 500 * number,
            programme=name,
        )
        rows = [Planned(f"{name} {one}", one, intent, name, name) for one in ids]
        with database.recording() as session:
            plan_messages(session, rows, at)


def _desk(database: Database, settings: Settings, now: datetime, killer: Killer) -> Desk:
    """A desk whose owner may be killed before, within and after what he does."""
    numbers = iter(_numbers(now))

    def new_id() -> str:
        killer.may_strike()
        return next(numbers)

    return replace(
        desk_of(database, settings, now),
        hand_over=handing_plainly(killer.may_strike, now),
        new_id=new_id,
    )


def _numbers(now: datetime) -> Iterator[str]:
    # A killed run leaves nothing behind, so that its ids are free again: but it began elsewhere.
    began = perf_counter()
    number = 0
    while True:
        number += 1
        yield f"{now.timestamp():.0f} {began} {number}"


def _persist(deed: Callable[[], bool | None]) -> None:
    """Do it until all is done, again and again by another process where one was killed."""
    while True:
        try:
            if deed() is not False:
                return
        except Killed:
            continue


def _decide(desk: Desk) -> bool:
    return decide_due(desk)[1]
