from time import process_time

import pytest
from argon2 import PasswordHasher, extract_parameters

from configurator.passwords import is_outdated, is_password, password_hash

PASSWORD = "correct horse battery staple"  # noqa: S105 - a well-known one
HASHED = password_hash(PASSWORD)


def test_a_hash_is_argon2id_of_at_least_19_mebibytes_and_two_passes() -> None:
    assert HASHED.startswith("$argon2id$")
    parameters = extract_parameters(HASHED)
    assert parameters.memory_cost >= 19 * 1024
    assert (parameters.time_cost, parameters.parallelism) == (2, 1)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "", "a\0b", "mot de passe à l'été", "كلمة السر", "\ud800", "x" * 200 + "y"],
)
def test_the_password_and_only_the_password_is_accepted(password: str) -> None:
    hashed = password_hash(password)
    assert is_password(password, hashed)
    assert not is_password(password + "z", hashed)
    assert not is_password(password, password_hash(password + "z"))


def test_long_passwords_are_not_cut() -> None:
    assert not is_password("x" * 200 + "z", password_hash("x" * 200 + "y"))


def test_nobody_and_a_damaged_hash_have_no_password() -> None:
    assert not is_password("the password of nobody", None)
    assert not is_password(PASSWORD, "not a hash")


def test_an_unknown_account_costs_as_much_as_a_known_one() -> None:
    is_password("warm", None)
    pairs = [(_seconds(HASHED), _seconds(None)) for _ in range(7)]
    known, unknown = (min(column) for column in zip(*pairs, strict=True))
    assert 0.5 < unknown / known < 2


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert not is_outdated(HASHED)
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))


def _seconds(hashed: str | None) -> float:
    # Of this process alone: others keep the machine busy.
    began = process_time()
    is_password("a wrong one", hashed)
    return process_time() - began
