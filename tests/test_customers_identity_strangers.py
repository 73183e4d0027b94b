import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.identity.blocking import candidates
from customers.identity.columns import Blocked, Columns, columns_of
from customers.identity.record import Record
from customers.identity.strangers import sampled


@given(st.integers(2, 60), st.integers(0, 60), st.integers(1, 400))
def test_a_sample_has_no_pair_twice_and_none_that_is_not_possible(count, others, most):
    columns = Columns(count + others, count, {})

    left, right = sampled(columns, most)

    assert len(left) == min(most, columns.possible)
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)
    assert (left < right).all()
    assert (left >= 0).all()
    assert (right < columns.count).all()
    if others:
        assert (left < count).all()
        assert (right >= count).all()


def test_a_sample_of_many_is_spread_over_all():
    left, right = sampled(Columns(1_000_000, 1_000_000, {}), 100_000)

    for side, middle in ((left, 333_333), (right, 666_667)):
        assert side.mean() == pytest.approx(middle, rel=0.01)
    assert np.unique(left).size > 80_000


def test_records_that_share_a_key_meet_once():
    twice = Record("1", "Ann", "Lee", "1980-01-01", phone="0612345678", email="a@example.com")
    columns = columns_of([twice, twice, Record("3", "Bob", "Ray")], [], Blocked())

    left, right = candidates(columns)

    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1)]


def test_a_key_that_too_many_share_brings_nobody_together():
    crowd = [Record(str(one), phone="0612345678") for one in range(9)]
    columns = columns_of(crowd, [], Blocked())

    assert len(candidates(columns, most_in_block=9)[0]) == 36
    assert len(candidates(columns, most_in_block=8)[0]) == 0
