"""The home page of each role: what to do now, and what may need a hand soon."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from configurator.storage.accounts import Account, Role
from configurator.storage.draft_lists import Waiting, waiting_drafts
from configurator.storage.figures import Asking
from configurator.storage.freshness import Freshness, freshness
from configurator.storage.inbox import count_waiting
from configurator.storage.order_figures import promised_by, ready_to_hand_over, sold_since
from configurator.storage.orders import OrderLine, list_open_orders, list_orders
from configurator.storage.scans import count_open
from configurator.web.boundaries import ours
from configurator.web.desk import language, workshop
from configurator.web.figure_weeks import outside
from configurator.web.format import count, day, moment, short_money
from configurator.web.home_acts import Act, cases_act, inbox_act, requests_act, tasks_act
from configurator.web.restricting import readable
from configurator.web.status_words import SHOP
from production.format import percent
from production.tracking import STATIONS, State

MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look after; `is_late` ones say so."""

    title: str
    note: str
    end: str
    address: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Things of one kind, or a kind word where there is none."""

    key: str
    title: str
    lines: tuple[Line, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Home:
    """A home page; `finds` is true where one looks for customers, `facts` are words and figures."""

    lead: str
    acts: tuple[Act, ...]
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...] = ()
    finds: bool = False


def home_of(who: Account) -> Home:
    """The home page of somebody of the shop."""
    match who.role:
        case Role.PRODUCTION:
            return _production()
        case Role.MANAGER:
            return _manager(who.id)
        case Role.ADMIN:
            return _admin()
        case Role.AUTHOR:
            return _author()
        case _:
            return _counter(who.id)


def _counter(who: str) -> Home:
    today = workshop().today()
    with workshop().database.reading() as session:
        ready = ready_to_hand_over(session, MOST_LINES)
        due = promised_by(session, today, MOST_LINES)
        waiting, messages = waiting_drafts(session, MOST_LINES), count_waiting(session)
    return Home(
        lead=_("Who stands before you? Find them, or welcome somebody new."),
        acts=(
            Act(_("New customer"), url_for("customers.new")),
            inbox_act(messages),
            cases_act(who),
            tasks_act(),
            Act(_("Appointments"), url_for("appointments.index")),
        ),
        parts=(
            _orders("due", _("Promised by today"), due, _("Every promise is kept so far.")),
            _orders("ready", _("To hand over"), ready, _("Nothing lies on the shelf.")),
            Part(
                "drafts",
                _("Drafts waiting"),
                tuple(map(_waiting, readable(ours(waiting, _whose), _whose))),
                _("No draft is waiting. What you begin with a customer stands here."),
            ),
        ),
        finds=True,
    )


def _production() -> Home:
    today = workshop().today()
    with workshop().database.reading() as session:
        loads, page = count_open(session, today), list_open_orders(session, MOST_LINES)
    places = (State.QUEUED, *STATIONS)
    waiting = sum(loads[place].count for place in places)
    lead = ngettext("%(num)s order to be made.", "%(num)s orders to be made.", waiting)
    if not waiting:
        lead = _("Nothing to be made: a good day to oil the machines.")
    lines = tuple(_order(line, today, with_name=False) for line in page.lines)
    return Home(
        lead=lead,
        acts=(Act(_("To the queue"), url_for("stations.index")),),
        parts=(Part("next", _("Promised next"), lines, _("Nothing is promised yet.")),),
        facts=tuple((str(SHOP[place]), count(loads[place].count, language())) for place in places),
    )


def _manager(who: str) -> Home:
    today = workshop().today()
    week = _week(today)
    with workshop().database.reading() as session:
        sold, loads = sold_since(session, week), count_open(session, today)
        messages, fresh = count_waiting(session), freshness(session)
        late = promised_by(session, today - timedelta(days=1), MOST_LINES)
        newest = list_orders(session, MOST_LINES).lines
    totals = [short_money(it, one, language()) for one, it in sorted(sold.total_cents.items())]
    making = sum(loads[place].count for place in (State.QUEUED, *STATIONS, State.HOLD))
    of_week = tuple(line for line in newest if line.placed_at >= week)
    return Home(
        lead=_late_words(sum(load.late for load in loads.values())),
        acts=(
            Act(_("All orders"), url_for("orders.index")),
            Act(_("Misfits"), url_for("misfits.show")),
            Act(_("Needs and segments"), url_for("needs.index")),
            Act(_("Register of processings"), url_for("rights.show")),
            requests_act(),
            inbox_act(messages),
            cases_act(who),
            tasks_act(),
            Act(_("Channels"), url_for("channels.show")),
            Act(_("Messages to customers"), url_for("messages.index")),
        ),
        parts=(
            *_unforeseen(),
            _orders("late", _("Late"), late, _("Nothing is late.")),
            _orders("week", _("Orders of the week"), of_week, _("No order yet since Monday.")),
        ),
        facts=(
            (_("orders since Monday"), count(sold.orders, language())),
            (_("their total, tax included"), " + ".join(totals) or "\N{EN DASH}"),
            (_("being made"), count(making, language())),
            (_("ready to hand over"), count(loads[State.READY].count, language())),
            (_("of what we know of active customers is out of date"), _share(fresh)),
        ),
    )


def _unforeseen() -> tuple[Part, ...]:
    """What last week brought otherwise than foreseen; nothing where all went as it should."""
    with workshop().database.reading() as session:
        found = outside(Asking(session, {}, workshop().now()))
    lines = tuple(
        Line(
            words,
            _(
                "%(came)s came, %(low)s to %(high)s were expected",
                came=count(one.actual or 0, language()),
                low=count(round(one.low), language()),
                high=count(round(one.high), language()),
            ),
            "",
            url_for("figures.show", page="weeks", by=what),
        )
        for what, words, one in found
    )
    return (Part("weeks", _("Not as foreseen"), lines, ""),) if lines else ()


def _admin() -> Home:
    tasks = (
        Line(
            _("People"),
            _("Invite, disable, give a role or a new password."),
            "",
            url_for("people.show"),
        ),
        Line(
            _("Customers"),
            _("Find, measure, configure with them, order."),
            "",
            url_for("customers.index"),
        ),
        Line(_("Orders"), _("All orders, with their work orders."), "", url_for("orders.index")),
        Line(
            _("Register of processings"),
            _("What is known of people, what for and for how long."),
            "",
            url_for("rights.show"),
        ),
    )
    return Home(
        lead=_("Who works here, and what may they do?"),
        acts=(Act(_("To the people"), url_for("people.show")), requests_act()),
        parts=(Part("tasks", _("Your tasks"), tasks, ""),),
    )


def _author() -> Home:
    products = [engine.product for engine in workshop().engines.values()]
    tasks = tuple(
        Line(
            product.name.in_(language()),
            _("Edition %(edition)s: look through it as customers do.", edition=product.edition),
            ngettext("%(num)s option", "%(num)s options", len(product.options)),
            url_for("configure.start", product_key=product.key),
        )
        for product in products
    )
    reviews = tuple(
        Line(
            _("Review of %(product)s", product=product.name.in_(language())),
            _("What its rules do that you may not have meant, rule by rule."),
            ngettext("%(num)s rule", "%(num)s rules", len(product.rules)),
            url_for("review.show", product_key=product.key),
        )
        for product in products
    )
    look = Line(_("Style"), _("Colours, type and parts of every page."), "", url_for("style.show"))
    return Home(
        lead=_("Try what you wrote, the way customers meet it."),
        acts=tuple(
            Act(_("Look through: %(product)s", product=task.title), task.address)
            for task in tasks[:1]
        ),
        parts=(Part("tasks", _("Your tasks"), (*tasks, *reviews, look), ""),),
    )


def _orders(key: str, title: str, lines: tuple[OrderLine, ...], empty: str) -> Part:
    today = workshop().today()
    mine = ours(lines, lambda line: line.customer)
    return Part(key, title, tuple(_order(line, today) for line in mine), empty)


def _order(line: OrderLine, today: date, *, with_name: bool = True) -> Line:
    """An order; without name and address where whoever looks need not know the customer."""
    state = State(line.state)
    is_made = state not in {State.READY, State.COLLECTED, State.CANCELLED}
    return Line(
        title=f"{line.number} {line.customer_name}" if with_name else line.number,
        note=str(SHOP[state]),
        end=day(line.promised_on, language()),
        address=url_for("orders.show", number=line.number) if with_name else "",
        is_late=is_made and line.promised_on < today,
    )


def _waiting(one: Waiting) -> Line:
    engine = workshop().engines.get(one.draft.configuration.product)
    name = engine.product.name.in_(language()) if engine else one.draft.configuration.product
    saved = moment(workshop().here(one.draft.saved_at), language())
    return Line(one.name, name, saved, url_for("customers.show", id_=one.customer))


def _whose(one: Waiting) -> str:
    return one.customer


def _share(fresh: Freshness | None) -> str:
    """The share of stale fields in percent; a dash before the first night."""
    if fresh is None or not fresh.fields:
        return "\N{EN DASH}"
    told: str = _("%(percent)s %%", percent=percent(fresh.stale * 1000 // fresh.fields, language()))
    return told


def _week(today: date) -> datetime:
    """Monday's midnight, by the clock of the shop."""
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, time(), workshop().settings.time_zone)


def _late_words(late: int) -> str:
    if not late:
        return str(_("All promises stand."))
    said: str = ngettext(
        "%(num)s order is late. Somebody should tell its customer.",
        "%(num)s orders are late. Somebody should tell their customers.",
        late,
    )
    return said
