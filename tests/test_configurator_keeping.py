"""The clocks of the night, told what time it is: who came by a file, idle accounts, old orders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from catalog.configuration import Configuration
from configurator.importing import laid_out
from configurator.importing_run import Shop as Importing
from configurator.importing_run import go_on, keep_file
from configurator.jobs.keeping import ANSWERS_FOR, keep_everything
from configurator.jobs.nights import is_another_night, is_night
from configurator.jobs.retention import NOTICE
from configurator.jobs.work import Bench, do_work
from configurator.sealing import sealing_keys
from configurator.storage.accounts import Account, Role, create_account, find_account
from configurator.storage.attempts import Attempt, SignInLimits, admit_attempt
from configurator.storage.audit import entries_of
from configurator.storage.consents import may_now
from configurator.storage.customers import Customer, create_customer
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.erasing import find_erasure
from configurator.storage.erasing_rows import pseudonym
from configurator.storage.events import tell
from configurator.storage.idempotency import AT_ONCE, Request, done_before
from configurator.storage.imports import Run, Stage, begin_run, check_run, get_run, start_run
from configurator.storage.jobs import ERASURE, Work
from configurator.storage.orders import get_order, place_order
from configurator.storage.outbox import Post, list_waiting, note_posted
from configurator.storage.scans import record_scan
from configurator.storage.tables import AnswerRow, CustomerRow, SignInAttemptRow, WebSessionRow
from configurator.storage.web_sessions import Lifetimes, Visit, begin_web_session
from customers.identity.event import Event, Kind, Medium
from customers.identity.mapping import Import, proposed
from customers.rights.purpose import Channel
from customers.rights.register import register
from production.tracking import Direction, Scan
from tests.shop import LINK, NOON, ORDER

DAY = timedelta(days=1)
ACCOUNTS = register().purposes["account"].keep
PARIS = ZoneInfo("Europe/Paris")
FILE = "Nom complet;Courriel;Téléphone\nZoé Roux;zoe@x.example;\nOmar Alami;;+212661223344\n"


@pytest.fixture
def database_url(address: str) -> str:
    return address


@pytest.fixture
def engines():
    return {}


@pytest.fixture
def shop(settings, database):
    return Shop(replace(settings, is_demo=True), database)


class Shop:
    """The shop by night, at an instant, with all who are to be erased erased at once."""

    def __init__(self, settings, database) -> None:
        self.settings, self.database = settings, database

    def night(self, at: datetime) -> None:
        keep_everything(self.database, self.settings, at)
        for person in self.persons():
            with self.database.reading() as session:
                asked = find_erasure(session, person)
            if asked:
                work = Work(ERASURE, asked.id)
                assert do_work(Bench(self.database, self.settings, lambda: at), work)

    def persons(self) -> dict[str, str]:
        """Ids and names of all who are there."""
        there = select(CustomerRow.id, CustomerRow.name).where(CustomerRow.erased_at.is_(None))
        with self.database.reading() as session:
            return dict(session.execute(there).all())

    def letters(self, at: datetime):
        keys = sealing_keys(self.settings, "letters")
        with self.database.reading() as session:
            return list_waiting(session, keys, at)

    def happens(self, person: str, kind: Kind, at: datetime) -> None:
        with self.database.recording() as session:
            tell(session, Event(f"{kind} {person} {at}", person, kind, at, at, Medium.WEB))

    def takes_in(self, written: str) -> None:
        """A file of contacts, at noon."""
        content = written.encode()
        layout = laid_out(content)
        keep_file(self.settings.data_folder, "one", content)
        run = Run(
            *("one", Import.CONTACTS, "till.csv", "digest", Stage.MAPPING, layout.document()),
            *({}, 0, 0, {}, "ada", NOON),
        )
        with self.database.recording() as session:
            begin_run(session, run)
            check_run(session, "one", 1, proposed(layout.header, Import.CONTACTS), "ada", NOON)
        importing = Importing(self.database, self.settings, NOON)
        while go_on(importing, "one"):
            pass
        with self.database.recording() as session:
            start_run(session, "one", get_run(session, "one").revision, "ada", NOON)
        while go_on(importing, "one"):
            pass

    def has_account(self, id_: str, at: datetime, customer: str | None = None) -> None:
        made = Account(id_, f"{id_}@x.example", id_.title(), Role.CUSTOMER, at, customer)
        with self.database.recording() as session:
            create_account(session, made, "no hash", "test")


def test_who_came_by_a_file_is_told_where_from_and_how_to_object_or_is_erased(shop: Shop) -> None:
    with shop.database.recording() as session:
        create_customer(session, Customer("ida", "Ida", "ida@x.example", "", NOON - DAY), "sam")
    shop.takes_in(FILE)
    shop.night(NOON + DAY)
    shop.night(NOON + 2 * DAY)
    (letter,) = shop.letters(NOON + 2 * DAY)
    assert letter.recipient == "zoe@x.example"
    assert "till.csv" in letter.body
    assert "/privacy" in letter.body
    assert "/consent/stop/" in letter.body
    with shop.database.recording() as session:
        note_posted(session, letter.id, Post.SENT, NOON + 2 * DAY)

    shop.night(NOON + 30 * DAY)
    assert set(shop.persons().values()) == {"Ida", "Zoé Roux", "Omar Alami"}
    shop.night(NOON + 31 * DAY)
    assert set(shop.persons().values()) == {"Ida", "Zoé Roux"}


@pytest.mark.parametrize("state", [Post.REFUSED, Post.WORTHLESS])
def test_whose_letter_did_not_arrive_is_erased_when_the_month_is_over(shop: Shop, state) -> None:
    shop.takes_in(FILE)
    shop.night(NOON + DAY)
    (letter,) = shop.letters(NOON + DAY)
    with shop.database.recording() as session:
        note_posted(session, letter.id, state, NOON + 2 * DAY)
    shop.night(NOON + 31 * DAY)
    assert shop.persons() == {}


def test_without_a_mail_server_all_are_erased_but_who_came_himself(shop: Shop) -> None:
    shop.settings = replace(shop.settings, is_demo=False)
    shop.takes_in(FILE)
    omar = next(id_ for id_, name in shop.persons().items() if name == "Omar Alami")
    shop.happens(omar, Kind.VISITED, NOON + 3 * DAY)
    shop.night(NOON + 31 * DAY)
    assert list(shop.persons()) == [omar]


def test_the_link_of_the_notice_is_an_objection(shop: Shop, app) -> None:
    shop.takes_in(FILE)
    shop.night(NOON + DAY)
    (letter,) = shop.letters(NOON + DAY)
    page = letter.body[letter.body.index("/consent/stop/") :].split()[0]
    assert app.test_client().get(page).status_code == 200
    assert app.test_client().post(page, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    zoe = next(id_ for id_, name in shop.persons().items() if name == "Zoé Roux")
    with shop.database.reading() as session:
        assert not may_now(session, zoe, "similar", Channel.EMAIL, NOON + DAY)


def test_an_account_nobody_orders_with_is_reminded_and_erased_after_two_years(shop: Shop) -> None:
    shop.has_account("omar", NOON)
    with shop.database.recording() as session:
        create_customer(session, Customer("ida", "Ida", "ida@x.example", "", NOON), "ida")
    shop.has_account("ida", NOON, "ida")
    shop.happens("ida", Kind.VIEWED, NOON + DAY)
    nearly = NOON + ACCOUNTS - NOTICE
    shop.night(nearly - DAY)
    assert shop.letters(nearly - DAY) == ()
    for days in (2, 3):
        shop.night(nearly + days * DAY)
    written = {letter.recipient for letter in shop.letters(nearly + 3 * DAY)}
    assert written == {"omar@x.example", "ida@x.example"}
    shop.happens("ida", Kind.SIGNED_IN, nearly + 4 * DAY)
    shop.night(NOON + ACCOUNTS + 3 * DAY)
    assert list(shop.persons()) == ["ida"]
    with shop.database.reading() as session:
        assert find_account(session, "omar") is None
    shop.night(nearly + 5 * DAY + ACCOUNTS)
    shop.night(nearly + 5 * DAY + ACCOUNTS + NOTICE + DAY)
    assert shop.persons() == {}


@pytest.mark.parametrize("kind", [Kind.BOUGHT, Kind.CALLED])
def test_an_account_of_who_did_more_is_kept_as_long_as_he_is(shop: Shop, kind: Kind) -> None:
    with shop.database.recording() as session:
        create_customer(session, Customer("ida", "Ida", "ida@x.example", "", NOON), "ida")
    shop.has_account("ida", NOON, "ida")
    shop.happens("ida", kind, NOON + DAY)
    for more in (0, 31):
        shop.night(NOON + ACCOUNTS + more * DAY)
    assert list(shop.persons()) == ["ida"]


def ordered(shop: Shop, person: str) -> str:
    with shop.database.recording() as session:
        create_customer(session, Customer(person, "Anna Ek", "", "", NOON), "sam")
        blank = Configuration("jeans", "2026-11")
        create_draft(session, Draft(f"{LINK}{person}", blank, NOON, customer=person))
        order = replace(ORDER, configuration=f"{LINK}{person}")
        placed = place_order(session, order, person, Request("order", person, {}), "sam")
        scan = Scan(f"scan {person}", Direction.CANCEL, "", NOON, NOON, "sam")
        record_scan(session, placed.stored.order.number, scan)
        return placed.stored.order.number


def test_orders_of_the_erased_lose_their_pseudonym_when_the_books_need_them_no_longer(
    shop: Shop,
) -> None:
    gone, kept = ordered(shop, "anna"), ordered(shop, "ben")
    shop.night(NOON + 3 * 366 * DAY)
    shop.night(NOON + 3 * 366 * DAY + 2 * NOTICE)
    assert shop.persons() == {}
    with shop.database.reading() as session:
        assert get_order(session, gone).order.person.name == pseudonym("anna")

    shop.night(datetime(2036, 12, 30, 2, tzinfo=UTC))
    with shop.database.reading() as session:
        assert get_order(session, gone).order.person.name == pseudonym("anna")
    for day in (2, 3):
        shop.night(datetime(2037, 1, day, 2, tzinfo=UTC))
    with shop.database.reading() as session:
        for number in (gone, kept):
            order = get_order(session, number)
            assert (order.order.person.name, order.order.total_cents) == ("", ORDER.total_cents)
            told = [entry.what for entry in entries_of(session, f"order {number}")]
            assert told.count("stripped") == 1
        names = session.scalars(select(CustomerRow.name)).all()
    assert names == ["", ""]


def test_who_is_still_a_customer_keeps_orders_of_eleven_years_ago(shop: Shop) -> None:
    number = ordered(shop, "anna")
    late = datetime(2038, 6, 1, 2, tzinfo=UTC)
    shop.happens("anna", Kind.VISITED, late - DAY)
    shop.night(late)
    with shop.database.reading() as session:
        assert get_order(session, number).order.person.name == ORDER.person.name


def test_what_only_has_a_use_for_days_is_forgotten_by_night(shop: Shop) -> None:
    shop.has_account("omar", NOON)
    with shop.database.recording() as session:
        for number in range(AT_ONCE + 1):
            done_before(session, Request("old", f"key {number}", {}), NOON)
        done_before(session, Request("new", "key", {}), NOON + 2 * DAY)
        limits = SignInLimits(9, 99, timedelta(minutes=5))
        admit_attempt(session, Attempt("omar@x.example", "192.0.2.1"), NOON, limits)
        hours = Lifetimes(timedelta(hours=1), 3 * DAY)
        begin_web_session(session, Visit("secret", "omar", hours, {}), NOON)
    shop.night(NOON + ANSWERS_FOR + DAY)
    with shop.database.reading() as session:
        assert session.scalars(select(AnswerRow.scope)).all() == ["new"]
        assert session.scalar(select(func.count()).select_from(WebSessionRow)) == 0
        assert session.scalar(select(func.count()).select_from(SignInAttemptRow)) == 1
    shop.night(NOON + 366 * DAY)
    with shop.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttemptRow)) == 0


def test_a_clock_that_was_set_back_erases_nobody_and_stops_nothing(shop: Shop) -> None:
    shop.takes_in(FILE)
    shop.night(NOON + DAY)
    shop.night(NOON - 400 * DAY)
    assert len(shop.persons()) == 2
    assert len(shop.letters(NOON + DAY)) == 1


@pytest.mark.parametrize(
    ("first", "hours"),
    [("2027-03-27T12:00", 48), ("2026-10-24T12:00", 49), ("2026-12-31T12:00", 48)],
)
def test_in_each_night_it_is_done_once_also_when_the_clock_is_changed(first, hours) -> None:
    start = datetime.fromisoformat(first).replace(tzinfo=PARIS).astimezone(UTC)
    last, done = start - DAY, []
    for quarter in range(hours * 4):
        now = start + timedelta(minutes=15 * quarter)
        if is_night(now, PARIS) and is_another_night(now, last):
            last = now
            done.append(now.astimezone(PARIS).date())
    assert len(done) == len(set(done)) == 2


def test_after_a_clock_ran_ahead_the_next_night_is_kept_all_the_same() -> None:
    night = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    assert is_another_night(night, night + 365 * DAY)
    assert not is_another_night(night, night + timedelta(hours=1))
