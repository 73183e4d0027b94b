"""Cards in storage: one in force, what opens nothing is told, and whose a card is after a merge."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from configurator.storage.attempts import SignInLimits, TooManyAttempts
from configurator.storage.audit import entries_of
from configurator.storage.cards import (
    NOBODYS,
    REFUSED,
    Refusal,
    Shown,
    Why,
    cards_of,
    issue_card,
    opened_by,
    reissue_card,
    revoke_card,
    try_card,
)
from configurator.storage.customers import Customer, create_customer
from configurator.storage.events import erase_person
from configurator.storage.identity import merge_persons, unmerge_persons
from configurator.storage.pairs import Decision, proposals_about
from configurator.storage.side_by_side import about
from customers.identity.card import card_number, is_sound, read_number, written
from tests.shop import NOON

LATER = NOON + timedelta(hours=1)
LIMITS = SignInLimits(tries=3, overall=1000, window=timedelta(minutes=5))


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def database(database):
    with database.recording() as session:
        for name in ("nadia", "zoe"):
            create_customer(session, Customer(name, name.title(), "", "", NOON), "test")
    return database


def issued(database, customer, seed="seed", at=NOON):
    with database.recording() as session:
        return issue_card(session, customer, f"{seed} {customer}", "yasmine", at)


def shown(database, number, at=LATER, by="yasmine", **more):
    with database.recording() as session:
        card = try_card(session, Shown(number, by, at, **more), LIMITS)
        return card if isinstance(card, Refusal) else opened_by(session, card)


def refusals(database, subject):
    with database.reading() as session:
        return [one for one in entries_of(session, subject) if one.what == REFUSED]


def test_a_number_reads_back_as_people_write_it_and_notices_slips() -> None:
    number = card_number("seed")
    assert is_sound(number)
    assert written("48217730915641") == "4821 7730 9156 41"
    arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for text in (number, written(number), f" {number[:4]}-{number[4:]}\n", arabic):
        assert read_number(text) == number
    for text in ("", "00212661223344", number[1:], f"{number}0", "4821 7730 9156 4a", "٤" * 13):
        assert read_number(text) is None
    for at in range(len(number)):
        for digit in "0123456789":
            slip = number[:at] + digit + number[at + 1 :]
            assert slip == number or not is_sound(slip)
        swapped = number[:at] + number[at : at + 2][::-1] + number[at + 2 :]
        assert swapped == number or not is_sound(swapped)


def test_a_thousand_seeds_give_a_thousand_numbers() -> None:
    numbers = {card_number(f"seed {one}") for one in range(1000)}
    assert len(numbers) == 1000
    assert all(is_sound(one) and read_number(one) == one for one in numbers)


def test_a_card_opens_its_customer_until_it_is_revoked(database) -> None:
    card = issued(database, "nadia")
    assert shown(database, card.number) == "nadia"
    with database.recording() as session:
        revoke_card(session, card.number, Why.LOST, "samir", LATER)
    assert shown(database, card.number) is Refusal.REVOKED
    assert [one.who for one in refusals(database, "customer nadia")] == ["yasmine"]


def test_what_a_till_tells_late_counts_by_when_the_card_was_held_out(database) -> None:
    card = issued(database, "nadia")
    with database.recording() as session:
        revoke_card(session, card.number, Why.LOST, "samir", LATER)
    evening = LATER + timedelta(hours=6)
    assert shown(database, card.number, evening, used_at=NOON) == "nadia"
    assert shown(database, card.number, evening, used_at=LATER) is Refusal.REVOKED


def test_guesses_open_nothing_are_told_and_soon_limited(database) -> None:
    card = issued(database, "nadia")
    guess, slip = card_number("guess"), f"{card.number[:-1]}{(int(card.number[-1]) + 1) % 10}"
    assert shown(database, guess) is Refusal.UNKNOWN
    assert shown(database, slip) is Refusal.MISTYPED
    assert shown(database, guess) is Refusal.UNKNOWN
    with pytest.raises(TooManyAttempts):
        shown(database, card.number)
    assert shown(database, card.number, by="samir") == "nadia"
    assert shown(database, card.number, LATER + LIMITS.window) == "nadia"
    entries = refusals(database, NOBODYS)
    assert len(entries) == 3
    assert entries[0].after_hash != entries[1].after_hash


def test_a_new_card_ends_the_old_one_and_asking_twice_gives_the_same(database) -> None:
    first = issued(database, "nadia")
    assert issued(database, "nadia", "another seed") == first
    with database.recording() as session:
        second = reissue_card(session, first.number, Why.WORN, seed="new", by="samir", at=LATER)
    with database.recording() as session:
        again = reissue_card(session, first.number, Why.LOST, seed="2", by="samir", at=LATER)
    assert again == second
    assert shown(database, first.number) is Refusal.REVOKED
    assert shown(database, second.number) == "nadia"
    with database.reading() as session:
        assert [(one.number, one.why) for one in cards_of(session, "nadia")] == [
            (second.number, ""),
            (first.number, "worn"),
        ]


def test_cards_of_both_open_who_was_merged_and_after_an_unmerge_each_its_own(database) -> None:
    cards = {name: issued(database, name).number for name in ("nadia", "zoe")}
    with database.recording() as session:
        merge_persons(session, "nadia", "zoe", Decision("merge", "yasmine", NOON))
    assert {shown(database, one) for one in cards.values()} == {"nadia"}
    with database.recording() as session:
        assert len(cards_of(session, "zoe")) == 2
        reissue_card(session, cards["zoe"], Why.LOST, seed="new", by="yasmine", at=LATER)
        unmerge_persons(session, about(session, "nadia").merged[0].id, Decision("un", "y", LATER))
    with database.reading() as session:
        zoes = cards_of(session, "zoe")
    assert [one.why for one in zoes] == ["", "lost"]
    assert (shown(database, cards["nadia"]), shown(database, zoes[0].number)) == ("nadia", "zoe")


def test_the_card_of_somebody_erased_opens_nothing(database) -> None:
    card = issued(database, "nadia")
    with database.recording() as session:
        erase_person(session, "nadia", NOON)
    assert shown(database, card.number) is Refusal.REVOKED


def test_a_card_proposes_nobody_to_be_the_same(database) -> None:
    for name in ("nadia", "zoe"):
        issued(database, name)
    with database.reading() as session:
        assert proposals_about(session, "nadia") == ()


def test_two_tablets_at_once_issue_one_card(database) -> None:
    at_once, numbers = Barrier(2), []

    def issue(seed):
        at_once.wait()
        numbers.append(issued(database, "nadia", seed).number)

    tablets = [Thread(target=issue, args=(seed,)) for seed in ("one", "two")]
    for tablet in tablets:
        tablet.start()
    for tablet in tablets:
        tablet.join()
    assert len(numbers) == 2
    assert len(set(numbers)) == 1
