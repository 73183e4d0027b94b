"""How the shop treats a customer, and why, as the desk reads it: nothing here refuses anything.

A customer can see the screen of the desk: no tier stands there and nothing he is worth. Both stand
on the page of his value, for managers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.drafts import Draft
from configurator.storage.gestures import Gesture, GestureKind, gestures_of
from configurator.storage.programmes import manner_of
from configurator.storage.value_intake import TAKEN_UP, WELCOME, Points
from configurator.value_online import policies_now
from configurator.web.amount import currency
from configurator.web.desk import language, workshop
from configurator.web.format import dated, short_money
from configurator.web.whose import customer_here
from customers.value.manner import Manner, Why
from customers.value.tier import Tier
from production.format import in_a_row

WHY: Mapping[Why, LazyString] = {
    Why.CONTROL: _l("Drawn to go without, so that we see whether it pays: treated as usual."),
    Why.UNKNOWN: _l("Not known yet: treated as usual."),
    Why.NOT_ALLOWED: _l("Values of this customer are not to be known: treated as usual."),
}
OF_TIER: Mapping[str, LazyString] = {
    Tier.CPP: _l("By our policy A, as of the last night."),
    Tier.CCM: _l("By our policy B, as of the last night."),
    Tier.CNR: _l(
        "By our policy C, as of the last night: effort is kept small, service is the same."
    ),
}
GESTURES: Mapping[GestureKind, LazyString] = {
    GestureKind.THANKS: _l("Say thank you by hand"),
    GestureKind.AMBASSADOR: _l("Invite to be an ambassador"),
    GestureKind.STEP: _l("Suggest the next step"),
}


REASONS: Mapping[str, LazyString] = {
    WELCOME: _l("Welcome to the programme"),
    TAKEN_UP: _l("An idea of yours that we took up"),
}


@dataclass(frozen=True, slots=True)
class Treated:
    """What the desk shows: why, what is given (term and words), what is to be done now."""

    why: str
    given: Sequence[tuple[str, str]]
    gestures: Sequence[Gesture]

    @property
    def to_do(self) -> Sequence[Gesture]:
        """Gestures that were not done yet, the first due first."""
        return [one for one in self.gestures if one.done_on is None]


def treated(person: str) -> Treated | None:
    """How a person is treated now; None where the file of policies holds mistakes."""
    policies = policies_now()
    if policies is None:
        return None
    with workshop().database.reading() as session:
        found = manner_of(session, person, policies, workshop().now())
        gestures = gestures_of(session, person) if found.why is Why.TIER else ()
    return Treated(why_words(found), _given(found), gestures)


def less_percent(draft: Draft) -> int:
    """What the customer pays less for `draft`, where the shop has prices by tier; usually nothing.

    Only he and the counter see whose it is, so only they are told another price.
    """
    policies = policies_now()
    if policies is None or not policies.price_percent:
        return 0
    customer = customer_here(draft)
    if customer is None:
        return 0
    with workshop().database.reading() as session:
        return manner_of(session, customer.id, policies, workshop().now()).less_percent


def reason(entry: Points) -> str:
    """Why points were given, in words; what staff wrote stays as they wrote it."""
    return str(REASONS.get(entry.why, entry.why))


def why_words(found: Manner) -> str:
    """Why somebody is treated so."""
    return str(OF_TIER[found.tier] if found.why is Why.TIER else WHY[found.why])


def gesture_words(one: Gesture, today: date) -> str:
    """By when."""
    day = dated(one.due_on, language())
    due = one.due_on < today
    return str(_("due since %(day)s", day=day) if due else _("by %(day)s", day=day))


def gesture_worth(one: Gesture, today: date) -> str:
    """The same, and what it may bring: for managers."""
    due = gesture_words(one, today)
    if not one.uplift_cents:
        return due
    more = short_money(one.uplift_cents, currency(), language())
    return in_a_row([due, str(_("may bring %(amount)s", amount=more))], language())


def _given(found: Manner) -> list[tuple[str, str]]:
    policy = found.policy
    slot = _("first, where nobody waits longer than promised") if found.goes_first else _("in turn")
    given = [
        (_("Recognition"), policy.recognition),
        (_("Offers"), ", ".join(policy.offers)),
        (_("Alterations free up to"), short_money(policy.alteration_cents, currency(), language())),
        (_("Answer within"), _("%(hours)s hours", hours=policy.answer_hours)),
        (_("Channels"), ", ".join(policy.channels)),
        (_("In the workshop"), slot),
    ]
    if found.less_percent:
        given.append((_("Price"), _("%(percent)s %% less", percent=found.less_percent)))
    return [(str(term), str(words)) for term, words in given if words]
