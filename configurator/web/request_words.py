"""The words about requests: what may be asked, how far one is, why it may be refused."""

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.rights.request import Ground, Identity, Request, Right, Step

RIGHTS: dict[Right, LazyString] = {
    Right.ACCESS: _l("See what is known of me"),
    Right.RECTIFICATION: _l("Put something right"),
    Right.ERASURE: _l("Erase what is known of me"),
    Right.RESTRICTION: _l("Keep it, but do nothing with it"),
    Right.OBJECTION: _l("Object to a use"),
    Right.PORTABILITY: _l("Take my data along"),
    Right.HUMAN: _l("Have a person look at a decision"),
}

STEPS: dict[Step, LazyString] = {
    Step.RECEIVED: _l("Identity to be checked"),
    Step.IDENTIFIED: _l("To be done"),
    Step.DONE: _l("Done"),
    Step.REFUSED: _l("Refused"),
}

IDENTITIES: dict[Identity, LazyString] = {
    Identity.SIGNED_IN: _l("signed in"),
    Identity.KNOWN: _l("known in person"),
    Identity.PAPER: _l("showed a paper; no copy was kept"),
    Identity.CALLED_BACK: _l("called back on the number we know"),
    Identity.WROTE_BACK: _l("answered from the address we know"),
}

GROUNDS: dict[Ground, LazyString] = {
    Ground.UNIDENTIFIED: _l("We could not find out that it is you who asks"),
    Ground.EXCESSIVE: _l("It was asked again and again, or without any ground"),
    Ground.OTHERS: _l("It would tell of other people"),
    Ground.ACCURATE: _l("What we know is right, as far as we can see"),
    Ground.LEGAL_DUTY: _l("The law has us keep it"),
    Ground.CLAIMS: _l("It is needed for a claim that is not settled"),
    Ground.COMPELLING: _l("We have grounds that weigh more, as told beside"),
    Ground.NOT_GIVEN: _l("It was not given by you, nor seen of what you did"),
    Ground.NO_MACHINE: _l("No machine decided it"),
}

WRITTEN: dict[str, LazyString] = {
    "received": _l("Asked"),
    "identified": _l("Identity checked"),
    "prolonged": _l("More time taken"),
    "evidence": _l("Evidence"),
    "done": _l("Answered"),
    "refused": _l("Refused"),
    "lifting": _l("The end of the restriction was told"),
}
"""What was written down, by the step at which it was."""

AUTHORITIES = {"FR": "CNIL, www.cnil.fr", "MA": "CNDP, www.cndp.ma"}
"""Where somebody may complain who was refused, by the country whose law holds."""


@dataclass(frozen=True, slots=True)
class Left:
    """How much time there is, as people read it."""

    words: str
    is_late: bool
    is_near: bool


NEAR_DAYS = 7


def left(request: Request, today: date) -> Left:
    """The days left until a request is due."""
    days = request.days_left(today)
    if days < 0:
        late: str = ngettext("%(num)s day late", "%(num)s days late", -days)
        return Left(late, is_late=True, is_near=False)
    if days == 0:
        return Left(str(_("due today")), is_late=False, is_near=True)
    words: str = ngettext("%(num)s day left", "%(num)s days left", days)
    return Left(words, is_late=False, is_near=days <= NEAR_DAYS)
