from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient

from configurator.api.bearer import KIND
from configurator.app import new_link
from configurator.storage.accounts import Account, Role, create_account
from configurator.storage.audit import entries_of
from configurator.storage.cards import REFUSED, Why, issue_card, revoke_card
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.identity import history_of
from configurator.storage.pairs import proposals
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.sessions import lifetimes
from customers.identity.card import written
from customers.identity.event import Medium, Source
from customers.identity.profile import profile
from rules.engine import Engine
from tests.shop import NOON

SALE = {
    "id": "till-7-0001",
    "customer": "nadia",
    "kind": "bought",
    "at": "2026-11-20T09:30:00Z",
    "medium": "till",
    "document": "T-4711",
    "fields": {"town": {"value": "Rabat", "source": "person", "confidence": 60}},
    "note": "Paid in cash",
}


@pytest.fixture
def database(database: Database) -> Database:
    with database.recording() as session:
        create_customer(session, Customer("nadia", "Nadia", "nadia@example.com", "", NOON), "test")
        create_customer(session, Customer("tom", "Tom", "", "", NOON), "test")
    return database


@pytest.fixture
def environ() -> dict[str, str]:
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def engines() -> dict[str, Engine]:
    return {}


def post(client: FlaskClient, *events: dict[str, Any], role: Role = Role.STAFF) -> Any:
    workshop = client.application.extensions["workshop"]
    account = Account(new_link(), f"{new_link()}@example.com", "Till", role, NOON)
    limits = lifetimes(role, workshop.settings.limits)
    visit = Visit(new_link(), account.id, limits, KIND)
    with workshop.database.recording() as session:
        create_account(session, account, "$", "test")
        begin_web_session(session, visit, NOON)
    headers = {"Authorization": f"Bearer {visit.secret}"}
    return client.post("/api/v1/events", json={"events": list(events)}, headers=headers)


def test_what_the_till_tells_is_in_the_profile_at_once(
    client: FlaskClient, database: Database
) -> None:
    assert post(client, SALE).json == {"told": 1, "known": 0}
    with database.reading() as session:
        known = profile(history_of(session, "nadia"), NOON)
    assert not known.is_prospect
    assert known.counts("medium")[Medium.TILL] == 1
    town = known.fields["town"].chosen
    assert (town.value, town.source, town.confidence) == ("Rabat", Source.PERSON, 60)


def test_events_sent_again_are_known_and_not_told_twice(
    client: FlaskClient, database: Database
) -> None:
    post(client, SALE, role=Role.ADMIN)
    again = post(client, SALE, {**SALE, "id": "till-7-0002"}, SALE)

    assert again.json == {"told": 1, "known": 1}
    with database.reading() as session:
        bought = [one for one in history_of(session, "nadia") if one.kind == "bought"]
    assert len(bought) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": "nobody"}, "events.1.customer"),
        ({"other": "nobody"}, "events.1.other"),
        ({"at": "2026-11-20T12:00:01Z"}, "events.1.at"),
        ({"kind": "merged"}, "events.1.kind"),
        ({"medium": "telepathy"}, "events.1.medium"),
        ({"fields": {"religion": SALE["fields"]}}, "events.1.fields.religion"),
        ({"id": "till-7-0001", "note": "Paid by card"}, "events.1.id"),
    ],
)
def test_one_that_cannot_be_taken_is_named_and_nothing_is_told(
    client: FlaskClient, database: Database, change: dict[str, Any], field: str
) -> None:
    answer = post(client, SALE, {**SALE, "id": "till-7-0002", **change})

    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}
    with database.reading() as session:
        assert [one.kind for one in history_of(session, "nadia")] == ["welcomed"]


def test_a_contact_that_is_told_proposes_and_never_merges(
    client: FlaskClient, database: Database
) -> None:
    email = {"value": "Nadia@Example.com", "source": "document", "confidence": 100}
    post(client, {**SALE, "customer": "tom", "fields": {"email": email}})
    with database.reading() as session:
        (waiting,) = proposals(session)
        assert len(history_of(session, "tom")) == 2
    assert {waiting.pair.one, waiting.pair.other} == {"nadia", "tom"}


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.PRODUCTION, Role.AUTHOR])
def test_only_who_serves_customers_may_tell(client: FlaskClient, role: Role) -> None:
    assert post(client, SALE, role=role).status_code == 403


def known(client: FlaskClient, path: str) -> Any:
    workshop = client.application.extensions["workshop"]
    clerk = Account(new_link(), f"{new_link()}@example.com", "Clerk", Role.STAFF, NOON)
    visit = Visit(new_link(), clerk.id, lifetimes(Role.STAFF, workshop.settings.limits), KIND)
    with workshop.database.recording() as session:
        create_account(session, clerk, "$", "test")
        begin_web_session(session, visit, NOON)
    return client.get(path, headers={"Authorization": f"Bearer {visit.secret}"})


def test_the_profile_as_of_a_day_is_what_was_known_on_it(client: FlaskClient) -> None:
    post(client, SALE)
    path = "/api/v1/customers/nadia/profile"

    now = known(client, path).json
    then = known(client, f"{path}?as_of=2026-11-20T10:00:00%2B00:00").json

    assert (now["is_prospect"], now["stage"], now["events"]) == (False, "classified", 2)
    assert now["by_medium"] == {"till": 1, "other": 1}
    assert now["fields"]["town"] == {
        "value": "Rabat",
        "source": "person",
        "confidence": 60,
        "at": "2026-11-20T09:30:00+00:00",
        "told_at": "2026-11-20T12:00:00+00:00",
        "because": "only",
        "is_stale": False,
        "others": [],
    }
    # It happened before ten, but nobody had told us.
    assert (then["is_prospect"], then["events"], then["fields"]) == (True, 0, {})


@pytest.mark.parametrize("as_of", ["", "yesterday", "2026-11-20T10:00:00", "0001-01-01T00:00:00Z"])
def test_an_instant_that_is_none_is_refused(client: FlaskClient, as_of: str) -> None:
    answer = known(client, f"/api/v1/customers/nadia/profile?as_of={as_of}")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "as_of"


def test_nobody_has_no_profile(client: FlaskClient) -> None:
    assert known(client, "/api/v1/customers/nobody/profile").status_code == 404


def test_a_card_stands_for_its_customer_and_a_wrong_one_is_refused_and_told(
    client: FlaskClient, database: Database
) -> None:
    with database.recording() as session:
        card = issue_card(session, "nadia", "seed", "test", NOON).number
    by_card = {key: value for key, value in SALE.items() if key != "customer"}
    assert post(client, {**by_card, "card": written(card)}).json == {"told": 1, "known": 0}
    with database.reading() as session:
        assert [one.document for one in history_of(session, "nadia")][-1] == "T-4711"
    with database.recording() as session:
        revoke_card(session, card, Why.LOST, "test", NOON)

    later = {**by_card, "id": "till-7-0002", "card": card, "at": NOON.isoformat()}
    answer = post(client, {**by_card, "card": card}, later)

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == ["events.1.card"]
    with database.reading() as session:
        told = [one.what for one in entries_of(session, "customer nadia")]
    assert told.count(REFUSED) == 1
    for wrong in ({**SALE, "card": card}, by_card):
        assert post(client, wrong).json["errors"][0]["field"] == "events.0.customer"


def test_of_events_of_every_medium_shop_division_and_line_the_profile_counts_each(
    client: FlaskClient,
) -> None:
    dimensions = {
        "medium": ("shop", "web", "phone", "letter"),
        "shop": ("Lyon", "Rabat"),
        "division": ("clothes", "care"),
        "line": ("jeans", "chinos"),
    }
    events = [
        dict(zip(dimensions, values, strict=True))
        | {"id": f"e{number}", "customer": "tom", "kind": "served", "at": SALE["at"]}
        for number, values in enumerate(product(*dimensions.values()))
    ]
    assert post(client, *events).json == {"told": 32, "known": 0}

    seen = known(client, "/api/v1/customers/tom/profile").json
    for name, values in dimensions.items():
        each = {one: 32 // len(values) for one in values}
        if name == "medium":
            each["other"] = 1  # His welcome.
        assert seen[f"by_{name}"] == each


def test_a_new_contact_is_identified_and_then_classified_with_day_and_reason(
    client: FlaskClient,
) -> None:
    path = "/api/v1/customers/nadia/profile"
    before = known(client, path).json
    assert (before["stage"], before["classified"]) == ("identified", None)
    post(client, SALE)
    after = known(client, path).json
    assert after["stage"] == "classified"
    assert after["classified"] == {"at": "2026-11-20T09:30:00+00:00", "by": "bought"}


def test_nobody_tells_a_public_comment_without_consent(client: FlaskClient) -> None:
    answer = post(client, {**SALE, "kind": "commented"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "events.0.kind"
