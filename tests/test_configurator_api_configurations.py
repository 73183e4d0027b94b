"""Tokens, products, configurations and customers, as other programs meet them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from catalog.configuration import Choice
from configurator.api.bearer import KIND
from configurator.api.told import State
from configurator.app import new_link
from configurator.passwords import password_hash
from configurator.storage.accounts import Account, Role, create_account, disable_account
from configurator.storage.customers import Customer, create_customer, measurement_history
from configurator.storage.drafts import get_draft, save_draft
from configurator.storage.web_sessions import Visit, begin_web_session
from configurator.web.sessions import lifetimes
from tests.shop import NOON
from tests.web import Program

TROUSERS = Path(__file__).parent / "cases" / "trousers" / "product.yaml"
KNOWN_WORDS = "a long enough password"
HASHED = password_hash(KNOWN_WORDS)
V1 = "/api/v1"
SLIM = {"fit": "slim"}
FLARED = {"leg": "flared"}
FULL = {"fit": "slim", "leg": "narrow", "cloth": "denim", "wash": "raw"}


class Asker(Program):
    """Somebody with a token, and what he asks most."""

    def begin(self, **asked):
        return self("POST", "/configurations", {"product": "trousers", **asked})

    def choose(self, state, choices, **more):
        return self(
            "PATCH",
            f"/configurations/{state['id']}",
            {"choices": choices, **more},
            If_Match=f'"{state["revision"]}"',
        )


@pytest.fixture
def engines(trousers):
    return {"trousers": trousers}


@pytest.fixture
def environ():
    return {"SURMESURE_SECOND_FACTOR": "off"}


@pytest.fixture
def sign_up(database):
    def signed_up(role, customer=None):
        account = Account(
            new_link(), f"{role}-{new_link()}@example.com", role.title(), role, NOON, customer
        )
        with database.recording() as session:
            if customer:
                create_customer(session, Customer(customer, "Nadia", "", "", NOON), "test")
            create_account(session, account, HASHED, "test")
        return account

    return signed_up


@pytest.fixture
def asker_for(app):
    def signed_in(account):
        client = app.test_client()
        told = {"email": account.email, "password": KNOWN_WORDS}
        answer = client.post(f"{V1}/sessions", json=told)
        assert answer.status_code == 201
        return Asker(client, answer.json["token"])

    return signed_in


@pytest.fixture
def staff(signed_in):
    program = signed_in(Role.STAFF, kind=KIND)
    return Asker(program, program.token)


@pytest.fixture
def stranger(app):
    return Asker(app.test_client(), "nothing")


def is_problem(answer, status, kind):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= answer.json.keys()
    assert answer.json["type"].endswith(f"/{kind}")
    assert answer.json["status"] == status
    return True


def values_of(state, option):
    return state["options"][option]["values"]


def test_a_token_is_given_for_email_and_password_and_ended_when_no_longer_needed(
    sign_up, asker_for
):
    asker = asker_for(sign_up(Role.STAFF))

    assert asker("GET", "/configurations/none").status_code == 404
    assert asker("DELETE", "/sessions").status_code == 204
    assert is_problem(asker("GET", "/configurations/none"), 401, "NoToken")


def test_signing_in_sends_a_token_and_no_cookie(app, sign_up):
    account = sign_up(Role.STAFF)
    told = {"email": account.email, "password": KNOWN_WORDS}

    answer = app.test_client().post(f"{V1}/sessions", json=told)

    assert answer.json.keys() == {"token"}
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_password_and_an_unknown_email_read_the_same(app, sign_up):
    account, client = sign_up(Role.STAFF), app.test_client()

    wrong = client.post(f"{V1}/sessions", json={"email": account.email, "password": "wrong"})
    unknown = client.post(f"{V1}/sessions", json={"email": "who@example.com", "password": "x"})

    assert is_problem(wrong, 401, "WrongCredentials")
    assert wrong.json == unknown.json


def test_too_many_tries_are_refused_before_the_password_is_looked_at(app, sign_up):
    account, client = sign_up(Role.STAFF), app.test_client()
    told = {"email": account.email, "password": "wrong"}

    tries = [client.post(f"{V1}/sessions", json=told).status_code for _ in range(11)]
    right = client.post(f"{V1}/sessions", json={**told, "password": KNOWN_WORDS})

    assert tries == [401] * 10 + [429]
    assert is_problem(right, 429, "TooManyTries")
    assert int(right.headers["Retry-After"]) > 0


def test_a_token_ends_when_idle_and_when_its_account_is_disabled(
    sign_up, asker_for, clock, database
):
    idle, barred = sign_up(Role.STAFF), sign_up(Role.STAFF)
    first, second = asker_for(idle), asker_for(barred)

    with database.recording() as session:
        disable_account(session, barred.id, "test", NOON)
    assert second("GET", "/configurations/none").status_code == 401
    clock.now += timedelta(minutes=14)
    assert first("GET", "/configurations/none").status_code == 404
    clock.now += timedelta(minutes=14)
    assert first("GET", "/configurations/none").status_code == 404
    clock.now += timedelta(minutes=16)
    assert first("GET", "/configurations/none").status_code == 401


def test_a_cookie_of_the_pages_is_no_token_and_opens_nothing(app, sign_up, database):
    account, client, secret = sign_up(Role.ADMIN), app.test_client(), new_link()
    limits = app.extensions["workshop"].settings.limits
    with database.recording() as session:
        visit = Visit(secret, account.id, lifetimes(Role.ADMIN, limits), {})
        begin_web_session(session, visit, NOON)
    client.set_cookie("visit", secret)
    assert client.get("/orders").status_code == 200

    assert client.get(f"{V1}/configurations/none").status_code == 401
    assert Asker(client, secret)("GET", "/configurations/none").status_code == 401


def test_products_are_open_to_everybody(stranger):
    answer = stranger("GET", "/products")
    french = stranger("GET", "/products", Accept_Language="fr")

    assert answer.json == [
        {"key": "trousers", "name": "Trousers", "edition": "2026-11", "configurations": "9"}
    ]
    assert french.json[0]["name"] == "Pantalon"


def test_a_configuration_begins_open(staff):
    answer = staff.begin()
    state = answer.json

    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == f"{V1}/configurations/{state['id']}"
    assert staff("GET", f"/configurations/{state['id']}").json == state
    assert State.model_validate(state)
    assert state["configurations"] == "9"
    assert (state["choices"], state["complete"], state["total_cents"]) == ({}, False, 9900)
    assert (state["cheapest_cents"], state["dearest_cents"]) == (9600, 10400)
    assert (state["ready_on"], state["currency"]) == ("2026-12-04", "EUR")
    assert set(state["options"]) == {"fit", "leg", "cloth", "wash"}


def test_each_value_says_how_it_stands(staff):
    state = staff.begin(choices=SLIM).json

    assert values_of(state, "fit")["slim"]["status"] == "chosen"
    assert values_of(state, "leg")["narrow"]["status"] == "forced"
    assert values_of(state, "cloth")["denim"]["status"] == "possible"
    assert values_of(state, "leg")["flared"] == {
        "status": "ruled_out",
        "changes": 1,
        "configurations": "0",
        "price_delta_cents": None,
        "cheapest_cents": None,
        "dearest_cents": None,
        "ready_on": None,
        "by": None,
        "recommended": 0,
        "reasons": [],
    }
    assert values_of(state, "fit")["slim"]["by"] == "staff"
    assert values_of(state, "leg")["narrow"]["by"] == "rule"
    assert values_of(state, "leg")["narrow"]["reasons"] == ["A slim leg is not flared."]
    assert values_of(state, "fit")["wide"]["price_delta_cents"] == 500


def test_options_and_values_come_in_the_order_of_their_authors(staff):
    state = staff.begin().json

    assert list(state["options"]) == ["fit", "leg", "cloth", "wash"]
    assert list(values_of(state, "wash")) == ["raw", "stone"]


def test_a_step_takes_values_and_opens_options(staff):
    state = staff.begin(choices=SLIM).json

    stepped = staff.choose(state, {"fit": None, "leg": "flared", "cloth": "denim"})

    assert stepped.status_code == 200
    assert stepped.headers["ETag"] == '"2"'
    assert stepped.json["choices"] == {"leg": "flared", "cloth": "denim"}
    assert values_of(stepped.json, "fit")["wide"]["status"] == "forced"


def test_a_step_must_name_the_revision_it_was_made_for(staff):
    state = staff.begin().json
    path = f"/configurations/{state['id']}"

    assert is_problem(staff("PATCH", path, {"choices": SLIM}), 428, "NoRevision")
    for old in ('"7"', 'W/"1"', '""', "rubbish"):
        answer = staff("PATCH", path, {"choices": SLIM}, If_Match=old)
        assert is_problem(answer, 412, "Stale")
        assert (answer.json["revision"], answer.json["choices"]) == (1, {})
    assert staff("GET", path).json == state


def test_of_two_devices_the_later_one_is_told_what_stands(staff):
    state = staff.begin().json

    first, second = staff.choose(state, SLIM), staff.choose(state, {"cloth": "twill"})

    assert first.status_code == 200
    assert is_problem(second, 412, "Stale")
    assert second.json["choices"] == SLIM


def test_a_wish_that_clashes_is_told_what_it_would_change_and_changes_nothing(staff):
    state = staff.begin(choices={**SLIM, "cloth": "twill"}).json

    clash = staff.choose(state, FLARED)

    assert is_problem(clash, 409, "Conflict")
    assert clash.json["conflict"] == [{"option": "fit", "value": "slim"}]
    assert clash.json["rules"] == [
        {"key": "slim_is_not_flared", "reason": "A slim leg is not flared."}
    ]
    assert clash.json["repair"] == {
        "changes": [{"option": "fit", "from": "slim", "to": "wide"}],
        "total_cents": 9900 + 500 - 300,
        "ready_on": "2026-12-04",
    }
    assert clash.json["conflicts"] == []
    assert staff("GET", f"/configurations/{state['id']}").json == state


def test_further_repairs_are_told_and_one_is_taken_by_sending_its_changes(staff, database):
    state = staff.begin(choices=SLIM).json
    with database.writing() as session:
        draft = get_draft(session, state["id"])
        both = draft.configuration.moved_to((*draft.configuration.choices, Choice("leg", "flared")))
        state["revision"] = save_draft(session, replace(draft, configuration=both), NOON).revision

    clash = staff("POST", f"/configurations/{state['id']}/complete", {"goal": "cheapest"})
    assert is_problem(clash, 409, "Conflict")
    # The customer's own wish for a flared leg stays; slim was chosen by staff.
    assert clash.json["repair"]["changes"] == [{"option": "fit", "from": "slim", "to": "wide"}]
    [other] = clash.json["repairs"]
    assert other == {
        "changes": [{"option": "leg", "from": "flared", "to": "narrow"}],
        "total_cents": 9900,
        "ready_on": "2026-12-04",
    }
    stepped = staff.choose(state, {one["option"]: one["to"] for one in other["changes"]})

    assert stepped.status_code == 200
    assert stepped.json["total_cents"] == other["total_cents"]
    assert stepped.json["ready_on"] == other["ready_on"]


def test_of_several_conflicts_as_many_are_told_as_are_asked_for(staff, database):
    state = staff.begin(choices=SLIM).json
    others = [Choice("leg", "flared"), Choice("cloth", "twill"), Choice("wash", "stone")]
    with database.writing() as session:
        draft = get_draft(session, state["id"])
        all_four = draft.configuration.moved_to((*draft.configuration.choices, *others))
        save_draft(session, replace(draft, configuration=all_four), NOON)
    path = f"/configurations/{state['id']}/complete"

    one, both = (
        staff("POST", path + query, {"goal": "cheapest"}) for query in ("", "?conflicts=5")
    )

    assert is_problem(one, 409, "Conflict")
    assert one.json["conflicts"] == []
    assert both.json["conflict"] == one.json["conflict"]
    [other] = both.json["conflicts"]
    told = [both.json["conflict"], other["choices"]]
    assert [[choice["option"] for choice in choices] for choices in told] == [
        ["cloth", "wash"],
        ["fit", "leg"],
    ]
    assert [rule["key"] for rule in other["rules"]] == ["slim_is_not_flared"]
    for wrong in ("0", "6", "many", ""):
        assert is_problem(staff("POST", f"{path}?conflicts={wrong}", {}), 422, "Invalid")


def test_reasons_are_told_in_the_language_asked_for(staff):
    state = staff.begin(choices=SLIM).json
    path = f"/configurations/{state['id']}"

    clash = staff("PATCH", path, {"choices": FLARED}, If_Match='"1"', Accept_Language="fr")

    assert clash.json["rules"][0]["reason"] == "Une jambe ajustée n'est pas évasée."


def test_a_repair_is_applied_when_asked_for(staff):
    state = staff.begin(choices=SLIM).json

    stepped = staff.choose(state, FLARED, repair=True)

    assert stepped.status_code == 200
    assert stepped.json["choices"] == {"fit": "wide", **FLARED}
    assert stepped.json["total_cents"] == 10400


def test_wishes_that_clash_among_themselves_have_no_repair(staff):
    state = staff.begin(choices={"cloth": "denim"}).json

    for repair in (False, True):
        clash = staff.choose(state, {**SLIM, **FLARED}, repair=repair)
        assert is_problem(clash, 409, "Conflict")
        assert clash.json["repair"] is None
        assert {one["option"] for one in clash.json["conflict"]} == {"fit", "leg"}
    assert is_problem(staff.begin(choices={**SLIM, **FLARED}), 409, "Conflict")


def test_several_wishes_are_made_room_for_together(staff):
    state = staff.begin(choices={"fit": "slim", "wash": "stone"}).json
    wishes = {"leg": "flared", "cloth": "twill"}

    clash = staff.choose(state, wishes)
    stepped = staff.choose(state, wishes, repair=True)

    assert is_problem(clash, 409, "Conflict")
    told = {one["option"]: one["to"] for one in clash.json["repair"]["changes"]}
    assert told["fit"] == "wide"
    assert stepped.json["choices"] == {"fit": "slim", "wash": "stone", **wishes, **told}
    assert stepped.json["total_cents"] == clash.json["repair"]["total_cents"]


def test_an_unknown_option_or_value_is_named(staff):
    state = staff.begin().json

    wrong = staff.choose(state, {"fitt": "slim", "leg": "narow", "block": None, "fit": "slim"})

    assert is_problem(wrong, 422, "Invalid")
    told = {one["field"]: one["message"] for one in wrong.json["errors"]}
    assert told.keys() == {"choices.fitt", "choices.leg", "choices.block"}
    assert "did you mean `narrow`" in told["choices.leg"]


def test_a_step_to_where_one_is_makes_no_revision(staff):
    state = staff.begin(choices=SLIM).json

    assert staff.choose(state, SLIM).json["revision"] == 1
    assert staff.choose(state, {}).json["revision"] == 1
    assert staff("POST", f"/configurations/{state['id']}/redo").json == state


def test_what_is_open_is_decided_the_cheapest_or_the_soonest_way(staff):
    state = staff.begin(choices=SLIM).json
    path = f"/configurations/{state['id']}/complete"

    done = staff("POST", path, {"goal": "cheapest"}, If_Match='"1"')

    assert done.json["choices"] == {"fit": "slim", "leg": "narrow", "cloth": "twill", "wash": "raw"}
    assert done.json["total_cents"] == 9600
    assert staff("POST", path, {"goal": "soonest"}).status_code == 200
    assert is_problem(staff("POST", path, {"goal": "best"}), 422, "Invalid")
    assert is_problem(staff("POST", path, {"goal": "soonest"}, If_Match='"1"'), 412, "Stale")


def test_what_is_open_is_decided_the_likeliest_way_and_nearest_to_given_values(staff):
    state = staff.begin(choices=SLIM).json
    path = f"/configurations/{state['id']}/complete"
    taste = {"cloth": {"denim": 3}, "wash": {"raw": 2}}

    likely = staff("POST", path, {"goal": "likeliest", "taste": taste}, Idempotency_Key="a").json
    assert likely["choices"] == FULL
    staff("POST", f"/configurations/{state['id']}/undo")
    advised = staff("POST", path, {"goal": "likeliest"}, Idempotency_Key="b").json
    assert advised["total_cents"] == 9600
    staff("POST", f"/configurations/{state['id']}/undo")
    near = staff("POST", path, {"goal": "nearest", "to": {"fit": "wide", "cloth": "denim"}})
    assert (near.json["choices"]["fit"], near.json["choices"]["cloth"]) == ("slim", "denim")


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"goal": "nearest"}, "to"),
        ({"goal": "nearest", "to": {"sleeve": "long"}}, "to.sleeve"),
        ({"goal": "likeliest", "taste": {"fit": {"tight": 2}}}, "taste.fit"),
    ],
)
def test_a_completion_towards_what_is_not_there_is_refused(staff, asked, where):
    path = f"/configurations/{staff.begin().json['id']}/complete"
    answer = staff("POST", path, asked)
    assert is_problem(answer, 422, "Invalid")
    assert [one["field"] for one in answer.json["errors"]] == [where]


def test_completions_to_weigh_are_told_and_nothing_changes(staff):
    state = staff.begin(choices=SLIM).json
    told = staff("GET", f"/configurations/{state['id']}/completions").json

    assert (told["exact"], told["currency"]) == (True, "EUR")
    days = [one["ready_on"] for one in told["completions"]]
    assert days == sorted(days)
    assert all(one["values"]["fit"] == "slim" for one in told["completions"])
    assert min(one["total_cents"] for one in told["completions"]) == 9600
    assert staff("GET", f"/configurations/{state['id']}").json == state


def test_steps_are_undone_and_done_again(staff):
    state = staff.begin(choices=SLIM).json
    path = f"/configurations/{state['id']}"
    staff.choose(state, {"cloth": "twill"})

    undone = staff("POST", f"{path}/undo", If_Match='"2"')
    assert (undone.json["choices"], undone.json["revision"]) == (SLIM, 3)
    assert undone.headers["ETag"] == '"3"'
    redone = staff("POST", f"{path}/redo", {})
    assert redone.json["choices"] == {**SLIM, "cloth": "twill"}
    assert is_problem(staff("POST", f"{path}/undo", If_Match='"1"'), 412, "Stale")


def test_a_key_makes_a_step_happen_once(staff):
    state = staff.begin(choices=SLIM).json
    path = f"/configurations/{state['id']}/undo"
    staff.choose(state, {"cloth": "twill"})

    asked = [staff("POST", path, Idempotency_Key="k1", If_Match='"2"') for _ in range(3)]
    other = staff("POST", path, Idempotency_Key="k1", If_Match='"3"')

    assert [answer.json["revision"] for answer in asked] == [3, 3, 3]
    assert is_problem(other, 422, "KeyUsedOtherwise")
    assert is_problem(staff("POST", path, Idempotency_Key="k" * 256), 400, "NoKey")


def test_a_key_makes_one_configuration_and_one_customer(staff):
    begun = {
        staff("POST", "/configurations", {"product": "trousers"}, Idempotency_Key="a").json["id"]
        for _ in range(3)
    }
    made = {
        staff("POST", "/customers", {"name": "Nadia"}, Idempotency_Key="a").json["id"]
        for _ in range(3)
    }
    other = staff("POST", "/customers", {"name": "Ines"}, Idempotency_Key="a")

    assert (len(begun), len(made)) == (1, 1)
    assert is_problem(other, 422, "KeyUsedOtherwise")


def test_a_customer_is_written_down_and_measured(staff, database):
    made = staff("POST", "/customers", {"name": " Nadia  El Amrani ", "phone": "06 12 34 56 78"})
    path = f"/customers/{made.json['id']}"

    taken = {"hip_mm": 1020, "weight_hg": 680, "calf_mm": 370, "waist_navel_mm": 830}
    measured = staff("POST", f"{path}/measurements", {"values": taken})

    assert (made.status_code, measured.status_code) == (201, 201)
    assert made.json.keys() == {"id"}
    assert made.headers["Location"] == f"{V1}{path}"
    assert measured.json["values"] == taken
    assert measured.json["tailoring"] == {"weight_hg": 680, "waist_mm": 830, "hip_mm": 1020}
    known = staff("GET", path).json
    assert known["name"] == "Nadia El Amrani"
    assert known["measurements"] == taken
    with database.reading() as session:
        history = measurement_history(session, made.json["id"])
    assert {(one.key, one.amount, one.measured_by, one.how) for one in history} == {
        (key, amount, "Yasmine", "tape") for key, amount in taken.items()
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "7"}, "name"),
        ({"name": "Nadia", "email": "nadia"}, "email"),
        ({"name": "Nadia", "phone": "call me"}, "phone"),
        ({"name": "Nadia", "email": None}, "email"),
        ({"name": "Nadia\u0000"}, "name"),
        ({"name": "N" * 300}, "name"),
        ({"name": "Nadia", "id": "mine"}, "id"),
        ({"email": "nadia@example.com"}, "name"),
    ],
)
def test_a_customer_needs_a_name_and_ways_that_can_be_used(staff, asked, field):
    answer = staff("POST", "/customers", asked)

    assert is_problem(answer, 422, "Invalid")
    assert [one["field"] for one in answer.json["errors"]] == [field]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "values"),
        ({"hip_mm": True}, "values.hip_mm"),
        ({"hip_mm": "1020"}, "values.hip_mm"),
        ({"hip_mm": 1020.5}, "values.hip_mm"),
        ({"hip_mm": 102}, "values.hip_mm"),
        ({"hip_mm": 10**14}, "values.hip_mm"),
        ({"hipp_mm": 1020}, "values.hipp_mm"),
        ({"sex": 1}, "values.sex"),
    ],
)
def test_what_no_adult_measures_is_named(staff, values, field):
    made = staff("POST", "/customers", {"name": "Nadia"}).json["id"]

    answer = staff("POST", f"/customers/{made}/measurements", {"values": values})

    assert is_problem(answer, 422, "Invalid")
    assert [one["field"] for one in answer.json["errors"]] == [field]
    assert staff("GET", f"/customers/{made}").json["measurements"] == {}


def test_a_configuration_for_a_customer_follows_his_newest_measurements(staff, clock, database):
    made = staff("POST", "/customers", {"name": "Nadia"}).json["id"]
    path = f"/customers/{made}/measurements"
    body = {"waist_navel_mm": 830, "heel_mm": 340, "inseam_mm": 790}
    staff("POST", path, {"values": body})

    measured = staff.begin(customer=made, choices=FULL).json
    assert measured["complete"]

    clock.now += timedelta(minutes=10)
    staff("POST", path, {"values": {"waist_mm": 800}})
    staff.choose(measured, {"cloth": "twill"})
    with database.reading() as session:
        draft = get_draft(session, measured["id"])
    assert draft.customer == made
    assert draft.body_mm == {"waist_mm": 800, "heel_mm": 340, "inseam_mm": 790}
    assert draft.measured_at == NOON


def test_a_body_that_came_later_is_taken_too_and_may_rule_choices_out(staff):
    made = staff("POST", "/customers", {"name": "Nadia"}).json["id"]
    state = staff.begin(customer=made, choices={"leg": "narrow"}).json
    assert not state["complete"]

    values = {"waist_navel_mm": 830, "heel_mm": 350, "inseam_mm": 790}
    staff("POST", f"/customers/{made}/measurements", {"values": values})
    now = staff("GET", f"/configurations/{state['id']}").json

    assert now["configurations"] != "0"
    assert values_of(now, "leg")["narrow"]["status"] == "chosen"


def test_customers_have_their_own_and_all_else_is_not_there(staff, sign_up, asker_for):
    nadia, ines = (asker_for(sign_up(Role.CUSTOMER, name)) for name in ("nadia", "ines"))
    hers = nadia.begin(choices=SLIM).json
    of_the_shop = staff.begin(customer="nadia").json["id"]
    nobodys = staff.begin().json["id"]

    assert nadia("GET", f"/configurations/{of_the_shop}").status_code == 200
    assert nadia("GET", "/customers/nadia").json["name"] == "Nadia"
    assert nadia.choose(hers, {"cloth": "twill"}).status_code == 200
    missing = ines("GET", "/configurations/nothing-there").json
    for path in (f"/configurations/{hers['id']}", f"/configurations/{nobodys}"):
        foreign = ines("GET", path)
        assert is_problem(foreign, 404, "NotThere")
        assert {**foreign.json, "instance": ""} == {**missing, "instance": ""}
    assert ines("GET", "/customers/nadia").status_code == 404
    values = {"values": {"hip_mm": 1000}}
    assert ines("POST", "/customers/nadia/measurements", values).status_code == 404
    assert ines.begin(customer="nadia").status_code == 404
    assert is_problem(ines("POST", "/customers", {"name": "New"}), 403, "NotAllowed")
    assert nadia("POST", "/customers/nadia/measurements", values).status_code == 201


@pytest.mark.parametrize("role", [Role.PRODUCTION, Role.AUTHOR])
def test_who_has_another_task_may_not_ask(sign_up, asker_for, role):
    asker = asker_for(sign_up(role))

    assert is_problem(asker.begin(), 403, "NotAllowed")
    assert is_problem(asker("GET", "/customers/nobody"), 403, "NotAllowed")


def test_strangers_are_asked_for_a_token(stranger):
    for method, path in [
        ("POST", "/configurations"),
        ("GET", "/configurations/x"),
        ("POST", "/orders"),
        ("DELETE", "/sessions"),
    ]:
        answer = stranger(method, path)
        assert is_problem(answer, 401, "NoToken")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


BAD_TEXTS = [
    (b"", 400),
    (b"{", 400),
    (b"\xff", 400),
    (b"\xef\xbb\xbf{}", 400),
    (b'{"goal": NaN}', 400),
    (b'{"goal": 1e400}', 422),
    (b'{"goal": Infinity}', 400),
    (b'{"goal": ' + b"9" * 5000 + b"}", 400),
    (b'{"goal": "cheapest", "goal": "soonest"}', 400),
    (b'{"goal": "\\ud800"}', 400),
    (b'{"\\udfff": 1}', 400),
    (b"[" * 60_000, 400),
    (b'{"goal":' * 8_000, 400),
    (b"[]", 422),
    (b"null", 422),
    (b"1", 422),
    (b'"cheapest"', 422),
    (b'{"goal": null}', 422),
    (b'{"goal": ["cheapest"]}', 422),
    (b'{"goal": "cheapest", "total_cents": 1}', 422),
    (b'{"goal": "' + b"x" * 70_000 + b'"}', 413),
]


@pytest.mark.parametrize(("text", "status"), BAD_TEXTS, ids=lambda one: repr(one)[:30])
def test_what_is_no_plain_json_is_refused_and_changes_nothing(staff, text, status):
    state = staff.begin().json
    path = f"{V1}/configurations/{state['id']}/complete"
    headers = {"Authorization": f"Bearer {staff.token}", "Content-Type": "application/json"}

    answer = staff.client.post(path, data=text, headers=headers)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert staff("GET", f"/configurations/{state['id']}").json == state


def test_only_json_is_taken(staff):
    state = staff.begin().json
    path = f"{V1}/configurations/{state['id']}/complete"

    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"Authorization": f"Bearer {staff.token}", "Content-Type": kind}
        answer = staff.client.post(path, data='{"goal": "cheapest"}', headers=headers)
        assert answer.status_code in {400, 415}
        assert answer.mimetype == "application/problem+json"


def test_where_nothing_is_expected_nothing_is_taken(staff):
    state = staff.begin().json

    answer = staff("POST", f"/configurations/{state['id']}/undo", {"choices": SLIM})

    assert is_problem(answer, 422, "Invalid")


def test_unknown_addresses_and_methods_are_problems_too(staff):
    unknown, method = staff("GET", "/nothing"), staff("DELETE", "/products")

    assert is_problem(unknown, 404, "NotThere")
    assert (method.status_code, method.mimetype) == (405, "application/problem+json")
    assert "GET" in method.headers["Allow"]


def test_a_failure_of_ours_is_a_problem_with_a_number(app, staff, capsys):
    app.extensions["workshop"] = replace(app.extensions["workshop"], new_link=None)

    answer = staff.begin()

    assert is_problem(answer, 500, "Failure")
    assert answer.json["number"] in capsys.readouterr().err


def test_many_devices_at_once_overwrite_nothing_unseen(staff):
    state = staff.begin().json
    cloths = ["denim", "twill"] * 8

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda cloth: staff.choose(state, {"cloth": cloth}), cloths))

    # Who wanted in the same moment what was just taken is told that it stands.
    stands = staff("GET", f"/configurations/{state['id']}").json
    assert stands["revision"] == 2
    assert {answer.status_code for answer in answers} == {200, 412}
    assert all(answer.json == stands for answer in answers if answer.status_code == 200)
