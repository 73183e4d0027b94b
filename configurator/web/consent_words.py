"""The words about purposes, channels and what a person said to them."""

from datetime import datetime

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.web.desk import language, workshop
from configurator.web.format import clock, dated
from customers.rights.consent import Consent, Said, Source, Standing
from customers.rights.purpose import Basis, Channel
from customers.rights.register import register

CHANNELS: dict[Channel, LazyString] = {
    Channel.ANY: _l("Always"),
    Channel.WEB: _l("On our pages"),
    Channel.EMAIL: _l("By e-mail"),
    Channel.SMS: _l("By text message"),
    Channel.PHONE: _l("By phone"),
    Channel.LETTER: _l("By post"),
}

BASES: dict[Basis, LazyString] = {
    Basis.CONSENT: _l("your agreement"),
    Basis.CONTRACT: _l("what you ordered or asked us for"),
    Basis.LEGAL_DUTY: _l("a duty by law"),
    Basis.INTEREST: _l("our interest, unless you object"),
}

SOURCES: dict[Source, LazyString] = {
    Source.PAGE: _l("on our pages"),
    Source.SHOP: _l("in the shop"),
    Source.LETTER: _l("by a letter"),
}


def about(document: str) -> str:
    """What a word in the log is about, as it names a purpose and a channel; empty if unknown."""
    purpose, _space, channel = document.partition(" ")
    its = register().purposes.get(purpose)
    if its is None or channel not in set(Channel):
        return ""
    name = its.name.in_(language())
    return name if channel == Channel.ANY else f"{name} · {CHANNELS[Channel(channel)]}"


def state(standing: Standing, purpose: str, channel: Channel) -> str:
    """What stands, with day and place."""
    waiting = standing.waiting(purpose, channel)
    if waiting:
        return str(_("Waits for the answer to our letter of %(day)s", day=_day(waiting.at)))
    its = register().purposes[purpose]
    if standing.is_stopped(its):
        return str(_("Off, as long as you want to be left in peace"))
    word = standing.word(purpose, channel)
    if word is None or word.said is Said.LIFTED:
        is_on = its.basis is not Basis.CONSENT
        return str(_("Yes, unless you say no") if is_on else _("Not asked yet"))
    told = {"day": _day(word.at), "where": SOURCES[word.source]}
    if word.said is Said.GIVEN:
        return str(_("Yes, since %(day)s, %(where)s", **told))
    return str(_("No, since %(day)s, %(where)s", **told))


def shown(word: Consent) -> str:
    """The exact sentence of a word, with its version and the minute it was answered."""
    at = workshop().here(word.at)
    told = {"sentence": word.sentence, "version": word.version, "day": _day(word.at)}
    told["time"] = clock(at, language())
    return str(_("Shown was: “%(sentence)s” (version %(version)s), %(day)s, %(time)s", **told))


def _day(at: datetime) -> str:
    return dated(workshop().here(at).date(), language())
