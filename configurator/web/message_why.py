"""The words for messages: what became of them and why, what each plan is for and what tells it."""

from collections.abc import Mapping

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.message_lists import Line
from customers.dialogue.follow_up import Happening, read_measure
from customers.dialogue.message import Because, Fate, Nature

STATES: Mapping[str, LazyString] = {
    "sent": _l("Sent"),
    Fate.WAITS.value: _l("Waiting"),
    Fate.LAPSES.value: _l("Not sent"),
}
WAS: Mapping[str, LazyString] = {
    "sent": _l("Went out"),
    Fate.WAITS.value: _l("Waits"),
    Fate.LAPSES.value: _l("Was not sent"),
}
"""The same of one message."""

TONES: Mapping[str, str] = {"sent": "good", Fate.WAITS.value: "known", Fate.LAPSES.value: "plain"}

NATURES: Mapping[Nature, LazyString] = {
    Nature.SERVICE: _l("service: he waits for it"),
    Nature.ASKING: _l("a question or advice"),
    Nature.SELLING: _l("selling"),
}

WHY: Mapping[str, LazyString] = {
    Because.NO_OBJECTIVE: _l("It has no objective, or nothing tells whether it was reached."),
    Because.NOT_IDENTIFIED: _l("We do not know for sure who this is: identify first."),
    Because.NOT_DIFFERENTIATED: _l("Nobody looked yet at what he needs and is worth."),
    Because.TOO_EARLY: _l("Its time has not come."),
    Because.TOO_LATE: _l("Its time is over."),
    Because.HELD_BACK: _l("Drawn to go without, so that we see whether it helps."),
    Because.COMPLAINT: _l("A complaint is open: nothing is sold meanwhile."),
    Because.ANOTHER_TODAY: _l("Another offer went today."),
    Because.UNREACHABLE: _l("No proved address, number or account for it."),
    Because.CLOSED: _l("The channel is closed."),
    Because.CONSENT: _l("He did not agree, or objected."),
    Because.QUIET: _l("Quiet hours where he lives."),
    Because.CAP: _l("He had enough messages of late."),
    Because.NOT_WORTH: _l("An answer is worth less than the disturbance."),
    Because.RESTRICTED: _l("What we know of him may only be kept."),
    Because.POLICY: _l("His tier is not given this channel."),
    Because.EFFORT: _l("The effort meant for him this year is used up."),
    Because.UNDONE: _l("Something since has made it pointless."),
    Because.NO_WORDS: _l("Nobody has written its words."),
    Because.FAILED: _l("Sending failed; it is tried again."),
    Because.TOLD: _l("He was told under another record of his."),
    Because.STOPPED: _l("Stopped by hand."),
}

PLANS: Mapping[str, tuple[LazyString, LazyString]] = {
    "abandoned_draft": (_l("Unfinished design"), _l("It becomes an order.")),
    "order_received": (_l("Order received"), _l("He knows what he ordered, and for when.")),
    "in_work": (_l("Order in work"), _l("He knows that nothing can be changed any more.")),
    "ready": (_l("Ready to collect"), _l("The garment is collected.")),
    "how_does_it_fit": (_l("How does it fit?"), _l("The next pair fits better.")),
    "care": (_l("Care"), _l("The garment lasts.")),
    "season": (_l("Season"), _l("An order for the season.")),
    "expected_again": (_l("Next pair expected"), _l("The next pair in its time.")),
    "complaint": (_l("Complaint"), _l("He knows who looks after it, and by when.")),
    "thanks_for_a_referral": (_l("Thanks for telling others"), _l("He knows it was welcome.")),
    "measure_again": (_l("Measure again"), _l("Sizes are those of today.")),
    "new_for_him": (_l("New product"), _l("Who follows us looks at it.")),
    "may_leave": (_l("May leave us"), _l("He comes back.")),
    "apology": (_l("Apology"), _l("He knows that we know, and what we do about it.")),
    "case_answer": (_l("Answer to a case"), _l("He reads what became of it.")),
    "visit": (_l("Appointment"), _l("He knows when he is expected.")),
    "news": (_l("News"), _l("He reads what is new about a topic he follows.")),
}
"""What each follow-up and other message of ours is called, and its objective."""

REACHED: Mapping[Happening, LazyString] = {
    Happening.BOUGHT: _l("an order"),
    Happening.COLLECTED: _l("collected"),
    Happening.FIT_TOLD: _l("told how it fits"),
    Happening.VIEWED: _l("a design looked at"),
    Happening.SETTLED: _l("settled"),
    Happening.REFERRED: _l("told others again"),
    Happening.MEASURED: _l("measured"),
    Happening.VISITED: _l("a visit to the shop"),
}


def plan_name(programme: str) -> str:
    """What a programme is called."""
    if programme in PLANS:
        return str(PLANS[programme][0])
    return str(_("Campaign")) if programme.startswith("campaign ") else programme


def objective_words(programme: str, objective: str) -> str:
    """What a programme is for, of campaigns as its author wrote it."""
    return str(PLANS[programme][1]) if programme in PLANS else objective


def measure_words(measure: str) -> str:
    """What tells that it was reached, as far as we have words for that."""
    read = read_measure(measure)
    if read is None or read.by not in REACHED:
        return measure
    words = ngettext(
        "%(what)s within %(num)s day",
        "%(what)s within %(num)s days",
        read.days,
        what=REACHED[read.by],
    )
    return str(words)


def why(line: Line) -> str:
    """Why a message waits or was not sent; empty for one that went."""
    if line.state == "sent":
        return ""
    return str(WHY.get(line.because, WHY[Because.TOO_EARLY]))
