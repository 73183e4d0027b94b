"""How often somebody of the shop looks for customers, and what guessing ids gives."""

import pytest

from configurator.storage.accounts import Role
from configurator.storage.audit import entries_of
from configurator.web.lookups import REFUSED


@pytest.fixture
def environ() -> dict[str, str]:
    return {"SURMESURE_LOOKUPS": "3", "SURMESURE_LOOKUP_MINUTES": "5"}


@pytest.fixture
def engines():
    return {}


def looks(client, **headers: str) -> list[int]:
    return [client.get(f"/customers?q=ann{number}", headers=headers).status_code for number in "12"]


def test_who_looks_for_too_many_customers_waits_and_the_trail_is_told_once(
    signed_in, workshop, clock
) -> None:
    clerk, other = signed_in(Role.STAFF, "sam"), signed_in(Role.STAFF, "kim")
    assert looks(clerk) + looks(clerk) == [200, 200, 200, 429]
    assert looks(other) == [200, 200]
    assert clerk.get("/customers").status_code == 200
    while_typing = clerk.get("/customers?q=nad", headers={"HX-Request": "true"})
    assert while_typing.status_code == 429
    assert "5 minutes" in while_typing.text
    assert b'id="found"' in while_typing.data  # So that the next answer has a place.
    clock.passes(minutes=5)
    assert looks(clerk) == [200, 200]

    with workshop.database.reading() as session:
        (told,) = [
            one for one in entries_of(session, f"account {clerk.account.id}") if one.what == REFUSED
        ]
    assert told.who == clerk.account.id


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_who_must_wait_is_told_so_in_his_language(signed_in, language: str) -> None:
    clerk = signed_in(Role.STAFF, "sam")
    looks(clerk)
    answers = [clerk.get("/customers?q=a", headers={"Accept-Language": language}) for _ in "12"]
    assert [one.status_code for one in answers] == [200, 429]
    assert "Too many" not in answers[1].text
