"""The marketer's conversation: written step by step, looked at, launched, stopped; and the code."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from configurator.api.bearer import KIND
from configurator.jobs.work import Bench, do_work
from configurator.storage.accounts import Role
from configurator.storage.campaigns import State, get_campaign, save_plan
from configurator.storage.jobs import CAMPAIGN, Work
from configurator.storage.tables_campaigns import PersonalCodeRow
from configurator.storage.tables_segments import SegmentRow
from customers.dialogue.campaign_text import LANGUAGES
from tests.campaigns import DAY, PLAN, TODAY, fill
from tests.shop import BODY, NOON
from tests.web import Program, form, hidden, sent

CODE = "K7PM3XQD29TB"
AT = "/campaigns/winter"
WHOLE = {
    "segment": {"name": "Winter", "segment": "cyclists"},
    "objective": {"objective": "One more", "within": "30", "take": "5", "worth": "60"},
    "texts": {
        f"{part}-{one}": f"{{garment|jeans}} {{code}} {part}"
        for one in LANGUAGES
        for part in ("subject", "body")
    },
    "offer": {"kind": "percent", "percent": "10", "begins": str(TODAY), "ends": str(TODAY + DAY)},
    "sending": {
        "purpose": "similar",
        "channel": "email",
        "begins": str(TODAY),
        "held": "20",
        "ends": str(TODAY + DAY),
        "cost": "0,02",
    },
}


@pytest.fixture
def database(database):
    fill(database)
    return database


@pytest.fixture
def lina(signed_in):
    return signed_in(Role.MARKETER, "Lina")


def planned(database, plan):
    with database.recording() as session:
        return save_plan(
            session, replace(get_campaign(session, "winter"), plan=plan), TODAY, "", NOON
        )


def campaign(database):
    with database.reading() as session:
        return get_campaign(session, "winter")


def test_a_campaign_is_written_step_by_step_launched_and_stopped(lina, database, settings):
    for step, typed in WHOLE.items():
        answer = sent(lina, f"{AT}/edit/{step}", **typed)
        assert answer.status_code == 303
    assert answer.location == f"{AT}/launch"
    assert campaign(database).state is State.CHECKED
    before = lina.get(f"{AT}/launch").text
    assert "1</td>" in before.split("did not agree, or said no")[1][:60]

    assert sent(lina, f"{AT}/launch").location == AT
    while not do_work(Bench(database, settings, lambda: NOON), Work(CAMPAIGN, "winter")):
        pass
    page = lina.get(AT).text
    assert "Running" in page
    assert ">22<" not in page.split("Go without")[0]
    assert lina.get(f"{AT}/light.svg").mimetype == "image/svg+xml"
    assert lina.get(f"{AT}/edit/texts").status_code == 409

    sent(lina, AT, f"{AT}/stop")
    assert campaign(database).state is State.STOPPED
    assert "Stopped" in lina.get("/campaigns").text


def test_before_launch_all_that_is_left_to_mend_is_named_and_nothing_is_launched(lina, database):
    planned(database, replace(PLAN, objective=""))
    with database.recording() as session:
        session.execute(update(SegmentRow).values(description=""))
    page = lina.get(f"{AT}/launch").text
    assert "2 things are left to mend" in page
    assert "Cyclists lacks: Description." in page
    assert "Launch it" not in page
    keyed = {"csrf_token": "", "revision": str(campaign(database).revision), "key": "k"}
    token = form(lina.get("/campaigns").text, "/campaigns")
    answer = lina.post(f"{AT}/launch", data=keyed | {"csrf_token": token["csrf_token"]})
    assert answer.status_code == 422
    assert campaign(database).state is State.DRAFTED


def test_the_preview_speaks_to_people_of_the_segment_by_their_first_name_and_tells_no_more(
    lina, database
):
    planned(database, PLAN)
    page = lina.get(f"{AT}/edit/texts").text
    typed = {f"subject-{one}": "Hi {wash|x}" for one in LANGUAGES}
    typed |= {f"body-{one}": "{name}: {wash|x} <b>" for one in LANGUAGES}
    fields = form(page, f"{AT}/edit/texts") | typed | {"person": "p02", "language": "en"}
    shown = lina.post(f"{AT}/preview", data=fields, headers={"HX-Request": "true"}).text

    assert shown.startswith('<section class="panel preview" id="preview"')
    assert "Hi Raw</h3>" in shown
    assert "p02: Raw &lt;b&gt;" in shown
    for text in (page, shown):
        assert "p02 Ek" not in text
        assert "@example.org" not in text
    assert "p00" not in page  # He said no to such letters.
    other = lina.post(f"{AT}/preview", data=fields | {"person": "p00"}).text
    assert "p00: " not in other
    assert campaign(database).plan == PLAN


def test_two_who_change_it_at_once_do_not_overwrite_each_other(lina, signed_in, database):
    planned(database, PLAN)
    page = lina.get(f"{AT}/edit/objective").text
    sent(signed_in(Role.MANAGER), f"{AT}/edit/objective", objective="Ours", within="20", take="5")
    fields = form(page, f"{AT}/edit/objective") | {"objective": "Mine", "within": "9", "take": "1"}
    assert lina.post(f"{AT}/edit/objective", data=fields).status_code == 409
    assert campaign(database).plan.objective == "Ours"


@pytest.fixture
def offered(database):
    """The code of p05 for 10 % less."""
    planned(database, PLAN)
    with database.recording() as session:
        unused = {"order_number": "", "used_at": None}
        session.add(PersonalCodeRow(campaign="winter", person="p05", code=CODE, **unused))
    return database


def measured_draft(client):
    to = "/configure/jeans/finish"
    made = client.post(to, data=form(client.get("/configure/jeans?finish=ask").text, to))
    draft = made.location.split("?")[0]
    sent(client, f"{draft}/measure", **BODY)
    return draft


def total(page):
    return int(hidden(page)["total_cents"])


@pytest.mark.usefixtures("offered")
def test_the_code_takes_off_what_was_offered_for_its_person_alone_and_once(signed_in):
    owner = signed_in(Role.CUSTOMER, "p05 Ek", customer="p05")
    other = signed_in(Role.CUSTOMER, "p06 Ek", customer="p06")
    person = {"name": "p05 Ek", "email": "p05@example.org", "phone": ""}
    strange = measured_draft(other)
    refused = sent(other, f"{strange}/order", **person, code="K7PM-3XQD-29TB")
    assert refused.status_code == 422
    assert "made to somebody else" in refused.text

    draft = measured_draft(owner)
    full = total(owner.get(f"{draft}/order").text)
    asked = sent(owner, f"{draft}/order", **person, code="k7pm 3xqd 29tb")
    assert asked.status_code == 409
    assert "Your offer is in the price now" in asked.text
    less = total(asked.text)
    assert less == full - full * 10 // 100
    fields = form(asked.text, f"{draft}/order") | person | {"code": CODE}
    assert owner.post(f"{draft}/order", data=fields).status_code == 303
    placed = owner.get("/me").text
    assert f"{less // 100}" in placed

    again = measured_draft(owner)
    refused = sent(owner, f"{again}/order", **person, code=CODE)
    assert refused.status_code == 422
    assert "taken with an earlier order" in refused.text


@pytest.mark.usefixtures("offered")
def test_the_link_of_an_offer_says_what_it_is_and_keeps_it_for_the_order(signed_in, settings):
    owner = signed_in(Role.CUSTOMER, "p05 Ek", customer="p05")
    page = owner.get(f"/o/{CODE}").text
    assert "10% off" in page
    assert "p05" not in page.split("<main")[1]
    sent(owner, f"/o/{CODE}")
    draft = measured_draft(owner)
    review = owner.get(f"{draft}/order").text
    assert "Winter" in review
    assert f'value="{CODE}"' in review
    owner.get(f"{draft}/quote.pdf")
    (quote,) = (settings.data_folder / "quotes").glob("*.json")
    assert '"Your offer", "value": "Winter", "price_cents": -' in quote.read_text("utf-8")
    assert owner.get("/o/222222222222").status_code == 404


@pytest.mark.usefixtures("offered")
def test_another_program_orders_with_the_code_and_is_told_why_it_is_not_taken(app, signed_in):
    owner = signed_in(Role.CUSTOMER, "p05 Ek", customer="p05")
    clerk = Program(app.test_client(), signed_in(Role.STAFF, kind=KIND).token)
    draft = measured_draft(owner)
    seen = hidden(owner.get(f"{draft}/order").text)
    body = {"configuration": draft.rsplit("/", 1)[1], "revision": int(seen["revision"])}
    for number, code in enumerate(("2" * 12, "no code")):
        refused = clerk("POST", "/orders", body | {"code": code}, Idempotency_Key=f"k{number}")
        assert refused.status_code == 422
        assert refused.json["errors"][0]["field"] == "code"
    made = clerk("POST", "/orders", body | {"code": CODE}, Idempotency_Key="good")
    full = int(seen["total_cents"])
    assert (made.status_code, made.json["total_cents"]) == (201, full - full * 10 // 100)
