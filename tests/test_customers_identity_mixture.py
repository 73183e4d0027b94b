import numpy as np
import pytest

from customers.identity.levels import RESPECTS, UNKNOWN
from customers.identity.mixture import (
    HOUSEHOLD,
    NAMESAKES,
    SAME,
    STRANGERS,
    Mixture,
    estimated,
    patterns,
)

RECORDS, PAIRS = 10_000, (4_000, 6_000, 3_000)
POSSIBLE = RECORDS * (RECORDS - 1) // 2

SAME_PLANTED = (
    (0.70, 0.12, 0.10, 0.02, 0.03, 0.03),
    (0.75, 0.10, 0.08, 0.03, 0.0, 0.04),
    (0.90, 0.06, 0.01, 0.01, 0.02),
    (0.65, 0.10, 0.05, 0.20),
    (0.60, 0.20, 0.02, 0.18),
    (0.80, 0.02, 0.18),
    (0.70, 0.05, 0.25),
)
HOUSEHOLD_PLANTED = (
    None,
    (0.70, 0.10, 0.03, 0.02, 0.0, 0.15),
    (0.003, 0.001, 0.003, 0.02, 0.973),
    (0.85, 0.08, 0.04, 0.03),
    (0.80, 0.15, 0.01, 0.04),
    (0.15, 0.002, 0.848),
    (0.10, 0.005, 0.895),
)
NAMESAKES_PLANTED = (
    (0.80, 0.15, 0.02, 0.01, 0.0, 0.02),
    (0.75, 0.20, 0.02, 0.01, 0.0, 0.02),
    None,
    None,
    (0.15, 0.10, 0.05, 0.70),
    None,
    (1e-6, 0.02, 0.979999),
)


@pytest.fixture(scope="module")
def planted():
    kinds = np.array([*(count / POSSIBLE for count in PAIRS), 0.0])
    kinds[STRANGERS] = 1 - kinds.sum()
    shares = tuple(
        np.array([same, house or one.strangers, names or one.strangers, one.strangers])
        for one, same, house, names in zip(
            RESPECTS, SAME_PLANTED, HOUSEHOLD_PLANTED, NAMESAKES_PLANTED, strict=True
        )
    )
    return Mixture(kinds, shares, 0)


@pytest.fixture(scope="module")
def found(planted):
    chance = np.random.default_rng(6)
    met = np.concatenate(
        [
            drawn(chance, planted, SAME, PAIRS[0]),
            drawn(chance, planted, HOUSEHOLD, PAIRS[1]),
            drawn(chance, planted, NAMESAKES, PAIRS[2]),
            drawn(chance, planted, STRANGERS, 30_000),
        ],
        axis=1,
    )
    anybody = drawn(chance, planted, STRANGERS, 400_000)
    return estimated(patterns(met), patterns(anybody), POSSIBLE, RECORDS)


def test_what_was_planted_is_found(planted, found):
    for one, other in zip(found.shares, planted.shares, strict=True):
        assert one[SAME] == pytest.approx(other[SAME], abs=0.04)
        assert one[HOUSEHOLD] == pytest.approx(other[HOUSEHOLD], abs=0.06)
        assert one[STRANGERS] == pytest.approx(other[STRANGERS], abs=0.01)
    assert found.kinds[SAME] * POSSIBLE == pytest.approx(PAIRS[SAME], rel=0.05)


def test_every_row_of_shares_adds_up_to_one_and_nothing_is_impossible(found):
    assert found.kinds.sum() == pytest.approx(1)
    for shares in found.shares:
        assert shares.sum(axis=1) == pytest.approx(np.ones(4))
        assert (shares > 0).all()


def test_what_is_believed_of_whom_nothing_is_known_is_how_frequent_the_kinds_are(found):
    silent = np.full((len(RESPECTS), 1), UNKNOWN, np.int8)

    assert found.posterior(found.log_likelihood(silent))[:, 0] == pytest.approx(found.kinds)


@pytest.mark.parametrize("place", [0, 2, 5, 6])
def test_what_only_one_person_shares_makes_it_more_probable(found, place):
    levels = np.full((len(RESPECTS), 3), UNKNOWN, np.int8)
    levels[1] = 0
    levels[place] = [0, UNKNOWN, len(RESPECTS[place].same) - 1]

    same, silent, other = found.posterior(found.log_likelihood(levels))[SAME]

    assert same > silent > other


def test_patterns_are_counted():
    levels = np.array([[0, 0, 5]] + [[UNKNOWN] * 3] * 6, np.int8)

    seen = patterns(levels)

    assert sorted(zip(seen.levels[0].tolist(), seen.counts.tolist(), strict=True)) == [
        (0, 2.0),
        (5, 1.0),
    ]
    assert (seen.levels[1:] == UNKNOWN).all()


def drawn(chance, planted, kind, count):
    """Levels of so many pairs of that kind, a third of them unknown."""
    levels = np.stack(
        [
            chance.choice(len(shares[kind]), count, p=shares[kind] / shares[kind].sum())
            for shares in planted.shares
        ]
    ).astype(np.int8)
    levels[chance.random(levels.shape) < 1 / 3] = UNKNOWN
    return levels
