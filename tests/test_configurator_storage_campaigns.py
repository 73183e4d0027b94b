"""Campaigns: drawn and planned once, stopped at once, each code taken once by one person."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from configurator.jobs.work import Bench, do_work
from configurator.storage.campaign_codes import (
    OfferRefused,
    Taking,
    Why,
    code_for,
    find_offer,
    take_offer,
)
from configurator.storage.campaign_figures import outcome_of
from configurator.storage.campaign_launch import draw_more
from configurator.storage.campaign_texts import campaign_texts
from configurator.storage.campaigns import (
    NotReady,
    StaleCampaign,
    State,
    get_campaign,
    launch,
    save_plan,
    stop,
)
from configurator.storage.jobs import CAMPAIGN, Work
from configurator.storage.recipients import Outlook
from configurator.storage.tables import OrderRow
from configurator.storage.tables_messages import MessageRow
from configurator.storage.tables_programmes import AssignmentRow
from configurator.storage.tables_segments import SegmentRow
from customers.dialogue.pressure import pressure
from customers.rights.purpose import Channel
from customers.value.policy import read_policies
from tests.campaigns import DAY, NO_TASTE, PEOPLE, PLAN, REFUSES, TODAY, fill, order_of
from tests.shop import NOON


@pytest.fixture
def database_url(address):
    return address


@pytest.fixture
def database(database):
    fill(database)
    return database


@pytest.fixture
def outlook(settings):
    return Outlook(NOON, settings.time_zone, pressure(), read_policies(), "seed")


@pytest.fixture
def launched(database, settings):
    """The campaign after the worker drew its people."""
    written(database)
    with database.recording() as session:
        launch(session, get_campaign(session, "winter"), TODAY, "lina", NOON)
    bench = Bench(database, settings, lambda: NOON)
    while not do_work(bench, Work(CAMPAIGN, "winter")):
        pass
    return database


def written(database, plan=PLAN):
    with database.recording() as session:
        seen = replace(get_campaign(session, "winter"), plan=plan)
        return save_plan(session, seen, TODAY, "lina", NOON)


def told(database, *columns):
    with database.reading() as session:
        return session.execute(select(*columns)).all()


def served(database):
    with database.reading() as session:
        drawn = select(AssignmentRow.person).where(~AssignmentRow.is_control)
        return sorted(session.scalars(drawn.where(AssignmentRow.programme == "campaign winter")))


def test_a_plan_is_checked_when_it_is_kept_and_nobody_overwrites_anothers(database):
    assert written(database, replace(PLAN, objective="")) is State.DRAFTED
    assert written(database) is State.CHECKED
    with database.recording() as session, pytest.raises(StaleCampaign):
        save_plan(session, replace(get_campaign(session, "winter"), revision=1), TODAY, "", NOON)


def test_a_segment_that_lost_its_description_since_is_not_launched_at(database):
    written(database)
    with database.recording() as session:
        session.execute(update(SegmentRow).values(description=""))
        with pytest.raises(NotReady):
            launch(session, get_campaign(session, "winter"), TODAY, "lina", NOON)


def test_all_who_may_be_written_to_are_drawn_once_and_those_without_are_not_written_to(launched):
    drawn = dict(told(launched, AssignmentRow.person, AssignmentRow.is_control))
    planned = [one for (one,) in told(launched, MessageRow.person)]

    assert set(drawn) == set(PEOPLE) - {REFUSES, NO_TASTE}
    assert sorted(planned) == [one for one, is_control in sorted(drawn.items()) if not is_control]
    assert 0 < sum(drawn.values()) < len(drawn) / 2
    with launched.reading() as session:
        campaign = get_campaign(session, "winter")
    # Of who says no to taste nothing but his name may be told.
    assert campaign.left_out == {"consent": 1, "nothing_to_say": 1}
    assert campaign.drawn_at == NOON


def test_a_batch_that_was_lost_is_drawn_again_in_the_same_way(database, outlook):
    written(database)
    with database.recording() as session:
        launch(session, get_campaign(session, "winter"), TODAY, "lina", NOON)

    def drawn(*, is_lost):
        with database.recording() as session:
            draw_more(session, "winter", outlook, [Channel.EMAIL], 15)
            session.flush()
            found = sorted((one.person, one.code) for one in session.scalars(select(MessageRow)))
            if is_lost:
                raise RuntimeError
        return found

    with pytest.raises(RuntimeError):
        drawn(is_lost=True)
    first = drawn(is_lost=False)
    second = drawn(is_lost=False)
    assert set(first) < set(second)
    assert len(Counter(person for person, _code in second)) == len(second)


def test_a_stop_lets_all_that_waits_lapse_and_nothing_more_is_planned(database, outlook):
    written(database)
    with database.recording() as session:
        launch(session, get_campaign(session, "winter"), TODAY, "lina", NOON)
        draw_more(session, "winter", outlook, [Channel.EMAIL], 15)
    with database.recording() as session:
        waiting = len(session.scalars(select(MessageRow)).all())
        assert stop(session, "winter", "lina", NOON) == waiting > 0
        assert stop(session, "winter", "lina", NOON) == 0
        assert not draw_more(session, "winter", outlook, [Channel.EMAIL], 15)
    assert set(told(database, MessageRow.state, MessageRow.because)) == {("lapses", "stopped")}
    with database.reading() as session:
        assert find_offer(session, code_for(session, "winter", served(database)[0]))


def test_each_reads_what_is_known_of_him_and_may_be_told(launched):
    person = served(launched)[0]
    with launched.reading() as session:
        row = session.scalars(select(MessageRow).where(MessageRow.person == person)).one()
        code = code_for(session, "winter", person)
        texts = campaign_texts(session, row, "en")
        assert campaign_texts(session, row, "xx").language == "en"
    assert texts.subject == f"{person}, your Jeans"
    assert f"In Raw: 10% off, {code[:4]}-{code[4:8]}-{code[8:]}, " in texts.body
    assert texts.link == f"/o/{code}"


def taking(session, person, number, code, today=TODAY):
    take_offer(session, Taking(code, person, number, today, NOON))


def test_a_code_is_taken_once_by_its_person_within_its_days_and_given_back_by_a_cancelled_order(
    launched,
):
    mine, other = served(launched)[:2]
    with launched.recording() as session:
        code = code_for(session, "winter", mine)
        number = order_of(session, mine, 1, NOON).order.number
        for person, today, why in (
            (other, TODAY, Why.OTHERS),
            (mine, TODAY - DAY, Why.TOO_EARLY),
            (mine, TODAY + 15 * DAY, Why.TOO_LATE),
        ):
            with pytest.raises(OfferRefused) as refusal:
                taking(session, person, number, code, today)
            assert refusal.value.why is why
        with pytest.raises(OfferRefused):
            taking(session, mine, number, "2" * 12)
        taking(session, mine, number, code)
    with launched.recording() as session:
        with pytest.raises(OfferRefused, match="used"):
            taking(session, mine, "another", code)
        cancelled = update(OrderRow).where(OrderRow.number == number).values(state="cancelled")
        session.execute(cancelled)
        taking(session, mine, "another", code)


def test_of_fifty_parallel_uses_of_a_code_one_succeeds(launched):
    person = served(launched)[0]
    with launched.recording() as session:
        code = code_for(session, "winter", person)
    numbers = [f"26-{number}" for number in range(50)]
    barrier = threading.Barrier(len(numbers))

    def use(number):
        barrier.wait()
        try:
            with launched.recording() as session:
                taking(session, person, number, code)
        except OfferRefused:
            return None
        return number

    with ThreadPoolExecutor(len(numbers)) as threads:
        taken = [one for one in threads.map(use, numbers) if one]
    with launched.reading() as session:
        found = find_offer(session, code)
    assert found is not None
    assert taken == [found.order_number]


def test_the_result_counts_who_ordered_in_time_and_not_who_cancelled(launched, settings):
    one, two, three = served(launched)[:3]
    with launched.recording() as session:
        order_of(session, one, 1, NOON + DAY)
        order_of(session, two, 1, NOON + 40 * DAY)
        gone = order_of(session, three, 1, NOON + DAY).order.number
        cancelled = update(OrderRow).where(OrderRow.number == gone).values(state="cancelled")
        session.execute(cancelled)
    with launched.reading() as session:
        campaign = get_campaign(session, "winter")
        outcome = outcome_of(session, campaign, settings.time_zone)
    assert (outcome.served.people, outcome.served.ordered) == (len(served(launched)), 1)
    assert outcome.without.ordered == 0
    assert outcome.waiting == len(served(launched))
    assert outcome.effect is not None
    assert not outcome.effect.is_sure
    assert campaign.on(TODAY + 15 * DAY).state is State.ENDED
