"""Erasing: nothing is left of a person but what the law keeps, and nobody else is touched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, func, insert, inspect, select, text

from catalog.configuration import Choice, Configuration
from configurator.importing import laid_out
from configurator.importing_run import Shop, file_path, first_problems, go_on, keep_file
from configurator.jobs.cards import card_path
from configurator.jobs.paper import put_file
from configurator.jobs.queue import Queue
from configurator.jobs.quotes import FOLDER as QUOTES
from configurator.jobs.quotes import keep_quote
from configurator.jobs.work import Bench, do_work
from configurator.settings import Settings
from configurator.storage import audit
from configurator.storage.accounts import Account, Role, create_account, find_by_email
from configurator.storage.attempts import Attempt, SignInLimits, admit_attempt
from configurator.storage.cards import issue_card
from configurator.storage.columns import Instant
from configurator.storage.consents import note_consent, words_of
from configurator.storage.customer_search import newest_customers, search_customers
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    find_customer,
    record_measurements,
)
from configurator.storage.database import Database
from configurator.storage.drafts import Draft, create_draft
from configurator.storage.erasing import ask_erasure, find_erasure, get_erasure, open_orders
from configurator.storage.erasing_rows import KEPT, pointing, pseudonym, touched
from configurator.storage.errors import Busy, NotThere
from configurator.storage.events import events_of, first_broken_event, tell
from configurator.storage.fit import say_fit, switch_learning
from configurator.storage.freshness import COUNTING
from configurator.storage.idempotency import Answer, Request, remember
from configurator.storage.identity import merge_persons, prove_contact, unmerge_persons
from configurator.storage.imports import (
    Run,
    Stage,
    begin_run,
    check_run,
    get_run,
    move_run,
    start_run,
)
from configurator.storage.intake import ErasedContact, UnknownPersons, record_events
from configurator.storage.jobs import ERASURE, Work, want_job
from configurator.storage.letters import Letter, attach_letter, read_letter
from configurator.storage.on_record import customers_there
from configurator.storage.orders import get_order, list_orders, place_order
from configurator.storage.outbox import Outgoing, post
from configurator.storage.pairs import Decision
from configurator.storage.readings import Measuring, ReadingTaken, take_readings
from configurator.storage.scans import record_scan
from configurator.storage.seal import new_key
from configurator.storage.suppression import suppressed
from configurator.storage.tables import Row
from configurator.storage.tables_tablets import TabletRow
from configurator.storage.tables_value import RescoredRow
from configurator.storage.value_earnings import keep_up
from configurator.storage.value_intake import Earning
from configurator.storage.web_sessions import Lifetimes, Visit, begin_web_session
from configurator.storage.wishes import Subject, Wish, make_wish
from customers.body.feedback import Felt, Zone
from customers.body.reading import Reading
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import SHELF_LIFE
from customers.identity.mapping import Import, proposed
from customers.rights.consent import Consent, Said
from customers.rights.consent import Source as Spoken
from customers.rights.purpose import Channel
from production.card import PrintedCard
from production.order import Person
from production.quote import Quote
from production.tracking import Direction, Scan
from tests.shop import NOON, ORDER

LATER = NOON + timedelta(days=1)
BY = "sam-id"
NOBODYS = {
    *("admin_token", "audit", "counter", "erasing", "field_use", "figure", "found"),
    *("import_mapping", "import_run", "roll", "roll_taken", "segment", "segmentation"),
    *("stock", "tablet"),
    *("programme", "tier_move", "value_run", "value_cell", "place_cell", "night_figure"),
    *("product_issue", "channel_check"),
    *("channel_answer", "opposed_number", "product_seen", "campaign", "news"),
}
"""Tables without anything of a person: the audit trail and imports name ids alone."""


@pytest.fixture
def database_url(address: str) -> str:
    return address


def canary(name: str) -> str:
    return f"canary{name}"


FIELDS = {key: canary(f"field{number}") for number, key in enumerate(SHELF_LIFE)}
EMAIL, PHONE = "canaryemail@example.org", "+33 6 98 12 34 56"
CONTACTS = (EMAIL, PHONE, "698123456", "98123456")
"""However written, neither lies open in any table; a file that came in waits as it is."""
IN_THE_OPEN = (
    *(canary("name"), canary("account"), canary("session"), canary("typed")),
    *(canary("read"), canary("scan"), canary("order"), canary("quote"), canary("file")),
    *(canary("paper"), canary("card"), "canarylink", "canarybody", canary("answer")),
)
SEALED = (
    *(canary("note"), canary("comment"), canary("answered"), canary("letter"), canary("told")),
    *FIELDS.values(),
)


def folder_of(settings: Settings) -> Path:
    return settings.data_folder


def put_everywhere(database: Database, settings: Settings, person: str = "zoe") -> str:
    """Everything any form or program tells of somebody; the number of his order."""
    jeans = Configuration("jeans", "2026-11").moved_to((Choice("fit", "canarylink"),))
    link = f"canarylink-{person}"
    with database.recording() as session:
        zoe = Customer(person, canary("name"), EMAIL, PHONE, NOON)
        create_customer(session, zoe, BY)
        account = Account(
            f"{person}-account", EMAIL, canary("account"), Role.CUSTOMER, NOON, person
        )
        create_account(session, account, "hash", BY)
        hours = Lifetimes(timedelta(hours=1), timedelta(days=1))
        visit = Visit("secret", account.id, hours, {"typed": canary("session")})
        begin_web_session(session, visit, NOON)
        limits = SignInLimits(9, 99, timedelta(minutes=5))
        admit_attempt(session, Attempt(EMAIL, "192.0.2.1"), NOON, limits)
        draft = Draft(link, jeans, NOON, body_mm={"canarybody": 1}, customer=person, owner=None)
        create_draft(session, draft)
        create_draft(session, replace(draft, link=f"{link}-left", owner=account.id))
        typed = (canary("typed"), "cm", BY, NOON, "tape")
        record_measurements(session, [MeasurementTaken(person, "hip_mm", 1020, *typed)])
        measuring = Measuring(f"{person}-visit", person, None, NOON, BY)
        reading = Reading("hip_mm", 1021)
        take_readings(
            session, measuring, [ReadingTaken(reading, canary("read"), "cm", BY, NOON)], 0
        )
        make_wish(session, person, Wish(Subject("jeans", draft=f"{link}-left"), NOON), BY)
        card = issue_card(session, person, f"seed {person}", BY, NOON)
        letter = Letter(f"{person}-letter", person, "text/plain", canary("letter").encode())
        attach_letter(session, letter, Medium.EMAIL, canary("comment"), by=BY, at=NOON)
        told = [Telling(key, value, Source.STAFF, 80) for key, value in FIELDS.items()]
        tell(
            session,
            Event(
                *(f"{person} told", person, Kind.VISITED, NOON, NOON, Medium.SHOP),
                tellings=(*told, Telling("town", canary("told"), Source.PERSON, 70)),
                note=canary("note"),
            ),
            Event(
                *(f"{person} answered", person, Kind.ANSWERED, NOON, NOON, Medium.SHOP),
                note=canary("answered"),
            ),
        )
        waiting = Outgoing(
            *(f"{person}-post", "sign_in", "en", EMAIL, "Hello", "Body", NOON, LATER, account.id)
        )
        post(session, waiting, new_key())
        asked = Request(f"customer {person} configure", canary("answer"), {"a": 1})
        remember(session, asked, Answer(200, {"id": person}), NOON)
        switch_learning(session, person, BY, NOON, on=False)
        note_consent(session, agreed(person))
        order = replace(ORDER, configuration=link, person=Person(canary("order"), EMAIL, PHONE))
        placed = place_order(session, order, person, Request("order", person, {}), BY)
        number = placed.stored.order.number
        scan = Scan(f"{person}-scan", Direction.HOLD, "", NOON, NOON, BY, canary("scan"))
        record_scan(session, number, scan)
        say_fit(session, placed.stored, {next(iter(Zone)): next(iter(Felt))}, BY, NOON)
    folder = settings.data_folder
    printed = card_path(PrintedCard(card.number, canary("name")), folder)
    for path, content in (
        (printed, canary("card")),
        (folder / "work-orders" / f"{number}-en-mark.pdf", canary("paper")),
        (file_path(folder, "left"), f"{canary('file')};{EMAIL}"),
    ):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_file(path, content.encode())
    keep_quote(quote(link), folder)
    Queue(folder).put(Work("card", card.number))
    return number


def agreed(person: str) -> Consent:
    return Consent(
        *(f"{person} agreed", person, "letters", Channel.EMAIL, Said.GIVEN, NOON, Spoken.SHOP),
        *("You may write to me.", 1, "en", "aloud", BY),
    )


def quote(link: str) -> Quote:
    address = f"https://shop.example/configure/jeans/{link}"
    return Quote(
        *("4821 / 3", "en", "Jeans", "Slim", canary("quote"), "EUR", 20, 15900, ()),
        *(ORDER.promised_on, ORDER.promised_on, ORDER.promised_on, address, {}),
    )


def put_a_row_into_every_table(database: Database, person: str = "zoe") -> None:
    """One more row about him in each table that points at persons, every column of it filled."""
    with database.recording() as session:
        session.add(TabletRow(id="tablet", name="Tablet", shared_by=BY, shared_at=NOON))
        session.flush()
        for table, column in pointing():
            row = {one.name: filling(f"{column}", one) for one in table.columns}
            row |= {one.name: None for one in table.columns if one.foreign_keys and one.nullable}
            row |= {column.name: f"{person}-account" if "account" in str(column) else person}
            row |= {"tablet": "tablet"} if "tablet" in row else {}
            known = {name: one for name, one in row.items() if one is not None}
            session.execute(insert(table).values(**known))


def filling(row: str, column: Column[Any]) -> object:
    """Something of the type of a column; texts are canaries, of each `row` others."""
    if isinstance(column.type, Instant):
        return NOON
    kind = column.type.python_type
    if column.primary_key and kind is int and column.name == "id":
        return None  # The database counts.
    if column.table.name == "hook_call" and column.name in {"target", "reference"}:
        return "of another system"  # Which is told of the erasure by what it knows him as.
    texts: dict[type, object] = {str: canary(f" {row} {column.name}"), bytes: b"canary"}
    return texts.get(kind, kind(1) if kind in {int, float, bool} else {"said": "canary"})


def rows_about(database: Database, person: str = "zoe") -> dict[str, int]:
    """How many rows of each table point at the person or his account."""
    whose = (person, f"{person}-account")
    with database.reading() as session:
        return {
            str(column): session.scalar(
                select(func.count()).select_from(table).where(column.in_(whose))
            )
            or 0
            for table, column in pointing()
        }


def raw(database: Database, settings: Settings, folder: Path) -> bytes:
    """All that lies on the disk; of PostgreSQL all rows of all tables, whosever."""
    paths = {path for top in (folder, settings.data_folder) for path in top.rglob("*")}
    found = [path.read_bytes() for path in paths if path.is_file()]
    if settings.database_url.startswith("postgresql"):
        with database.reading() as session:
            ours = inspect(session.connection())
            for schema in ("public", "surmesure_keys"):
                for table in ours.get_table_names(schema):
                    rows = session.execute(text(f"SELECT * FROM {schema}.{table}")).all()  # noqa: S608 - ours
                    found.append(repr([tuple(row) for row in rows]).encode())
    return b"\n".join(found).lower()


def opened(database: Database, person: str) -> str:
    with database.reading() as session:
        told = str(events_of(session, [person]))
    with database.recording() as session:
        try:
            told += read_letter(
                session, person, f"{person}-letter", by=BY, at=NOON
            ).content.decode()
        except NotThere:
            return told
    return told


def erase(database: Database, settings: Settings, person: str, by: str = "zoe-account") -> None:
    with database.recording() as session:
        ask_erasure(session, person, f"erasure of {person}", by=by, at=LATER)
    do_erasures(database, settings, f"erasure of {person}")


def do_erasures(database: Database, settings: Settings, id_: str) -> bool:
    return do_work(Bench(database, settings, lambda: LATER), Work(ERASURE, id_))


def hand_over(database: Database, number: str) -> None:
    with database.recording() as session:
        release = Scan(f"{number} release", Direction.RELEASE, "", NOON, NOON, BY)
        record_scan(session, number, release)
        cancel = Scan(f"{number} cancel", Direction.CANCEL, "", NOON, NOON, BY)
        record_scan(session, number, cancel)


def test_of_who_was_erased_nothing_is_left_but_what_the_law_keeps(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    number = put_everywhere(database, settings)
    put_a_row_into_every_table(database)
    before, inside = raw(database, settings, tmp_path), opened(database, "zoe")
    assert [one for one in IN_THE_OPEN if one.lower().encode() not in before] == []
    assert [one for one in SEALED if one not in inside] == []
    assert min(rows_about(database).values()) > 0
    assert [one for one in SEALED if one.encode() in before] == []
    apart = before.replace(f"{canary('file')};{EMAIL}".encode(), b"")
    assert [one for one in CONTACTS if one.encode() in apart] == []
    hand_over(database, number)

    erase(database, settings, "zoe")

    after, inside = raw(database, settings, tmp_path), opened(database, "zoe")
    # Links of drafts stay in the log, as ids that lead nowhere.
    after = after.replace(b"canarylink-zoe", b"")
    left = (*IN_THE_OPEN, *SEALED, *CONTACTS, "canary")
    assert [one for one in left if one.lower().encode() in after] == []
    assert set(rows_about(database).values()) == {0}
    assert "canary" not in inside.replace("canarylink-zoe", "")
    with database.reading() as session:
        kept = get_order(session, number)
        assert (kept.order.total_cents, kept.order.promised_on) == (15_900, ORDER.promised_on)
        assert kept.order.person == Person(pseudonym("zoe"), "", "")
        assert kept.order.body_mm == {}
        (line,) = list_orders(session).lines
        assert line.customer_name == pseudonym("zoe")
        assert find_customer(session, "zoe") is None
        assert (newest_customers(session), search_customers(session, "canaryname")) == ((), ())
        assert find_by_email(session, EMAIL) is None
        assert first_broken_event(session) is None
        assert audit.first_broken(session) is None
        assert [one.sentence for one in words_of(session, "zoe")] == ["You may write to me."]
        said = [(one.what, one.who) for one in audit.entries_of(session, "customer zoe")]
    assert said[-2:] == [("asked to erase", "zoe-account"), ("erased", "zoe-account")]
    assert list((settings.data_folder / QUOTES).glob("*")) == []
    keep_up(database, nothing_earned, datetime.date, 20, LATER)  # The night values the living.


def test_what_a_long_job_still_wrote_of_who_was_erased_beside_it_is_dropped_as_it_ends(
    database: Database, settings: Settings
) -> None:
    hand_over(database, put_everywhere(database, settings))
    erase(database, settings, "zoe")
    with database.recording() as session:
        session.add(RescoredRow(person="zoe", at=LATER))
        want_job(session, COUNTING, LATER)
    assert do_work(Bench(database, settings, lambda: LATER), COUNTING)
    assert set(rows_about(database).values()) == {0}


def nothing_earned(*_: object) -> Earning:
    raise AssertionError


def test_every_table_says_what_becomes_of_who_is_erased() -> None:
    dropped = {table.name for table, _ in pointing()}
    assert touched() | KEPT.keys() | NOBODYS == Row.metadata.tables.keys()
    assert not dropped & KEPT.keys()
    assert not touched() & NOBODYS


def test_an_erasure_waits_for_an_order_in_the_making_and_follows_it(
    database: Database, settings: Settings
) -> None:
    number = put_everywhere(database, settings)
    erase(database, settings, "zoe")
    with database.reading() as session:
        waits = find_erasure(session, "zoe")
        assert waits is not None
        assert waits.step == "waiting"
        assert open_orders(session, "zoe") == (number,)
        assert find_customer(session, "zoe") is not None
        assert suppressed(session, [("email", EMAIL)]) == set()
    with database.recording() as session:
        assert ask_erasure(session, "zoe", "twice", by=BY, at=LATER) == waits

    hand_over(database, number)
    assert do_erasures(database, settings, waits.id)

    with database.reading() as session:
        assert get_erasure(session, waits.id).step == "done"
        assert find_customer(session, "zoe") is None


def test_whoever_is_not_there_cannot_be_erased(database: Database, settings: Settings) -> None:
    with pytest.raises(NotThere):
        erase(database, settings, "nobody")


def test_an_erasure_that_broke_off_anywhere_is_carried_on_to_the_same_end(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(database, put_everywhere(database, settings))
    real = Database.tidy

    def powerless(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(Database, "tidy", powerless)
    erase(database, settings, "zoe")
    with database.reading() as session:
        assert get_erasure(session, "erasure of zoe").step == "begun"
    monkeypatch.setattr(Database, "tidy", real)
    bench = Bench(database, settings, lambda: LATER + timedelta(hours=1))
    assert do_work(bench, Work(ERASURE, "erasure of zoe"))

    after = raw(database, settings, tmp_path).replace(b"canarylink-zoe", b"")
    assert b"canary" not in after
    with database.reading() as session:
        assert get_erasure(session, "erasure of zoe").step == "done"


def test_a_file_that_tells_of_him_is_given_up_unless_it_is_being_taken_in(
    database: Database, settings: Settings
) -> None:
    hand_over(database, put_everywhere(database, settings))
    for number, stage in enumerate((Stage.CHECKED, Stage.IMPORTING)):
        content = f"E-mail;Name\n{EMAIL.upper()};Zoe\n".encode("utf-16-le")
        keep_file(settings.data_folder, f"run{number}", content)
        run = Run(
            *(f"run{number}", Import.CONTACTS, "a.csv", "digest", stage, {"header": []}),
            *({}, 0, 0, {}, BY, NOON),
        )
        with database.recording() as session:
            begin_run(session, run)
    erase(database, settings, "zoe")
    with database.reading() as session:
        assert get_run(session, "run0").stage is Stage.GIVEN_UP
        # It is done with in a moment, and looked at again then.
        assert get_erasure(session, "erasure of zoe").step == "begun"
    with database.recording() as session:
        run = get_run(session, "run1")
        move_run(session, run, Stage.DONE, 1, {}, total=1, at=NOON)
    assert do_erasures(database, settings, "erasure of zoe")
    assert not list((settings.data_folder / "imports").glob("*.file"))


def told(shop: Shop, written: str, id_: str) -> Sequence[tuple[str, str]]:
    content = written.encode()
    layout = laid_out(content)
    keep_file(shop.settings.data_folder, id_, content)
    mapping = proposed(layout.header, Import.CONTACTS)
    run = Run(
        *(id_, Import.CONTACTS, "a.csv", id_, Stage.MAPPING, layout.document()),
        *({}, 0, 0, {}, BY, NOON),
    )
    with shop.database.recording() as session:
        begin_run(session, run)
        check_run(session, id_, 1, mapping, BY, NOON)
    while go_on(shop, id_):
        pass
    with shop.database.recording() as session:
        checked = get_run(session, id_)
        start_run(session, id_, checked.revision, BY, NOON)
    while go_on(shop, id_):
        pass
    return [(str(one.line), f"{one.field} {one.why}") for one in first_problems(checked)]


def test_nobody_but_himself_brings_back_who_was_erased(
    database: Database, settings: Settings
) -> None:
    hand_over(database, put_everywhere(database, settings))
    erase(database, settings, "zoe")
    shop = Shop(database, settings, LATER)
    file = f"Name;E-mail;Phone\nAnna;anna@example.org;\nZ;{EMAIL.upper()};\nZ;;0698123456\n"

    assert told(shop, file, "one") == [("3", "email erased"), ("4", "phone erased")]
    with database.recording() as session:
        (anna,) = newest_customers(session)
        tells = Event(
            *("till 1", anna.customer.id, Kind.VISITED, NOON, NOON, Medium.SHOP),
            tellings=(Telling("phone", "06 98 12 34 56", Source.STAFF, 80),),
        )
    with pytest.raises(ErasedContact, match="phone"):
        record_events(database, [tells])
    with pytest.raises(UnknownPersons):
        record_events(database, [replace(tells, person="zoe", tellings=())])

    with database.recording() as session:  # She registers, and the letter reaches her.
        create_customer(session, Customer("zoe-again", "Zoe", EMAIL, "", LATER), "customer")
        decision = Decision("proof", "customer", LATER)
        prove_contact(session, "zoe-again", "email", EMAIL, decision)
    assert told(shop, file.replace("Anna", "Ann"), "two") == [("4", "phone erased")]


def test_three_who_are_one_are_erased_together_and_one_who_was_parted_alone(
    database: Database, settings: Settings
) -> None:
    def decided(name: str) -> Decision:
        return Decision(name, "sam", NOON)

    def living() -> set[str]:
        with database.reading() as session:
            return customers_there(session, ("till", "web", "phone", "parted"))

    with database.recording() as session:
        for name in ("till", "web", "phone", "parted"):
            create_customer(session, Customer(name, name, f"{name}@example.org", "", NOON), "")
        for name in ("web", "phone", "parted"):
            merge_persons(session, "till", name, decided(name))
    with database.recording() as session:
        unmerge_persons(session, "parted", decided("undone"))
    erase(database, settings, "parted", by=BY)
    assert living() == {"till", "web", "phone"}
    erase(database, settings, "web", by=BY)  # Whichever of the three is named.
    assert living() == set()
