"""Messages on screen: what went, what waits, what was not sent and why; plans; stopping one."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from configurator.storage.accounts import Role
from configurator.storage.customers import Customer, create_customer
from configurator.storage.database import Database
from configurator.storage.messages import Planned, plan_messages
from configurator.storage.opposition import count_opposed
from configurator.storage.tables_messages import MessageRow
from customers.dialogue.follow_up import Happened, Happening, follow_ups, planned
from customers.dialogue.message import Because
from tests.shop import NOON
from tests.web import form, sent

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def engines() -> dict[str, object]:
    return {}


@pytest.fixture
def told(database: Database) -> None:
    """Of ten who left a design eight were written to, two of whom ordered; Zoe still waits."""
    with database.recording() as session:
        for number in range(10):
            person = f"p{number}"
            name = "Zoe Haddad" if number == 9 else f"Somebody {number}"
            create_customer(session, Customer(person, name, "", "", NOON), "test")
            start = Happened(f"left {person}", Happening.ABANDONED, NOON, "a-link")
            ((intent, _),) = planned(follow_ups(), [start], NOON)
            plan_messages(session, [Planned(f"m{number}", person, intent, intent.programme)], NOON)
        session.flush()
        for row in session.scalars(select(MessageRow).order_by(MessageRow.id)):
            if row.id < "m8":
                row.state, row.sent_at, row.channel = "sent", NOON, "email"
            if row.id < "m2":
                row.reached_at, row.order_number = NOON + timedelta(days=1), f"26-{row.id}"
            if row.id == "m8":
                row.state, row.because = "lapses", Because.CONSENT
            if row.id == "m9":
                row.because, row.due_at = Because.CAP, NOON + timedelta(days=1)


@pytest.mark.usefixtures("told")
def test_each_plan_shows_goal_measure_start_end_and_progress_with_its_interval(
    signed_in: SignedIn,
) -> None:
    page = signed_in(Role.MARKETER).get("/messages/plans").text
    its = page[page.index("<h2>Unfinished design</h2>") :]
    its = its[: its.index("</li>")]
    assert "It becomes an order." in its
    assert "an order within 14 days" in its
    assert "ends after 7 days" in its
    assert "2 of 8" in its
    assert "7.1" in its
    assert "59.1" in its
    assert "Nothing was planned yet." in page


@pytest.mark.usefixtures("told")
def test_a_list_tells_what_went_what_waits_and_why_not_by_address(signed_in: SignedIn) -> None:
    marketer, manager = signed_in(Role.MARKETER), signed_in(Role.MANAGER)
    page = manager.get("/messages?state=lapses").text
    assert "He did not agree, or objected." in page
    assert "Somebody 8" in page
    assert "Somebody 1<" not in page
    assert "Somebody 8" not in marketer.get("/messages?state=lapses").text
    waits = manager.get(f"/messages?why={Because.CAP}").text
    assert "Zoe Haddad" in waits
    assert "Somebody" not in waits
    assert "There is none." in manager.get("/messages?programme=season").text


@pytest.mark.usefixtures("told")
def test_the_counter_sees_what_was_told_and_stops_what_waits_once(
    staff: FlaskClient, database: Database
) -> None:
    page, stop = "/customers/p9/messages", "/customers/p9/messages/m9/stop"
    assert "He had enough messages of late." in staff.get(page).text
    unseen = form(staff.get(page).text, stop)
    for _again in range(2):
        assert staff.post(stop, data=unseen).status_code == 303
    assert "Stopped by hand." in staff.get(page).text
    assert "Do not send" not in staff.get(page).text
    assert staff.post(stop, data=unseen | {"key": "later"}).status_code == 409
    assert staff.post(stop.replace("p9", "p8"), data=unseen | {"key": "x"}).status_code == 404
    with database.reading() as session:
        row = session.get(MessageRow, "m9")
        assert row is not None
        assert (row.state, row.because, row.detail) == ("lapses", "stopped", staff.account.id)  # type: ignore[attr-defined]


def test_a_list_of_numbers_is_taken_in_and_counted(signed_in: SignedIn, database: Database) -> None:
    admin = signed_in(Role.ADMIN)
    page = "/messages/opposition"
    file = (BytesIO(b"0612345678\n+212 6 61 23 45 67;x\nphone\n"), "list.csv")
    assert sent(admin, page, file=file).status_code == 303
    assert "2 numbers are on it." in admin.get(page).text
    with database.reading() as session:
        assert count_opposed(session) == (2, NOON)
    bad = (BytesIO(b"\xff\xfe0"), "list.csv")
    assert sent(admin, page, file=bad).status_code == 422
