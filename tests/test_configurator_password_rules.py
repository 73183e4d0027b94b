"""Which passwords are taken (OWASP ASVS 6.2)."""

import pytest

from configurator.password_rules import Weakness, weakness
from configurator.passwords import is_password, password_hash

ABOUT = ("Inès Morel", "ines.morel@example.org")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", Weakness.SHORT),
        ("7 chars", Weakness.SHORT),
        ("8 chars!", None),
        ("correct horse battery staple", None),
        ("   eight   ", None),
        ("éèêëàâäô", None),
        ("x7" + "lang" * 15 + "ok", None),
        ("r" + "y8" * 99 + "!", None),
        ("password", Weakness.COMMON),
        ("P@ssw0rd", Weakness.COMMON),
        ("Password2026!", Weakness.COMMON),
        ("motdepasse1", Weakness.COMMON),
        ("azertyuiop", Weakness.COMMON),
        ("12345678", Weakness.COMMON),
        ("87654321", Weakness.COMMON),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("abcdabcdabcd", Weakness.COMMON),
        ("hijklmno", Weakness.COMMON),
        ("Surmesure2026", Weakness.ABOUT),
        ("jeans-jeans!", Weakness.ABOUT),
        ("ines.morel", Weakness.ABOUT),
        ("Morel1990", Weakness.ABOUT),
        ("jeans of the northern harbour", None),
    ],
)
def test_a_password_is_taken_unless_it_is_short_or_among_the_first_to_be_tried(password, why):
    assert weakness(password, ABOUT) is why


@pytest.mark.parametrize("length", [64, 200])
def test_no_character_of_a_long_password_is_cut_off(length):
    password = "é" * (length - 1)
    hashed = password_hash(password + "a")

    assert is_password(password + "a", hashed)
    assert not is_password(password + "b", hashed)
