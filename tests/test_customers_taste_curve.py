"""How sure to be of what is likely: the curve through what was right."""

import numpy as np
import pytest

from customers.taste.curve import AS_SAID, SURE, curve

SAID = np.tile(np.linspace(0.3, 0.95, 14), 300)


def test_what_is_said_too_boldly_is_believed_less() -> None:
    right_of_a_hundred = np.rint((0.5 + (SAID - 0.5) * 0.6) * 100)
    right = (np.arange(len(SAID)) // 14 % 100 < right_of_a_hundred).astype(float)
    found = curve(SAID, right)
    assert found.of(np.array([0.9]))[0] == pytest.approx(0.74, abs=0.03)
    assert found.of(np.array([0.5]))[0] == pytest.approx(0.5, abs=0.03)


def test_without_experience_all_is_as_said_and_what_rules_settle_stays_certain() -> None:
    nothing = curve(np.zeros(0), np.zeros(0))
    assert nothing == AS_SAID
    said = np.array([0.2, 0.9, SURE, 1.0])
    assert nothing.of(said) == pytest.approx(said)
    bold = curve(SAID, np.zeros(len(SAID)))
    assert bold.of(said)[1] < 0.1
    assert list(bold.of(said)[2:]) == [SURE, 1.0]
