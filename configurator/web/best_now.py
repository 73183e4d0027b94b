"""The one offer or act for the customer in front of an adviser, with its reason, or why none.

A customer can see this screen: it says what he did and was promised, never what he is worth.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from configurator.storage.campaign_codes import Personal
from configurator.storage.campaign_people import offer_words
from configurator.storage.campaigns import get_campaign
from configurator.storage.cases import complaining
from configurator.storage.gestures import Gesture, GestureKind
from configurator.storage.open_offers import open_offer
from configurator.storage.programmes import goes_without, manner_of
from configurator.storage.value import CustomerValue, find_value
from configurator.value_online import policies_now
from configurator.web.add_ons import AddOnToSay
from configurator.web.clerk import Known
from configurator.web.desk import language, workshop
from configurator.web.format import ago, dated
from configurator.web.taste_inferred import AskedNow
from configurator.web.treated import GESTURES, Treated, gesture_words
from customers.dialogue.next_best import Chance, Facing, Move, Silence, next_best
from customers.value.manner import Manner, Why
from customers.value.policy import Policies

USUAL_CENTS = 5_000
"""What a pair earns, until we know what his do."""

LIKELY: Mapping[Move, float] = {
    Move.GESTURE: 0.3,
    Move.CODE: 0.4,
    Move.DRAFT: 0.5,
    Move.ADD_ON: 0.2,
    Move.DESIGN: 0.1,
}
"""How likely he takes it, by experience of the counter; his rhythm tells it of another pair."""

DUE_WITHIN = timedelta(days=7)
AHEAD_DAYS = 90
SILENT: Mapping[Silence, LazyString] = {
    Silence.COMPLAINT: _l("No offer now: a complaint is open. Settle it first."),
    Silence.OBJECTED: _l("No offer: we are not to conclude what would suit this customer."),
}


@dataclass(frozen=True, slots=True)
class BestShown:
    """What to offer or do, why, where, by when; without `what` the reason for saying nothing."""

    what: str
    why: str
    address: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """All the screen says of offers: the one of its own, or that of the part below which stays."""

    best: BestShown | None
    ask_now: AskedNow | None
    add_on: AddOnToSay | None


@dataclass(frozen=True, slots=True)
class _About:
    """What the chances of one customer are made of."""

    known: Known
    treated: Treated | None
    worth: CustomerValue | None
    manner: Manner
    offer: Personal | None
    today: date

    @property
    def usual_cents(self) -> int:
        """What one purchase of his earned."""
        worth = self.worth
        return max(worth.baseline_cents // max(worth.purchases, 1), 0) if worth else USUAL_CENTS

    @property
    def gesture(self) -> Gesture | None:
        """What is to be done for him first; one thanks before one asks."""
        to_do = self.treated.to_do if self.treated else ()
        is_later = {GestureKind.THANKS: 0, GestureKind.AMBASSADOR: 1, GestureKind.STEP: 2}
        return min(to_do, key=lambda one: (one.due_on, is_later[one.kind]), default=None)

    @property
    def design_ready(self) -> int | None:
        """The place of a design of his that could be ordered as it is."""
        designs = enumerate(self.known.designs)
        return next((place for place, one in designs if one.is_complete), None)


def said_now(
    known: Known, treated: Treated | None, ask_now: AskedNow | None, add_on: AddOnToSay | None
) -> Said:
    """The one thing to offer, whichever part of the screen says it; the others keep silent."""
    policies = policies_now()
    if policies is None:
        return Said(None, ask_now, add_on)
    about = _about(known, treated, policies)
    chances = list(_chances(about))
    if add_on:
        chances.append(_likely(Move.ADD_ON, add_on.add_on.price_cents // 2))
    if ask_now and ask_now.design:
        chances.append(_likely(Move.DESIGN, about.usual_cents))
    best = next_best(chances, _facing(about))
    move = best.move if isinstance(best, Chance) else None
    quiet = replace(ask_now, design="") if ask_now and move is not Move.DESIGN else ask_now
    return Said(_shown(best, about), quiet, add_on if move is Move.ADD_ON else None)


def _about(known: Known, treated: Treated | None, policies: Policies) -> _About:
    person, today = known.customer.id, workshop().today()
    with workshop().database.reading() as session:
        found = manner_of(session, person, policies, workshop().now())
        may_know = found.why is not Why.NOT_ALLOWED
        worth = find_value(session, person) if may_know else None
        offer = open_offer(session, person, today)
    return _About(known, treated, worth, found, offer, today)


def _facing(about: _About) -> Facing:
    person, gesture = about.known.customer.id, about.gesture
    programmes = {about.manner.tier, gesture.programme if gesture else ""} - {""}
    with workshop().database.reading() as session:
        return Facing(
            complains=bool(complaining(session, {person})),
            objects=about.manner.why is Why.NOT_ALLOWED,
            held_back=[one for one in programmes if goes_without(session, one, person)],
        )


def _chances(about: _About) -> Iterator[Chance]:
    if one := about.gesture:
        is_owed = one.kind is not GestureKind.STEP and one.due_on <= about.today + DUE_WITHIN
        cents = one.uplift_cents or about.usual_cents
        yield replace(_likely(Move.GESTURE, cents), is_owed=is_owed, programme=one.programme)
    if about.offer:
        yield _likely(Move.CODE, about.usual_cents)
    if about.design_ready is not None:
        yield _likely(Move.DRAFT, about.usual_cents)
    days = _rhythm_days(about.worth)
    if days and (since := _since_last(about)) and since.days * 2 >= days:
        likely = min(AHEAD_DAYS / days, 1.0) * (about.worth.p_alive if about.worth else 0)
        yield Chance(Move.AGAIN, likely, about.usual_cents)


def _likely(move: Move, cents: int) -> Chance:
    return Chance(move, LIKELY[move], cents)


def _rhythm_days(worth: CustomerValue | None) -> int:
    """Every how many days he is expected again; 0 where that is not known."""
    policies = policies_now()
    if worth is None or policies is None or worth.expected_purchases <= 0:
        return 0
    return round(policies.terms.horizon_days / worth.expected_purchases)


def _since_last(about: _About) -> timedelta | None:
    placed = [workshop().here(one.order.placed_at).date() for one in about.known.orders]
    return about.today - max(placed) if placed else None


def _shown(best: Chance | Silence, about: _About) -> BestShown | None:
    if isinstance(best, Silence):
        return BestShown("", str(SILENT[best])) if best in SILENT else None
    match best.move:
        case Move.GESTURE if about.gesture:
            why = about.treated.why if about.treated else ""
            by = gesture_words(about.gesture, about.today)
            return BestShown(str(GESTURES[about.gesture.kind]), why, note=by)
        case Move.CODE if about.offer:
            return _code(about.offer)
        case Move.DRAFT if about.design_ready is not None:
            return _draft(about, about.design_ready)
        case Move.AGAIN:
            return _again(about)
        case _:
            return None


def _code(offer: Personal) -> BestShown:
    with workshop().database.reading() as session:
        words = offer_words(get_campaign(session, offer.campaign).plan, language())
    until = dated(offer.offer.ends_on, language())
    why = _(
        "His own offer (%(name)s), open until %(day)s: code %(code)s.",
        name=offer.name,
        day=until,
        code=offer.code,
    )
    return BestShown(str(_("Remind of it: %(offer)s", offer=words)), str(why))


def _draft(about: _About, place: int) -> BestShown:
    one = about.known.designs[place]
    passed = ago(workshop().now() - one.draft.saved_at, language())
    why = _("Designed %(ago)s; it can be ordered as it is.", ago=passed)
    what = _("Finish it: %(design)s", design=one.title)
    return BestShown(str(what), str(why), one.order, str(_("To the order")))


def _again(about: _About) -> BestShown:
    offers: Sequence[str] = about.manner.policy.offers
    what = _("Offer: %(what)s", what=offers[0]) if offers else _("Speak of the next pair")
    days = _rhythm_days(about.worth)
    passed = ago(_since_last(about) or timedelta(), language())
    rhythm = ngettext(
        "Comes back about every %(num)s day; the last time was %(ago)s.",
        "Comes back about every %(num)s days; the last time was %(ago)s.",
        days,
        ago=passed,
    )
    return BestShown(str(what), str(rhythm))
