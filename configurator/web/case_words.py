"""The words about cases, promises and visits, as pages show them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from customers.dialogue import appointment, commitment
from customers.dialogue.account import Item, Side
from customers.dialogue.case import Deed, Department, Origin, State

ORIGINS: dict[Origin, LazyString] = {
    Origin.COMPLAINT: _l("Complaint"),
    Origin.REQUEST: _l("Request"),
    Origin.STAFF: _l("Opened by us"),
}

STATES: dict[State, LazyString] = {
    State.OPEN: _l("We owe an answer"),
    State.WAITS: _l("Waits for the customer"),
    State.SETTLED: _l("Settled"),
    State.REOPENED: _l("Reopened"),
}
SIGNS = {State.OPEN: "clock", State.WAITS: "clock", State.SETTLED: "check", State.REOPENED: "swap"}
TONES = {State.OPEN: "doubt", State.WAITS: "known", State.SETTLED: "good", State.REOPENED: "doubt"}

AMONG_US = _l("In work among us")
"""How far a case is of which the customer waits for nothing."""

STATES_FOR_HIM: dict[State, LazyString] = {
    State.OPEN: _l("We answer you"),
    State.WAITS: _l("We wait for your answer"),
    State.SETTLED: _l("Settled"),
    State.REOPENED: _l("Reopened"),
}

DEPARTMENTS: dict[Department, LazyString] = {
    Department.SHOP: _l("Shop"),
    Department.WORKSHOP: _l("Workshop"),
    Department.BOOKS: _l("Books"),
    Department.CARE: _l("Care"),
}

DEEDS: dict[Deed, LazyString] = {
    Deed.FROM_CUSTOMER: _l("Said by the customer"),
    Deed.TO_CUSTOMER: _l("Said to the customer"),
    Deed.INSIDE: _l("Among us"),
    Deed.HANDED_OVER: _l("Given to another of us"),
    Deed.SETTLED: _l("Settled"),
    Deed.REOPENED: _l("Reopened"),
}

DEEDS_FOR_HIM: dict[Deed, LazyString] = {
    Deed.FROM_CUSTOMER: _l("You"),
    Deed.TO_CUSTOMER: _l("We"),
    Deed.SETTLED: _l("Settled"),
    Deed.REOPENED: _l("Reopened"),
}

PROMISES: dict[commitment.Kind, LazyString] = {
    commitment.Kind.DATE: _l("Day of an order"),
    commitment.Kind.PRICE: _l("Price of a quote"),
    commitment.Kind.CALLBACK: _l("Call back"),
    commitment.Kind.REMAKE: _l("Make it anew"),
    commitment.Kind.APPOINTMENT: _l("Appointment"),
}

PROMISED: dict[commitment.State, LazyString] = {
    commitment.State.OPEN: _l("still open"),
    commitment.State.KEPT: _l("kept"),
    commitment.State.BROKEN: _l("not kept"),
    commitment.State.WITHDRAWN: _l("let go by the customer"),
}

VISITS: dict[appointment.Kind, LazyString] = {
    appointment.Kind.FITTING: _l("Fitting"),
    appointment.Kind.DEMO: _l("Live demo"),
}

WAYS: dict[appointment.Way, LazyString] = {
    appointment.Way.SHOP: _l("in the shop"),
    appointment.Way.PHONE: _l("by phone"),
    appointment.Way.VIDEO: _l("by video"),
}

ENDS: dict[appointment.State, LazyString] = {
    appointment.State.BOOKED: _l("booked"),
    appointment.State.HELD: _l("held"),
    appointment.State.MISSED: _l("the customer did not come"),
    appointment.State.FAILED: _l("we did not come"),
    appointment.State.CANCELLED: _l("called off"),
}

SIDES: dict[Side, LazyString] = {Side.CUSTOMER: _l("The customer"), Side.SHOP: _l("We")}

ITEMS: dict[Item, LazyString] = {
    Item.MARGIN: _l("Margin of purchases"),
    Item.FACTS: _l("Facts told"),
    Item.SUGGESTION: _l("Ideas taken up"),
    Item.REFERRAL: _l("Customers brought"),
    Item.DISCOUNT: _l("Discounts"),
    Item.POINTS: _l("Points"),
    Item.TIME: _l("Our time"),
    Item.GESTURE: _l("Gestures"),
    Item.SERVICE: _l("Costs of service"),
    Item.TROUBLE: _l("Complaints and broken promises"),
}
