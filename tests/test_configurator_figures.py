"""Tables of the night with what was bought since, on both databases."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from configurator.figures_night import ALIKE, COHORTS, FORECAST, find_out, read_forecast
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database, open_database
from configurator.storage.events import tell
from configurator.storage.figures import Sums, counted, people
from configurator.storage.night_figures import alike, find_figure
from configurator.storage.portraits import keep_portraits, portraits_of
from configurator.storage.tables_figures import PlaceCellRow, PortraitRow, ValueCellRow
from configurator.storage.value import best_values, find_value
from configurator.storage.value_anew import Today, rescore
from configurator.storage.value_intake import Earning, keep_earnings
from configurator.value_night import show, think
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.value.policy import read_policies
from customers.value.spread import EDGES

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = Today(NOW, NOW.date())
POLICIES = read_policies()
TOWNS = (("69001", "Lyon"), ("75011", "Paris"), ("20000", "Casablanca"))
LANDS = ("FR", "FR", "MA")
PEOPLE = 60


def name(number: int) -> str:
    return f"p{number:02}"


def told(number: int, key: str, **fields: str) -> Event:
    tellings = tuple(Telling(one, text, Source.STAFF, 80) for one, text in fields.items())
    at = NOW - timedelta(days=30)
    return Event(
        key, name(number), Kind.CORRECTED, at, at, Medium.SHOP, shop="Lyon", tellings=tellings
    )


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """Sixty people of three towns; each bought once a quarter for as long as his number says."""
    opened = open_database(address)
    with opened.recording() as session:
        for one in range(PEOPLE):
            create_customer(session, Customer(name(one), name(one), "", "", NOW), "test")
            code, town = TOWNS[one % 3]
            where = {"postcode": code, "town": town, "country": LANDS[one % 3]}
            tell(session, told(one, f"e{one}", **where))
        keep_earnings(
            session,
            [
                Earning(
                    f"{one} {turn}",
                    name(one),
                    date(2026, 11, 1) - timedelta(days=91 * turn),
                    1_000 + one,
                    2_000,
                    "",
                )
                for one in range(PEOPLE)
                for turn in range(1 + one % 4)
            ],
        )
    keep_portraits(opened, NOW)
    show(opened, think(opened, POLICIES, TODAY), POLICIES.terms)
    yield opened
    opened.close()


def by(database: Database, row, *keys: str, **only: str | int) -> dict[tuple[object, ...], Sums]:
    with database.reading() as session:
        return counted(session, row, keys, only, NOW)


def test_cells_hold_everybody_by_region_town_and_class_of_value(database):
    of_region = by(database, PlaceCellRow, "region")
    with database.reading() as session:
        everybody = best_values(session, 1_000)

    assert {key[0]: one.customers for key, one in of_region.items()} == {
        "Auvergne-Rhône-Alpes": 20,
        "Île-de-France": 20,
        "Casablanca-Settat": 20,
    }
    assert sum(one.value_cents for one in of_region.values()) == sum(
        one.value_cents for one in everybody
    )
    assert sum(one.purchases for one in of_region.values()) == sum(
        1 + one % 4 for one in range(PEOPLE)
    )
    classes = Counter(sum(one.value_cents >= edge for edge in EDGES) for one in everybody)
    assert {
        key[0]: one.customers for key, one in by(database, ValueCellRow, "bucket").items()
    } == classes
    lyon = by(database, PlaceCellRow, "town", region="Auvergne-Rhône-Alpes")
    assert {key: one.customers for key, one in lyon.items()} == {("Lyon",): 20}


def test_an_order_of_ten_seconds_ago_and_who_is_new_are_in(database):
    before = by(database, PlaceCellRow, "region", "tier")
    with database.recording() as session:
        create_customer(session, Customer("new", "new", "", "", NOW), "test")
        fields = (
            Telling("postcode", "69002", Source.STAFF, 80),
            Telling("country", "FR", Source.STAFF, 80),
        )
        tell(session, Event("n", "new", Kind.CORRECTED, NOW, NOW, tellings=fields))
        keep_earnings(session, [Earning("x", name(3), TODAY.day, 70_000, 90_000, "")])
        keep_earnings(session, [Earning("y", "new", TODAY.day, 500, 900, "")])
    with database.recording() as session:
        for one in (name(3), "new"):
            rescore(session, one, TODAY, POLICIES.terms)

    after = by(database, PlaceCellRow, "region", "tier")

    def total(cells, what):
        return sum(
            getattr(one, what) for (region, _), one in cells.items() if region.startswith("Auv")
        )

    assert total(after, "customers") == total(before, "customers") + 1
    assert total(after, "purchases") == total(before, "purchases") + 2
    assert total(after, "earned_cents") == total(before, "earned_cents") + 70_500
    with database.reading() as session:
        values = [one.value_cents for one in best_values(session, 1_000)]
        new = find_value(session, "new")
    assert new
    assert sum(one.value_cents for one in after.values()) == sum(values) + new.value_cents
    # The next night counts them as all others.
    keep_portraits(database, NOW)
    show(database, think(database, POLICIES, TODAY), POLICIES.terms)
    assert total(by(database, PlaceCellRow, "region", "tier"), "earned_cents") == total(
        after, "earned_cents"
    )


def test_the_people_behind_a_number_are_listed_the_most_valuable_first(database):
    with database.reading() as session:
        found = people(session, {"region": "Casablanca-Settat"}, (None, None), slice(0, 30))
        some = people(session, {"region": "Casablanca-Settat"}, (1_000, 5_000), slice(0, 5))

    assert {one.id for one in found} == {name(one) for one in range(2, PEOPLE, 3)}
    values = [one.value_cents for one in found]
    assert values == sorted(values, reverse=True)
    assert all(1_000 <= one.value_cents < 5_000 for one in some)


def test_portraits_follow_the_log_and_none_is_kept_of_who_is_too_young(database):
    with database.recording() as session:
        tell(session, told(1, "moved", town="Dakar", country="SN", postcode="11000"))
        tell(session, told(2, "young", birth_date="2015-01-01"))

    assert keep_portraits(database, NOW) == 2

    with database.reading() as session:
        assert portraits_of(session, [name(1)], NOW)[name(1)].region == "Dakar"
        assert session.get(PortraitRow, name(2)) is None
    assert keep_portraits(database, NOW) == 0


def test_the_night_finds_cohorts_quarters_and_says_when_it_cannot_tell(database):
    find_out(database, POLICIES.terms, TODAY)

    with database.reading() as session:
        cohorts, quarters, alike = (find_figure(session, key) for key in (COHORTS, FORECAST, ALIKE))
    assert cohorts
    assert quarters
    assert alike
    # Of each four one came this quarter, one the quarter before and so on, and all came back.
    newest = len(cohorts.figures["begins"])
    came = {first: n for first, later, n in cohorts.figures["rows"] if first == later}
    assert came == {newest - back: 15 for back in range(4)}
    assert [newest - 1, newest, 15] in cohorts.figures["rows"]
    last = {one.begin: one for one in read_forecast(dict(quarters.figures))}[date(2026, 7, 1)]
    # Two of four had bought before July and bought on 2 August.
    assert last.actual == 30
    assert last.low <= last.expected <= last.high
    assert "lifts" not in alike.figures
    assert alike.figures["prospects"] == 0


def test_who_of_prospects_is_most_like_the_best_is_found_and_how_sure_that_is(address):
    opened = open_database(address)
    day = TODAY.day - timedelta(days=200)
    words = {"town": "", "region": "", "band": "", "trade": "", "who": "", "shop": "", "medium": ""}
    blank = words | dict.fromkeys(("looks", "designs", "wishes", "visits", "talks"), 0)
    with opened.recording() as session:
        # The first fifth earned us ten times as much, and had looked often before.
        keep_earnings(
            session,
            [
                Earning(f"{one}", f"c{one:03}", day, 50_000 if one < 100 else 5_000, 60_000, "")
                for one in range(500)
            ],
        )
        for one in range(500):
            row = blank | {"person": f"c{one:03}", "looks": 6 + one % 4 if one < 100 else one % 5}
            session.add(PortraitRow(**row))
        for one in range(20):
            create_customer(session, Customer(f"q{one:02}", f"Q{one}", "", "", NOW), "test")
            looks = 9 if one == 13 else one % 3
            session.add(PortraitRow(**blank | {"person": f"q{one:02}", "looks": looks}))
    show(opened, think(opened, POLICIES, TODAY), POLICIES.terms)

    find_out(opened, POLICIES.terms, TODAY)

    with opened.reading() as session:
        found, first = find_figure(session, ALIKE), alike(session, 0, 3)
    opened.close()
    assert found
    assert found.figures["prospects"] == 20
    assert found.figures["lifts"][0] > 3
    assert first[0][:2] == ("q13", "Q13")
    assert first[0][2] > 5 * first[1][2]
