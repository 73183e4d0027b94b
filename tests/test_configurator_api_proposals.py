"""Tier and segment over the API and in the next message: they change what is declared, no more."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from configurator.api.bearer import KIND
from configurator.storage.accounts import Role
from configurator.storage.recipients import Outlook, addressees
from configurator.storage.tables_segments import SegmentRow
from configurator.storage.tables_value import MembershipRow
from configurator.value_online import policies_now
from customers.dialogue.arbiter import Recipient, decide
from customers.dialogue.follow_up import Happened, Happening, follow_ups, planned
from customers.dialogue.pressure import pressure
from customers.rights.consent import Said
from customers.rights.purpose import Channel
from tests.shop import NOON
from tests.test_configurator_taste_steering import (  # noqa: F401 - fixtures
    in_segment,
    in_tier,
    learned,
    past,
)
from tests.test_configurator_web_taste import said
from tests.web import Program


@pytest.fixture
def anna(signed_in) -> Any:
    """A program of hers, which asks what she is proposed for one configuration."""
    browser = signed_in(Role.CUSTOMER, "Anna", "anna", KIND)
    program = Program(browser, browser.token)
    begun = program("POST", "/configurations", {"product": "jeans"}).json["id"]
    return lambda: program("GET", f"/configurations/{begun}/proposal").json


def differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {key for key in one if one[key] != other[key]}


@pytest.mark.usefixtures("learned")
def test_only_another_segment_changes_design_and_questions_over_the_api_each_with_why(
    anna, database
) -> None:
    stranger = anna()
    assert not stranger["is_personal"]
    assert not stranger["because"]
    in_segment(database, "ride")
    riding = anna()
    with database.recording() as session:
        mine = update(MembershipRow).where(MembershipRow.person == "anna")
        session.execute(mine.values(segment="show"))
    showing = anna()
    design = {"values", "total_cents", "ready_on", "asks"}
    assert "values" in differing(riding, showing) <= design
    assert riding["because"] == showing["because"] == ["What others with the same need chose"]
    said(database, Said.WITHDRAWN)
    assert not differing(anna(), stranger)


@pytest.mark.usefixtures("learned")
def test_only_another_tier_changes_only_what_is_offered_beside_over_the_api(
    anna, database, settings
) -> None:
    in_segment(database, "ride")
    in_tier(database, settings, 0)
    least = anna()
    in_tier(database, settings, 2)
    best = anna()
    assert differing(least, best) == {"offers"}
    assert len(best["offers"]) == len(least["offers"]) + 1
    assert best["offers_because"] == "Because of what was ordered with us so far."


def treated(database) -> Recipient:
    """Anna as her next message finds her."""
    policies = policies_now()
    assert policies
    outlook = Outlook(NOON, ZoneInfo("Europe/Paris"), pressure(), policies, "a seed")
    with database.reading() as session:
        return addressees(session, ["anna"], outlook)["anna"].recipient


def changed(one: Recipient, other: Recipient) -> set[str]:
    """In what two differ; what she refuses is asked anew each time."""
    names = {its.name for its in fields(Recipient)} - {"refuses"}
    return {name for name in names if getattr(one, name) != getattr(other, name)}


def went(whom: Recipient) -> dict[str, Channel | None]:
    """By which way each message that follows a pair she collected goes, if all ways are open."""
    start = Happened("pair", Happening.COLLECTED, NOON - timedelta(12), "26-1001")
    intents = [
        replace(one, channels=(Channel.SMS, Channel.PHONE, Channel.WEB), worth_cents=10_000)
        for one, _ in planned(follow_ups(), [start], NOON)
    ]
    open_to_all = replace(
        whom,
        is_identified=True,
        reachable=frozenset(Channel),
        refuses=lambda *_: None,
        odds=dict.fromkeys(Channel, 0.5) | {Channel.SMS: 0.99, Channel.PHONE: 0.9},
    )
    said = [decide([one], open_to_all, pressure(), frozenset(Channel))[0] for one in intents]
    return {one.intent.id.partition(" ")[0]: one.channel for one in said}


@pytest.mark.usefixtures("learned")
def test_only_another_tier_or_segment_changes_the_way_of_the_next_message_and_nothing_else(
    database, settings
) -> None:
    in_tier(database, settings, 0)
    least = treated(database)
    in_tier(database, settings, 2)
    best = treated(database)
    assert changed(least, best) == {"offered"}
    assert went(least)["how_does_it_fit"] is Channel.WEB
    assert went(best)["how_does_it_fit"] is Channel.PHONE

    in_segment(database, "ride")
    assert not changed(best, treated(database))  # The segment is given nothing else yet.
    with database.recording() as session:
        row = SegmentRow(
            id="ride",
            segmentation="one",
            place=0,
            name="Riders",
            description="",
            levers={},
            is_target=False,
            treatment="quick",
            revision=1,
        )
        session.add(row)
    quick = treated(database)
    assert changed(best, quick) == {"offered"}
    assert went(quick)["how_does_it_fit"] is Channel.SMS
