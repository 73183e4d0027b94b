"""Traits, needs and segments as they are kept, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from configurator.jobs.segments import SORTING, do_segments
from configurator.segments_night import (
    authored,
    make_segmentation,
    sort_everybody,
    sort_family,
    sort_one,
)
from configurator.storage.consents import note_consent
from configurator.storage.database import Database, open_database
from configurator.storage.errors import NotThere
from configurator.storage.events import tell
from configurator.storage.identity import history_of
from configurator.storage.rejections import Rejection, reject
from configurator.storage.segment_labels import label, label_counts
from configurator.storage.segment_rows import State
from configurator.storage.segments import (
    StaleSegment,
    aim_at,
    ask,
    describe,
    get_segment,
    get_segmentation,
    in_force,
    save,
    segmentations,
    segments_in,
    sizes,
)
from configurator.storage.traits import (
    find_traits,
    inference,
    read_people,
    segment_of,
    support,
    wants_of,
)
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.fields import TASTE
from customers.needs.levers import Lever, NotReady, Strategy
from customers.needs.rule import Written
from customers.needs.segmentation import Asked, Family, Way
from customers.needs.wants import Told, Want
from customers.rights.consent import Consent, Said
from customers.rights.consent import Source as ConsentSource
from customers.rights.purpose import Channel

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TOWNS = ("Paris", "Lyon", "Nantes")
PEOPLE = 36
RULES = (Written("cyclists", "cycles = often"), Written("of paris", "town = paris"))


def name(number: int) -> str:
    return f"p{number:03}"


def told(number: int, key: str, value: str, kind: Kind = Kind.ANSWERED) -> Event:
    at = NOW - timedelta(days=100)
    telling = Telling(key, value, Source.PERSON, 90)
    return Event(f"{number} {key}", name(number), kind, at, at, Medium.SHOP, tellings=(telling,))


def introduced(number: int) -> Iterator[Event]:
    """Every third is of Paris, every fourth cycles, the first is a child, all but two have ages."""
    yield told(number, "town", TOWNS[number % 3])
    if number % 4 == 0:
        yield told(number, TASTE, "need cycles=often")
    if number not in {0, 1}:
        yield told(number, "birth_date", f"{1950 + number}-01-31")
    if number == 0:
        yield told(number, "birth_date", "2016-01-31")
    if number < 6:
        yield told(number, "motivation", "Gift")


def no_to(purpose: str, number: int) -> Consent:
    return Consent(
        *(f"{purpose} {number}", name(number), purpose, Channel.ANY, Said.WITHDRAWN, NOW),
        *(ConsentSource.PAGE, "No.", 1, "en", ""),
    )


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """36 people: a child, one who refuses all conclusions of taste, others of three towns."""
    opened = open_database(address)
    with opened.recording() as session:
        for number in range(PEOPLE):
            tell(session, *introduced(number))
        note_consent(session, no_to("taste", 4))
    sort_everybody(opened, NOW)
    yield opened
    opened.close()


def asked(database: Database, id_: str, what: Asked) -> None:
    with database.recording() as session:
        ask(session, id_, what, "ada", NOW)
    do_segments(database, id_, NOW)


def saved(database: Database, id_: str, what: Asked) -> dict[str, int]:
    """Have it made and put in force; how many are in each segment."""
    asked(database, id_, what)
    with database.recording() as session:
        made = get_segmentation(session, id_)
        save(session, id_, made.revision, made.names, "ada", NOW)
    do_segments(database, id_, NOW)
    with database.reading() as session:
        return dict(sizes(session, what.family))


def test_rules_sort_everybody_who_may_be_sorted_and_a_child_never(database):
    what = Asked(Family.NEED, Way.RULES, RULES)

    found = saved(database, "one", what)

    cycling = {name(one) for one in range(0, PEOPLE, 4)} - {name(0), name(4)}
    paris = {name(one) for one in range(0, PEOPLE, 3)} - {name(0)} - cycling
    assert found == {"cyclists": len(cycling), "of_paris": len(paris)}
    with database.reading() as session:
        made = get_segmentation(session, "one")
        people = read_people(session, Family.NEED, NOW)
        assert {segment_of(session, one, Family.NEED, NOW) for one in cycling} == {"cyclists"}
        assert segment_of(session, name(0), Family.NEED, NOW) is None
        assert find_traits(session, name(0)) is None
    assert made.state is State.IN_FORCE
    assert [one.people for one in made.figures] == [len(cycling), len(paris)]
    assert {name(0), name(4)} & {*people.ids} == set()


def test_one_is_in_a_segment_of_each_family_and_a_new_way_takes_the_place_of_the_old(database):
    saved(database, "one", Asked(Family.NEED, Way.RULES, RULES))
    shops = (Written("shop", "channel = shop"),)
    assert saved(database, "two", Asked(Family.CHANNEL, Way.RULES, shops)) == {"shop": PEOPLE - 1}

    again = saved(database, "three", Asked(Family.NEED, Way.RULES, RULES[1:]))

    assert again == {"of_paris_2": 11}
    with database.reading() as session:
        found = in_force(session)
        assert {family: one.id for family, one in found.items()} == {
            Family.NEED: "three",
            Family.CHANNEL: "two",
        }
        assert [one.id for one in segmentations(session, Family.NEED)] == ["one", "three"]
        assert segment_of(session, name(3), Family.NEED, NOW) == "of_paris_2"
        assert segment_of(session, name(3), Family.CHANNEL, NOW) == "shop"


def test_who_rejects_a_segment_is_in_none_and_who_says_no_since_is_shown_none(database):
    saved(database, "one", Asked(Family.NEED, Way.RULES, RULES))
    with database.recording() as session:
        reject(session, Rejection("r", name(8), inference("cyclists"), "Cyclist", "", NOW))
        note_consent(session, no_to("taste", 12))

    with database.reading() as session:
        assert segment_of(session, name(8), Family.NEED, NOW) is None
        assert segment_of(session, name(12), Family.NEED, NOW) is None
        assert segment_of(session, name(16), Family.NEED, NOW) == "cyclists"
        before = sizes(session, Family.NEED)["cyclists"]
    sort_everybody(database, NOW + timedelta(days=1))
    with database.reading() as session:
        assert sizes(session, Family.NEED)["cyclists"] == before - 2
        assert segment_of(session, name(8), Family.NEED, NOW) is None


def test_one_whose_need_is_told_by_day_changes_his_segment_at_once(database):
    saved(database, "one", Asked(Family.NEED, Way.RULES, RULES))
    with database.recording() as session:
        tell(session, told(3, TASTE, "need cycles=often"), told(0, TASTE, "need weather=cold"))
        note_consent(session, no_to("taste", 6))

    for number in (3, 0, 6):
        sort_one(database, name(number), NOW)

    with database.reading() as session:
        found = [segment_of(session, name(one), Family.NEED, NOW) for one in (3, 0, 6, 8)]
        assert found == ["cyclists", None, None, "cyclists"]
        assert sizes(session, Family.NEED) == {"cyclists": 8, "of_paris": 7}


def test_needs_are_told_with_what_shows_them_and_counted(database):
    _, needs = authored()
    with database.recording() as session:
        tell(session, told(9, "motivation", "Going out", Kind.NOTED))

    def of(session, number: int) -> dict[str, Want]:
        events = history_of(session, name(number))
        return {one.need: one for one in wants_of(session, name(number), events, needs, NOW)}

    with database.reading() as session:
        cycling, noted = of(session, 8), of(session, 9)
        counted = support(session)
    assert set(cycling) == {"cycles=often"}
    assert cycling["cycles=often"].told is Told.SAID
    assert noted["motivation=going_out"].evidence == ("Going out",)
    assert counted == {"cycles=often": 7, "motivation=gift": 4}


def test_what_cannot_be_made_says_why_and_is_never_saved(database):
    asked(database, "wrong", Asked(Family.NEED, Way.RULES, (Written("s", "towm = paris"),)))
    with database.recording() as session:
        for number in range(1, 30):
            label(session, Family.NEED, name(number), f"kind {number % 2}", "ada", NOW)
    asked(database, "weak", Asked(Family.NEED, Way.LABELS))

    with database.recording() as session:
        wrong, weak = (get_segmentation(session, one) for one in ("wrong", "weak"))
        assert label_counts(session, Family.NEED) == {"kind 0": 14, "kind 1": 15}
        assert (wrong.state, weak.state) == (State.REFUSED, State.REFUSED)
        assert "did you mean `town`?" in wrong.problems[0]
        assert weak.weak
        assert weak.weak.why == "unsure"
        with pytest.raises(StaleSegment):
            save(session, "wrong", wrong.revision, ("s",), "ada", NOW)
        with pytest.raises(NotThere):
            get_segmentation(session, "nobody")


def test_a_target_is_aimed_at_only_with_description_and_all_six_levers(database):
    saved(database, "one", Asked(Family.NEED, Way.RULES, RULES))
    with database.recording() as session:
        segment = get_segment(session, "cyclists")
        with pytest.raises(NotReady):
            aim_at(session, "cyclists")
        strategy = Strategy("They cycle", dict.fromkeys(Lever, "as usual"), is_target=True)
        wanted = type(segment)(
            *(segment.id, segment.segmentation, segment.place, "Cyclists", strategy, "quick"), 1
        )
        describe(session, wanted, "ada", NOW)
        assert aim_at(session, "cyclists").treatment == "quick"
        with pytest.raises(StaleSegment):
            describe(session, wanted, "ada", NOW)


def test_groups_found_by_night_put_the_same_people_where_the_job_did(database):
    what = Asked(Family.NEED, Way.FOUND, criteria=("town", "cycles"), number=3, seed=1)

    found = saved(database, "one", what)
    with database.reading() as session:
        segments = segments_in(session, "one")
        made = get_segmentation(session, "one")
    assert sorted(found.values()) == sorted(one.people for one in made.figures if one.people)
    assert len(segments) == 3
    assert sort_family(database, Family.NEED, NOW) == 0
    assert SORTING.kind == SORTING.subject
    make_segmentation(database, "one", NOW)
    with database.reading() as session:
        assert get_segmentation(session, "one").state is State.IN_FORCE


def test_traits_tell_no_name_and_no_day_of_birth(database):
    with database.reading() as session:
        traits = find_traits(session, name(5))
    assert traits
    assert traits["town"] == "nantes"
    assert traits["age"] == str(date(2026, 11, 22).year - 1955)
    assert not {"name", "birth_date", "email", "street"} & set(traits)
