"""The order tells the workshop no more of a person than it must know."""

import pytest

from production.order import Person


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Nadia El Amrani", "N. A."),
        ("Nadia", "N."),
        ("  élodie   martin ", "É. M."),
        ("\u0646\u0627\u062f\u064a\u0629 \u0639\u0645\u0631", "\u0646. \u0639."),
        ("", ""),
    ],
)
def test_the_workshop_reads_initials_only(name: str, initials: str) -> None:
    assert Person(name, "", "").initials == initials
