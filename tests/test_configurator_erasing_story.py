"""Erase, merge, unmerge, copy and put back in any order: it reaches exactly the right person.

The long run before a release: SURMESURE_ERASURES=100 .venv/bin/pytest -n2 <this file>
"""

import os
import shutil
from copy import deepcopy
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import text

from configurator.backup import KEYS, back_up, place_of, restore
from configurator.jobs.erasing import carry_out
from configurator.settings import Settings
from configurator.storage.audit import first_broken
from configurator.storage.customers import Customer, create_customer, find_customer
from configurator.storage.database import open_database
from configurator.storage.erasing import ask_erasure
from configurator.storage.errors import NotThere
from configurator.storage.events import events_of, first_broken_event, tell
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.one_person import everybody_in, leader_of
from configurator.storage.pairs import Decision
from customers.identity.event import Event, Kind, Medium
from tests.shop import NOON

NAMES = ("anna", "omar", "zoe", "tom")
RUNS = int(os.environ.get("SURMESURE_ERASURES", "3"))

person = st.integers(0, len(NAMES) - 1)
numbers = count()


@pytest.fixture
def database_url(address: str) -> str:
    return address


class Story(RuleBasedStateMachine):
    """Four people beside a model of sets and lists."""

    shop: Settings
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.run, self.steps, self.at = next(numbers), count(), NOON
        self.database = open_database(self.shop)
        self.ids = [f"{name}{self.run}" for name in NAMES]
        self.told: dict[str, list[str]] = {id_: [] for id_ in self.ids}
        self.merges: dict[str, tuple[str, str]] = {}
        self.erased: set[str] = set()
        with self.database.recording() as session:
            for id_ in self.ids:
                create_customer(session, Customer(id_, f"Name {id_}", "", "", NOON), "sam")
        self.copy: tuple[Path, dict[str, list[str]], dict[str, tuple[str, str]]] | None = None
        self.is_copied()

    def step(self) -> str:
        self.at += timedelta(minutes=1)
        return f"{self.run} step {next(self.steps)}"

    def group(self, id_: str) -> set[str]:
        found = {id_}
        while (
            more := {one for pair in self.merges.values() if found & {*pair} for one in pair}
            - found
        ):
            found |= more
        return found

    @rule(who=person)
    def somebody_writes(self, who: int) -> None:
        id_, note = self.ids[who], self.step()
        with self.database.recording() as session:
            said = Event(note, id_, Kind.WROTE, self.at, self.at, Medium.OTHER, note=note)
            tell(session, said)
        self.told[id_].append("" if id_ in self.erased else note)

    @rule(one=person, other=person)
    def are_merged(self, one: int, other: int) -> None:
        kept, absorbed = self.ids[one], self.ids[other]
        if absorbed in self.group(kept):
            return
        decision = Decision(self.step(), "sam", self.at)
        if {kept, absorbed} & self.erased:
            with pytest.raises(NotThere), self.database.recording() as session:
                merge_persons(session, kept, absorbed, decision)
            return
        with self.database.recording() as session:
            pair = leader_of(session, kept), leader_of(session, absorbed)
            merge_persons(session, kept, absorbed, decision)
        self.merges[decision.id] = pair

    @rule(which=st.integers(0, 9))
    def are_parted(self, which: int) -> None:
        living = sorted(one for one, pair in self.merges.items() if not {*pair} & self.erased)
        if living:
            merge = living[which % len(living)]
            with self.database.recording() as session:
                unmerge_persons(session, merge, Decision(self.step(), "sam", self.at))
            del self.merges[merge]

    @rule(who=person)
    def is_erased(self, who: int) -> None:
        id_, which = self.ids[who], self.step()
        if id_ in self.erased:
            with pytest.raises(NotThere), self.database.recording() as session:
                ask_erasure(session, id_, which, by="sam", at=self.at)
            return
        with self.database.recording() as session:
            ask_erasure(session, id_, which, by="sam", at=self.at)
        assert carry_out(place_of(self.shop, self.database), which)
        self.erased |= self.group(id_)

    @rule()
    def is_copied(self) -> None:
        copy = self.folder / self.step().replace(" ", "-")
        back_up(self.shop, copy)
        if self.copy:
            shutil.rmtree(self.copy[0])
        self.copy = copy, deepcopy(self.told), dict(self.merges)

    @rule()
    def is_put_back(self) -> None:
        assert self.copy
        copy, told, merges = self.copy
        self.database.close()
        restore(self.shop, copy, copy / KEYS, is_forced=True)
        self.database = open_database(self.shop)
        self.told = deepcopy(told)
        self.merges = {
            merge: pair
            for merge, pair in merges.items()
            if {*pair} <= self.erased or not {*pair} & self.erased
        }

    @rule()
    def everybody_has_what_is_his(self) -> None:
        with self.database.reading() as session:
            for id_ in self.ids:
                is_there = id_ not in self.erased
                assert (find_customer(session, id_) is not None) == is_there
                entries = text("SELECT COUNT(*) FROM search_entry WHERE customer = :id")
                assert bool(session.execute(entries, {"id": id_}).scalar()) == is_there
                wrote = [one for one in events_of(session, [id_]) if one.kind is Kind.WROTE]
                assert [one.note for one in wrote] == (
                    self.told[id_] if is_there else [""] * len(wrote)
                )
                if is_there:
                    assert {*everybody_in(session, id_)} == self.group(id_)
            assert first_broken_event(session) is None
            assert first_broken(session) is None
        assert set(self.database.keys.of(self.ids)) == {*self.ids} - self.erased

    def teardown(self) -> None:
        try:
            self.everybody_has_what_is_his()
        finally:
            self.database.close()


def test_in_any_order_it_reaches_exactly_the_right_person(
    settings: Settings, tmp_path: Path
) -> None:
    story = type("StoryHere", (Story,), {"shop": settings, "folder": tmp_path})
    run_state_machine_as_test(
        story,
        settings=hypothesis_settings(
            max_examples=RUNS,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
