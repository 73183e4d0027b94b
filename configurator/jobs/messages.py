"""Jobs of messages: news are followed up every minute, what the clock says by night.

A run does a part of it, short enough for its lease, and says whether there is more.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from configurator.logs import log_failure
from configurator.message_words import say
from configurator.products import LIBRARY
from configurator.settings import Settings
from configurator.storage.by_clock import Night, happened_by_clock, see_products
from configurator.storage.channels import enabled_channels
from configurator.storage.database import Database
from configurator.storage.deciding import (
    Decided,
    HandOver,
    decide_for,
    due_persons,
    learn_answers,
    put_off,
)
from configurator.storage.following import Plans, follow
from configurator.storage.happenings import batches, keep_position, read_news
from configurator.storage.jobs import FOLLOW_UPS, MESSAGES, Work
from configurator.storage.recipients import Outlook
from configurator.value_online import policies_now
from customers.dialogue.follow_up import Happened, follow_ups
from customers.dialogue.pressure import pressure
from customers.rights.purpose import Channel
from customers.value.policy import Policies, read_policies
from rules.read import read_product

WRITING = Work(MESSAGES, MESSAGES)
FOLLOWING = Work(FOLLOW_UPS, FOLLOW_UPS)

AT_ONCE = 50
"""So many persons are decided on in one transaction: others who write wait for it."""

MOST_BATCHES = 20
"""So many such transactions are a part."""

LATER = timedelta(hours=1)
"""After so long it is tried again to write to whom it failed."""

NEWS_AT_ONCE = 2_000
"""So many entries of the log are a part, with the scans and words about fit beside them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where messages are written: the database, the rules, the hour, and who takes them away."""

    database: Database
    policies: Policies
    settings: Settings
    now: datetime
    hand_over: HandOver
    new_id: Callable[[], str] = token_urlsafe

    @property
    def outlook(self) -> Outlook:
        """By what recipients are looked at."""
        zone, seed = self.settings.time_zone, self.settings.secret_key
        return Outlook(self.now, zone, pressure(), self.policies, seed)

    @property
    def plans(self) -> Plans:
        """What follows what, from now on."""
        return Plans(follow_ups(), self.now, self.new_id)


def write_messages(database: Database, settings: Settings, now: datetime) -> bool:
    """Plan what follows from news, then decide on what is due; whether nothing is left to do."""
    desk = desk_of(database, settings, now)
    if not plan_news(desk):
        return False
    return decide_due(desk)[1]


def desk_of(database: Database, settings: Settings, now: datetime) -> Desk:
    """The desk of a shop. Raises BadPolicies."""
    policies = policies_now() or read_policies()
    return Desk(database, policies, settings, now, _handing(settings, now))


def plan_news(desk: Desk) -> bool:
    """Plan what follows from a part of the news since last time; whether that was all."""
    with desk.database.reading() as session:
        news = read_news(session, desk.now, NEWS_AT_ONCE)
    for some in batches(news.persons, AT_ONCE):
        with desk.database.recording() as session:
            follow(session, some, desk.plans)
    with desk.database.recording() as session:
        keep_position(session, news.position)
    return news.is_all


def decide_due(desk: Desk) -> tuple[Decided, bool]:
    """Decide on a part of what is due; what became of it, and whether that was all."""
    with desk.database.reading() as session:
        due = due_persons(session, desk.now, AT_ONCE * MOST_BATCHES)
        enabled = enabled_channels(session)
    decided = Decided()
    for some in batches(due, AT_ONCE):
        decided += _decided(desk, some, enabled)
    return decided, len(due) < AT_ONCE * MOST_BATCHES


def _decided(desk: Desk, persons: Sequence[str], enabled: Collection[Channel]) -> Decided:
    """What becomes of all that is due for `persons`; who cannot be decided on stops nobody else."""
    try:
        with desk.database.recording() as session:
            return decide_for(session, persons, desk.outlook, enabled, desk.hand_over)
    except Exception as error:  # noqa: BLE001 - whatever it is, others must be written to still
        if len(persons) > 1:
            return sum((_decided(desk, [one], enabled) for one in persons), Decided())
        log_failure(error, job=MESSAGES)
        with desk.database.recording() as session:
            put_off(session, persons, desk.now, desk.now + LATER)
        return Decided()


def follow_by_night(database: Database, settings: Settings, now: datetime) -> None:
    """Learn from answers, then plan what the clock, the models and the catalog say of persons."""
    plan_by_night(desk_of(database, settings, now), list(_products()))


def plan_by_night(desk: Desk, products: Collection[str]) -> None:
    """The same, where these products are offered."""
    with desk.database.recording() as session:
        learn_answers(session)
        see_products(session, products, desk.now)
    by_person = defaultdict[str, list[Happened]](list)
    with desk.database.reading() as session:
        night = Night(desk.now, desk.policies.terms.horizon_days)
        for person, one in happened_by_clock(session, night):
            by_person[person].append(one)
    for some in batches(sorted(by_person), AT_ONCE):
        with desk.database.recording() as session:
            follow(session, some, desk.plans, by_person)


def _handing(settings: Settings, now: datetime) -> HandOver:
    """What gives a message its words, in the language of who is told, and hands it over."""
    return lambda session, row: say(session, settings, row, now)


def _products() -> Iterator[str]:
    """The products of the library, by key."""
    for path in sorted(LIBRARY.glob("*/product.yaml")):
        book, _, _ = read_product(path)
        if book is not None:
            yield book.product.key
