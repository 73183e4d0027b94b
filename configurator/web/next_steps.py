"""What a clerk does now for the customer before him, the most pressing first, each with its why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.storage.orders import StoredOrder
from configurator.storage.tasks import tasks_of
from configurator.web.asking import shop_day
from configurator.web.channel_words import TASKS
from configurator.web.clerk import Known, is_late
from configurator.web.designs import Design
from configurator.web.desk import language, workshop
from configurator.web.event_words import FIELDS
from configurator.web.format import ago, dated, day, short_money
from configurator.web.profile import again_said, versions_of
from configurator.web.tasks import reason
from customers.body.profile import Again, measure_again
from customers.identity.asking import About, Question, questions
from customers.identity.event import Event
from customers.identity.fields import CONTACT
from customers.identity.profile import profile
from production.tracking import State

MOST_TO_DO = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is answered: `right` says with one tap that all is as it was.

    `typed` is what may be typed instead, beginning with `text`; empty if it is changed elsewhere.
    """

    key: str
    right: str
    typed: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do now: what, why, and where it is done, or how it is `asked` right here."""

    what: str
    why: str
    label: str
    address: str
    asked: Asked | None = None


def to_do(known: Known, told: Sequence[Event], now: datetime) -> tuple[ToDo, ...]:
    """What to do now, the most pressing first; `told` is what the log says."""
    return tuple(_to_do(known, told, now))[:MOST_TO_DO]


def _to_do(known: Known, told: Sequence[Event], now: datetime) -> Iterator[ToDo]:
    yield from _tasks(known.customer.id)
    for stored in known.orders:
        yield from _about_order(stored, workshop().today())
    asked = questions(profile(told, now), now, shop_day)
    for about in About:
        # One of a kind at a time: nobody likes to be questioned.
        yield from [_question(one, known.customer.id) for one in asked if one.about is about][:1]
    yield from _about_body(known, now)
    yield from map(_about_design, known.designs[:1])
    if not known.customer.phone and not known.customer.email:
        address = url_for("customer_details.show", id_=known.customer.id)
        why = _("There is no way yet to say when something is ready.")
        yield ToDo(_("Ask for a phone number or e-mail"), why, _("Write down"), address)


def _tasks(person: str) -> Iterator[ToDo]:
    with workshop().database.reading() as session:
        lines = tasks_of(session, person)
    for line in lines[:1]:
        what = str(TASKS[line.task.kind])
        yield ToDo(what, reason(line.task), _("Open"), url_for("tasks.show"))


def _about_order(stored: StoredOrder, today: date) -> Iterator[ToDo]:
    number = stored.order.number
    address = url_for("orders.show", number=number)
    promised = day(stored.order.promised_on, language())
    if stored.state == State.READY:
        why = _("Promised for %(day)s. Try it on, then hand it over.", day=promised)
        yield ToDo(_("%(number)s is ready", number=number), why, _("Open"), address)
    elif is_late(stored, today):
        why = _("Promised for %(day)s and not ready yet. Say so before being asked.", day=promised)
        yield ToDo(_("%(number)s is late", number=number), why, _("Open"), address)


def _question(question: Question, customer: str) -> ToDo:
    then = dated(shop_day(question.event.at), language())
    if question.about is About.VISIT:
        what = _("In the shop on %(day)s, nothing bought", day=then)
        why = _("Ask what was missing. Whoever answers is not asked again.")
        asked = Asked(question.key, _("Nothing was missing"), _("What was missing"))
        return ToDo(what, why, "", "", asked)
    what = _("Is %(value)s still right?", value=question.value)
    why = _("%(field)s, last told on %(day)s.", field=FIELDS[question.field], day=then)
    if question.field in CONTACT:
        address = url_for("customer_details.show", id_=customer)
        return ToDo(what, why, _("Change"), address, Asked(question.key, _("Still right"), ""))
    typed = str(FIELDS[question.field])
    asked = Asked(question.key, _("Still right"), typed, question.value)
    return ToDo(what, why, "", "", asked)


def _about_body(known: Known, now: datetime) -> Iterator[ToDo]:
    product = next(iter(workshop().engines), None)
    if product is None:
        return
    address = url_for("guided.of_customer", id_=known.customer.id, product_key=product)
    last = max((one.measured_at for one in known.history), default=None)
    again = measure_again(versions_of(known.history), now)
    if last is None:
        why = _("Nothing is known of the body yet: it takes ten minutes.")
        yield ToDo(_("Take the measurements"), why, _("Measure"), address)
    elif again:
        why = _("Last time was %(ago)s.", ago=ago(now - last, language()))
        if again is Again.WEIGHT:
            why = again_said(again)
        yield ToDo(_("Measure again?"), why, _("Measure"), address)


def _about_design(design: Design) -> ToDo:
    about = {"design": design.title}
    if design.is_complete and design.ready_on:
        total = short_money(design.total_cents, design.currency, language())
        ready = day(design.ready_on, language())
        why = _("All is decided: %(total)s, ready %(day)s.", total=total, day=ready)
        return ToDo(_("Order %(design)s?", **about), why, _("To the order"), design.order)
    if not design.open and not design.draft.measured_at:
        why = _("The design is complete. What is missing are the measurements.")
        return ToDo(_("Measure for %(design)s", **about), why, _("Measure"), design.measure)
    why = ngettext("%(num)s choice is open.", "%(num)s choices are open.", design.open)
    return ToDo(_("Go on with %(design)s?", **about), why, _("Continue"), design.address)
