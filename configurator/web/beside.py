"""What a customer is offered beside the garment, by the policies of the shop, and why.

Never a price and never a warranty: those are everybody's alike. The word for his tier is for the
shop's own eyes, so it is not said here.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from configurator.storage.programmes import manner_of
from configurator.value_online import policies_now
from configurator.web.desk import language, workshop
from configurator.web.format import short_money
from customers.value.manner import Why


@dataclass(frozen=True, slots=True)
class Beside:
    """What is offered, in words, and the reason that is given for it."""

    offers: tuple[str, ...]
    why: str


def beside(person: str, currency: str) -> Beside | None:
    """What that customer is offered; None where the file of policies holds mistakes."""
    policies = policies_now()
    if policies is None:
        return None
    with workshop().database.reading() as session:
        found = manner_of(session, person, policies, workshop().now())
    amount = short_money(found.policy.alteration_cents, currency, language())
    offers = [_("Alterations up to %(amount)s are on us", amount=amount)]
    if found.goes_first:
        offers.insert(0, _("First in the workshop, where nobody else waits longer for it"))
    why = _("As for everybody.")
    if found.why is Why.TIER:
        why = _("Because of what was ordered with us so far.")
    return Beside(tuple(map(str, offers)), str(why))
