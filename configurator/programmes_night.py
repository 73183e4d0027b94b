"""Programmes by night: who came into a tier is drawn and welcomed, and what it brought is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from configurator.storage.attention import keep_effort
from configurator.storage.database import Database
from configurator.storage.gestures import (
    Gesture,
    GestureKind,
    drop_steps,
    plan_gestures,
    without_step,
)
from configurator.storage.programmes import (
    NIGHT,
    Programme,
    State,
    Told,
    draw,
    groups,
    keep_told,
    plan_programme,
    programmes,
)
from configurator.storage.value import Run, current_run
from configurator.storage.value_anew import Today
from configurator.storage.value_intake import WELCOME, Points, give_points
from customers.value.control import Group, increment
from customers.value.path import step
from customers.value.policy import Policies
from customers.value.tier import Tier

AT_ONCE = 20_000
"""So many people are drawn in one transaction."""

EFFORT_DAYS = 30
OF_TIERS = (Tier.CPP, Tier.CCM)
"""Tiers that bring something: who enters is in the programme of that key."""

NOBODY = Group(0, 0, 0)


def run_programmes(database: Database, policies: Policies, today: Today) -> None:
    """Draw who came since, do what entering brings, and say how each programme does.

    Who was drawn before stays where he is, and leaving a tier is told to nobody.
    """
    _see_to_tiers(database, policies, today)
    with database.reading() as session:
        run, all_of_them = current_run(session), programmes(session)
    if run is None:
        return
    for one in all_of_them:
        if one.state is State.RUNNING:
            _draw(database, run, one, policies, today)
    _steps(database, run, policies, today)
    for one in all_of_them:
        if one.state is not State.PLANNED:
            _tell(database, one, today)
    with database.recording() as session:
        since = timedelta(days=EFFORT_DAYS)
        keep_effort(session, run, today.day - since, today.now - since)


def _see_to_tiers(database: Database, policies: Policies, today: Today) -> None:
    """The programmes of the tiers run from the first night on."""
    with database.recording() as session:
        for tier in OF_TIERS:
            cost = policies.policies[tier].alteration_cents
            planned = Programme(tier, tier, tier, cost, 0, policies.care.control_percent, tier)
            running = replace(planned, state=State.RUNNING, began_on=today.day)
            plan_programme(session, running, NIGHT, today.now)


def _draw(
    database: Database, run: Run, programme: Programme, policies: Policies, today: Today
) -> None:
    drawn = AT_ONCE
    while drawn == AT_ONCE:
        with database.recording() as session:
            drawn, reached = draw(session, run, programme, today.day, AT_ONCE)
            if programme.key == Tier.CPP:
                plan_gestures(session, _welcome(reached, policies, today))
                points = policies.care.welcome_points
                give_points(
                    session,
                    *(
                        Points(f"{WELCOME} {one}", one, points, today.day, WELCOME)
                        for one in reached
                    ),
                )


def _welcome(persons: Sequence[str], policies: Policies, today: Today) -> list[Gesture]:
    """What becoming one of the best brings."""
    kinds = [GestureKind.THANKS]
    if policies.policies[Tier.CPP].ambassadors:
        kinds.append(GestureKind.AMBASSADOR)
    due = today.day + timedelta(days=policies.care.thank_days)
    return [Gesture(one, kind, Tier.CPP, due) for one in persons for kind in kinds]


def _steps(database: Database, run: Run, policies: Policies, today: Today) -> None:
    """Have everybody who may grow, and is in the programme, have one step up."""
    care, horizon = policies.care, policies.terms.horizon_days
    again = today.day - timedelta(days=care.again_days)
    with database.recording() as session:
        drop_steps(session, run, again, again)
    found = AT_ONCE
    while found == AT_ONCE:
        with database.recording() as session:
            growing = without_step(session, run, Tier.CCM, AT_ONCE)
            found = len(growing)
            steps = {
                one: step(who, today.day, horizon, care.uplift_percent)
                for one, who in growing.items()
            }
            planned = [
                Gesture(one, GestureKind.STEP, Tier.CCM, its.on, its.uplift_cents)
                for one, its in steps.items()
            ]
            plan_gestures(session, planned)


def _tell(database: Database, programme: Programme, today: Today) -> None:
    with database.reading() as session:
        found = groups(session, programme.key)
    reached, control = found.get(False, NOBODY), found.get(True, NOBODY)
    cost = reached.people * programme.cost_cents
    more = increment(reached, control)
    with database.recording() as session:
        keep_told(
            session, programme.key, Told(today.day, reached.people, control.people, cost, more)
        )
