"""Consent: what a person said to each purpose by each channel, and what we may do after all of it.

A word is never changed, only followed by newer ones. Of one person the word kept last counts. Of
customers who were merged, what was said since they are one counts as the words of one; before
that, whoever of them said no is heeded. So a merge never lets us do more than either allowed, and
taking it back leaves each with exactly the own words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from customers.identity.cleaning import birth_date as plain_date
from customers.rights.purpose import Basis, Channel, Purpose
from customers.rights.register import Register, register

EVERYTHING = "everything"
"""The purpose of a restriction (GDPR art. 18): a no to it stops all that is not needed."""


class Said(StrEnum):
    """What a person said: ASKED waits for his own letter, LIFTED takes a no to everything back."""

    ASKED = "asked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    LIFTED = "lifted"


class Source(StrEnum):
    """Where a person said it."""

    PAGE = "page"
    SHOP = "shop"
    LETTER = "letter"


class Refusal(StrEnum):
    """Why something may not be done with a person."""

    RESTRICTED = "restricted"
    MINOR = "minor"
    OBJECTED = "objected"
    NOT_ASKED = "not_asked"
    NOT_CONFIRMED = "not_confirmed"
    NO_CUSTOMER = "no_customer"


@dataclass(frozen=True, slots=True)
class Consent:
    """One word of a person to one purpose by one channel.

    `sentence` is exactly what was shown or read aloud, in `language`, the register's `version` of
    it. `proof` says what shows it: the fingerprint of a visit, `aloud`, `paper`, or the id of the
    word a letter confirms. `by` is the account that wrote it down. `number` is its place among
    all, from 1; 0 before it is kept.
    """

    id: str
    person: str
    purpose: str
    channel: Channel
    said: Said
    at: datetime
    source: Source
    sentence: str
    version: int
    language: str
    proof: str
    by: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides what may be done with a person, merged ones together.

    `one_since` is when the last two of them became one, None if nobody was merged. `birth_date` is
    as it was told, empty if unknown; so is `country`, an ISO code.
    """

    words: tuple[Consent, ...] = ()
    one_since: datetime | None = None
    birth_date: str = ""
    country: str = ""
    has_bought: bool = False

    @property
    def is_restricted(self) -> bool:
        """Whether nothing may be done but keeping what is known."""
        return _is_no(self.word(EVERYTHING, Channel.ANY))

    def word(self, purpose: str, channel: Channel) -> Consent | None:
        """The word that counts for a purpose by a channel, or by all channels at once."""
        about = [
            one
            for one in self.words
            if one.purpose == purpose
            and one.channel in {channel, Channel.ANY}
            and one.said is not Said.ASKED
        ]
        as_one = [one for one in about if self.one_since is not None and one.at > self.one_since]
        if as_one:
            return _last(as_one)
        each = [_last(one for one in about if one.person == who) for who in _persons(about)]
        noes = [one for one in each if one.said is Said.WITHDRAWN]
        return _last(noes or each) if each else None

    def is_stopped(self, purpose: Purpose) -> bool:
        """Whether a no to something else at all stops this too."""
        return any(_is_no(self.word(one, Channel.ANY)) for one in purpose.stops_with)

    def waiting(self, purpose: str, channel: Channel) -> Consent | None:
        """The question a letter was sent for, if it is still to be confirmed."""
        asked = [one for one in self.words if (one.purpose, one.channel) == (purpose, channel)]
        last = _last(asked) if asked else None
        answered = self.word(purpose, channel)
        if last is None or last.said is not Said.ASKED:
            return None
        return None if answered and answered.number > last.number else last


def may(standing: Standing, purpose: str, channel: Channel, today: date) -> bool:
    """Whether this may be done with a person today: the one door for all that is done with people.

    Ask with the channel by which a letter would leave, WEB for what is looked at on our pages, ANY
    for what is made of the rest.
    """
    return refusal(standing, purpose, channel, today) is None


def refusal(standing: Standing, purpose: str, channel: Channel, today: date) -> Refusal | None:
    """Why this may not be done with a person today; None if it may. Raises KeyError."""
    known = register()
    its = known.purposes[purpose]
    if not its.is_optional:
        return None
    if standing.is_restricted:
        return Refusal.RESTRICTED
    if its.is_for_adults and is_minor(standing, today, known):
        return Refusal.MINOR
    if standing.is_stopped(its):
        return Refusal.OBJECTED
    return _answered(standing, its, channel)


def is_minor(standing: Standing, today: date, known: Register) -> bool:
    """Whether a person is too young; of a birth of which only the year is told, the latest day."""
    told = plain_date(standing.birth_date)
    year, month, day = told[:4], told[4:6] or "12", told[6:8] or "31"
    if len(year) < len("2010") or not year.isdecimal():
        return False
    had_birthday = (month, day) <= (f"{today.month:02d}", f"{today.day:02d}")
    age = today.year - int(year) - (0 if had_birthday else 1)
    return age < known.age_in(standing.country)


def _answered(standing: Standing, its: Purpose, channel: Channel) -> Refusal | None:
    word = standing.word(its.key, channel)
    if _is_no(word):
        return Refusal.OBJECTED
    if its.is_for_customers and not standing.has_bought:
        return Refusal.NO_CUSTOMER
    has_agreed = word is not None and word.said is Said.GIVEN and word.channel is channel
    if its.basis is Basis.CONSENT and not has_agreed:
        waits = standing.waiting(its.key, channel) is not None
        return Refusal.NOT_CONFIRMED if waits else Refusal.NOT_ASKED
    return None


def _is_no(word: Consent | None) -> bool:
    return word is not None and word.said is Said.WITHDRAWN


def _last(words: Iterable[Consent]) -> Consent:
    # The order kept, not the clock: one that was set back makes no no undone.
    return max(words, key=lambda one: one.number)


def _persons(words: Iterable[Consent]) -> list[str]:
    return list(dict.fromkeys(one.person for one in words))
