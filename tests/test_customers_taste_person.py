"""What a person likes: his like, moved by his orders, his words and what he rejects."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from customers.taste.beginnings import beginnings
from customers.taste.classes import classes, popularity
from customers.taste.complaints import Complaint, lowered
from customers.taste.learned import Learned
from customers.taste.learning import learned
from customers.taste.made import Made, numbered
from customers.taste.person import STRANGER, Fact, Known, facts_of, taste_of, without
from customers.taste.proposal import proposal
from customers.taste.why import liked
from rules.diagram import compile_diagram
from rules.layers import Diagram
from rules.likely import Mixed, mixed
from rules.passes import held, stands
from rules.read import read_product
from rules.sampling import drawn

BELT = Path(__file__).parent / "cases" / "belt" / "product.yaml"
RIDER = {"hide": "bridle", "width": "35", "keeper": "plain"}
DANDY = {"hide": "calf", "width": "20", "engraving": "initials"}
SEED = 3


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    book, problems, _ = read_product(BELT)
    assert book, problems
    return compile_diagram(book)


def orders_of(diagram: Diagram) -> list[Made]:
    """Riders and dandies, half of each, who order twice and let chance have the rest."""
    found = []
    for taste, kept in (("ride", RIDER), ("show", DANDY)):
        designs = drawn(diagram, held(diagram, kept, {}), SEED)
        for number in range(80):
            first, second = next(designs), next(designs)
            segment = taste if number % 2 else ""
            # Everybody is true to the length of his first belt, where it can be.
            trial = {**second, "length": first["length"]}
            second = trial if stands(diagram, diagram.taken(trial)) else second
            found += [
                Made(f"{taste}{number}", segment, place, values)
                for place, values in enumerate((first, second), 1)
            ]
    return found


@pytest.fixture(scope="module")
def taught(diagram) -> Learned:
    return learned(diagram, orders_of(diagram), SEED)


def likely(diagram: Diagram, taught: Learned, known: Known, own: Mapping[str, str] = {}) -> Mixed:
    return mixed(diagram, own, taste_of(diagram, taught, known))


def of(diagram: Diagram, found: Mixed, option: str, value: str) -> float:
    return float(found.each[diagram.number(option, value)])


def test_classes_choose_as_often_as_people_did_whatever_rules_make_rare(diagram) -> None:
    rows = numbered(diagram, orders_of(diagram))
    found = classes(diagram, rows, 1, SEED, 200)
    expected = popularity(diagram, rows)
    assert np.abs(found.given[:, 0] - expected)[expected > 0.02].max() < 0.03


def test_two_kinds_of_people_are_told_apart_and_the_same_seed_tells_the_same(diagram, taught):
    made = orders_of(diagram)
    posterior = taught.classes.posterior(numbered(diagram, made))
    riders = np.array([one.customer.startswith("ride") for one in made])
    mine = posterior[riders].sum(axis=0) / posterior.sum(axis=0)
    large = taught.classes.shares > 0.05
    assert sum(large) > 1
    assert ((mine < 0.02) | (mine > 0.98))[large].all()
    again = learned(diagram, made, SEED)
    assert (again.classes.weight == taught.classes.weight).all()
    assert again.loyalty.slip == taught.loyalty.slip


def test_who_is_unknown_is_told_what_is_popular_and_a_segment_moves_it(diagram, taught) -> None:
    stranger = likely(diagram, taught, STRANGER)
    rider = likely(diagram, taught, Known(segment="ride"))
    assert of(diagram, stranger, "hide", "bridle") == pytest.approx(0.5, abs=0.05)
    assert of(diagram, rider, "hide", "bridle") > 0.75


def test_a_second_order_that_agrees_says_more_and_an_older_one_less(diagram, taught) -> None:
    loyal = replace(taught, loyalty=replace(taught.loyalty, drift=0.2))
    made = {one.values["length"]: one.values for one in orders_of(diagram)}
    long, short = made["1200"], made["1000"]

    def length(*orders: Mapping[str, str]) -> float:
        known = Known(orders=[Made("a", "", n, one) for n, one in enumerate(orders, 1)])
        return of(diagram, likely(diagram, loyal, known), "length", "1200")

    assert length() < length(long) < length(long, long)
    assert length() < length(long, short) < length(short, long) < length(long, long)


def test_what_he_says_moves_what_his_like_choose_too(diagram, taught) -> None:
    said = {"rides=yes": {("hide", "bridle"): 5.0}}
    found = likely(diagram, taught, Known(said=said))
    before = likely(diagram, taught, STRANGER)
    assert of(diagram, found, "hide", "bridle") > 0.8
    # Nothing was said of keepers, but it is riders that have them.
    assert of(diagram, found, "keeper", "plain") > of(diagram, before, "keeper", "plain") + 0.1


def test_a_rejected_fact_is_as_if_nobody_had_learned_it_whatever_happens_later(diagram, taught):
    first = Made("a", "", 1, orders_of(diagram)[0].values)
    again = replace(first, order=2)
    known = Known("ride", (first,), {"rides=yes": {("hide", "bridle"): 5.0}})
    rejected = {fact.key for fact in facts_of(replace(known, orders=(first, again)))}
    assert Fact("ordered", "hide=bridle", 1) in facts_of(known)

    for later in (known, replace(known, orders=(first, again))):
        found = likely(diagram, taught, without(later, rejected))
        assert found.each == pytest.approx(likely(diagram, taught, STRANGER).each)


def test_a_suggestion_names_the_facts_it_rests_on_and_is_called_popular_without_any(
    diagram, taught
) -> None:
    known = Known("ride", (Made("a", "", 1, orders_of(diagram)[0].values),))
    hide, keeper = liked(diagram, taught, known, {}, {"hide": "bridle", "keeper": "plain"})
    assert 1 <= len(hide.facts) <= 3
    assert hide.facts[0].what in {"hide=bridle", "width=35", "keeper=plain", "ride"}
    assert not keeper.is_popular
    before = of(diagram, likely(diagram, taught, STRANGER), "hide", "bridle")
    for fact in hide.facts:
        alone = without(known, {one.key for one in facts_of(known)} - {fact.key})
        assert of(diagram, likely(diagram, taught, alone), "hide", "bridle") > before
    (popular,) = liked(diagram, taught, STRANGER, {}, {"hide": "bridle"})
    assert popular.is_popular


def test_the_first_design_can_be_made_keeps_what_is_chosen_and_is_the_likeliest_of_all(
    diagram, taught
) -> None:
    own = {"engraving": "plate"}
    found = likely(diagram, taught, Known(segment="show"), own)
    values = proposal(diagram, own, found.each)
    assert values is not None
    assert values["engraving"] == "plate"
    assert stands(diagram, diagram.taken(values))

    def right(one: Mapping[str, str]) -> float:
        return sum(of(diagram, found, *value) for value in one.items())

    some = drawn(diagram, held(diagram, own, {}), SEED)
    assert all(right(values) >= right(next(some)) - 1e-5 for _ in range(300))
    assert proposal(diagram, {"width": "20", "engraving": "plate"}, found.each) is None


def test_the_unknown_begin_with_designs_that_differ_and_somebody_known_with_his_own(
    diagram, taught
) -> None:
    designs = beginnings(diagram, taught, STRANGER)
    assert len(designs) == 3
    for place, one in enumerate(designs):
        assert stands(diagram, diagram.taken(one))
        for other in designs[:place]:
            assert sum(one[key] != other[key] for key in one) >= 2
    assert {one["hide"] for one in designs} == {"calf", "bridle"}
    (first, *_) = beginnings(diagram, taught, Known(segment="ride"))
    assert (first["hide"], first["width"]) == ("bridle", "35")


def test_a_shop_that_has_sold_nothing_yet_likes_all_alike_and_can_ask(diagram) -> None:
    nothing = learned(diagram, [], SEED)
    found = likely(diagram, nothing, Known(segment="ride"))
    assert of(diagram, found, "hide", "calf") > 0.2
    assert proposal(diagram, {}, found.each)
    assert nothing.segments == {}


def test_what_riders_complain_of_is_suggested_less_to_riders_and_not_to_others(diagram, taught):
    made = orders_of(diagram)
    some = [one for one in made if one.values["length"] == "1000"]
    riders = [one for one in some if one.customer.startswith("ride")]

    found = lowered(diagram, taught, made, [Complaint(one, "length") for one in riders])

    def fell(segment: str) -> tuple[float, float]:
        rows = (likely(diagram, one, Known(segment=segment)) for one in (taught, found))
        before, after = (of(diagram, row, "length", "1000") for row in rows)
        return before, after

    # Some of either segment are of neither class.
    left = {one: after / before for one in ("ride", "show") for before, after in [fell(one)]}
    assert left["ride"] < 0.6
    assert left["show"] > 0.75
    assert lowered(diagram, taught, made, []) is taught
