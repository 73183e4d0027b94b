import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.configuration import By, Choice, Configuration, taking
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.database import Database
from configurator.storage.documents import configuration_document, configuration_from, fingerprint
from configurator.storage.drafts import (
    Draft,
    StaleDraft,
    claim_drafts,
    create_draft,
    drafts_of,
    find_draft,
    get_draft,
    save_draft,
)
from configurator.storage.errors import NotThere
from configurator.storage.idempotency import (
    Answer,
    KeyUsedOtherwise,
    Request,
    forget_answers,
    remember,
    replayed,
)

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SLIM, SKINNY, RAW = Choice("fit", "slim"), Choice("fit", "skinny"), Choice("hem", "raw", By.STAFF)
JEANS = Configuration("jeans", "2026-11").moved_to((SLIM,))
DRAFT = Draft("a-link-nobody-guesses", JEANS, saved_at=NOW)
FIRST_TAP = Request("draft", "key-1", {"fit": "slim"})


@pytest.fixture
def database_url(address: str) -> str:
    return address


def tapped(draft: Draft, choice: Choice) -> Draft:
    configuration = draft.configuration
    return replace(
        draft, configuration=configuration.moved_to(taking(configuration.choices, choice))
    )


def created(database: Database, draft: Draft = DRAFT) -> Draft:
    with database.writing() as session:
        return create_draft(session, draft)


def test_a_draft_is_found_by_its_link_as_it_was_saved(database: Database) -> None:
    draft = replace(
        tapped(tapped(DRAFT, RAW), SKINNY),
        body_mm={"hip_mm": 1020, "weight_hg": 710},
        measured_at=NOW,
        measured_by="customer",
    )
    created(database, draft)
    with database.reading() as session:
        assert find_draft(session, draft.link) == draft
        assert find_draft(session, "another-link") is None


def test_saving_counts_the_revision_up(database: Database) -> None:
    first = created(database)
    with database.writing() as session:
        second = save_draft(session, tapped(first, RAW), LATER)
    assert (second.revision, second.saved_at) == (2, LATER)
    with database.reading() as session:
        assert get_draft(session, first.link) == second


def test_of_two_editors_the_later_is_shown_both(database: Database) -> None:
    first = created(database)
    with database.writing() as session:
        hers = save_draft(session, tapped(first, SKINNY), LATER)
    with pytest.raises(StaleDraft) as stale, database.writing() as session:
        save_draft(session, tapped(first, RAW), LATER)
    assert stale.value.current == hers
    assert stale.value.ours == tapped(first, RAW)
    with database.reading() as session:
        assert get_draft(session, first.link) == hers


def test_a_click_that_arrives_twice_counts_once(database: Database) -> None:
    first = created(database)
    with database.writing() as session:
        saved = save_draft(session, tapped(first, RAW), LATER)
    with database.writing() as session:
        again = save_draft(session, tapped(first, RAW), LATER + timedelta(seconds=3))
    assert again == saved


def test_what_is_not_there_cannot_be_saved(database: Database) -> None:
    with pytest.raises(NotThere, match="draft"), database.writing() as session:
        save_draft(session, DRAFT, LATER)


def test_a_first_tap_that_arrives_twice_makes_one_draft(database: Database) -> None:
    with database.writing() as session:
        first = create_draft(session, DRAFT, FIRST_TAP)
    with database.writing() as session:
        again = create_draft(session, replace(DRAFT, link="a-second-link"), FIRST_TAP)
    assert again == first
    with database.reading() as session:
        assert find_draft(session, "a-second-link") is None


def test_a_key_with_other_content_is_refused(database: Database) -> None:
    with database.writing() as session:
        create_draft(session, DRAFT, FIRST_TAP)
    other = replace(FIRST_TAP, content={"fit": "skinny"})
    with pytest.raises(KeyUsedOtherwise, match="key-1"), database.writing() as session:
        create_draft(session, replace(DRAFT, link="a-second-link"), other)


def test_a_request_that_failed_does_not_poison_its_key(database: Database) -> None:
    def fail_afterwards() -> None:
        with database.writing() as session:
            create_draft(session, DRAFT, FIRST_TAP)
            raise LookupError

    with pytest.raises(LookupError):
        fail_afterwards()
    with database.writing() as session:
        assert create_draft(session, DRAFT, FIRST_TAP) == DRAFT


def test_the_same_key_of_another_scope_is_another_request(database: Database) -> None:
    with database.writing() as session:
        remember(session, FIRST_TAP, Answer(201, {"link": "x"}), NOW)
    with database.reading() as session:
        assert replayed(session, FIRST_TAP) == Answer(201, {"link": "x"})
        assert replayed(session, replace(FIRST_TAP, scope="draft of somebody else")) is None


def test_old_answers_are_forgotten(database: Database) -> None:
    with database.writing() as session:
        remember(session, FIRST_TAP, Answer(200, {}), NOW)
        remember(session, replace(FIRST_TAP, key="key-2"), Answer(200, {}), LATER)
    with database.writing() as session:
        forget_answers(session, LATER)
    with database.reading() as session:
        assert replayed(session, FIRST_TAP) is None
        assert replayed(session, replace(FIRST_TAP, key="key-2"))


def test_an_account_finds_its_drafts_the_newest_first(database: Database) -> None:
    with database.recording() as session:
        create_account(session, Account("anna", "a@b.c", "Anna", Role.CUSTOMER, NOW), "-", "anna")
    for minute, link in enumerate(("one", "two", "three")):
        at = NOW + timedelta(minutes=minute)
        created(database, replace(DRAFT, link=link, owner="anna", saved_at=at))
    created(database, replace(DRAFT, link="of nobody"))
    with database.reading() as session:
        assert [draft.link for draft in drafts_of(session, "anna")] == ["three", "two", "one"]


def test_eight_editors_at_once_lose_nothing_silently(database: Database) -> None:
    created(database)
    barrier = threading.Barrier(8)

    def edit(editor: int) -> int:
        accepted = 0
        barrier.wait()
        for click in range(20):
            with database.reading() as session:
                seen = get_draft(session, DRAFT.link)
            try:
                with database.writing() as session:
                    save_draft(session, tapped(seen, Choice(f"by {editor}", str(click))), LATER)
            except StaleDraft:
                continue
            accepted += 1
        return accepted

    with ThreadPoolExecutor(8) as threads:
        accepted = sum(threads.map(edit, range(8)))
    with database.reading() as session:
        assert get_draft(session, DRAFT.link).revision == 1 + accepted


CHOICE = st.builds(Choice, st.sampled_from("abcdé"), st.text(max_size=3), st.sampled_from(By))
CHOICES = st.lists(CHOICE, max_size=5, unique_by=lambda choice: choice.option).map(tuple)
STATES = st.lists(CHOICES, max_size=4).map(tuple)


@given(st.builds(Configuration, st.just("jeans"), st.just("2026-11"), CHOICES, STATES, STATES))
def test_every_configuration_survives_as_a_document(configuration: Configuration) -> None:
    document = configuration_document(configuration)
    assert configuration_from("jeans", "2026-11", document) == configuration


def test_fifty_steps_of_undo_take_little_room() -> None:
    configuration = Configuration("jeans", "2026-11")
    for step in range(60):
        taken = Choice(f"option number {step % 25}", f"value number {step}")
        configuration = configuration.moved_to(taking(configuration.choices, taken))
    assert len(str(configuration_document(configuration))) < 8_000


def test_fingerprints_do_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": {"c": 2, "d": 3}}) == fingerprint(
        {"b": {"d": 3, "c": 2}, "a": 1}
    )
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})


def test_drafts_of_nobody_can_be_claimed_and_stay_claimed(database: Database) -> None:
    with database.recording() as session:
        for name in ("anna", "ben"):
            account = Account(name, f"{name}@b.c", name, Role.CUSTOMER, NOW)
            create_account(session, account, "-", name)
    seen = created(database)
    created(database, replace(DRAFT, link="of ben", owner="ben"))

    with database.recording() as session:
        claim_drafts(session, [DRAFT.link, "of ben", "nowhere"], "anna")
    with database.writing() as session:
        # Read before it was claimed, by a device that knows nothing of it.
        saved = save_draft(session, tapped(seen, RAW), LATER)

    assert (saved.owner, saved.revision) == ("anna", 2)
    with database.reading() as session:
        assert get_draft(session, DRAFT.link).owner == "anna"
        assert get_draft(session, "of ben").owner == "ben"
