"""Doing jobs: take one, make it, say so, each in a short transaction of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from configurator.importing_run import Shop, go_on
from configurator.jobs.calling import make_call
from configurator.jobs.campaigns import draw_campaign
from configurator.jobs.cards import CARD, card_path, print_card
from configurator.jobs.erasing import Place, carry_out, drop_what_was_written_since
from configurator.jobs.keeping import keep_everything
from configurator.jobs.mail import send_letter
from configurator.jobs.messages import follow_by_night, write_messages
from configurator.jobs.paper import language_of, paper_path, print_paper
from configurator.jobs.quotes import QUOTE, print_quote, quote_path
from configurator.jobs.rights import RIGHTS, print_page, rights_path
from configurator.jobs.segments import do_segments
from configurator.jobs.taste import learn_tastes
from configurator.jobs.value import follow_programmes, value_customers, value_one
from configurator.logs import log_failure, logger
from configurator.pairing import look_for_pairs
from configurator.segments_night import sort_one
from configurator.settings import Settings
from configurator.storage.cards import get_card
from configurator.storage.customers import get_customer
from configurator.storage.database import Database
from configurator.storage.found import supplement_of
from configurator.storage.freshness import count_freshness
from configurator.storage.jobs import (
    CALL,
    CAMPAIGN,
    ERASURE,
    FOLLOW_UPS,
    FRESHNESS,
    IMPORT,
    LETTER,
    LONG_LEASES,
    MESSAGES,
    PAIRS,
    PROGRAMMES,
    RESCORE,
    RETENTION,
    SEGMENTS,
    SOON,
    TASTE,
    VALUE,
    WORK_ORDER,
    Job,
    LeaseLost,
    Work,
    due_jobs,
    finish_job,
    give_back_job,
    go_on_later,
    take_job,
    want_job,
)
from configurator.storage.orders import find_order, get_order
from configurator.storage.purposes import reading_as
from production.card import PrintedCard

BIT_BY_BIT = (IMPORT, ERASURE, CAMPAIGN, MESSAGES)
"""Jobs of which a part is done at a time, so that others come between."""

WRITE_OF_MANY = (*LONG_LEASES, IMPORT, RESCORE)
"""Jobs that write of people what they read before: somebody may be erased beside them."""


BY_NIGHT: Mapping[str, Callable[[Database, Settings, datetime], object]] = {
    PAIRS: look_for_pairs,
    RETENTION: keep_everything,
    TASTE: learn_tastes,
    FOLLOW_UPS: follow_by_night,
}
"""What is done of all people at once, and takes nothing but the shop and the hour."""


def right_now() -> datetime:
    """The instant by this machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the worker works: the database, the settings, and what time it is."""

    database: Database
    settings: Settings
    now: Callable[[], datetime] = right_now


def run_due_jobs(database: Database, settings: Settings, now: datetime | None = None) -> int:
    """Do all jobs that are due, in this process; how many were done.

    `now` is the instant it all happens at, by default the clock's.
    """
    bench = Bench(database, settings, right_now if now is None else lambda: now)
    done = 0
    while (job := _taken(bench)) is not None:
        done += _did(bench, job)
    return done


def do_work(bench: Bench, work: Work) -> bool:
    """Do `work` if it is due; whether it was done now."""
    job = _taken(bench, work)
    return job is not None and _did(bench, job)


def do_soon(bench: Bench) -> None:
    """Do what is due and waited for, beside whatever else is being done."""
    with bench.database.reading() as session:
        found = due_jobs(session, bench.now(), kinds=SOON)
    for work in found:
        do_work(bench, work)


def do_wanted(bench: Bench, work: Work) -> bool:
    """Do `work` because somebody misses what it makes, even if it was done or had failed before.

    Whoever waits asks again and again: what was made meanwhile is not made anew.
    """
    with reading_as(f"job {_told_apart(work.kind)}"):
        is_there = _is_there(bench, work)
    if is_there:
        return do_work(bench, work)
    with bench.database.recording() as session:
        want_job(session, work, bench.now())
    return do_work(bench, work)


def _is_there(bench: Bench, work: Work) -> bool:
    """Whether what `work` makes lies in its place."""
    if work.kind == QUOTE:
        return quote_path(work.subject, bench.settings.data_folder).is_file()
    if work.kind == RIGHTS:
        return rights_path(work.subject, bench.settings.data_folder).is_file()
    if work.kind == CARD:
        return card_path(_card(bench, work), bench.settings.data_folder).is_file()
    try:
        language = language_of(work, bench.settings.paper_language)
    except KeyError:
        return False
    with bench.database.reading() as session:
        found = find_order(session, work.subject)
        beside = supplement_of(session, found.order) if found else None
    if found is None or beside is None:
        return False
    return paper_path(found.order, language, bench.settings, beside).is_file()


def _taken(bench: Bench, work: Work | None = None) -> Job | None:
    with bench.database.recording() as session:
        return take_job(session, bench.now(), work)


def _did(bench: Bench, job: Job) -> bool:
    began_at = bench.now()
    try:
        with reading_as(f"job {_told_apart(job.work.kind)}"):
            is_whole = _made(bench, job.work)
        if job.work.kind in WRITE_OF_MANY:
            with reading_as(f"job {ERASURE}"):
                drop_what_was_written_since(_place(bench), began_at)
    except Exception as error:  # noqa: BLE001 - whatever it is, others must be printed still
        log_failure(error, job=job.work.kind, subject=job.work.subject, tries=job.tries)
        _given_back(bench, job, type(error).__name__)
        return False
    return _finished(bench, job) if is_whole else _left_for_later(bench, job)


def _made(bench: Bench, work: Work) -> bool:
    """Make what `work` is about, or a part of it; whether nothing is left to do."""
    if work.kind in BIT_BY_BIT:
        return _went_on(bench, work)
    if work.kind in BY_NIGHT:
        BY_NIGHT[work.kind](bench.database, bench.settings, bench.now())
    elif work.kind == LETTER:
        send_letter(bench.database, bench.settings, work.subject, bench.now)
    elif work.kind == CALL:
        make_call(bench.database, bench.settings, work.subject, bench.now)
    elif work.kind == FRESHNESS:
        count_freshness(bench.database, bench.now())
    elif work.kind == SEGMENTS:
        do_segments(bench.database, work.subject, bench.now())
    elif work.kind in {VALUE, RESCORE, PROGRAMMES}:
        _value(bench, work)
    else:
        _make(bench, work)
    return True


def _told_apart(kind: str) -> str:
    """The kind of a job whatever the language of what it prints."""
    return WORK_ORDER if kind.startswith(WORK_ORDER) else kind


def _went_on(bench: Bench, work: Work) -> bool:
    """Do a part of what is done bit by bit; whether that was the last."""
    if work.kind == IMPORT:
        return not go_on(Shop(bench.database, bench.settings, bench.now()), work.subject)
    if work.kind == ERASURE:
        return carry_out(_place(bench), work.subject)
    if work.kind == CAMPAIGN:
        return draw_campaign(bench.database, bench.settings, work.subject, bench.now())
    return write_messages(bench.database, bench.settings, bench.now())


def _place(bench: Bench) -> Place:
    return Place(bench.database, bench.settings.data_folder, bench.now)


def _value(bench: Bench, work: Work) -> None:
    """Value everybody or one, or follow with programmes."""
    if work.kind == VALUE:
        value_customers(bench.database, bench.settings, bench.now())
    elif work.kind == RESCORE:
        value_one(bench.database, bench.settings, work.subject, bench.now())
        sort_one(bench.database, work.subject, bench.now())
    else:
        follow_programmes(bench.database, bench.settings, bench.now())


def _make(bench: Bench, work: Work) -> None:
    """Make what `work` is about: a quote, a page about rights, a card, else a work order."""
    settings = bench.settings
    if work.kind == QUOTE:
        today = bench.now().astimezone(settings.time_zone).date()
        print_quote(work.subject, settings.data_folder, today)
        return
    if work.kind == RIGHTS:
        print_page(work.subject, settings.data_folder)
        return
    if work.kind == CARD:
        print_card(_card(bench, work), settings.data_folder)
        return
    language = language_of(work, settings.paper_language)
    with bench.database.reading() as session:
        order = get_order(session, work.subject).order
        beside = supplement_of(session, order)
    print_paper(order, language, settings, beside)


def _card(bench: Bench, work: Work) -> PrintedCard:
    with bench.database.reading() as session:
        card = get_card(session, work.subject)
        return PrintedCard(card.number, get_customer(session, card.customer).name)


def _finished(bench: Bench, job: Job) -> bool:
    try:
        with bench.database.recording() as session:
            finish_job(session, job, bench.now())
    except LeaseLost:
        return False  # The other one makes the very same.
    logger.info("job", job=job.work.kind, subject=job.work.subject, tries=job.tries)
    return True


def _left_for_later(bench: Bench, job: Job) -> bool:
    """Have the rest done after what else is due; nothing is done yet."""
    try:
        with bench.database.recording() as session:
            go_on_later(session, job, bench.now())
    except LeaseLost:
        pass  # The other one goes on.
    return False


def _given_back(bench: Bench, job: Job, error: str) -> None:
    try:
        with bench.database.recording() as session:
            give_back_job(session, job, error, bench.now())
    except LeaseLost:
        return
