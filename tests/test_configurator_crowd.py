"""The crowd: the same people for a seed, a truth that fits them, and nobody peeps at it."""

import ast
import csv
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

import configurator
from configurator.cli import main
from configurator.crowd.events import NEEDS, YEARS
from configurator.crowd.filling import crowd, fill_crowd
from configurator.crowd.names import LANDS, NAMES, Culture
from configurator.crowd.people import people
from configurator.crowd.records import SHOPS_PHONE
from configurator.migrations import upgrade
from configurator.settings import Settings
from configurator.storage.audit import first_broken
from configurator.storage.customers import find_customer
from configurator.storage.database import open_database
from configurator.storage.events import first_broken_event
from customers.identity.spelling import sound

ROOT = Path(configurator.__file__).parents[1]
UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
MAY_KNOW = (
    "configurator/crowd/",
    "configurator/demo",
    "configurator/bench",
    "configurator/storage/bench",
)


def test_no_model_knows_the_crowd():
    for package in ("catalog", "rules", "customers", "production", "configurator"):
        for path in (ROOT / package).rglob("*.py"):
            place = str(path.relative_to(ROOT))
            if not place.startswith(MAY_KNOW):
                assert not [name for name in imports(path) if "crowd" in name], place


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_seed_gives_the_same_lives_and_another_seed_others():
    first, again, other = (list(crowd(40, seed, UNTIL)) for seed in (1, 1, 2))

    assert first == again
    assert [life.records for life in first] != [life.records for life in other]


def test_more_people_begin_with_the_fewer():
    assert list(islice(crowd(500, 4, UNTIL), 60)) == list(crowd(60, 4, UNTIL))


@pytest.fixture(scope="module")
def made():
    return list(crowd(2500, 1, UNTIL))


@pytest.fixture(scope="module")
def known():
    return list(people(2500, 1))


def test_people_come_from_everywhere_and_live_in_households(known):
    assert {one.culture for one in known} == set(Culture)
    sizes = Counter(one.household for one in known).values()
    assert {1, 2, 3, 4} <= set(sizes)
    for field in ("phone", "email"):
        shared = Counter((one.household, getattr(one, field)) for one in known)
        assert 20 < sum(count > 1 for count in shared.values()) < 500
    # Nobody at home is called like another.
    names = Counter((one.household, one.given) for one in known)
    assert max(names.values()) == 1


def test_every_number_belongs_to_a_range_without_people(known):
    for one in known:
        land = LANDS[one.land]
        assert one.phone.startswith(land.range)
        assert len(one.phone) == land.digits


def test_all_spellings_of_a_name_are_given():
    women = NAMES[Culture.MOROCCAN].women
    arabic = [one for one in women if "\u0600" < one[-1][0] < "\u06ff"]

    assert len(arabic) > 20
    assert sum(sound(one[0]) == sound(one[-1]) for one in arabic) > len(arabic) / 2


def test_some_are_known_more_than_once_and_not_written_alike(made):
    times = Counter(len(life.records) for life in made)
    twice = [life.records for life in made if len(life.records) > 1]

    assert times[1] / len(made) == pytest.approx(0.78, abs=0.04)
    assert {2, 3, 4} <= set(times)
    for field in ("given_name", "surname", "phone", "email", "birth_date", "street"):
        texts = [(getattr(a.record, field), getattr(b.record, field)) for a, b, *_ in twice]
        both = [pair for pair in texts if all(pair)]
        assert any(one == other for one, other in both)
        assert any(one != other for one, other in both)
        # Everybody says a surname; whatever else is asked is left out by some.
        assert (len(both) < len(texts)) == (field != "surname")


def test_every_record_can_be_told_from_the_empty_one(made):
    for life in made:
        for one in life.records:
            assert one.record.surname
            assert one.record.phone or one.record.email or one.record.street


def test_some_clerks_type_the_shops_own_number(made):
    owners = {
        life.truth.person
        for life in made
        for one in life.records
        if one.record.phone == SHOPS_PHONE
    }
    assert len(owners) > 5


def test_events_stand_in_the_order_of_time_within_three_years(made):
    for life in made:
        instants = [event.at for event in life.events]
        assert instants == sorted(instants)
        assert instants
        assert UNTIL - timedelta(days=365 * YEARS + 1) < instants[0] <= instants[-1] < UNTIL
        assert {event.record for event in life.events} <= set(life.truth.records)


def test_who_left_never_buys_again_and_who_never_buys_is_a_prospect(made):
    left = [life for life in made if life.truth.left_on]
    for life in left:
        assert max(at.date() for at in instants(life, "bought")) == life.truth.left_on
        assert all(at.date() <= life.truth.left_on for at in instants(life, "viewed"))
    prospects = [life for life in made if not life.truth.buys_a_year]

    assert len(left) / len(made) > 0.1
    assert len(prospects) / len(made) == pytest.approx(0.22, abs=0.03)
    assert not [life for life in prospects if instants(life, "bought")]


def test_purchases_follow_the_season_of_the_need(made):
    for need, season in NEEDS.items():
        months = Counter(
            at.month for life in made if life.truth.need == need for at in instants(life, "bought")
        )
        best = 1 + season.index(max(season))
        assert {life.truth.month for life in made if life.truth.need == need} == {best}
        if max(season) > 2 * min(season):
            worst = 1 + season.index(min(season))
            assert months[best] > months[worst]


def test_what_is_told_is_mostly_true_and_every_kind_happens(made):
    said = [
        (event.told["need"], life.truth.need)
        for life in made
        for event in life.events
        if event.kind == "answered"
    ]
    kinds = {event.kind for life in made for event in life.events}

    assert 0.8 < sum(one == other for one, other in said) / len(said) < 0.95
    assert kinds >= {
        "viewed", "configured", "abandoned", "wished", "bought", "returned", "measured", "visited",
        "called", "wrote", "complained", "referred", "suggested", "answered",
    }  # fmt: skip


def test_the_first_event_of_a_record_tells_what_stands_in_it(made):
    for life in made[:300]:
        written = {one.record.id: one.record for one in life.records}
        seen = set()
        for event in life.events:
            if event.record not in seen:
                assert event.told["surname"] == written[event.record].surname
                seen.add(event.record)


def instants(life, kind):
    return [event.at for event in life.events if event.kind == kind]


@pytest.fixture
def shop(tmp_path):
    settings = Settings.from_environment({"SURMESURE_DATA": str(tmp_path)})
    database = open_database(settings)
    upgrade(database)
    yield settings, database
    database.close()


def test_the_crowd_is_put_on_record_once_with_the_truth_apart(shop):
    settings, database = shop
    fill_crowd(settings, database, 30, 1, UNTIL)
    fill_crowd(settings, database, 60, 1, UNTIL)
    before = (settings.data_folder / "demo-truth.json").read_text("utf-8")
    fill_crowd(settings, database, 60, 1, UNTIL)

    assert (settings.data_folder / "demo-truth.json").read_text("utf-8") == before
    truth = json.loads(before)
    rows = read(settings.data_folder / "demo-people.csv")
    ids = [id_ for one in truth["people"] for id_ in one["records"]]
    assert len(truth["people"]) == 60
    assert sorted(ids) == [row["id"] for row in rows]
    with database.reading() as session:
        assert first_broken(session) is None
        for row in rows:
            customer = find_customer(session, row["id"])
            assert customer is not None
            assert customer.name == f"{row['given_name']} {row['surname']}".strip()
            assert (customer.email, customer.phone) == (row["email"], row["phone"])
            assert customer.created_at < UNTIL


def test_all_that_happened_stands_in_the_log_once_and_what_was_paid_beside_it(shop):
    settings, database = shop
    fill_crowd(settings, database, 200, 3, UNTIL)
    path = settings.data_folder / "demo-truth.json"
    truth = json.loads(path.read_text("utf-8"))
    first = log_of(database)
    path.unlink()  # As if the filling had been broken off just before its end.
    fill_crowd(settings, database, 200, 3, UNTIL)

    assert log_of(database) == first
    kinds, sales, broken = first
    records = sum(len(one["records"]) for one in truth["people"])
    assert dict(kinds) == {**truth["events"], "welcomed": records}
    events = [event for life in crowd(200, 3, UNTIL) for event in life.events]
    for kind in ("bought", "returned"):
        amounts = sorted(one.amount_cents for one in events if one.kind == kind)
        assert amounts == sorted(cents for told, cents in sales if told == kind)
    assert broken is None


def log_of(database):
    with database.reading() as session:
        kinds = session.execute(text("SELECT kind, count(*) FROM event GROUP BY kind ORDER BY 1"))
        sales = text(
            "SELECT event.kind, amount_cents FROM imported JOIN event ON event.event_id = "
            "imported.event AND event.person = imported.person ORDER BY event.id"
        )
        paid = session.execute(sales).all()
        return [tuple(one) for one in kinds], paid, first_broken_event(session)


def test_the_command_links_what_the_demo_wrote(shop):
    settings, database = shop
    fill_crowd(settings, database, 300, 2, UNTIL)
    truth = json.loads((settings.data_folder / "demo-truth.json").read_text("utf-8"))
    person = {id_: one["person"] for one in truth["people"] for id_ in one["records"]}

    result = CliRunner().invoke(
        main, ["identity", "link", str(settings.data_folder / "demo-people.csv"), "--json"]
    )
    pairs = json.loads(result.stdout)

    assert len(pairs) > 60
    assert sum(person[pair["a"]] == person[pair["b"]] for pair in pairs) / len(pairs) > 0.95


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
