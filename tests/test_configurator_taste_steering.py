"""What steers a proposal, and how it shows: tier, segment, complaints, and what was learned."""

from dataclasses import replace
from re import findall, sub

import pytest
from sqlalchemy import delete, insert, select, update

from catalog.configuration import By, Choice, Configuration
from configurator.jobs.taste import learn_taste
from configurator.jobs.value import value_customers
from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.issues import issues_of
from configurator.storage.orders import orders_of_customer
from configurator.storage.tables_value import CustomerValueRow, MembershipRow, ValueRunRow
from configurator.tastes import Tastes, taste_path
from customers.dialogue.answered import reused
from customers.taste.effort import Effort, effort, learning
from customers.taste.made import numbered
from tests.shop import NOON
from tests.test_configurator_web_taste import FIRST, ordered, way
from tests.web import form

EACH = 12


@pytest.fixture
def past(database, jeans) -> None:
    """Twelve riders and twelve dandies, who each ordered a starting design once; and Anna."""
    with database.recording() as session:
        create_customer(session, Customer("anna", "Anna", "", "1", NOON), "sam")
        for kind in ("ride", "show"):
            for number in range(EACH):
                one = Customer(f"{kind}{number}", kind, "", "1", NOON)
                create_customer(session, one, "sam")
                row = {"family": "need", "person": one.id, "segment": kind}
                session.execute(insert(MembershipRow).values(row))
    for place, kind in enumerate(("ride", "show")):
        for number in range(EACH):
            values = jeans.product.designs[place * 2].choices
            ordered(database, jeans, f"{kind}{number}", values, number)


@pytest.fixture
def learned(past, database, settings, jeans) -> None:  # noqa: ARG001 - they ordered before
    assert learn_taste(database, settings, jeans, NOON)


def in_segment(database, segment: str) -> None:
    with database.recording() as session:
        row = {"family": "need", "person": "anna", "segment": segment}
        session.execute(insert(MembershipRow).values(row))


def in_tier(database, settings, tier: int) -> None:
    """Anna's tier by its number, all else of her value as it was."""
    with database.reading() as session:
        run = session.scalar(select(ValueRunRow.id))
    if run is None:
        value_customers(database, settings, NOON)
    with database.recording() as session:
        run = session.scalars(select(ValueRunRow.id)).one()
        named = CustomerValueRow.__table__.columns.keys()
        row = dict.fromkeys(named, 0) | {"run": run, "person": "anna", "segment": "", "tier": tier}
        row["day"] = NOON.date().toordinal()
        session.execute(delete(CustomerValueRow).where(CustomerValueRow.person == "anna"))
        session.execute(insert(CustomerValueRow).values(row))


def shown(client) -> str:
    """The proposal without what differs at each look."""
    return sub(r'name="(csrf_token|key)" value="[^"]*"', "", client.get(FIRST).text)


def differing(one: str, other: str) -> set[str]:
    """Lines of either that the other has not."""
    return set(one.splitlines()) ^ set(other.splitlines())


@pytest.mark.usefixtures("learned")
def test_changing_only_the_segment_changes_the_design_and_says_so(
    database, signed_in, jeans
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    assert 'class="three"' in shown(anna)
    in_segment(database, "ride")
    riding = shown(anna)
    with database.recording() as session:
        session.execute(
            update(MembershipRow).where(MembershipRow.person == "anna").values(segment="show")
        )
    showing = shown(anna)
    assert "What others with the same need chose" in riding
    assert "What others with the same need chose" in showing
    for page, place in ((riding, 0), (showing, 2)):
        likes = jeans.product.designs[place].choices
        assert sum(way(page)[key] == value for key, value in likes.items()) > len(likes) * 0.7
    same = {"Alterations up to", "As for everybody"}
    for line in differing(riding, showing):
        assert not any(words in line for words in same)


@pytest.mark.usefixtures("learned")
def test_changing_only_the_tier_changes_what_the_policies_say_and_never_price_or_design(
    database, settings, signed_in
) -> None:
    anna = signed_in(Role.CUSTOMER, customer="anna")
    in_segment(database, "ride")
    in_tier(database, settings, 0)
    least = shown(anna)
    in_tier(database, settings, 2)
    best = shown(anna)
    assert way(least) == way(best)
    changed = differing(least, best)
    assert len(changed) == 2
    for line in changed:
        assert "Alterations up to" in line
    assert "First in the workshop" in best
    assert "First in the workshop" not in least
    assert "Because of what was ordered with us so far." in best


@pytest.mark.usefixtures("past")
def test_a_complaint_lowers_what_is_complained_of_for_people_alike_and_opens_an_issue(
    database, settings, jeans, signed_in
) -> None:
    clerk, author = signed_in(Role.STAFF), signed_in(Role.AUTHOR)
    learn_taste(database, settings, jeans, NOON)
    before = Tastes().of(jeans, settings.data_folder)
    cloth = jeans.product.designs[0].choices["cloth"]
    for number in range(4):
        with database.reading() as session:
            order = orders_of_customer(session, f"ride{number}")[0].order.number
        page = f"/orders/{order}/complaint"
        filled = form(clerk.get(page).text, page) | {
            "option": "cloth",
            "kind": "returned" if number else "complained",
            "note": "It tore.",
        }
        assert clerk.post(page, data=filled).status_code == 303
        assert clerk.post(page, data=filled).status_code == 303  # Sent twice, told once.
        wrong = filled | {"option": "sleeve", "key": "other"}
        assert clerk.post(page, data=wrong).status_code == 422
    learn_taste(database, settings, jeans, NOON)
    after = Tastes().of(jeans, settings.data_folder)
    assert before
    assert after
    place = jeans.diagram.number("cloth", cloth)
    shares = {
        taught: taught.learned.classes.given[place] @ taught.learned.segments["ride"]
        for taught in (before, after)
    }
    assert shares[after] < shares[before]

    issues = author.get("/review/jeans/issues").text
    assert "4 complaints" in issues
    close = findall(r'action="(/review/jeans/issues/[^"]+)"', issues)[0]
    sent = form(issues, close) | {"outcome": "Another mill from January."}
    assert author.post(close, data=sent).status_code == 303
    assert "Another mill from January." in author.get("/review/jeans/issues").text
    with database.reading() as session:
        (issue,) = issues_of(session, "jeans")
    assert issue.closed_at


def test_an_order_takes_as_many_steps_as_somebody_answered_or_chose(jeans) -> None:
    blank = Configuration("jeans", jeans.product.edition)
    asked = blank.moved_to((Choice("need cycles", "often"),))
    suggested = Choice("fit", "relaxed", By.TASTE), Choice("wash", "raw", By.TASTE)
    prefilled = asked.moved_to((*asked.choices, *suggested))
    chosen = prefilled.moved_to((*prefilled.choices, Choice("cloth", "rigid_14")))
    taken = chosen.moved_to(
        (
            *asked.choices,
            Choice("cloth", "rigid_14"),
            Choice("fit", "relaxed"),
            Choice("wash", "rinse"),
        )
    )
    assert effort(taken, {"fit": "relaxed", "wash": "rinse", "cloth": "rigid_14"}) == Effort(
        3, 2, 1
    )
    first, second = Effort(9, 0, 0), Effort(3, 4, 3)
    told = learning([[first, second], [replace(first, questions=7)]])
    assert [(one.orders, one.questions, one.accepted) for one in told] == [
        (2, 8.0, None),
        (1, 3.0, 0.75),
    ]


def test_an_answer_is_used_again_by_every_order_after_the_first_it_was_given_for() -> None:
    days = [replace_day(day) for day in (1, 2, 3, 4)]
    assert reused([days[0]], days[1:]) == 2
    assert reused([days[0], days[2]], days[1:]) == 2
    assert reused([days[3]], days) == 0


def replace_day(day: int):
    return NOON.replace(day=day)


@pytest.mark.usefixtures("past")
def test_learning_is_shown_to_managers_and_each_customer_his_own(signed_in) -> None:
    manager, rider = signed_in(Role.MANAGER), signed_in(Role.CUSTOMER, customer="ride1")
    page = manager.get("/value/learning").text
    assert 'id="learning-table"' in page
    assert f'<td class="number">{EACH * 2}</td>' in page
    assert manager.get("/value/learning/light.svg").mimetype == "image/svg+xml"
    assert manager.get("/value/learning/pink.svg").status_code == 404
    assert 'id="learning-table"' in rider.get("/me/taste").text
    assert signed_in(Role.CUSTOMER).get("/me/taste").status_code == 200


def test_a_file_is_kept_by_product_and_edition(jeans, settings) -> None:
    path = taste_path(jeans, settings.data_folder)
    assert path.name == f"jeans-{jeans.product.edition}.json"
    assert numbered(jeans.diagram, []).shape[0] == 0
