"""Merges and unmerges at random: nothing told is lost, nothing of one shows up at another."""

import os
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from configurator.storage.audit import first_broken
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    latest_measurements,
    measurement_history,
    record_measurements,
    save_customer,
)
from configurator.storage.database import Database
from configurator.storage.errors import NotThere
from configurator.storage.events import erase_person, events_of, first_broken_event, tell
from configurator.storage.identity import (
    history_of,
    merge_persons,
    merges_in,
    unmerge_persons,
)
from configurator.storage.one_person import everybody_in, is_same_person, leader_of
from configurator.storage.pairs import (
    Decision,
    are_apart,
    contacts_of,
    keep_apart,
    pairs_among,
    proposals,
    sharing,
)
from customers.identity.event import Event, Kind, Medium, Source, Telling
from customers.identity.merging import NoSuchMerge, OnePersonAlready
from customers.identity.profile import profile

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
PEOPLE = 5
RUNS = int(os.environ.get("SURMESURE_MERGES", "8"))
"""So many stories of up to 30 steps each; the long run before a release asks for 500."""

person = st.integers(0, PEOPLE - 1)
numbers = count()


@pytest.fixture
def database_url(address: str) -> str:
    return address


class Story(RuleBasedStateMachine):
    """Five people and what happens to them, beside a model that is nothing but sets of numbers."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.run = next(numbers)
        self.steps = count()
        self.ids = [f"s{self.run}p{number}" for number in range(PEOPLE)]
        self.told: dict[str, list[str]] = {id_: [] for id_ in self.ids}
        self.measured: dict[str, int] = dict.fromkeys(self.ids, 0)
        self.merges: dict[str, tuple[str, str]] = {}
        self.erased: set[str] = set()
        self.past: list[tuple[datetime, dict[str, frozenset[str]]]] = []
        self.at = NOW
        with self.database.recording() as session:
            for id_ in self.ids:
                create_customer(session, Customer(id_, f"Name {id_}", "", "", NOW), "sam")
                self.told[id_].append(f"welcomed {id_}")

    def later(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def group(self, id_: str) -> set[str]:
        """All joined with `id_` by merges that stand, found by walking and by nothing else."""
        found = {id_}
        while (
            more := {end for pair in self.merges.values() if found & set(pair) for end in pair}
            - found
        ):
            found |= more
        return found

    def facts(self, id_: str) -> frozenset[str]:
        return frozenset(event for one in self.group(id_) for event in self.told[one])

    @rule(who=person, kind=st.sampled_from([Kind.VISITED, Kind.VIEWED, Kind.CALLED]))
    def something_happens(self, who: int, kind: Kind) -> None:
        id_, at = self.ids[who], self.later()
        event = f"{id_} {next(self.steps)}"
        # Each says whose it is, so that it would be seen in another's history.
        town = Telling("town", f"{id_} {event}", Source.PERSON, 70)
        with self.database.recording() as session:
            tell(session, Event(event, id_, kind, at, at, Medium.SHOP, tellings=(town,), note=id_))
        self.told[id_].append(event)

    @rule(who=person)
    def is_measured(self, who: int) -> None:
        id_, at = self.ids[who], self.later()
        taken = MeasurementTaken(id_, "hip_mm", 900, "90", "cm", "Sam", at, "tape")
        with self.database.recording() as session:
            record_measurements(session, [taken])
        self.told[id_].append(f"measured {id_} {at.isoformat()}")
        self.measured[id_] += 1

    @rule(one=person, other=person)
    def are_merged(self, one: int, other: int) -> None:
        kept, absorbed = self.ids[one], self.ids[other]
        decision = Decision(f"{self.run} merge {next(self.steps)}", "sam", self.later())
        known = absorbed in self.group(kept)
        with self.database.reading() as session:
            pair = leader_of(session, kept), leader_of(session, absorbed)
        assert pair[0] in self.group(kept)
        assert pair[1] in self.group(absorbed)
        if known:
            with pytest.raises(OnePersonAlready), self.database.recording() as session:
                merge_persons(session, kept, absorbed, decision)
            return
        with self.database.recording() as session:
            merge_persons(session, kept, absorbed, decision)
        self.merges[decision.id] = pair

    @rule(which=st.integers(0, 20))
    def is_unmerged(self, which: int) -> None:
        if not self.merges:
            return
        merge = sorted(self.merges)[which % len(self.merges)]
        first, second = self.merges.pop(merge)
        with self.database.recording() as session:
            decision = Decision(f"{merge} undone {next(self.steps)}", "sam", self.later())
            unmerge_persons(session, merge, decision)
        with self.database.reading() as session:
            assert not is_same_person(session, first, second)
            assert are_apart(session, [first], [second])

    @rule(who=person)
    def is_erased(self, who: int) -> None:
        if self.erased:
            return
        with self.database.recording() as session:
            erase_person(session, self.ids[who], self.later())
        self.erased.add(self.ids[who])

    @rule(who=person, which=st.integers(0, 40))
    def is_remembered_as_it_was(self, who: int, which: int) -> None:
        if not self.past:
            return
        then, facts = self.past[which % len(self.past)]
        id_ = self.ids[who]
        with self.database.reading() as session:
            assert plain(history_of(session, id_, as_of=then)) == facts[id_]

    @rule()
    def all_is_as_told(self) -> None:
        """Facts conserved, no history shows another's, both ends of the chain hold."""
        with self.database.reading() as session:
            for id_ in self.ids:
                history = history_of(session, id_)
                assert plain(history) == self.facts(id_)
                assert set(everybody_in(session, id_)) == self.group(id_)
                for event in history:
                    assert event.person in self.group(id_)
                    said = [one.value for one in event.tellings if one.key == "town"]
                    assert all(value.startswith(f"{event.person} ") for value in said)
                    if event.person in self.erased:
                        assert not event.tellings
                        assert not event.note
                hips = sum(self.measured[one] for one in self.group(id_))
                assert len(measurement_history(session, id_)) == hips
                assert len(latest_measurements(session, id_)) == min(hips, 1)
            assert first_broken_event(session) is None
            assert first_broken(session) is None
        self.past.append((self.later(), {id_: self.facts(id_) for id_ in self.ids}))

    def teardown(self) -> None:
        self.all_is_as_told()
        # Undone one by one, the last first so that whole branches part, everybody has only his own.
        for merge in reversed(list(self.merges)):
            del self.merges[merge]
            with self.database.recording() as session:
                decision = Decision(f"{merge} undone", "sam", self.later())
                unmerge_persons(session, merge, decision)
            self.all_is_as_told()
        with self.database.reading() as session:
            for id_ in self.ids:
                assert plain(history_of(session, id_)) == frozenset(self.told[id_])
                assert plain(events_of(session, [id_])) == frozenset(self.told[id_])


def plain(history: tuple[Event, ...]) -> frozenset[str]:
    """The ids of what happened; that somebody was merged is no fact about him."""
    return frozenset(one.id for one in history if one.kind not in {Kind.MERGED, Kind.UNMERGED})


def test_events_merges_and_unmerges_in_any_order_lose_nothing_and_mix_nobody_up(
    database: Database,
) -> None:
    story = type("StoryHere", (Story,), {"database": database})

    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def welcome(database: Database, id_: str, email: str = "", phone: str = "") -> Customer:
    with database.recording() as session:
        return create_customer(session, Customer(id_, id_.title(), email, phone, NOW), "customer")


def decided(id_: str) -> Decision:
    return Decision(id_, "sam", NOW + timedelta(days=1))


def test_the_same_address_typed_twice_is_proposed_and_never_merged(database: Database) -> None:
    welcome(database, "anna", "anna@example.org", "06 12 34 56 78")
    welcome(database, "ana", "Anna@Example.org")
    welcome(database, "tom", "", "+33 6 12 34 56 78")
    with database.reading() as session:
        waiting = {(one.pair.one, one.pair.other, one.pair.because) for one in proposals(session)}
        assert waiting == {("ana", "anna", "email"), ("anna", "tom", "phone")}
        assert not is_same_person(session, "anna", "ana")
        assert sharing(session, "email", "ANNA@example.org") == ("ana", "anna")


def test_an_address_half_the_town_types_says_nothing(database: Database) -> None:
    for number in range(9):
        welcome(database, f"c{number}", "shop@example.org")
    with database.reading() as session:
        pairs = [one.pair for one in proposals(session)]
    assert not [pair for pair in pairs if "c8" in (pair.one, pair.other)]


def test_what_people_found_to_be_two_is_not_proposed_again(database: Database) -> None:
    anna = welcome(database, "anna", "anna@example.org")
    welcome(database, "ana", "anna@example.org")
    with database.recording() as session:
        keep_apart(session, "ana", "anna", decided("d1"))
    with database.recording() as session:
        save_customer(session, anna, "sam", NOW)
    with database.reading() as session:
        assert proposals(session) == ()
        assert pairs_among(session, ["ana", "anna"]) == ()


def test_a_pair_that_was_merged_waits_no_longer_and_after_an_unmerge_neither(
    database: Database,
) -> None:
    welcome(database, "anna", "anna@example.org")
    welcome(database, "ana", "anna@example.org")
    with database.recording() as session:
        merge_persons(session, "anna", "ana", decided("m1"))
    with database.reading() as session:
        assert proposals(session) == ()
        assert [one.id for one in merges_in(session, "ana")] == ["m1"]
        assert {one.value for one in contacts_of(session, "ana")} == {"anna@example.org"}
    with database.recording() as session:
        unmerge_persons(session, "m1", decided("u1"))
    with database.reading() as session:
        assert proposals(session) == ()
        assert merges_in(session, "ana") == ()


def test_a_conflict_is_listed_and_both_values_stay(database: Database) -> None:
    welcome(database, "anna", "anna@example.org")
    welcome(database, "ana", "ana@example.org")
    with database.recording() as session:
        merge_persons(session, "anna", "ana", decided("m1"))
    with database.reading() as session:
        known = profile(history_of(session, "anna"), NOW)
    email = known.fields["email"]
    assert {email.chosen.value, *(one.value for one in email.others)} == {
        "anna@example.org",
        "ana@example.org",
    }
    assert email in known.disputed


def test_nobody_is_merged_with_who_is_not_there_and_no_merge_is_undone_twice(
    database: Database,
) -> None:
    welcome(database, "anna")
    welcome(database, "ana")
    with pytest.raises(NotThere), database.recording() as session:
        merge_persons(session, "anna", "nobody", decided("m0"))
    with database.recording() as session:
        merge_persons(session, "anna", "ana", decided("m1"))
    with database.recording() as session:
        unmerge_persons(session, "m1", decided("u1"))
    for merge in ("m1", "never"):
        with pytest.raises(NoSuchMerge), database.recording() as session:
            unmerge_persons(session, merge, decided("u2"))
