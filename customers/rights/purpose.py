"""Purposes: what for we know something of people, on what ground, for how long, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from catalog.text import Text


class Basis(StrEnum):
    """The ground of a processing in law (GDPR art. 6(1); Moroccan law 09-08 art. 4)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    INTEREST = "interest"


ARTICLES: Mapping[Basis, Mapping[str, str]] = {
    Basis.CONSENT: {"FR": "6(1)(a)", "MA": "4"},
    Basis.CONTRACT: {"FR": "6(1)(b)", "MA": "4(b)"},
    Basis.LEGAL_DUTY: {"FR": "6(1)(c)", "MA": "4(a)"},
    Basis.INTEREST: {"FR": "6(1)(f)", "MA": "4(e)"},
}
"""The article by country: of the GDPR in France, of law 09-08 in Morocco."""


class Channel(StrEnum):
    """By what we speak with a person or look at what he does; ANY is all of them."""

    ANY = "any"
    WEB = "web"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person is shown when he is asked; another wording is another `version`."""

    version: int
    text: Text


@dataclass(frozen=True, slots=True)
class Purpose:
    """One processing, as the register has it.

    It is kept for `days` after `since`, a moment of the register; `recipients` are keys of the
    register. What may be answered has a sentence by channel in `asked`: with the basis consent a
    yes is needed, else a no is heeded; an `objection` is a no to all channels at once.
    `is_for_adults` and `is_for_customers` (who bought) leave others out; a person who objected to
    any of `stops_with` has objected to this too. By the channels in `confirmed` a yes only counts
    once a letter came back. `declaration` is the number CNDP gave.
    """

    key: str
    name: Text
    says: Text
    basis: Basis
    days: int
    since: str
    recipients: tuple[str, ...]
    asked: Mapping[Channel, Sentence]
    objection: Sentence | None = None
    is_for_adults: bool = False
    is_for_customers: bool = False
    is_profiling: bool = False
    stops_with: tuple[str, ...] = ()
    confirmed: tuple[Channel, ...] = ()
    declaration: str = ""

    @property
    def keep(self) -> timedelta:
        """For how long it is kept after `since`."""
        return timedelta(days=self.days)

    @property
    def is_optional(self) -> bool:
        """Whether a person may say no and be served all the same."""
        return bool(self.asked)
