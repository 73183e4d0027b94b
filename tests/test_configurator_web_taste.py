"""Taste on screen: the first proposal, critiques, questions, what is remembered and what is not."""

import json
from dataclasses import replace
from datetime import timedelta
from html import unescape
from re import findall, search
from typing import Any

import pytest

from catalog.configuration import By, Choice, Configuration
from catalog.text import Text
from configurator.jobs.taste import learn_taste
from configurator.storage.accounts import Role
from configurator.storage.consents import note_consent
from configurator.storage.customers import (
    Customer,
    MeasurementTaken,
    create_customer,
    record_measurements,
)
from configurator.storage.drafts import Draft, create_draft, get_draft
from configurator.storage.idempotency import Request
from configurator.storage.orders import orders_of_customer, place_order
from configurator.storage.rejections import Rejection, reject
from configurator.storage.taste import answers_of
from configurator.tastes import taste_path
from customers.rights.consent import Consent, Said, Source
from customers.rights.purpose import Channel
from production.order import Line
from tests.shop import BODY_MM, NOON, ORDER
from tests.web import form

FIRST, ASK = "/configure/jeans/first", "/configure/jeans/ask"
OTHERS, EACH = 12, 2


@pytest.fixture
def past(database, jeans) -> None:
    """Anna and twelve others, who ordered twice what one of three starting designs has."""
    designs = jeans.product.designs[:3]
    people = [("anna", designs[0]), *((f"c{n}", designs[n % 3]) for n in range(OTHERS))]
    with database.recording() as session:
        for person, _ in people:
            create_customer(session, Customer(person, person.title(), "", "1", NOON), "sam")
        anna = [
            MeasurementTaken("anna", key, mm, "", "", "Sam", NOON, "tape")
            for key, mm in BODY_MM.items()
        ]
        record_measurements(session, anna)
    for number, (person, design) in enumerate(people * EACH):
        ordered(database, jeans, person, design.choices, number)


def ordered(database, jeans, person: str, values: dict[str, str], number: int) -> str:
    made = Configuration("jeans", jeans.product.edition).moved_to(
        tuple(Choice(*one) for one in values.items())
    )
    link, at = f"draft-{person}-{number}", NOON - timedelta(days=100 - number)
    lines = tuple(
        Line(option, Text(en=option), value, Text(en=value), 0, hidden=False)
        for option, value in values.items()
    )
    order = replace(ORDER, configuration=link, lines=lines, placed_at=at)
    with database.recording() as session:
        create_draft(session, Draft(link, made, saved_at=at, customer=person))
        asked = Request("test", link, {})
        return place_order(session, order, person, asked, "sam").stored.order.number


@pytest.fixture(scope="module")
def kept() -> dict[str, bytes]:
    """What was learned by the first test, for all learn of the same past."""
    return {}


@pytest.fixture
def learned(past, database, settings, jeans, kept) -> None:  # noqa: ARG001 - they ordered before
    path = taste_path(jeans, settings.data_folder)
    if not kept:
        assert learn_taste(database, settings, jeans, NOON)
        kept["jeans"] = path.read_bytes()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(kept["jeans"])


def said(database, answer: Said) -> None:
    word = Consent(
        id=f"word {answer}",
        person="anna",
        purpose="taste",
        channel=Channel.ANY,
        said=answer,
        at=NOON,
        source=Source.PAGE,
        sentence="",
        version=1,
        language="en",
        proof="",
        by="",
    )
    with database.recording() as session:
        note_consent(session, word)


def found(pattern: str, page: str) -> str:
    """What stands in the page where the pattern has its group."""
    match = search(pattern, page)
    assert match, pattern
    return unescape(match[1])


def way(page: str) -> dict[str, str]:
    """The design on the page, by option."""
    named = found(r'name="way" value="([^"]+)"', page)
    return dict(one.split(".", 1) for one in named.split())


@pytest.mark.usefixtures("learned")
def test_who_is_known_is_proposed_a_whole_design_measured_priced_dated_with_three_facts(
    signed_in, jeans
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    sent = anna.get("/configure/jeans")
    assert sent.location == FIRST
    page = anna.get(FIRST).text
    design = way(page)
    likes = jeans.product.designs[0].choices
    assert sum(design[option] == value for option, value in likes.items()) > len(likes) * 0.7
    assert "For Anna" in page
    assert search(r"€\d+\.\d\d", page)
    reasons = findall(r"<span>([^<>]+, ordered 2 times)</span>", page)
    assert len(reasons) == 3

    taken = anna.post(f"{FIRST}/take", data=form(page, "first/take"))
    assert taken.location.endswith("/order")  # Her body is known: nothing is missing.
    assert anna.get(taken.location).status_code == 200


@pytest.mark.usefixtures("learned")
def test_a_critique_is_answered_with_the_nearest_design_and_what_differs(signed_in):
    anna = signed_in(Role.CUSTOMER, customer="anna")
    page = anna.get(FIRST).text
    before = way(page)
    wishes = dict(findall(r'id="wish-(\w+)" href="([^"]+)"', page))
    assert {"cheaper", "sooner", "darker", "looser", "simpler"} <= set(wishes)
    criticised = anna.get(unescape(wishes["looser"])).text
    after = way(criticised)
    changed = {option for option in before if before[option] != after[option]}
    assert changed & {"fit", "leg_opening"}
    assert criticised.count("<del>") == len(changed)
    order = ["skinny", "slim", "straight", "relaxed", "wide"]
    assert order.index(after["fit"]) >= order.index(before["fit"])


@pytest.mark.usefixtures("learned")
def test_switched_off_all_are_equal_and_nobody_is_told_that_it_is_for_him(
    database, signed_in, client
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    said(database, Said.WITHDRAWN)
    assert anna.get("/configure/jeans").status_code == 200
    hers, strangers = anna.get(FIRST).text, client.get(FIRST).text
    assert findall(r'name="way" value="([^"]+)"', hers) == findall(
        r'name="way" value="([^"]+)"', strangers
    )
    for page in (hers, strangers):
        assert page.count('class="three"') == 3
        assert "ordered" not in page
        assert "For Anna" not in page
    said(database, Said.GIVEN)
    assert "For Anna" in anna.get(FIRST).text


@pytest.mark.usefixtures("past")
def test_before_anything_is_learned_the_shops_own_designs_are_popular_and_nothing_is_for_anybody(
    signed_in,
) -> None:
    page = signed_in(Role.CUSTOMER, customer="anna").get(FIRST).text
    assert page.count('class="three"') == 3
    assert "our own designs" in page
    assert "For Anna" not in page


@pytest.mark.usefixtures("learned")
def test_a_rejected_fact_is_never_named_again_and_another_takes_its_place(
    database, signed_in, jeans
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    page = anna.get(FIRST).text
    named = findall(r"<span>([^<>]+), ordered 2 times</span>", page)[0]
    options = {one.key: one for one in jeans.product.options}
    key = next(
        f"{option}={value}"
        for option, value in way(page).items()
        if f"{options[option].name['en']}: {options[option].value(value).name['en']}" == named
    )
    rejection = Rejection("one", "anna", f"jeans ordered {key}", "", anna.account.id, NOON)
    with database.recording() as session:
        reject(session, rejection)
    after = anna.get(FIRST).text
    assert named not in after
    assert after.count("ordered 2 times") == 3


def answered(client: Any, page: str, action: str, question: str, value: str) -> Any:
    return client.post(
        page,
        data=form(client.get(action).text, page)
        | {
            "question": question,
            "value": value,
        },
    )


@pytest.mark.usefixtures("learned")
def test_what_is_answered_at_home_is_closed_in_the_shop_and_the_other_way_round(
    database, signed_in, jeans
) -> None:
    anna, clerk = signed_in(Role.CUSTOMER, customer="anna"), signed_in(Role.STAFF)
    answered(anna, "/configure/jeans/answer", ASK, "need cycles", "often")
    assert 'value="need cycles"' not in clerk.get("/customers/anna").text
    page = clerk.get("/customers/anna").text
    (question,) = findall(r'name="question" value="(need [^"]+)"', page)[:1]
    (value,) = findall(r'name="value" value="(\w+)"', page.split(question)[1])[:1]
    answered(clerk, "/customers/anna/taste/jeans", "/customers/anna", question, value)
    with database.reading() as session:
        known = answers_of(session, "anna", "jeans")
    assert known == {"need cycles": "often", question: value}
    for number in (110, 111, 112):  # Each after she was asked.
        ordered(database, jeans, "anna", jeans.product.designs[0].choices, number)
    copy = json.loads(anna.get("/me/knowledge/copy/json").data)
    assert copy["answers_used_again"] == 4
    assert "4 answers of yours were used again" in anna.get("/me/taste").text
    assert f'value="{question}"' not in clerk.get("/customers/anna").text
    assert f'value="{question}"' not in anna.get("/configure/jeans?plain=1").text


@pytest.mark.usefixtures("learned")
def test_a_visitor_is_asked_on_one_draft_skips_and_switches_to_the_steps_at_any_time(
    client, database
) -> None:
    asked = client.get(ASK).text
    first = found(r'name="question" value="([^"]+)"', asked)
    sent = client.post("/configure/jeans/answer", data=form(asked, "answer") | {"value": ""})
    link = sent.location.split("/")[-2]
    asked = client.get(sent.location).text
    second = found(r'name="question" value="([^"]+)"', asked)
    assert second != first
    answer = form(asked, "answer") | {"value": found(r'name="value" value="(\w+)"', asked)}
    again = client.post(f"/configure/jeans/{link}/answer", data=answer)
    assert again.location == f"/configure/jeans/{link}/ask"
    assert client.post(f"/configure/jeans/{link}/answer", data=answer).status_code == 303
    with database.reading() as session:
        draft = get_draft(session, link)
    held = {one.option for one in draft.configuration.choices if one.by is not By.TASTE}
    assert held == {first, second}
    steps = found(r'href="(/configure/jeans/[^"]+plain=1)"', client.get(again.location).text)
    assert client.get(steps).status_code == 200
    whole = client.get(unescape(found(r'href="([^"]+/first\?way=[^"]+)"', asked)))
    assert "Take this" in whole.text


@pytest.mark.usefixtures("learned")
def test_what_is_suggested_is_seen_as_such_and_never_locked(signed_in, database) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    page = anna.get(FIRST).text
    sent = anna.post(f"{FIRST}/take", data=form(page, "first/take") | {"suggest": "1"})
    link = sent.location.split("/")[-1].partition("?")[0]
    with database.reading() as session:
        draft = get_draft(session, link)
    by = {one.option: one for one in draft.configuration.choices}
    assert by
    assert {one.by for one in by.values()} == {By.TASTE}
    steps = anna.get(sent.location).text
    assert "Suggested" in steps
    assert "Rise: Mid, ordered 2 times" in steps  # The fact it rests on.
    assert 'class="card card-set"' not in steps
    fit = by["fit"].value if "fit" in by else ""
    other = next(one for one in ("slim", "straight", "relaxed") if one != fit)
    chosen = form(steps, f"{link}/choose") | {"option": "fit", "value": other}
    anna.post(f"/configure/jeans/{link}/choose", data=chosen)
    with database.reading() as session:
        now = get_draft(session, link).configuration.choices
    assert Choice("fit", other, By.CUSTOMER) in now


@pytest.mark.usefixtures("learned")
def test_an_answer_nobody_offers_is_refused(client, staff) -> None:
    asked = form(client.get(ASK).text, "answer")
    for question, value in (("need x", ""), ("need cycles", "sometimes"), ("fit", "tent")):
        wrong = asked | {"question": question, "value": value}
        assert client.post("/configure/jeans/answer", data=wrong).status_code == 400
    key = form(staff.get("/customers/anna").text, "/customers/anna/taste/jeans")
    wrong = key | {"question": "fit", "value": "slim"}  # Not a question about a need.
    assert staff.post("/customers/anna/taste/jeans", data=wrong).status_code == 400


@pytest.mark.usefixtures("learned")
def test_the_counter_begins_with_the_proposal_of_its_customer_and_orders_it(
    staff, database
) -> None:
    began = form(staff.get("/customers/anna").text, "/configure/jeans")
    first = staff.post("/customers/anna/configure/jeans", data=began).location
    assert first.endswith("/first")
    page = staff.get(first).text
    assert "For Anna" in page
    assert "Switch suggestions by taste off" not in page  # That is hers to say.
    sent = staff.post(f"{first}/take", data=form(page, "first/take"))
    assert sent.location.endswith("/order")
    review = staff.get(sent.location).text
    placed = form(review, "/order") | {"name": "Anna", "email": "", "phone": "+33 6 39 98 00 01"}
    assert staff.post(sent.location, data=placed).status_code == 303
    with database.reading() as session:
        newest = orders_of_customer(session, "anna")[0].order
    values = {one.option: one.value for one in newest.lines}
    assert {key: values[key] for key in way(page)} == way(page)


@pytest.mark.usefixtures("learned")
def test_a_file_of_another_edition_is_no_good_and_the_older_one_stays(settings, jeans, app) -> None:
    path, shop = taste_path(jeans, settings.data_folder), app.extensions["workshop"]
    before = shop.tastes.of(jeans, settings.data_folder)
    assert not before.is_cold
    path.write_text(path.read_text("utf-8").replace('"slim"', '"slender"'), "utf-8")
    assert shop.tastes.of(jeans, settings.data_folder) is before


@pytest.mark.usefixtures("learned")
def test_the_gallery_begins_with_what_somebody_likes_and_with_the_authors_order_for_strangers(
    signed_in, client, database, jeans
) -> None:
    def keys(page: str) -> list[str]:
        return list(dict.fromkeys(findall(r'href="/designs/jeans/([\w]+)"', page)))

    authors = [one.key for one in jeans.product.designs]
    assert keys(client.get("/designs/jeans").text) == authors
    clark = signed_in(Role.CUSTOMER, customer="c2")
    assert keys(clark.get("/designs/jeans").text)[0] == authors[2]
    anna = signed_in(Role.CUSTOMER, customer="anna")
    said(database, Said.WITHDRAWN)
    assert keys(anna.get("/designs/jeans").text) == authors
