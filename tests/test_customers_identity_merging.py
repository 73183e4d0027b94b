from datetime import UTC, datetime

import pytest

from customers.identity.event import Event, Kind, Source, Telling
from customers.identity.likeness import Contact, Pair, Verdict, verdict, weakest_link
from customers.identity.merging import (
    NoSuchMerge,
    OnePersonAlready,
    branch,
    clashes,
    leader,
    members,
    standing,
    to_merge,
    to_undo,
)
from customers.identity.profile import profile

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)


def merged(kept: str, absorbed: str) -> Event:
    return Event(f"{kept}<{absorbed}", kept, Kind.MERGED, NOW, NOW, other=absorbed)


def undone(merge: str) -> Event:
    kept, _, absorbed = merge.partition("<")
    return Event(f"no {merge}", kept, Kind.UNMERGED, NOW, NOW, other=absorbed, undoes=merge)


LOG = (merged("a", "b"), merged("c", "d"), merged("a", "c"))


def test_merged_persons_are_known_under_the_first_of_them() -> None:
    merges = standing(LOG)

    assert {leader(one, merges) for one in "abcd"} == {"a"}
    assert members("d", merges) == set("abcd")
    assert members("e", merges) == {"e"}


def test_an_unmerge_cuts_off_the_branch_that_was_joined_and_no_more() -> None:
    merges = standing(LOG)

    assert branch(to_undo("a<c", merges), merges) == set("cd")
    after = standing([*LOG, undone("a<c")])
    assert members("a", after) == set("ab")
    assert members("d", after) == set("cd")


def test_a_merge_in_the_middle_can_be_undone_after_later_ones() -> None:
    after = standing([*LOG, undone("c<d")])

    assert members("d", after) == {"d"}
    assert members("b", after) == set("abc")


def test_who_was_parted_can_be_merged_again() -> None:
    again = Event("again", "d", Kind.MERGED, NOW, NOW, other="c")
    merges = standing([*LOG, undone("a<c"), undone("c<d"), again])

    assert members("c", merges) == set("cd")
    assert leader("c", merges) == "d"


def test_a_merge_joins_leaders_and_no_person_with_himself() -> None:
    merges = standing(LOG[:2])

    assert to_merge("b", "d", merges) == ("a", "c")
    with pytest.raises(OnePersonAlready):
        to_merge("b", "a", merges)
    with pytest.raises(NoSuchMerge):
        to_undo("a<c", merges)


def test_clashes_name_what_both_are_told_differently() -> None:
    def known(person: str, **fields: str) -> Event:
        tellings = tuple(Telling(key, it, Source.PERSON, 70) for key, it in fields.items())
        return Event(person, person, Kind.WELCOMED, NOW, NOW, tellings=tellings)

    one = profile([known("a", name="Anna", email="a@example.org", town="Fes")], NOW)
    two = profile([known("b", name="Anna", email="b@example.org", phone="1")], NOW)

    assert [(one.key, one.one.value, one.other.value) for one in clashes(one, two)] == [
        ("email", "a@example.org", "b@example.org")
    ]


PROVED = Contact("email", "anna@example.org", is_proved=True)
TYPED = Contact("email", "anna@example.org", is_proved=False)
SHOP = Contact("phone", "472000000", is_proved=True)


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ([PROVED], [PROVED], (Verdict.MERGE, "email")),
        ([PROVED], [TYPED], (Verdict.PROPOSE, "email")),
        ([TYPED], [TYPED], (Verdict.PROPOSE, "email")),
        ([PROVED], [], (Verdict.NOTHING, "")),
        ([SHOP], [SHOP], (Verdict.NOTHING, "")),
        ([SHOP, TYPED], [SHOP, TYPED], (Verdict.PROPOSE, "email")),
        ([SHOP], [Contact("card", SHOP.value, is_proved=True)], (Verdict.NOTHING, "")),
    ],
)
def test_only_what_both_proved_makes_two_one(
    one: list[Contact], other: list[Contact], says: tuple[Verdict, str]
) -> None:
    assert verdict(one, other, {SHOP.value}) == says


@pytest.mark.parametrize(
    ("links", "weakest"),
    [
        ({"ab": 0.9, "bc": 0.8}, "bc"),
        ({"ab": 0.9, "bc": 0.8, "ac": 0.3}, "bc"),
        ({"ab": 0.9, "bc": 0.2, "ac": 0.7}, "ac"),
        ({"ab": 0.9}, None),
        ({"ab": 0.9, "bc": 0.8, "cx": 0.1}, "bc"),
    ],
)
def test_a_group_holds_as_well_as_the_weakest_link_it_cannot_do_without(
    links: dict[str, float], weakest: str | None
) -> None:
    pairs = [Pair(both[0], both[1], probability, "") for both, probability in links.items()]

    found = weakest_link("abc", pairs)

    assert (found and found.one + found.other) == weakest
