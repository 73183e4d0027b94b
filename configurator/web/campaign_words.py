"""What people read about campaigns."""

from collections.abc import Mapping

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.campaign_launch import NOTHING_TO_SAY
from configurator.storage.campaigns import State
from configurator.web.figure_page import decimal
from configurator.web.need_words import LEVERS
from customers.dialogue.campaign import Flaw, Found
from customers.dialogue.campaign_result import Between
from customers.dialogue.message import Because
from customers.rights.purpose import Channel

STEPS: Mapping[str, LazyString] = {
    "segment": _l("Segments"),
    "objective": _l("Objective"),
    "texts": _l("Texts"),
    "offer": _l("Offer"),
    "sending": _l("Sending"),
}
"""The steps of the editor, in order; what is checked and launched comes after them."""

STATES: Mapping[State, LazyString] = {
    State.DRAFTED: _l("Draft"),
    State.CHECKED: _l("Ready to launch"),
    State.RUNNING: _l("Running"),
    State.STOPPED: _l("Stopped"),
    State.ENDED: _l("Ended"),
}
TONES: Mapping[State, str] = {
    State.DRAFTED: "known",
    State.CHECKED: "taste",
    State.RUNNING: "good",
    State.STOPPED: "bad",
    State.ENDED: "known",
}
CHANNELS: Mapping[Channel, LazyString] = {
    Channel.EMAIL: _l("E-mail"),
    Channel.WEB: _l("Their own page"),
    Channel.SMS: _l("SMS"),
    Channel.PHONE: _l("A call"),
    Channel.LETTER: _l("A letter"),
}
SPOKEN = {"en": "English", "fr": "Français", "ar": "العربية"}
"""Languages by their own names."""

PARTS: Mapping[str, LazyString] = {"subject": _l("Subject"), "body": _l("Text")}
GAPS: Mapping[str, LazyString] = {
    "name": _l("the first name"),
    "garment": _l("the last garment"),
    "fit": _l("its fit"),
    "cloth": _l("its cloth"),
    "wash": _l("its wash"),
    "need": _l("what it is for"),
    "measured": _l("the day of the last measuring"),
    "shop": _l("the name of the shop"),
    "offer": _l("the offer"),
    "code": _l("the code of this person"),
    "until": _l("the last day of the offer"),
}
FLAWS: Mapping[Flaw, LazyString] = {
    Flaw.NO_NAME: _l("It has no name."),
    Flaw.NO_SEGMENT: _l("It aims at no segment."),
    Flaw.NO_TARGET: _l("%(what)s is no target. Describe it and make it one first."),
    Flaw.NOT_DESCRIBED: _l("%(what)s lacks: %(detail)s."),
    Flaw.NO_OBJECTIVE: _l("It has no objective, or no days to reach it in."),
    Flaw.NO_TEXT: _l("%(what)s: subject or text is missing."),
    Flaw.UNKNOWN_GAP: _l("%(what)s: %(detail)s is no gap we can fill."),
    Flaw.NO_OTHER_WORDS: _l(
        "%(what)s: %(detail)s needs words for whom that is not known, after a bar."
    ),
    Flaw.ONLY_THE_NAME: _l(
        "%(what)s: nothing but the name is about the person. Say what you know of their garment or"
        " need."
    ),
    Flaw.NO_OFFER: _l("%(what)s: %(detail)s is named, and there is no offer."),
    Flaw.NO_CODE: _l("%(what)s: there is an offer, and its {code} is not named."),
    Flaw.BAD_OFFER: _l("The offer takes off nothing or too much, or its days are over."),
    Flaw.NO_CHANNEL: _l("It goes by no channel."),
    Flaw.NO_DATES: _l("It has no first and last day."),
    Flaw.BAD_DATES: _l("It ends before it begins, or before today."),
    Flaw.BAD_SHARES: _l("Between 5 and 50 of 100 must go without, and somebody must be expected."),
}
BECAUSE: Mapping[str, LazyString] = {
    "": _l("would be written to"),
    NOTHING_TO_SAY: _l("nothing but the name could be said to them"),
    Because.CONSENT: _l("did not agree, or said no"),
    Because.UNREACHABLE: _l("cannot be reached by these channels"),
    Because.CLOSED: _l("the channel is not open yet"),
    Because.POLICY: _l("are not written to by these channels, by our policy"),
    Because.NOT_IDENTIFIED: _l("are not identified yet"),
    Because.NOT_DIFFERENTIATED: _l("their value was not looked at yet"),
    Because.HELD_BACK: _l("were drawn to go without"),
    Because.RESTRICTED: _l("only kept, at their wish"),
    Because.COMPLAINT: _l("wait: they complained"),
    Because.ANOTHER_TODAY: _l("wait: something else is sold to them today"),
    Because.CAP: _l("wait: they were written to often enough"),
    Because.QUIET: _l("wait: it is a quiet hour"),
    Because.NOT_WORTH: _l("wait: the message is not worth disturbing them"),
    Because.EFFORT: _l("wait: they took the effort of their year"),
    Because.TOO_EARLY: _l("wait for the first day"),
    Because.TOO_LATE: _l("its last day was over"),
    Because.STOPPED: _l("the campaign was stopped"),
    Because.UNDONE: _l("was no longer needed"),
    Because.NO_WORDS: _l("could not be put into words"),
    Because.NO_OBJECTIVE: _l("had no objective"),
}


def flaw_words(found: Found, names: Mapping[str, str]) -> str:
    """A flaw as people read it; `names` are those of segments."""
    detail = found.detail
    if found.flaw is Flaw.NOT_DESCRIBED:
        levers = {lever.value: str(words) for lever, words in LEVERS.items()}
        detail = ", ".join(levers.get(one, str(_("Description"))) for one in detail.split())
    return str(FLAWS[found.flaw] % {"what": _place(found, names), "detail": detail})


def because_words(because: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why messages go or not, and of how many people, the most first."""
    return [
        (str(BECAUSE[why]) if why in BECAUSE else why, many)
        for why, many in sorted(because.items(), key=lambda one: (bool(one[0]), -one[1], one[0]))
    ]


def points(between: Between) -> tuple[str, str, str]:
    """A difference of shares and its limits, in points of a hundred with their signs."""
    return _point(between.share), _point(between.low), _point(between.high)


def effect_words(between: Between | None, ordered: int) -> str:
    """What the result says in a sentence."""
    if between is None:
        return str(_("Nobody was drawn yet."))
    more, low, high = points(between)
    if not between.is_sure:
        said = _("Whether it works cannot be said yet: between %(low)s and %(high)s points.")
        return str(said % {"low": low, "high": high})
    told = ngettext(
        "%(more)s points more ordered than without it (95 of 100: %(low)s to %(high)s), of"
        " %(num)s order.",
        "%(more)s points more ordered than without it (95 of 100: %(low)s to %(high)s), of"
        " %(num)s orders.",
        ordered,
        more=more,
        low=low,
        high=high,
    )
    return str(told)


def _point(share: float) -> str:
    sign = "\N{MINUS SIGN}" if share < 0 else "+"
    return f"{sign}{decimal(abs(share) * 100)}"


def _place(found: Found, names: Mapping[str, str]) -> str:
    """Where a flaw is: a segment by its name, or a language and a part of the text."""
    language, _blank, part = found.place.partition(" ")
    if language not in SPOKEN:
        return names.get(found.place, found.place)
    return f"{SPOKEN[language]}, {PARTS[part]}" if part else SPOKEN[language]
