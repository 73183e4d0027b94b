"""Which channel at which part of the day: learned from answers, cheap, and kept to."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from customers.dialogue.channel import Arm, Habit, Part, Tried, best, odds, part_of
from customers.rights.purpose import Channel

PARIS = ZoneInfo("Europe/Paris")
ARMS = [
    Arm(channel, part) for channel in (Channel.EMAIL, Channel.SMS, Channel.PHONE) for part in Part
]
COST = {Channel.EMAIL: 1, Channel.SMS: 40, Channel.PHONE: 300}
COSTS = {arm: COST[arm.channel] for arm in ARMS}
WORTH = 1000
DECISIONS = 20_000


def world(draw: Random) -> dict[str, dict[Arm, float]]:
    """How likely people of each tier truly answer; those of one tier hardly ever."""
    return {
        tier: {arm: draw.betavariate(2, 10) * eager for arm in ARMS}
        for tier, eager in (("CPP", 1.0), ("CCM", 0.5), ("CNR", 0.02))
    }


def test_after_20000_choices_most_of_what_an_oracle_gains_over_chance_is_gained():
    draw = Random(7)
    truth = world(draw)
    known: dict[str, dict[Arm, Tried]] = defaultdict(dict)
    oracle = chance = gained = 0.0
    for _ in range(DECISIONS):
        tier = draw.choice(list(truth))
        net = {arm: WORTH * truth[tier][arm] - COSTS[arm] for arm in ARMS}
        oracle += max(0.0, *net.values())
        chance += sum(net.values()) / (len(net) + 1)
        arm = best(odds(ARMS, known[tier], {}, draw.betavariate), WORTH, COSTS)
        if arm is not None:
            before = known[tier].get(arm, Tried())
            answered = draw.random() < truth[tier][arm]
            known[tier][arm] = Tried(before.sent + 1, before.answered + answered)
            gained += net[arm]
    assert (gained - chance) / (oracle - chance) >= 0.85


def test_nothing_is_sent_where_no_answer_is_worth_its_cost():
    draw = Random(1)
    nobody = {arm: Tried(500, 0) for arm in ARMS}
    assert best(odds(ARMS, nobody, {}, draw.betavariate), 50, COSTS | {ARMS[0]: 1}) is None
    assert best({}, WORTH, COSTS) is None


def test_who_answers_sms_at_night_and_mail_at_dawn_is_written_to_so():
    draw = Random(3)
    tier = {arm: Tried(1000, 100) for arm in ARMS}
    own = {
        Arm(Channel.SMS, Part.EVENING): Tried(5, 5),
        Arm(Channel.EMAIL, Part.EVENING): Tried(5, 0),
        Arm(Channel.EMAIL, Part.MORNING): Tried(5, 5),
        Arm(Channel.SMS, Part.MORNING): Tried(5, 0),
    }
    chosen = {}
    for hour in (8, 19):
        part = part_of(datetime(2026, 3, 2, hour, tzinfo=PARIS))
        now = [arm for arm in ARMS if arm.part is part]
        chosen[hour] = best(odds(now, tier, own, draw.betavariate), WORTH, COSTS)
    assert chosen == {8: Arm(Channel.EMAIL, Part.MORNING), 19: Arm(Channel.SMS, Part.EVENING)}


def test_what_was_chosen_stands_for_four_weeks():
    since = datetime(2026, 3, 2, 19, tzinfo=PARIS)
    habit = Habit(ARMS[0], since)
    assert habit.stands(since + timedelta(days=27, hours=23))
    assert not habit.stands(since + timedelta(days=28))
